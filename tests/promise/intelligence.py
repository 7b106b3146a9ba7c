"""What happens in the exchange: objects, groups, recalls, sightings and masked originators, shown and hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from parley.exchange.acts.adding import add
from parley.exchange.acts.changing import withdraw
from parley.exchange.acts.reading import read
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERY_VERSION
from parley.ledger.rules.actor import Actor
from parley.release import acts as release
from parley.release.rules import RELEASE_EXTENSION, Named, Terms, terms

if TYPE_CHECKING:
    from tests.promise.histories import Place

Do = Callable[["Place", Actor], object]
NUMBERS = 13
"""The most steps of a history: shown objects are numbered by their steps, and hidden ones may take the same ids."""


def id_of(number: int, type_: str = "indicator") -> str:
    return f"{type_}--{UUID(int=0x7000 + number, version=4)}"


def octets(number: int, says: str, version: int = 0, type_: str = "indicator", **more: Any) -> bytes:
    made = {
        "type": type_,
        "spec_version": "2.1",
        "id": id_of(number, type_),
        "created": "2021-05-01T00:00:00.000Z",
        "modified": f"2021-05-01T00:00:{version:02d}.000Z",
    }
    own: dict[str, Any] = {}
    if type_ == "indicator":
        own = {
            "name": f"Indicator {says}",
            "pattern": f"[domain-name:value = '{says.replace(' ', '-')}.example']",
            "pattern_type": "stix",
            "valid_from": "2021-05-01T00:00:00Z",
        }
    return json.dumps(made | own | more).encode()


def to_named(place: Place, *who: str) -> Terms:
    return terms(Named(frozenset(map(place.party, who))))


def _add(place: Place, by: Actor, raw: bytes, *, to: Terms | None = None, through: UUID | None = None) -> None:
    """Added through the party's own collection, unless another is named. The object may be refused."""
    add(by, through or channels.own(by.party).id, [raw], to=to)


def council_collection(place: Place) -> UUID:
    return channels.council(place.made["council"]).id


# Shown to the viewer


def shown_to_council(viewer: str, number: int) -> Do:
    return lambda p, by: _add(p, by, octets(number, f"shown {number}"), through=council_collection(p))


def shown_by_name(viewer: str, number: int) -> Do:
    return lambda p, by: _add(p, by, octets(number, f"shown {number}"), to=to_named(p, viewer))


def shown_in_group(viewer: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        group = release.make_group(by, name=f"G {number}", parties=[place.party(viewer)], confidential=bool(number % 2))
        _add(place, by, octets(number, f"shown {number}"), through=group.id)
        return group

    return do


def shown_masked(viewer: str, number: int) -> Do:
    return lambda p, by: _add(p, by, _masked(number), to=to_named(p, viewer))


def recalled_masked(viewer: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> None:
        _add(place, by, _masked(number), to=to_named(place, viewer))
        reads(place, viewer, by, seconds=10)
        withdraw(_later(by, 20), channels.own(by.party).id, id_of(number), EVERY_VERSION)

    return do


def _masked(number: int) -> bytes:
    extension = {RELEASE_EXTENSION: {"extension_type": "property-extension", "attribution": "masked"}}
    return octets(number, f"shown {number}", extensions=extension)


def shown_sighting(viewer: str, number: int) -> Do:
    return lambda p, by: _add(p, by, _sighting(number, number - 1), to=to_named(p, viewer))


def shown_and_recalled(viewer: str, number: int) -> Do:
    """The viewer fetched it, so it is served a notice."""

    def do(place: Place, by: Actor) -> None:
        _add(place, by, octets(number, f"shown {number}"), to=to_named(place, viewer))
        reads(place, viewer, by, seconds=10)
        withdraw(_later(by, 20), channels.own(by.party).id, id_of(number), EVERY_VERSION)

    return do


def shares_an_envelope(viewer: str, number: int) -> Do:
    """One act with a part for the viewer and, in the store with hidden things, one for another: the shown part is
    numbered alike."""

    def do(place: Place, by: Actor) -> None:
        objects = [octets(number, f"shown {number}")]
        if place.with_hidden:
            extension = {"extension_type": "property-extension", "not_releasable_to": [place.code(viewer)]}
            objects.insert(0, octets(number + 50, f"hidden {number}", extensions={RELEASE_EXTENSION: extension}))
        add(by, channels.own(by.party).id, objects, to=to_named(place, viewer, "y"))

    return do


def polls(viewer: str, number: int) -> Do:
    """The viewer reads its feed, as far as it goes."""
    return lambda p, by: reads(p, viewer, by)


def reads(place: Place, who: str, by: Actor, *, seconds: int = 0) -> None:
    at = by.at + timedelta(seconds=seconds)
    reader = place.by(who, f"{who} reads at {at}", at)
    read(reader, channels.shared(reader.party).id, limit=5)


def _later(by: Actor, seconds: int) -> Actor:
    return replace(by, at=by.at + timedelta(seconds=seconds))


SHOWN = {
    "object for the council": shown_to_council,
    "object by name": shown_by_name,
    "object in a group": shown_in_group,
    "masked object": shown_masked,
    "sighting": shown_sighting,
    "recalled object": shown_and_recalled,
    "envelope": shares_an_envelope,
    "poll": polls,
}


# Hidden from the viewer


def hidden_object(viewer: str, other: str, number: int) -> Do:
    """Under the very id and version that a shown one has or will have (rule 5)."""
    return lambda p, by: _add(p, by, octets(number - 1, f"hidden {number}"), to=to_named(p, other))


def hidden_later_version(viewer: str, other: str, number: int) -> Do:
    raw = octets(number - 1, f"hidden {number}", version=9, revoked=True)
    return lambda p, by: _add(p, by, raw, to=to_named(p, other))


def hidden_in_group(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        group = release.make_group(by, name=f"HG {number}", parties=[place.party(other)], confidential=True)
        _add(place, by, octets(number + 50, f"hidden {number}"), through=group.id)
        return group

    return do


def hidden_sighting(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: _add(p, by, _sighting(number + 50, number - 1), to=to_named(p, other))


def hidden_recall(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> None:
        _add(place, by, octets(number + 50, f"hidden {number}"), to=to_named(place, other))
        reads(place, other, by, seconds=10)
        withdraw(_later(by, 20), channels.own(by.party).id, id_of(number + 50), EVERY_VERSION)
        reads(place, other, by, seconds=30)

    return do


def hidden_refused(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: _add(p, by, octets(number + 50, "x", pattern="[no pattern"))


def hidden_poll(viewer: str, other: str, number: int) -> Do:
    """Who fetched what is its originator's to know, and the viewer's only of what is the viewer's."""
    return lambda p, by: reads(p, other, by)


def _sighting(number: int, of: int) -> bytes:
    return octets(number, "", type_="sighting", sighting_of_ref=id_of(of), count=3)


HIDDEN = {
    "hidden object": hidden_object,
    "hidden later version": hidden_later_version,
    "hidden object in a group": hidden_in_group,
    "hidden sighting": hidden_sighting,
    "hidden recall": hidden_recall,
    "hidden refusal": hidden_refused,
    "hidden poll": hidden_poll,
}
