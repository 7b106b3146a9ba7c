"""What happens in the register: designations, proposals, evidence, clearances and look-ups, shown and hidden.

Hidden entries bear the names of shown ones, so that whatever of theirs came through would move a score, an order or a
cap.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from parley.ledger.rules.actor import Actor
from parley.registry.acts.clearing import clear
from parley.registry.acts.designating import designate, end_designation, release_designation
from parley.registry.acts.listing import propose, show_evidence
from parley.registry.acts.screening import screen
from parley.registry.index import keeping
from parley.registry.models import Entry
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Alias, Content, Identifier, Kind, Quality
from parley.registry.rules.screening import default_threshold, query
from parley.release.rules import Named, Terms, terms

if TYPE_CHECKING:
    from tests.promise.histories import Place

Do = Callable[["Place", Actor], object]
NAMES = ("Karim Zarqandi", "Karim Hidden Zarqandi")
"""Who is asked about."""
NUMBER = Identifier("passport", "N 123-456")
"""Of every entry; it is asked about by itself too."""


def content(number: int, name: str) -> Content:
    aliases = (
        Alias(name, Quality.PRIMARY),
        Alias(f"Zarqandi {'abcdefghijklmnop'[number % 16] * 3}", basis="A passport"),
    )
    return Content(
        Kind.PERSON, aliases, legal_basis="Article 6", reasons={"en": f"Reasons {number}"}, identifiers=(NUMBER,)
    )


def to(place: Place, *who: str) -> Terms:
    return terms(Named(frozenset(map(place.party, who))))


def _look_up(by: Actor) -> None:
    keeping.forget()
    asked = [*(query(name) for name in NAMES), query("", identifiers=[NUMBER])]
    screen(by, asked, purpose="border control")


def _later(by: Actor, seconds: int) -> Actor:
    return replace(by, at=by.at + timedelta(seconds=seconds))


# Shown to the viewer


def shown_designation(viewer: str, number: int) -> Do:
    return lambda p, by: designate(by, content(number, NAMES[0]), to=to(p, viewer))


def shown_and_ended(viewer: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> Entry:
        made = designate(by, content(number, NAMES[0]), to=to(place, viewer))
        end_designation(_later(by, 10), made.id, reasons={"en": "It was another."})
        return made

    return do


def shown_and_taken_back(viewer: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> Entry:
        made = designate(by, content(number, NAMES[0]), to=to(place, viewer, "y"))
        release_designation(_later(by, 10), made.id, to=to(place, "y"))
        return made

    return do


def shown_proposal(viewer: str, number: int) -> Do:
    return lambda p, by: propose(by, content(number, NAMES[0]))


def looks_up(viewer: str, number: int) -> Do:
    """Where the viewer may."""

    def do(place: Place, by: Actor) -> None:
        if viewer != "secretariat":
            _look_up(by)

    return do


SHOWN = {
    "designation": shown_designation,
    "designation that ended": shown_and_ended,
    "designation taken back": shown_and_taken_back,
    "proposal": shown_proposal,
    "look-up": looks_up,
}
OF_COUNCIL = frozenset({"proposal"})
BY_VIEWER = frozenset({"look-up"})


# Hidden from the viewer


def hidden_designation(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: designate(by, content(number, NAMES[0]), to=to(p, other))


def hidden_and_ended(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> Entry:
        made = designate(by, content(number, NAMES[1]), to=terms())
        end_designation(_later(by, 10), made.id, reasons={"en": "It was another."})
        return made

    return do


def hidden_evidence(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        made = designate(by, content(number, NAMES[1]), to=to(place, other))
        return (made, show_evidence(_later(by, 5), made.id, title="Film", text="Seen.", to=to(place, other)))

    return do


def hidden_look_up(viewer: str, other: str, number: int) -> Do:
    return lambda p, by: _look_up(by)


def hidden_clearance(viewer: str, other: str, number: int) -> Do:
    def do(place: Place, by: Actor) -> object:
        made = designate(by, content(number, NAMES[0]), to=to(place, other))
        cleared = clear(
            _later(by, 5),
            made.id,
            person=Person(NAMES[0], "1990-01-01"),
            reasons="Checked.",
            purposes=[Purpose.BORDER],
            expires_on=date(2021, 12, 31),
        )
        return (made, cleared)

    return do


HIDDEN = {
    "hidden designation": hidden_designation,
    "hidden designation that ended": hidden_and_ended,
    "hidden evidence": hidden_evidence,
    "hidden look-up": hidden_look_up,
    "hidden clearance": hidden_clearance,
}


# What is asked of the register by a program

ROOT = "/api/registry/"


def posted(address: str) -> bytes:
    """A body for an address: the names of shown and hidden entries, down to the least score."""
    if "/match/" in address:
        queries = {f"q{n}": {"schema": "Person", "properties": {"name": [name]}} for n, name in enumerate(NAMES)}
        return json.dumps({"queries": queries, "config": {"purpose": "border control"}}).encode()
    asked: list[dict[str, object]] = [{"name": name, "births": ["1990-01-01"]} for name in NAMES]
    asked.append({"identifiers": [{"value": NUMBER.value}]})
    return json.dumps({"purpose": "border control", "threshold": 0.01, "queries": asked}).encode()


PAGES = "/register/"
TYPED = {"name": NAMES[0], "purpose": "border control", "threshold": str(default_threshold()), "born": "1990-01-01"}
"""What is typed into every form of the register's pages: that of screening takes it."""
DATASETS: list[object] = ["default", "national", "none"]
