"""What an entry has to say before it stands on a list, and that its digest is its content's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.errors import InputError
from parley.registry.rules.content import canonical, checked, digest, from_json, known_countries, to_json
from parley.registry.rules.entries import Alias, Birth, Content, Identifier, Kind, Quality, Roll

ENTRY = Content(
    kind=Kind.PERSON,
    names=(Alias("Ivan Nobody", Quality.PRIMARY), Alias("Иван Никто", basis="His passport")),
    births=(Birth("1950-06"),),
    nationalities=("kz",),
    identifiers=(Identifier("passport", "N 123", "kz"),),
    legal_basis="Article 6",
    reasons={"en": "It is said why."},
)

texts = st.text(min_size=1, max_size=20)
names = st.builds(Alias, texts, st.sampled_from(Quality), texts, texts)
contents = st.builds(
    Content,
    kind=st.sampled_from(Kind),
    names=st.lists(names, min_size=1, max_size=3).map(tuple),
    births=st.lists(st.builds(Birth, texts, texts, st.booleans(), texts), max_size=2).map(tuple),
    deaths=st.lists(texts, max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, texts, texts, texts), max_size=2).map(tuple),
    reasons=st.dictionaries(texts, texts, max_size=2),
    listed_on=st.none() | st.dates(),
    amended_on=st.lists(st.dates(), max_size=2).map(tuple),
    remarks=st.just("") | texts,
)


@given(contents)
def test_what_is_written_is_read_back(content: Content) -> None:
    assert from_json(to_json(content)) == content


@given(contents, contents)
def test_equal_content_has_an_equal_digest_and_another_one_another(one: Content, other: Content) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_what_is_not_said_is_not_written() -> None:
    said = Content(Kind.VESSEL, (Alias("Bounty", Quality.PRIMARY),))
    assert canonical(said) == '{"kind":"vessel","names":[{"quality":"primary","text":"Bounty"}]}'


def test_what_a_later_release_adds_is_left_aside() -> None:
    assert from_json({**to_json(ENTRY), "colour": "grey"}) == ENTRY


def test_countries_are_written_in_capitals() -> None:
    assert checked(ENTRY, Roll.JOINT).nationalities == ("KZ",)
    assert checked(ENTRY, Roll.JOINT).identifiers[0].country == "KZ"


def refused(field: str, roll: Roll = Roll.JOINT, **changes: object) -> str:
    with pytest.raises(InputError) as error:
        checked(replace(ENTRY, **changes), roll)
    assert error.value.field == field
    return str(error.value)


@pytest.mark.parametrize("day", ["1950-02-31", "1950-13", "50", "0000", "yesterday", "", "1950-6-5", "١٩٥٠"])
def test_a_date_that_is_not_in_the_calendar_is_refused(day: str) -> None:
    assert "Write it like 1950-06-05" in refused("births", births=(Birth(day),))
    refused("deaths", deaths=(day,))


def test_a_span_of_birth_ends_after_it_began() -> None:
    refused("births", births=(Birth("1960", "1950"),))
    assert checked(replace(ENTRY, births=(Birth("1950-06-05", "1950"),)), Roll.JOINT)


@pytest.mark.parametrize("code", ["XX", "USSR", "SU", "EU", "XK", "Q", "🇰🇿", "pakistan"])
def test_a_country_that_does_not_exist_is_refused(code: str) -> None:
    assert "ISO 3166-1" in refused("nationalities", nationalities=(code,))
    refused("identifiers", identifiers=(Identifier("passport", "1", code),))


def test_the_countries_are_those_of_iso_3166() -> None:
    assert len(known_countries()) == 249


@pytest.mark.parametrize(
    "names",
    [
        (),
        (Alias("A", Quality.GOOD, basis="x"),),
        (Alias("A", Quality.GOOD, basis="x"), Alias("B", Quality.PRIMARY)),
        (Alias("A", Quality.PRIMARY), Alias("B", Quality.PRIMARY, basis="x")),
    ],
)
def test_there_is_one_primary_name_and_it_comes_first(names: tuple[Alias, ...]) -> None:
    refused("names", names=names)


def test_each_alias_of_the_joint_list_has_a_basis() -> None:
    names = (Alias("Ivan Nobody", Quality.PRIMARY), Alias("Nemo"))
    assert "Nemo" in refused("basis", names=names)
    assert checked(replace(ENTRY, names=names), Roll.NATIONAL)


@pytest.mark.parametrize("roll", [Roll.JOINT, Roll.NATIONAL])
def test_there_is_no_entry_without_reasons_and_a_legal_basis(roll: Roll) -> None:
    refused("reasons", roll, reasons={})
    refused("reasons", roll, reasons={"en": "\u200b"})
    refused("legal_basis", roll, legal_basis=" ")


def test_an_entry_has_limits() -> None:
    assert "200" in refused("addresses", addresses=("x",) * 201)
    refused("names", names=(Alias("x" * 501, Quality.PRIMARY),))
    refused("reasons", reasons={"en": "x" * 10_001})
    refused("reasons", reasons={"tlh": "nuqneH"})


def test_a_name_with_characters_that_nobody_sees_is_refused() -> None:
    refused("names", names=(Alias("Ivan\u202eNobody", Quality.PRIMARY),))
    refused("names", names=(Alias("\u200b\u200b", Quality.PRIMARY),))


def test_the_same_name_twice_is_refused() -> None:
    refused("names", names=(Alias("A", Quality.PRIMARY), Alias("A", Quality.LOW, basis="x")))


def test_what_the_list_says_of_its_own_dates_is_kept() -> None:
    assert checked(replace(ENTRY, listed_on=date(2001, 10, 17)), Roll.NATIONAL).listed_on == date(2001, 10, 17)
