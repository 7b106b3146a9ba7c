"""Addresses of the exchange's pages, under /exchange/. Programs use those of urls_taxii.py."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "exchange"
urlpatterns: list[URLPattern] = []
