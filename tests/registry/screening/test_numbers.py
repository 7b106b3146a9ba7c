"""A document's number alone finds the entries that name it, of what whoever asks may see."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import content as sample
from tests.registry.acts.samples import day, on
from tests.registry.screening.conftest import COUNCIL, Program, Register
from tests.worlds import NOON

from parley.council.errors import InputError
from parley.registry.acts import clearing, designating
from parley.registry.models import LookUp
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Identifier, Roll, State
from parley.release.rules import Named, terms

PASSPORT = {"kind": "passport", "value": "AB 123-456", "country": "PK"}
TYPED = (Identifier("", "ab123456"),)


def names(register: Register, **more: object) -> list[str]:
    return register.found("", identifiers=TYPED, **more)


def test_it_is_found_however_it_is_spaced_and_no_score_is_given(register: Register) -> None:
    register.enter("Karim Zarqandi", identifiers=[PASSPORT])
    register.enter("Karim Other", identifiers=[PASSPORT | {"value": "AB 123-457"}])
    answer = register.answer("", identifiers=TYPED)
    (found,) = answer.candidates
    assert (found.name, found.score, found.aligned) == ("Karim Zarqandi", None, ())
    assert str(found.supporting[0]) == "Identifier agrees: passport AB 123-456."
    assert LookUp.objects.get().found == [[[str(found.listing.version_id), None]]]


def test_it_is_found_among_what_is_released_and_in_force_alone(register: Register) -> None:
    bb = register.members[1]
    register.enter("Hidden", by=bb, on=register.nobody, roll=Roll.NATIONAL, identifiers=[PASSPORT])
    register.enter("Delisted", state=State.DELISTED, identifiers=[PASSPORT])
    assert names(register) == []
    assert "Nothing in force has this number" in str(register.answer("", identifiers=TYPED).words)
    assert names(register, by=bb) == ["Hidden"]


def test_the_newest_version_is_asked_and_whoever_it_was_released_to_last(register: Register) -> None:
    entry = register.enter("Karim Zarqandi", identifiers=[PASSPORT])
    register.change(entry, "Karim Zarqandi", identifiers=[])
    assert names(register) == []
    aa, bb, _ = register.members
    said = sample("Own", identifiers=(Identifier("passport", "AB123456"),))
    own = designating.designate(bb.actor(day(1)), said, to=terms())
    assert names(register, at=day(2)) == []
    designating.release_designation(bb.actor(day(2)), own.id, to=terms(Named(frozenset({aa.party.id}))))
    assert names(register, at=day(3)) == ["Own"]


def test_kinds_and_lists_and_limits_hold_for_numbers_too(register: Register) -> None:
    register.enter("A person", identifiers=[PASSPORT])
    register.enter("A company", kind="organisation", source="eu", identifiers=[PASSPORT])
    assert names(register) == ["A company", "A person"]
    assert names(register, kind="person") == ["A person"]
    assert names(register, among=["eu"]) == ["A company"]
    answer = register.answer("", identifiers=TYPED, limit=1)
    assert (len(answer.candidates), answer.more) == (1, True)


def test_a_clearance_speaks_for_the_number(register: Register) -> None:
    entry = register.enter("Karim Zarqandi", identifiers=[PASSPORT])
    clearing.clear(
        register.members[0].actor(NOON),
        entry.id,
        person=Person("Karim Zarqandi", identifiers=(Identifier("passport", "AB123456", "PK"),)),
        reasons="The number was misread.",
        purposes=[Purpose.BORDER],
        expires_on=on(30),
    )
    (found,) = register.answer("", identifiers=TYPED).candidates
    assert len(found.clearings) == 1


@pytest.mark.parametrize("numbers", [(), (Identifier("passport", "--- ."),)])
def test_neither_a_name_nor_a_number_is_refused(register: Register, numbers: tuple[Identifier, ...]) -> None:
    with pytest.raises(InputError, match="identifier without a name"):
        register.ask("", identifiers=numbers)


def test_programs_ask_by_number_among_names(register: Register, gate: Program) -> None:
    register.enter("Karim Zarqandi", identifiers=[PASSPORT], on=COUNCIL)
    queries = [{"name": "Karim Zarqandi"}, {"identifiers": [{"value": "AB 123456"}]}, {"identifiers": []}]
    by_name, by_number, neither = gate.post("screen", {"purpose": "border control", "queries": queries})["answers"]
    assert by_name["candidates"][0]["score"] > 0.9
    assert (by_number["candidates"][0]["name"], by_number["candidates"][0]["score"]) == ("Karim Zarqandi", None)
    assert neither["refused"]["field"] == "name"
