"""The procedure on pages: proposed, revised, objected to, listed; each page says why and what can be done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.registry.acts.samples import DAYS, WHY, content, day, listed, on, proposal
from tests.registry.pages.browsing import TYPED, Look, bare, fetch, said, send, url
from tests.worlds import World

from parley.registry.acts import considering, designating, listing
from parley.registry.models import Entry
from parley.registry.queries import history
from parley.release.rules import NOBODY, Named, terms
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db


def test_a_member_proposes_on_a_page_and_all_members_see_it_with_its_deadline(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    shown = send(look(aa.first, day(0)), "propose", **TYPED)
    entry = Entry.objects.get()
    assert '<bdi lang="ur" dir="auto">لشکر</bdi>' in shown
    assert "Pakistan" in shown
    assert "Revise the proposal" in shown
    theirs = fetch(look(bb.first, day(1)), "entry", entry.id)
    assert "Under consideration since it was proposed on" in theirs
    assert url("object", proposal(entry)) in theirs
    assert url("revise", proposal(entry)) not in theirs


def test_more_rows_refuse_nothing_and_keep_what_was_typed(world: World, look: Look) -> None:
    response = look(world.members[0].first, day(0)).post(url("propose"), TYPED | {"more": "1", "legal_basis": ""})
    shown = said(response)
    assert response.status_code == 200
    assert 'name="names_text_5"' in shown
    assert 'value="Lashkar-e-Nowhere"' in shown
    assert 'id="errors"' not in shown
    assert not Entry.objects.exists()


def test_what_the_act_refuses_is_said_at_its_field(world: World, look: Look) -> None:
    browser = look(world.members[0].first, day(0))
    for typed, where in [
        ({"names_basis_1": ""}, "a basis for the alias"),
        ({"births_first_0": "1950-02-31"}, "births_first_0"),
        ({"nationalities": "Atlantis"}, "ISO 3166-1"),
        ({"reasons_en": ""}, "id_reasons_en_error"),
    ]:
        response = browser.post(url("propose"), TYPED | typed)
        assert response.status_code == 422
        assert where in said(response)
    assert not Entry.objects.exists()


def test_an_objection_stands_on_the_page_until_it_is_lifted_there(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    shown = send(look(bb.first, day(1)), "object", proposal(entry), text="We doubt it.", language="en")
    assert "Objections that stand: 1." in shown
    assert "We doubt it." in shown
    assert "Lift our objection" in shown
    keeper = look(world.secretariat.first, day(DAYS))
    response = keeper.post(url("record_listing", proposal(entry)), {"meeting": "Council", "meeting_on": on(DAYS)})
    assert response.status_code == 422
    assert "There is no consensus" in said(response)
    objection = entry.steps.get(kind="objected")
    send(look(bb.first, day(DAYS)), "lift", objection.id, text="", language="en")
    keeper = look(world.secretariat.first, day(DAYS))
    shown = send(keeper, "record_listing", proposal(entry), meeting="Council", meeting_on=on(DAYS).isoformat())
    assert "Listed: adopted by consensus at a meeting" in shown
    assert "J.001" in shown


def test_a_meeting_of_the_calendars_last_day_lies_in_the_future(world: World, look: Look) -> None:
    met = {"meeting": "Council", "meeting_on": "9999-12-31"}
    proposed = listing.propose(world.members[0].actor(day(0)), content("Others"))
    entry = listed(world, world.members[0])
    keeper = look(world.secretariat.first, day(DAYS))
    review = met | {"text": "It still is.", "language": "en", "outcome": "retained"}
    for page, of, typed in (("record_listing", proposal(proposed), met), ("close_review", entry.id, review)):
        response = keeper.post(url(page, of), typed)
        assert response.status_code == 422
        assert "The meeting lies in the future." in said(response)


def test_a_page_says_what_cannot_be_done_now_and_why(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    shown = fetch(look(bb.first, day(2)), "entry", entry.id)
    assert "What you cannot do now, and why" in shown
    assert "This member's objection stands already" in shown
    analyst_free = fetch(look(world.secretariat.first, day(2)), "entry", entry.id)
    assert url("object", proposal(entry)) not in analyst_free


def test_a_hold_is_shown_as_lapsed_by_itself(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    considering.hold(bb.actor(day(1)), proposal(entry), reasons=WHY, days=3)
    assert "On hold: proposed, and held by a member" in fetch(look(aa.first, day(2)), "entry", entry.id)
    assert "Lapsed by itself after" in fetch(look(aa.first, day(10)), "entry", entry.id)


def test_an_entry_is_shown_as_of_a_past_day_with_a_banner_and_nothing_to_do(world: World, look: Look) -> None:
    aa, *_ = world.members
    entry = listed(world, aa)
    browser = look(aa.first, day(DAYS + 5))
    then = fetch(browser, "entry", entry.id, on=on(1).isoformat())
    assert "This is what the entry was at the end of" in then
    assert "Under consideration since" in then
    assert "Propose an amendment" not in then
    assert "Propose an amendment" in fetch(browser, "entry", entry.id)
    assert browser.get(url("entry", entry.id), {"on": "2021-02-31"}).status_code == 400
    assert browser.get(url("entry", entry.id), {"on": on(-9).isoformat()}).status_code == 404


def test_an_overdue_review_alarms(world: World, look: Look) -> None:
    entry = listed(world, world.members[0])
    assert "Review overdue." in fetch(look(world.members[1].first, day(DAYS + 400)), "entry", entry.id)
    assert "Review overdue." not in fetch(look(world.members[1].first, day(DAYS + 300)), "entry", entry.id)


def test_an_amendment_says_what_it_would_change_and_a_version_what_it_changed(world: World, look: Look) -> None:
    aa, *_ = world.members
    entry = listed(world, aa)
    typed = TYPED | {"names_text_0": entry.name, "note": "A better reason.", "reasons_en": "It claimed two attacks."}
    browser = look(aa.first, day(DAYS + 1))
    assert "id_note_error" in said(browser.post(url("amend", entry.id), typed | {"note": ""}))
    send(browser, "amend", entry.id, **typed)
    step = entry.steps.get(kind="amendment proposed")
    shown = fetch(look(aa.first, day(DAYS + 1)), "proposed", step.id)
    assert "It claimed two attacks." in shown
    keeper = look(world.secretariat.first, day(2 * DAYS + 2))
    send(keeper, "record_amendment", step.id, meeting="Council", meeting_on=on(2 * DAYS + 2).isoformat())
    entry.refresh_from_db()
    changed = fetch(look(aa.first, day(2 * DAYS + 3)), "version", entry.id, entry.version)
    assert re.search(r"<del>.{0,80}It claimed an attack\.", changed)
    assert re.search(r"<ins>.{0,80}It claimed two attacks\.", changed)


def test_a_review_is_closed_with_an_outcome_and_reasons_alone(world: World, look: Look) -> None:
    entry = listed(world, world.members[0])
    keeper = look(world.secretariat.first, day(DAYS + 300))
    met = {"meeting": "Council", "meeting_on": on(DAYS + 300).isoformat(), "language": "en"}
    assert keeper.post(url("close_review", entry.id), met | {"text": "It still is."}).status_code == 422
    assert keeper.post(url("close_review", entry.id), met | {"outcome": "retained", "text": ""}).status_code == 422
    shown = send(keeper, "close_review", entry.id, **met, outcome="retained", text="It still is.")
    assert "It stays as it is" in shown


def test_the_list_shows_each_roll_by_itself_with_its_own_empty_state(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    assert "Nobody is on the joint list" in fetch(look(bb.first, day(0)), "list")
    listing.propose(aa.actor(day(0)), content())
    designating.designate(aa.actor(day(0)), content("The Own Ones"), to=terms(Named(frozenset({bb.party.id}))))
    joint = fetch(look(bb.first, day(1)), "list")
    assert "The Grey Wolves of Nowhere" in joint
    assert "The Own Ones" not in joint
    national = fetch(look(bb.first, day(1)), "list", list="national designation")
    assert "The Own Ones" in national
    assert "In force" in national
    assert "Nothing that you may see" in fetch(look(bb.first, day(1)), "list", kind="vessel")


def test_a_designation_not_released_is_nowhere_to_be_seen(world: World, look: Look) -> None:
    aa, bb, _ = world.members
    before = fetch(look(bb.first, day(1)), "list", list="national designation")
    entry = designating.designate(aa.actor(day(0)), content("The Own Ones"), to=NOBODY)
    browser = look(bb.first, day(1))
    assert bare(fetch(browser, "list", list="national designation")) == bare(before)
    for name in ("entry", "amend", "release", "end_designation", "show_evidence", "clear"):
        assert browser.get(url(name, entry.id)).status_code == 404


def test_a_designation_is_made_and_released_anew_on_pages(world: World, look: Look) -> None:
    aa, bb, cc = world.members
    browser = look(aa.first, day(0))
    shown = send(browser, "designate", **TYPED, into="named", states=[str(bb.party.id)])
    assert "Designated by one State on" in shown
    entry = Entry.objects.get()
    wanted = {"into": "named", "states": [str(cc.party.id)]}
    preview = said(browser.post(url("release", entry.id), wanted))
    assert "State CC" in preview
    assert "It is taken from" in preview
    send(browser, "release", entry.id, **wanted, confirmed="1")
    assert look(bb.first, day(1)).get(url("entry", entry.id)).status_code == 404
    assert fetch(look(cc.first, day(1)), "entry", entry.id)


def test_evidence_is_seen_by_those_it_was_shown_to_alone(world: World, look: Look) -> None:
    aa, bb, cc = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    to = {"into": "named", "states": [str(bb.party.id)]}
    shown = send(look(aa.first, day(1)), "show_evidence", entry.id, title="A report", text="Line one", **to)
    assert "Take it back" in shown
    assert "A report" in fetch(look(bb.first, day(1)), "entry", entry.id)
    assert "A report" not in fetch(look(cc.first, day(1)), "entry", entry.id)
    evidence = entry.evidence.get()
    assert look(cc.first, day(1)).get(url("withdraw_evidence", evidence.id)).status_code == 404
    send(look(aa.first, day(2)), "withdraw_evidence", evidence.id)
    assert "A report" not in fetch(look(bb.first, day(2)), "entry", entry.id)


def test_who_may_not_propose_is_told_who_may(world: World, look: Look) -> None:
    browser = look(world.secretariat.first, day(0))
    response = browser.get(url("propose"))
    assert response.status_code == 403
    assert "members of the council" in said(response)
    assert url("propose") not in fetch(browser, "list")


def test_the_list_is_shown_as_it_was_at_the_end_of_a_past_day(world: World, look: Look) -> None:
    aa, *_ = world.members
    listed(world, aa)
    browser = look(aa.first, day(DAYS + 5))
    then = fetch(browser, "list", on=on(1).isoformat())
    assert "This is what the list was at the end of" in then
    assert "Under consideration" in then
    assert "J.001" not in then
    assert "There was nothing that you may see" in fetch(browser, "list", on=on(-1).isoformat())
    assert browser.get(url("list"), {"on": "tomorrow"}).status_code == 400


def test_the_pages_of_a_past_day_stay_on_that_day_and_that_list(
    world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "SETTINGS", replace(SETTINGS, page_rows_max=1))
    aa, *_ = world.members
    for n in range(2):
        listing.propose(aa.actor(day(n)), content(f"G{n}"))
    browser = look(aa.first, day(DAYS))
    older = re.search(r'rel="next" href="([^"]+)"', fetch(browser, "list", on=on(1).isoformat()))
    assert older is not None
    shown = said(browser.get(url("list") + older[1]))
    assert "G0" in shown
    assert "G1" not in shown
    assert f'value="{on(1).isoformat()}"' in shown


def test_a_version_that_never_was_is_not_found(world: World, look: Look) -> None:
    entry = listing.propose(world.members[0].actor(day(0)), content())
    browser = look(world.members[1].first, day(1))
    assert [browser.get(url("version", entry.id, number)).status_code for number in (0, 2, 10**30)] == [404] * 3
