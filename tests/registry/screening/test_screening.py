"""A look-up finds what is in force and released, says why, and is its own party's secret."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.registry.screening.conftest import PURPOSE, Register
from tests.worlds import NOON, Member, person

from parley.council.errors import InputError, NotAllowedError, NotFoundError
from parley.council.rules import Role
from parley.ledger.models import Leaf, Log
from parley.registry.acts import designating, screening
from parley.registry.acts.clearing import clear, revoke
from parley.registry.acts.screening import forget, screen
from parley.registry.index.pool import search_many
from parley.registry.index.searching import Hit
from parley.registry.index.segments import CANDIDATES_MAX
from parley.registry.models import LookUp
from parley.registry.queries import screening as reading
from parley.registry.queries.screening import clearings, listings, look_up, look_ups
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Identifier, Roll, State
from parley.registry.rules.screening import false_hits, query
from parley.release.rules import NOBODY, Named, terms
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db
ZARQA = ("Karim Zarqandi", "كريم زرقندي")


def test_an_entry_in_force_is_a_candidate_with_reasons(register: Register) -> None:
    entry = register.enter(*ZARQA, births=[{"first": "1971"}], nationalities=["PK"])
    (found,) = register.answer("Kareem Zarkandi", kind="person", births=["1971-05"], nationalities=["pk"]).candidates
    assert (found.listing.id, found.listing.version) == (entry.id, 1)
    assert 0.5 < found.score <= 1
    assert {each.query.lower() for each in found.aligned} >= {"kareem", "zarkandi"}
    said = " ".join(map(str, found.supporting))
    assert "Date of birth agrees" in said
    assert "Nationality agrees" in said


def test_what_contradicts_is_said_and_hides_nothing(register: Register) -> None:
    register.enter(*ZARQA, births=[{"first": "1971"}], nationalities=["PK"])
    (found,) = register.answer("Karim Zarqandi", births=["1999-05-01"], nationalities=["KZ"]).candidates
    said = " ".join(map(str, found.against))
    assert "Date of birth differs" in said
    assert "Nationality differs" in said


def test_a_name_that_the_list_itself_doubts_is_said_to_be_so(register: Register) -> None:
    register.enter("Karim Zarqandi", "~Abu Burhandil Tawqari")
    (found,) = register.answer("Abu Burhandil Tawqari").candidates
    assert found.name == "Abu Burhandil Tawqari"
    assert any("low quality" in str(each) for each in found.against)


def test_an_identifier_that_agrees_speaks_for_it(register: Register) -> None:
    register.enter(*ZARQA, identifiers=[{"kind": "passport", "value": "AB 123-456", "country": "PK"}])
    same, other = Identifier("passport", "ab123456"), Identifier("passport", "ZZ 1")
    assert any(
        "Identifier agrees" in str(m) for m in register.answer(ZARQA[0], identifiers=[same]).candidates[0].supporting
    )
    assert any("differs" in str(m) for m in register.answer(ZARQA[0], identifiers=[other]).candidates[0].against)


@pytest.mark.parametrize("state", [s for s in State if s is not State.LISTED])
def test_what_is_not_in_force_yields_no_candidate(register: Register, state: State) -> None:
    register.enter(*ZARQA, roll=Roll.JOINT, state=state)
    assert register.found(ZARQA[0]) == []


def test_an_entry_that_is_delisted_by_a_day_is_a_candidate_until_then(register: Register) -> None:
    entry = register.enter(*ZARQA, roll=Roll.JOINT)
    entry.delists_on = (NOON + timedelta(days=1)).date()
    entry.save()
    assert register.found("Karim Zarqandi")
    assert register.found("Karim Zarqandi", at=NOON + timedelta(days=1)) == []


def test_what_is_not_released_is_not_found(register: Register) -> None:
    aa, bb, cc = register.members
    register.enter("Karim Zarqandi", by=bb, roll=Roll.NATIONAL, on=terms(Named(frozenset({aa.party.id}))))
    register.enter("Karim Zarqandi Khel", by=bb, roll=Roll.NATIONAL, on=NOBODY)
    assert register.found("Karim Zarqandi", by=aa) == ["Karim Zarqandi"]
    assert register.found("Karim Zarqandi", by=cc) == []
    assert set(register.found("Karim Zarqandi", by=bb)) == {"Karim Zarqandi", "Karim Zarqandi Khel"}


def test_a_change_is_live_at_once(register: Register) -> None:
    entry = register.enter(*ZARQA)
    assert register.found("Karim Zarqandi")
    register.change(entry, "Wusuf Tibbalqani")  # at the very same moment
    assert register.found("Karim Zarqandi") == []
    assert register.found("Wusuf Tibbalqani") == ["Wusuf Tibbalqani"]
    now = NOON + timedelta(seconds=10)
    register.change(entry, "Wusuf Tibbalqani", state=State.DELISTED, at=now)
    assert register.found("Wusuf Tibbalqani", at=now) == []
    register.enter("Karim Zarqandi", source="eu", at=now - timedelta(seconds=2))  # came late into the store
    assert register.found("Karim Zarqandi", at=now) == ["Karim Zarqandi"]


def test_the_lists_to_ask_can_be_named(register: Register) -> None:
    register.enter("Karim Zarqandi")
    register.enter("Karim Zarqandi", source="ofac")
    register.enter("Karim Zarqandi", roll=Roll.JOINT)
    one = {each.listing.list_ for each in register.answer("Karim Zarqandi", among=["un-sc", "joint"]).candidates}
    assert one == {"un-sc", "joint"}
    with pytest.raises(InputError, match="un-sc"):
        register.found("Karim Zarqandi", among=["eu"])


def test_the_threshold_is_the_callers_choice_and_its_false_hits_are_told(register: Register) -> None:
    register.enter(*ZARQA)
    strict, loose = register.ask("Karem Zarqndi", threshold=1.0), register.ask("Karem Zarqndi", threshold=0.05)
    assert len(strict.answers[0].candidates) <= len(loose.answers[0].candidates) == 1
    assert strict.false_hit_rate == false_hits(1.0) <= loose.false_hit_rate == false_hits(0.05)


def test_a_limit_says_that_there_is_more(register: Register) -> None:
    for n in range(4):
        register.enter("Karim Zarqandi", source=f"s{n}")
    answer = register.answer("Karim Zarqandi", limit=3)
    assert (len(answer.candidates), answer.more) == (3, True)
    assert not register.answer("Karim Zarqandi", limit=4).more


def test_the_same_question_gives_the_same_answer_in_the_same_order(register: Register) -> None:
    for n in range(4):
        register.enter("Karim Zarqandi", source=f"s{n}")
    first, again = (register.answer("Karim Zarqandi").candidates for _ in range(2))
    assert [each.listing.id for each in first] == sorted(each.listing.id for each in first)
    assert repr(again) == repr(first)


# The record


def test_a_look_up_is_in_the_store_before_it_is_answered_and_in_ones_own_log_alone(register: Register) -> None:
    register.enter(*ZARQA)
    aa, bb, _ = register.members
    sizes = {log.party: log.size for log in Log.objects.all()}
    answers = register.ask("Karim Zarqandi", "Nobody Whatsoever", by=aa)
    row = LookUp.objects.get()
    assert (row.id, row.owner_id, row.asked_count, row.purpose) == (answers.look_up, aa.party.id, 2, PURPOSE)
    grown = {log.party: log.size - sizes.get(log.party, 0) for log in Log.objects.all()}
    assert {party: n for party, n in grown.items() if n} == {aa.party.id: 1}
    leaf = Leaf.objects.get(act__subject=row.id)
    assert leaf.act is not None
    assert "Zarqandi" not in leaf.act.content
    assert look_ups(bb.viewer, NOON).rows == []
    with pytest.raises(NotFoundError):
        look_up(bb.viewer, row.id, NOON)
    assert look_up(aa.viewer, row.id, NOON) == row
    assert look_up(aa.second.viewer, row.id, NOON) == row


def test_what_one_name_found_is_kept_with_the_version_it_was(register: Register) -> None:
    entry = register.enter(*ZARQA)
    register.ask("Karim Zarqandi")
    (((version, score),),) = LookUp.objects.get().found
    assert version == str(entry.versions.get().id)
    assert score > 0.5


def test_names_are_forgotten_when_their_time_has_passed(register: Register) -> None:
    register.enter(*ZARQA)
    answers = register.ask("Karim Zarqandi")
    late = NOON + timedelta(days=SETTINGS.look_up_days, seconds=1)
    shown = look_up(register.members[0].viewer, answers.look_up, late)
    assert (shown.query, shown.found) == ({}, [])  # before anything is erased
    assert forget(NOON) == 0
    assert forget(late) == 1
    row = LookUp.objects.get()
    assert (row.query, row.found, row.forgotten_at, row.asked_count) == ({}, [], late, 1)


def test_a_purpose_is_needed(register: Register) -> None:
    with pytest.raises(InputError, match="purpose"):
        register.ask("Karim Zarqandi", purpose="  ")
    assert not LookUp.objects.exists()


def test_who_may_not_screen_is_told_who_may(register: Register) -> None:
    aa = register.members[0]
    delegate = person(aa, "Delegate", {Role.DELEGATE})
    with pytest.raises(NotAllowedError, match="screen"):
        screen(delegate.actor(), [query("Karim Zarqandi")], purpose=PURPOSE)


# Bad input


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "name"),
        ("   ", "name"),
        ("x", "one letter"),
        ("Q" * 10_000, "500"),
        ("Shaikh Haji", "title"),
        ("🙂🙂", "letters"),
        ("12345", "."),
        (None, "name"),
        (7, "name"),
    ],
)
def test_a_name_that_says_nothing_is_refused_with_a_sentence(name: object, said: str) -> None:
    with pytest.raises(Exception, match=said) as refused:
        query(name)
    assert type(refused.value).__name__ in {"InputError", "UnreadableNameError"}


@pytest.mark.parametrize(
    "given",
    [
        {"births": ["1970-02-31"]},
        {"births": ["31.02.1970"]},
        {"births": ["1970"] * 21},
        {"nationalities": ["QQ"]},
        {"nationalities": ["Atlantis"]},
        {"kind": "ghost"},
        {"identifiers": [Identifier("passport", "")]},
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, list[str]]) -> None:
    with pytest.raises(InputError) as refused:
        query("Karim Zarqandi", **given)  # type: ignore[arg-type]
    assert refused.value.do


@pytest.mark.parametrize(
    "name",
    [
        "Karim\u200b Zar\u200dqandi",
        "\u202eKarim Zarqandi\u202c",
        "K\u0430rim Z\u0430rqandi",  # two Cyrillic letters
        "KARIM 🙂 ZARQANDI",
        "Zarqandi, Karim",
        "Mr Karim Zarqandi",
    ],
)
def test_what_hides_in_a_name_hides_nobody(register: Register, name: str) -> None:
    register.enter(*ZARQA)
    assert register.found(name) == ["Karim Zarqandi"]


def test_a_designation_that_is_released_anew_is_gone_for_whom_it_is_taken_from(register: Register) -> None:
    aa, bb, cc = register.members
    to_both, to_aa = (terms(Named(frozenset(m.party.id for m in of))) for of in ((aa, cc), (aa,)))
    entry = register.enter("Karim Zarqandi", by=bb, roll=Roll.NATIONAL, on=to_both)
    assert register.found("Karim Zarqandi", by=aa) == register.found("Karim Zarqandi", by=cc) == ["Karim Zarqandi"]
    designating.release_designation(bb.actor(), entry.id, to=to_aa)
    entry.refresh_from_db()
    register.change(entry, "Wusuf Tibbalqani")
    for who in (aa, bb):
        assert register.found("Karim Zarqandi", by=who) == []
        assert register.found("Wusuf Tibbalqani", by=who) == ["Wusuf Tibbalqani"]
    assert register.found("Karim Zarqandi", by=cc) == register.found("Wusuf Tibbalqani", by=cc) == []


def test_entries_and_clearances_are_read_in_parts(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite takes so many values in a statement, and a look-up of many names has more candidates."""
    entries = [register.enter(name) for name in ("Karim Zarqandi", "Ivan Nobody", "Li Mingming")]
    actor = register.members[0].actor()
    who = Person("Karim Zarqandi", "1990-01-01")
    for entry in entries:
        clear(actor, entry.id, person=who, reasons="Checked.", purposes=[Purpose.BORDER], expires_on=date(2021, 12, 31))
    asked = [entry.id for entry in entries]
    whole = listings(actor, asked, NOON.date()), clearings(actor, asked, NOON.date())
    monkeypatch.setattr(reading, "ENTRIES_A_STATEMENT_MAX", 2)
    assert (listings(actor, asked, NOON.date()), clearings(actor, asked, NOON.date())) == whole
    assert [set(found) for found in whole] == [set(asked)] * 2


