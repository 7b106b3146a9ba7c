"""A clearance speaks for the person who was cleared, never for a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from parley.registry.rules.clearances import Cleared, Person, Purpose, matches
from parley.registry.rules.entries import Identifier

DAY = date(2021, 12, 7)
PASSPORT = Identifier("Passport", "N 123-456", "KZ")
CLEARED = Cleared(
    Person("Ivan  Nobody", "1950-06-05", "KZ", (PASSPORT,)), frozenset({Purpose.BORDER}), expires_on=date(2022, 6, 1)
)


def speaks(asked: Person, purpose: str = Purpose.BORDER, day: date = DAY) -> bool:
    return matches(CLEARED, asked, purpose, day)


def test_it_speaks_for_the_same_document() -> None:
    assert speaks(Person("Iwan Nobodi", identifiers=(Identifier("passport", "n123456", "KZ"),)))


def test_it_speaks_for_the_same_number_where_kind_and_country_are_not_said() -> None:
    assert speaks(Person("Iwan Nobodi", identifiers=(Identifier("", "n 123 456"),)))
    assert speaks(Person("Iwan Nobodi", identifiers=(Identifier("passport", "N123456"),)))


def test_it_speaks_for_the_same_name_and_full_date_of_birth() -> None:
    assert speaks(Person("IVAN NOBODY", "1950-06-05"))


@pytest.mark.parametrize(
    "asked",
    [
        Person("Ivan Nobody"),
        Person("Ivan Nobody", "1950"),
        Person("Ivan Nobody", "1950-06-05", "RU"),
        Person("Ivan Somebody", "1950-06-05", "KZ"),
        Person("Ivan Nobody", identifiers=(Identifier("passport", "N 123-456", "RU"),)),
        Person("Ivan Nobody", identifiers=(Identifier("tax number", "N 123-456"),)),
        Person("Ivan Nobody", "1951-06-05", "KZ", (PASSPORT,)),
        Person("Ivan Nobody", identifiers=(Identifier("passport", "---", "KZ"),)),
    ],
)
def test_it_does_not_speak_for_a_name_alone_nor_against_what_contradicts_it(asked: Person) -> None:
    assert not speaks(asked)


def test_it_speaks_within_its_scope_until_it_expires_or_is_revoked() -> None:
    asked = Person("Ivan Nobody", "1950-06-05")
    assert not speaks(asked, Purpose.FINANCE)
    assert speaks(asked, day=date(2022, 6, 1))
    assert not speaks(asked, day=date(2022, 6, 2))
    assert not matches(replace(CLEARED, revoked=True), asked, Purpose.BORDER, DAY)


def test_a_person_is_read_back_as_written() -> None:
    assert Person.from_json(CLEARED.person.to_json()) == CLEARED.person
