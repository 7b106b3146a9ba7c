"""Parley's release extension: an originator says in the object itself who may have it, and who is told whose it is.

A STIX 2.1 property extension (7.3) with a fixed id. What it holds is served with the object: whoever gets the object
can read whom it was released to and from whom it was kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from parley.council.errors import InputError, Message, shown

RELEASE_EXTENSION = "extension-definition--b2222675-418a-4225-8395-04176a47bc2b"
CODES_MAX = 300  # party codes in one list


class Attribution(StrEnum):
    """Who is told whose an object is (rule 9)."""

    SHOWN = "shown"
    SECRETARIAT = "secretariat"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class ReleaseExtension:
    releasable_to: frozenset[UUID] | None = None  # None: it does not say
    not_releasable_to: frozenset[UUID] = frozenset()
    attribution: Attribution = Attribution.SHOWN


@dataclass(frozen=True, slots=True)
class Misread:
    """Why an extension is refused. `pointer` (RFC 6901) begins at the object."""

    pointer: str
    sentence: Message


_MEMBERS = ("extension_type", "releasable_to", "not_releasable_to", "attribution")


def read_extension(body: object, codes: Mapping[str, UUID]) -> ReleaseExtension | Misread:
    """The extension's body as values; `codes` are those of all parties. Nothing in it is passed over in silence.

    A list that names nobody is refused, since "nobody" and "I did not fill this in" look the same.
    """
    if not isinstance(body, Mapping):
        return _misread("", Message("a JSON object"), body, Message("Write its members between braces."))
    for member in body:
        if member not in _MEMBERS:
            expected = Message("one of %(members)s", members=", ".join(_MEMBERS))
            return _misread(member, expected, member, Message("Take it out, or correct its name."))
    if body.get("extension_type") != "property-extension":  # STIX 2.1, 7.3
        expected = Message("“property-extension”")
        return _misread("extension_type", expected, body.get("extension_type", ""), Message("Write just this."))
    lists: dict[str, frozenset[UUID]] = {}
    for member in ("releasable_to", "not_releasable_to"):
        if member in body:
            parties = _parties(member, body[member], codes)
            if isinstance(parties, Misread):
                return parties
            lists[member] = parties
    attribution = body.get("attribution", Attribution.SHOWN)
    if attribution not in list(Attribution):
        expected = Message("one of %(members)s", members=", ".join(Attribution))
        return _misread("attribution", expected, attribution, Message("Choose one, or leave it out for “shown”."))
    return ReleaseExtension(
        lists.get("releasable_to"), lists.get("not_releasable_to", frozenset()), Attribution(attribution)
    )


def _parties(member: str, value: object, codes: Mapping[str, UUID]) -> frozenset[UUID] | Misread:
    if not isinstance(value, list) or not 1 <= len(value) <= CODES_MAX:
        expected = Message("a list of codes, from 1 to %(most)s", most=CODES_MAX)
        came = Message("a list of %(count)s", count=len(value)) if isinstance(value, list) else value
        return _misread(member, expected, came, Message("Name the parties one by one, or leave the whole list out."))
    parties = set()
    for place, code in enumerate(value):
        party = codes.get(code) if isinstance(code, str) else None
        if party is None:
            do = Message("Write it as the list of parties shows it, in the same capitals.")
            return _misread(f"{member}/{place}", Message("the code of a party"), code, do, written=True)
        parties.add(party)
    return frozenset(parties)


def _misread(at: str, expected: Message, came: object, do: Message, *, written: bool = False) -> Misread:
    """`written`: `at` is a pointer already; otherwise the name of one member, as it came."""
    came = came if isinstance(came, str | Message) else shown(came)
    step = at if written else at.replace("~", "~0").replace("/", "~1")
    pointer = f"/extensions/{RELEASE_EXTENSION}" + (f"/{step}" if at else "")
    return Misread(pointer, InputError(pointer, expected, came, do).reason)