def test_only_a_clearance_that_holds_and_is_released_is_read(register: Register) -> None:
    entry = register.enter("Karim Zarqandi")
    own, other = (member.actor() for member in register.members[:2])
    day = date(2021, 12, 31)
    made = clear(
        own,
        entry.id,
        person=Person("Karim Zarqandi", "1990-01-01"),
        reasons="Checked.",
        purposes=[Purpose.BORDER],
        expires_on=day,
    )
    assert [c.id for c in clearings(own, [entry.id], day)[entry.id]] == [made.id]
    assert clearings(own, [entry.id], day + timedelta(days=1)) == {}
    assert clearings(other, [entry.id], day) == {}
    revoke(own, made.id)
    assert clearings(own, [entry.id], day) == {}


def searched(register: Register, *, by: Member, at: datetime) -> tuple[list[str], int]:
    """What is found, and how many statements it took."""
    with CaptureQueriesContext(connection) as asked:
        found = register.found("Karim Zarqandi", by=by, at=at)
    return found, len(asked)


def test_what_was_taken_back_fills_no_cap_and_costs_no_statements(register: Register) -> None:
    """As many as the cap leaves room for, released to BB, then taken back: BB finds what CC finds, who saw none."""
    aa, bb, cc = register.members
    before, until, now = (NOON - timedelta(hours=hours) for hours in (48, 2, 1))
    for who, count in ((bb, CANDIDATES_MAX), (cc, 0)):
        to = terms(Named(frozenset({who.party.id})))
        register.enter("Karim Zarqandi Abdulov", by=aa, on=to, roll=Roll.NATIONAL, at=before)
        back = [register.enter("Karim Zarqandi", by=aa, on=to, roll=Roll.NATIONAL, at=before) for _ in range(count)]
        register.found("Karim Zarqandi", by=who, at=until)  # so that the node has its index
        for entry in back:
            designating.release_designation(aa.actor(now), entry.id, to=NOBODY)
        assert register.found("Karim Zarqandi", by=who, at=now) == ["Karim Zarqandi Abdulov"]
    assert searched(register, by=bb, at=NOON) == searched(register, by=cc, at=NOON)


