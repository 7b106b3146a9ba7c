"""Addresses of TAXII 2.1 (3.1), under /taxii2/. All others under it are a TAXII 404 as well."""

from __future__ import annotations

from django.urls import path

from parley.exchange.api import taxii

app_name = "taxii"
_COLLECTION = "council/collections/<str:collection>/"
_OBJECT = f"{_COLLECTION}objects/<str:object_id>/"

urlpatterns = [
    path("", taxii.discovery, name="discovery"),
    path("council/", taxii.api_root, name="api_root"),
    path("council/entitlements/", taxii.entitlements, name="entitlements"),
    path("council/status/<str:status>/", taxii.status, name="status"),
    path("council/collections/", taxii.collections, name="collections"),
    path(_COLLECTION, taxii.collection, name="collection"),
    path(f"{_COLLECTION}manifest/", taxii.manifest, name="manifest"),
    path(f"{_COLLECTION}objects/", taxii.objects, name="objects"),
    path(_OBJECT, taxii.object_, name="object"),
    path(f"{_OBJECT}versions/", taxii.versions, name="versions"),
    path("<path:path>", taxii.nothing, name="nothing"),
]
