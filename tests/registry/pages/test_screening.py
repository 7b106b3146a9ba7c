"""Screening on pages: a purpose first, candidates and never a verdict, and what was asked is one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.registry.acts.samples import day, listed, person_content
from tests.registry.pages.browsing import Look, bare, fetch, said, send, url
from tests.worlds import World

from parley.registry import names
from parley.registry.acts import clearing, designating
from parley.registry.index import keeping
from parley.registry.models import LookUp
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Identifier
from parley.release.rules import NOBODY
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db
LATER = 100
ASKED = {"name": "Иван Нободи", "purpose": "border control", "threshold": "0.3"}


@pytest.fixture(autouse=True)
def _index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "register")
    keeping.forget()
    yield
    keeping.forget()


def test_a_name_is_asked_with_a_purpose_and_answered_with_candidates(world: World, look: Look) -> None:
    entry = listed(world, world.members[0], person_content())
    browser = look(world.members[1].first, day(LATER))
    filled = browser.post(url("screen"), {"name": "Ivan", "kind": "person"})
    assert filled.status_code == 200
    assert 'value="Ivan"' in said(filled)
    assert "Ivan" not in fetch(browser, "screen", name="Ivan")
    assert not LookUp.objects.exists()
    refused = browser.post(url("screen"), ASKED | {"purpose": ""})
    assert refused.status_code == 422
    assert not LookUp.objects.exists()
    shown = said(browser.post(url("screen"), ASKED))
    assert "1 candidate" in shown
    assert "A candidate is not a verdict." in shown
    assert url("entry", entry.id) in shown
    assert LookUp.objects.get().purpose == "border control"


def test_no_candidates_says_what_was_asked_of_which_lists(world: World, look: Look) -> None:
    browser = look(world.members[0].first, day(LATER))
    shown = said(browser.post(url("screen"), ASKED))
    assert "No candidates" in shown
    assert "proves nothing about a person" in shown
    assert "Joint list" in shown
    assert LookUp.objects.get().matcher in shown


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"name": "."}, "id_name_error"),
        ({"name": "x" * 10_000}, "id_name_error"),
        ({"born": "1950-02-31"}, "id_born_error"),
        ({"nationality": "Atlantis"}, "id_nationality_error"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(world: World, look: Look, typed: dict[str, str], where: str) -> None:
    response = look(world.members[0].first, day(LATER)).post(url("screen"), ASKED | typed)
    assert response.status_code == 422
    assert where in said(response)
    assert not LookUp.objects.exists()


def test_a_designation_not_released_changes_no_answer(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    browser = look(bb.first, day(LATER))
    fixed = LookUp.objects.all()
    before = bare(said(browser.post(url("screen"), ASKED))).replace(str(fixed.latest("released_at").id), "")
    designating.designate(aa.actor(day(1)), person_content("Иван Нободи"), to=NOBODY)
    LookUp.objects.all().delete()
    after = bare(said(browser.post(url("screen"), ASKED))).replace(str(fixed.latest("released_at").id), "")
    assert before == after


def test_a_file_is_one_look_up_and_its_bad_lines_are_named(world: World, look: Look) -> None:
    listed(world, world.members[0], person_content())
    browser = look(world.members[0].first, day(LATER))
    rows = "name,born\nIvan Nobody,\nIvan Nobody,1950-02-31\n=1+1x abc,\n"
    posted = ASKED | {"file": SimpleUploadedFile("names.csv", rows.encode())}
    shown = said(browser.post(url("screen_file"), posted))
    assert "Line 3:" in shown
    assert LookUp.objects.get().asked_count == 2
    posted = ASKED | {"file": SimpleUploadedFile("names.csv", rows.encode()), "as_csv": "on"}
    answer = browser.post(url("screen_file"), posted)
    assert answer["Content-Type"].startswith("text/csv")
    written = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["asked"] for row in written] == ["Ivan Nobody", "'=1+1x abc", "Ivan Nobody"]
    assert written[2]["refused"].startswith("Line 3:")


def test_the_names_of_a_file_are_counted_before_any_is_read(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(names, "read", read)
    rows = b"name\n" + b"Ivan Nobody\n" * (SETTINGS.screen_names_max + 1)
    response = look(world.members[0].first, day(LATER)).post(
        url("screen_file"), ASKED | {"file": SimpleUploadedFile("names.csv", rows)}
    )
    assert response.status_code == 422
    assert f"names: 1 to {SETTINGS.screen_names_max}" in said(response)


def test_what_each_name_of_a_file_found_is_shown_afterwards(world: World, look: Look) -> None:
    entry = listed(world, world.members[0], person_content())
    browser = look(world.members[0].first, day(LATER))
    rows = b"name\nIvan Nobody\nSomebody Altogether Else\n"
    browser.post(url("screen_file"), ASKED | {"threshold": "0.7", "file": SimpleUploadedFile("names.csv", rows)})
    row = LookUp.objects.get()
    shown = fetch(browser, "look_up", row.id)
    assert url("version", entry.id, entry.version) in shown
    assert shown.count("No candidate that you may still see.") == 1
    row.found = []  # as a batch was kept before
    row.save()
    assert "What was found then" not in fetch(browser, "look_up", row.id)


@pytest.mark.parametrize("octets", [b"", b"\xff\xfe\x00", b"who\nIvan\n", b"name\n\n", b"name\n" + b"x" * 2**20])
def test_a_file_that_is_none_is_refused_whole(world: World, look: Look, octets: bytes) -> None:
    posted = ASKED | {"file": SimpleUploadedFile("names.csv", octets)}
    response = look(world.members[0].first, day(LATER)).post(url("screen_file"), posted)
    assert response.status_code == 422
    assert "id_file_error" in said(response)
    assert not LookUp.objects.exists()


def test_look_ups_are_their_own_partys_alone(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    look(aa.first, day(LATER)).post(url("screen"), ASKED)
    row = LookUp.objects.get()
    own = look(aa.first, day(LATER + 1))
    assert "Иван Нободи" in fetch(own, "look_ups")
    assert "Иван Нободи" in fetch(own, "look_up", row.id)
    theirs = look(bb.first, day(LATER + 1))
    assert "Иван Нободи" not in fetch(theirs, "look_ups")
    assert theirs.get(url("look_up", row.id)).status_code == 404
    assert "Names erased" in fetch(look(aa.first, day(LATER + 400)), "look_ups")


def test_a_number_without_a_name_is_asked_on_the_page_and_stands_among_our_look_ups(world: World, look: Look) -> None:
    aa, *_ = world.members
    entry = listed(world, aa, person_content(identifiers=(Identifier("passport", "N 123-456", "KZ"),)))
    browser = look(aa.first, day(LATER))
    shown = said(browser.post(url("screen"), ASKED | {"name": "", "identifier": "n123456"}))
    assert "1 candidate" in shown
    assert url("entry", entry.id) in shown
    assert "Identifier agrees: " in shown
    assert "Of hits with this score" not in shown
    assert "n123456" in fetch(browser, "look_ups")
    row = LookUp.objects.get()
    kept = fetch(browser, "look_up", row.id)
    assert "n123456" in kept
    assert "Ivan Nobody" in kept
    none = said(browser.post(url("screen"), ASKED | {"name": "", "identifier": "n123457"}))
    assert "Nothing in force has this number." in none
    refused = browser.post(url("screen"), ASKED | {"name": ""})
    assert refused.status_code == 422
    assert "id_name_error" in said(refused)


def test_a_number_typed_on_the_page_and_a_purpose_chosen_there_find_the_clearance(world: World, look: Look) -> None:
    aa, *_ = world.members
    entry = listed(world, aa, person_content())
    clearing.clear(
        aa.actor(day(LATER)),
        entry.id,
        person=Person("Ivan Nobody", identifiers=(Identifier("passport", "N 123-456", "KZ"),)),
        reasons="His passport was seen.",
        purposes=[Purpose.BORDER],
        expires_on=day(LATER + 30).date(),
    )
    browser = look(aa.first, day(LATER + 1))
    asked = ASKED | {"identifier": "N123456", "reference": "File 12/2021"}
    assert "Cleared." in said(browser.post(url("screen"), asked))
    assert LookUp.objects.get().purpose == "border control: File 12/2021"
    assert "Cleared." not in said(browser.post(url("screen"), asked | {"purpose": "visas and residence"}))


def test_a_clearance_stands_beside_the_candidate_and_hides_nothing(world: World, look: Look) -> None:
    aa, *_ = world.members
    entry = listed(world, aa, person_content())
    clearing.clear(
        aa.actor(day(LATER)),
        entry.id,
        person=Person("Ivan Nobody", born="1980-01-02"),
        reasons="His passport was seen.",
        purposes=[Purpose.BORDER],
        expires_on=day(LATER + 30).date(),
    )
    browser = look(aa.first, day(LATER + 1))
    shown = said(browser.post(url("screen"), ASKED | {"name": "Ivan Nobody", "born": "1980-01-02"}))
    assert "Cleared." in shown
    assert "1 candidate" in shown
    assert "Cleared." not in said(browser.post(url("screen"), ASKED | {"name": "Ivan Nobody"}))


def test_a_clearance_is_made_shared_and_revoked_on_pages(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa, person_content())
    typed = {
        "name": "Ivan Nobody",
        "born": "1980-01-02",
        "reasons": "His passport was seen.",
        "purposes": ["border control", "visas and residence"],
        "expires_on": day(LATER + 30).date().isoformat(),
    }
    browser = look(aa.first, day(LATER))
    to_bb = {"into": "named", "states": [str(bb.party.id)]}
    refused = browser.post(url("clear", entry.id), typed | to_bb)
    assert refused.status_code == 422
    assert "consent" in said(refused)
    assert "Visas and residence" in send(browser, "clear", entry.id, **typed, into="us")
    row = entry.clearances.get()
    assert look(bb.first, day(LATER)).get(url("clearance", row.id)).status_code == 404
    consent = {"consent_given_on": day(LATER).date().isoformat(), "consent_reference": "File 7"}
    send(look(aa.first, day(LATER)), "share_clearance", row.id, **consent, **to_bb)
    assert "Ivan Nobody" in fetch(look(bb.first, day(LATER)), "clearances")
    assert look(bb.first, day(LATER)).get(url("revoke_clearance", row.id)).status_code == 404
    assert "Revoked" in send(look(aa.first, day(LATER)), "revoke_clearance", row.id)
    assert "Revoke it" not in fetch(look(aa.first, day(LATER)), "clearance", row.id)
    send(look(aa.first, day(LATER)), "share_clearance", row.id, into="us")
    assert "Ivan Nobody" not in fetch(look(bb.first, day(LATER)), "clearances")
