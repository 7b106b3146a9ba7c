"""The joint list as STIX identities: what is to be shared, and that what is shared can be read back and is valid."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import stix2

from parley.exchange.rules.objects import Checked, check
from parley.registry.rules.entries import Alias, Birth, Content, Identifier, Kind, Quality
from parley.registry.rules.stix import CAUTION, EXTENSION, Joint, Shared, plan, read_shared, stix

AT = datetime(2022, 1, 6, 12, 0, 0, 1, tzinfo=UTC)
ENTRY, NEW = UUID(int=1), UUID("8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")
SAID = Content(
    kind=Kind.PERSON,
    names=(Alias("Иван Никто", Quality.PRIMARY), Alias("Ivan Nobody", Quality.LOW, "en", "A passport")),
    births=(Birth("1950-06"),),
    identifiers=(Identifier("passport", "AB 1", "KZ"),),
    legal_basis="Article 6",
    reasons={"ru": "Причины.", "en": "Reasons."},
)
LISTED = Joint(ENTRY, "J.001", 2, AT, True, SAID, "https://council.example/register/entries/1/")
GONE = replace(LISTED, version=4, at=AT + timedelta(days=40), in_force=False)


def made(entry: Joint, before: Shared | None = None) -> dict[str, Any]:
    return stix(entry, before, NEW)


def shared(entry: Joint, before: Shared | None = None) -> Shared:
    read = read_shared(made(entry, before))
    assert read is not None
    return read


FIRST = shared(LISTED)
LAST = shared(GONE, FIRST)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_entry_is_a_valid_object_as_long_as_it_is_in_force_and_after(kind: Kind) -> None:
    entry = replace(LISTED, content=replace(SAID, kind=kind))
    for each in (made(entry), made(replace(GONE, content=entry.content), FIRST)):
        assert isinstance(check(json.dumps(each).encode(), GONE.at), Checked)
        assert stix2.parse(each, allow_custom=False)["id"] == f"identity--{NEW}"


def test_the_validator_of_oasis_finds_no_fault() -> None:
    validator = pytest.importorskip("stix2validator", reason="for the oracle: .venv/bin/uv sync --group oracle")
    options = validator.ValidationOptions(version="2.1", strict=False)
    for each in (made(LISTED), made(GONE, FIRST)):
        found = validator.validate_instance(json.loads(json.dumps(each)), options)
        assert (found.is_valid, list(map(str, found.errors))) == (True, [])


def test_an_entry_in_force_says_who_it_is_by_every_name_and_that_it_is_no_verdict() -> None:
    one = made(LISTED)
    assert (one["name"], one["identity_class"], one["modified"]) == (
        "Иван Никто",
        "individual",
        "2022-01-06T12:00:00.000001Z",
    )
    assert one["description"] == f"{CAUTION}\n\nAlso named: Ivan Nobody.\n\nReasons."
    told = one["extensions"][EXTENSION]
    assert (told["entry"], told["version"], told["content"]["births"]) == (str(ENTRY), 2, [{"first": "1950-06"}])


def test_what_is_in_force_no_more_keeps_its_id_and_says_nothing_of_whom_it_named() -> None:
    one = made(GONE, FIRST)
    assert (one["id"], one["created"], one["revoked"], one["name"]) == (FIRST.stix_id, FIRST.created, True, "J.001")
    text = json.dumps(one, ensure_ascii=False)
    assert not [
        word for word in ("Никто", "Nobody", "1950", "AB 1", "Reasons", "Article", "individual") if word in text
    ]


def test_what_was_shared_is_read_back_and_other_identities_are_not() -> None:
    one = made(LISTED)
    assert Shared(f"identity--{NEW}", ENTRY, 2, one["modified"], one["created"], revoked=False) == FIRST
    assert LAST.revoked
    for told in (None, "x", {}, {"entry": "x", "version": 1}, {"entry": str(ENTRY), "version": None}):
        assert read_shared(one | {"extensions": {EXTENSION: told}}) is None
    assert read_shared({"id": one["id"]}) is None


def test_what_is_new_is_listed_what_is_later_amended_what_has_left_revoked() -> None:
    amended = replace(LISTED, version=3)
    assert [c.before for c in plan([LISTED], []).listed] == [None]
    assert [c.before for c in plan([amended], [FIRST]).amended] == [FIRST]
    assert [c.before for c in plan([GONE], [FIRST]).revoked] == [FIRST]
    for there, known in (([LISTED], [FIRST]), ([GONE], [FIRST, LAST]), ([GONE], [LAST]), ([GONE], [])):
        assert plan(there, known).changes == ()


def test_an_entry_that_is_listed_again_is_a_new_identity() -> None:
    again = replace(GONE, version=5, in_force=True)
    assert [c.before for c in plan([again], [LAST]).listed] == [None]


def test_of_more_than_may_be_shared_at_once_revocations_come_first() -> None:
    other = replace(LISTED, id=UUID(int=2), reference="J.002")
    amended = replace(LISTED, id=UUID(int=3), version=3)
    held = [FIRST, replace(FIRST, stix_id="identity--3", entry=amended.id)]
    found = plan([other, amended, GONE], held)
    assert [[c.entry for c in found.first(n).changes] for n in (1, 2, 3)] == [
        [GONE],
        [GONE, amended],
        [GONE, amended, other],
    ]
