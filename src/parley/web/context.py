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


def heading(request: HttpRequest) -> council.Heading | None:
    """The council and the reader's party in it, asked for once in a request."""
    if not hasattr(request, "heading"):
        viewer: Viewer | None = getattr(request, "viewer", None)
        request.heading = council.heading(viewer.party if viewer else None)  # type: ignore[attr-defined]
    found: council.Heading | None = request.heading  # type: ignore[attr-defined]
    return found


def page(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "viewer", None)
    head = heading(request)
    held = getattr(getattr(request, "user", None), "acting", None) or [] if viewer else []
    authorities = [appointment.authority for appointment in held]
    acting = next((a for a in authorities if viewer and a.id == viewer.authority), None)
    party_name = (acting.party.names if acting else {}) | (head.party if head else {})
    return {
        "viewer": viewer,
        "acting": Acting(acting.id, acting.names, party_name) if acting else None,
        "authorities": [Choice(a.id, a.names) for a in authorities],
        "council_name": head.names if head else "Parley",
        "council_short_name": head.short_names if head else "",
        "demo": SETTINGS.demo,
        "sealed": bool(head and head.sealed),
    }
