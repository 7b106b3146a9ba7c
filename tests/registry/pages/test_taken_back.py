"""What a member said about another's entry tells nothing of that entry to whoever may not see it."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import content, day, on
from tests.registry.pages.browsing import Look, fetch, said, send, url
from tests.worlds import Member, World

from parley.ledger import queries as ledger
from parley.registry.acts import clearing, designating, listing
from parley.registry.acts.clearing import Consent
from parley.registry.models import Clearance, Entry, Evidence
from parley.registry.rules.clearances import Person, Purpose
from parley.release.rules import NOBODY, Named, Terms, terms

pytestmark = pytest.mark.django_db

LATER_NAME = "Operation Nightingale"


def to(*members: Member) -> Terms:
    return terms(Named(frozenset(member.party.id for member in members)))


@pytest.fixture
def entry(world: World) -> Entry:
    """AA's designation, released to BB alone."""
    aa, bb, _ = world.members
    return designating.designate(aa.actor(day(0)), content(), to=to(bb))


def clear(by: Member, entry: Entry, on_: Terms) -> Clearance:
    return clearing.clear(
        by.actor(day(1)),
        entry.id,
        person=Person("Ivan Nobody", "1950-06-05"),
        reasons="His passport was seen.",
        purposes=[Purpose.BORDER],
        expires_on=on(30),
        consent=None if on_ == NOBODY else Consent(on(1), "File 1"),
        to=on_,
    )


def show(by: Member, entry: Entry, on_: Terms) -> Evidence:
    return listing.show_evidence(by.actor(day(1)), entry.id, title="A report", text="Line one", to=on_)


def take_back_and_rename(world: World, entry: Entry) -> None:
    by = world.members[0]
    designating.release_designation(by.actor(day(2)), entry.id, to=NOBODY)
    designating.amend_designation(by.actor(day(3)), entry.id, content(LATER_NAME))


def test_own_clearance_and_evidence_name_no_entry_that_was_taken_back(world: World, look: Look, entry: Entry) -> None:
    _, bb, _ = world.members
    cleared, shown = clear(bb, entry, NOBODY), show(bb, entry, NOBODY)
    take_back_and_rename(world, entry)
    browser = look(bb.first, day(4))
    for page in (fetch(browser, "clearance", cleared.id), fetch(browser, "withdraw_evidence", shown.id)):
        assert LATER_NAME not in page
        assert url("entry", entry.id) not in page
    assert "The register" in send(browser, "withdraw_evidence", shown.id)
    assert "Revoked" in send(browser, "revoke_clearance", cleared.id)


def test_what_is_passed_on_reaches_those_alone_who_may_see_its_entry(world: World, look: Look, entry: Entry) -> None:
    aa, bb, cc = world.members
    cleared, shown = clear(bb, entry, to(aa, cc)), show(bb, entry, to(aa, cc))
    assert fetch(look(aa.first, day(1)), "clearance", cleared.id)
    browser = look(cc.first, day(1))
    assert browser.get(url("clearance", cleared.id)).status_code == 404
    assert browser.get(url("withdraw_evidence", shown.id)).status_code == 404
    assert "Ivan Nobody" not in said(browser.get(url("clearances")))
    clearing.revoke(bb.actor(day(1)), cleared.id)
    listing.withdraw_evidence(bb.actor(day(1)), shown.id)
    logs = {m: [a for a in ledger.acts(m.viewer) if a.about in {cleared.id, shown.id}] for m in (aa, bb, cc)}
    assert [len(logs[m]) for m in (aa, bb, cc)] == [4, 4, 0]
    assert str(entry.id) in str(logs[aa])
