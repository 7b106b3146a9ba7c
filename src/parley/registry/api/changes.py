"""The feed of changes for a party's systems, and their acknowledgements.

GET changes?after=CURSOR&limit=N gives versions of entries in the order in which they reached the party, and `next`, the
place to go on from. `version` is null where an entry was taken back: then only its id is told, and it is to be removed.
GET systems lists the party's own, with the versions that each has still to acknowledge; POST acknowledgements does so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.rules import Right, Scope, require
from parley.registry.acts.consuming import acknowledge, changes
from parley.registry.api.answers import resource
from parley.registry.api.door import body, endpoint
from parley.registry.models import Version
from parley.registry.queries.changes import Change
from parley.registry.queries.consumers import owed, own
from parley.registry.queries.indexed import list_name
from parley.release.cursors import decode, encode
from parley.release.queries import Cursor

CHANGES_MAX = 1000
"""On one page."""
CHANGES = 100
"""On one page, where nothing else is asked for."""


class _Acknowledged(msgspec.Struct, forbid_unknown_fields=True):
    system: UUID
    versions: list[UUID]


def _changes(request: HttpRequest) -> HttpResponse:
    page = changes(_actor(request), after=_after(request), limit=_limit(request))
    return resource(
        {
            "changes": [_change(each) for each in page.rows],
            "next": encode(page.next) if page.next else "",
            "more": page.more,
        }
    )


def _after(request: HttpRequest) -> Cursor | None:
    typed = request.GET.get("after", "")
    after = decode(typed) if typed else None
    if after is not None and not isinstance(after.key, datetime):
        expected, do = gettext_noop("a place that `next` gave"), gettext_noop("Leave it out to begin anew.")
        raise InputError("after", expected, typed, do)
    return after


def _limit(request: HttpRequest) -> int:
    typed = request.GET.get("limit", str(CHANGES))
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 5 and 1 <= int(typed) <= CHANGES_MAX):
        expected = Message(gettext_noop("a whole number from 1 to %(most)d"), most=CHANGES_MAX)
        raise InputError("limit", expected, typed, gettext_noop("Ask for fewer, page by page."))
    return int(typed)


def _change(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {"entry": change.entry, "at": change.at, "in_force": change.in_force, "version": None}
    return told if change.version is None else told | _version(change.version)


def _version(version: Version) -> dict[str, Any]:
    entry = version.entry
    return {
        "version": version.number,
        "version_id": version.id,
        "state": version.state,
        "list": list_name(entry.roll, entry.source.key if entry.source else None),
        "reference": entry.reference,
        "illustration": entry.illustration,
        "content": version.content,
    }


def _systems(request: HttpRequest) -> HttpResponse:
    """For whoever registers them and acknowledges, as the page "Systems" is."""
    require(_actor(request), Right.SCREEN)
    viewer = request.viewer  # type: ignore[attr-defined]
    waiting = owed(viewer)
    return resource(
        {
            "systems": [
                {
                    "id": each.id,
                    "name": each.name,
                    "since": each.released_at,
                    "to_acknowledge": [o.version.id for o in waiting if each in o.consumers],
                }
                for each in own(viewer)
                if each.ended_at is None
            ]
        }
    )


@transaction.atomic
def _acknowledge(request: HttpRequest) -> HttpResponse:
    """All or none."""
    said = _read(body(request))
    by = _actor(request)
    made = [acknowledge(by, said.system, version) for version in said.versions]
    return resource({"acknowledged": [row.version_id for row in made]})


def _read(octets: bytes) -> _Acknowledged:
    try:
        said = msgspec.json.decode(octets, type=_Acknowledged)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        expected = gettext_noop('JSON such as {"system": "its id", "versions": ["version_id of a change"]}')
        raise InputError("body", expected, str(error), gettext_noop("See docs/connecting.md.")) from error
    if not 1 <= len(said.versions) <= CHANGES_MAX:
        most = Message(gettext_noop("versions: 1 to %(most)d"), most=CHANGES_MAX)
        raise InputError("versions", most, str(len(said.versions)), gettext_noop("Send them in several requests."))
    return said


def _actor(request: HttpRequest) -> Any:
    return request.viewer.acting(request.now, request.draw, request.clock)  # type: ignore[attr-defined]


feed = endpoint(Scope.REGISTRY_READ, GET=_changes)
systems = endpoint(Scope.REGISTRY_READ, GET=_systems)
acknowledgements = endpoint(Scope.REGISTRY_READ, POST=_acknowledge)
