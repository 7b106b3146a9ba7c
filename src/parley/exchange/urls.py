"""Addresses of the exchange's pages, under /exchange/. Programs use those of urls_taxii.py."""

from __future__ import annotations

from django.urls import path

from parley.exchange.views import new, objects

app_name = "exchange"
_OBJECT = "objects/<str:stix_id>/"

urlpatterns = [
    path("", new.new, name="new"),
    path(_OBJECT, objects.object_, name="object"),
    path(f"{_OBJECT}octets/", objects.octets, name="octets"),
]
