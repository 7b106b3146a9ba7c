"""What every page says: which council, and for whom the reader acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from parley.council import queries as council
from parley.council.rules import Viewer
from parley.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class Acting:
    authority: UUID
    authority_name: dict[str, str]
    party_name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    id: UUID
    name: dict[str, str]


def page(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    the_council = council.the_council()
    authorities = council.authorities_of(viewer) if viewer else []
    acting = next((a for a in authorities if viewer and a.id == viewer.authority), None)
    return {
        "viewer": viewer,
        "acting": Acting(acting.id, acting.names, council.name_in_council(acting.party)) if acting else None,
        "authorities": [Choice(a.id, a.names) for a in authorities],
        "council_name": the_council.party.names if the_council else "Parley",
        "council_short_name": the_council.party.short_names if the_council else "",
        "demo": SETTINGS.demo,
        "sealed": bool(the_council and the_council.sealed),
    }