def test_what_was_taken_back_and_is_released_again_is_found_again(register: Register) -> None:
    aa, bb, _ = register.members
    to = terms(Named(frozenset({bb.party.id})))
    entry = register.enter("Karim Zarqandi", by=aa, on=to, roll=Roll.NATIONAL)
    register.enter("Wusuf Tibbalqani", by=aa, on=to, roll=Roll.NATIONAL)
    assert register.found("Karim Zarqandi", by=bb) == ["Karim Zarqandi"]
    for released, found in ((NOBODY, []), (to, ["Karim Zarqandi"]), (NOBODY, [])):
        designating.release_designation(aa.actor(), entry.id, to=released)
        assert register.found("Karim Zarqandi", by=bb) == found


def test_what_is_taken_back_during_a_search_hides_nothing(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    aa, bb, _ = register.members
    to = terms(Named(frozenset({bb.party.id})))
    register.enter("Karim Zarqandi Abdulov", by=aa, on=to, roll=Roll.NATIONAL)
    back = [register.enter("Karim Zarqandi", by=aa, on=to, roll=Roll.NATIONAL) for _ in range(CANDIDATES_MAX)]

    def meanwhile(*given: Any) -> list[list[Hit]]:
        found = search_many(*given)
        while back:
            designating.release_designation(aa.actor(), back.pop().id, to=NOBODY)
        return found

    monkeypatch.setattr(screening, "search_many", meanwhile)
    assert register.found("Karim Zarqandi", by=bb) == ["Karim Zarqandi Abdulov"]
