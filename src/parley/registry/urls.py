"""Addresses of the register's pages, under /register/."""

from __future__ import annotations

from django.urls import path

from parley.registry.views import lists

app_name = "registry"

urlpatterns = [
    path("", lists.entries, name="list"),
]
