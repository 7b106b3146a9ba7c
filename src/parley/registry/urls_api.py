"""Addresses of the register for programs, under /api/registry/. All others under it are a 404 in JSON as well."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import path

from parley.council.rules import Scope
from parley.registry.api import changes, door, screening, yente
from parley.registry.api.answers import refusal

app_name = "registry_api"


def _nothing(*_request: object, **_where: str) -> HttpResponse:
    return refusal(HTTPStatus.NOT_FOUND)


_every = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), _nothing)

urlpatterns = [
    path("", screening.matcher, name="matcher"),
    path("screen", screening.screening, name="screen"),
    path("changes", changes.feed, name="changes"),
    path("systems", changes.systems, name="systems"),
    path("acknowledgements", changes.acknowledgements, name="acknowledgements"),
    path("match/<str:dataset>", yente.match, name="match"),
    path("entities/<str:entry>", yente.entity, name="entity"),
    path("catalog", yente.catalog, name="catalog"),
    path("algorithms", yente.algorithms, name="algorithms"),
    path("healthz", yente.well, name="healthz"),
    path("readyz", yente.well, name="readyz"),
    path("<path:path>", door.endpoint(Scope.REGISTRY_SCREEN, **_every), name="nothing"),
]
