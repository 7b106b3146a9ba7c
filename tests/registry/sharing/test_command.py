"""`parley registry share`: a member's programs find over TAXII what the council lists, and that it does no more."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.exchange.api.conftest import Taxii
from tests.registry.acts import samples
from tests.registry.acts.samples import DAYS, WHY, content, day, listed, on, person_content, proposal
from tests.worlds import Member, World, council_of, member

from parley.cli.arguments import parser
from parley.cli.registry import sharing
from parley.cli.registry.sharing import Done, share_list
from parley.council import acts as council
from parley.council.errors import InputError, SealedError
from parley.council.rules import Scope, Status
from parley.exchange.acts.adding import add
from parley.exchange.models import Object
from parley.exchange.queries.fetches import fetches
from parley.exchange.rules import collections
from parley.registry.acts import considering, designating, listing, petitioning, reviewing
from parley.registry.models import Entry, Version
from parley.registry.rules import stix
from parley.registry.rules.entries import Alias, Quality
from parley.registry.rules.stix import EXTENSION
from parley.release.rules import WholeCouncil, terms
from parley.settings import SETTINGS
from parley.web import middleware

pytestmark = pytest.mark.django_db
NAME = "The Grey Wolves of Nowhere"


@pytest.fixture
def world() -> World:
    return council_of(3)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When members poll. What came at that very moment comes to the next page, so a poll is a day after."""
    clock = [day(0)]
    monkeypatch.setattr(middleware, "now", lambda: clock[0])
    return clock


@pytest.fixture
def poll(world: World, at: list[datetime]) -> Callable[..., list[dict[str, Any]]]:
    def polling(n: int, of: Member | None = None, **query: Any) -> list[dict[str, Any]]:
        party = of or world.members[1]
        at[0] = day(n)
        _, secret = council.issue_token(party.actor(day(n)), label="TAXII", scopes=(Scope.EXCHANGE_READ,), days=30)
        client = Taxii(secret, party.party.id, world.council.party_id)
        found: list[dict[str, Any]] = client.get("collections/council/objects/", **query).get("objects", [])
        return found

    return polling


def shared(world: World, n: int, limit: int = 1000, *, dry_run: bool = False) -> Done:
    by = council.operator(world.council.secretariat_id, day(n))
    return share_list(by, limit=limit, dry_run=dry_run)


def counts(done: Done) -> tuple[int, int, int]:
    assert not done.refused
    return len(done.did.listed), len(done.did.amended), len(done.did.revoked)


def delist(world: World, entry: Entry, n: int) -> None:
    opened = reviewing.propose_delisting(world.members[0].actor(day(n)), entry.id, reasons=WHY)
    keeper = world.secretariat.actor(day(n + DAYS))
    reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(n + DAYS))


def recommend_delisting(world: World, entry: Entry, n: int) -> int:
    """By the reviewer, on a petition. Returns the day on which it takes effect."""
    reviewer = samples.reviewing(world).actor(day(n))
    who = {"about": "The Grey Wolves", "name": "A. Wolf", "contact": "", "language": "en", "text": "It is not us."}
    petition, _code = petitioning.petition(petitioning.petitioner(day(n)), **who)
    petitioning.gather(reviewer, petition.id, entry.id)
    petitioning.begin_dialogue(reviewer, petition.id)
    petitioning.report(reviewer, petition.id, text="What I found.", recommends_delisting=True)
    return n + SETTINGS.petition_effect_days


def amend(world: World, entry: Entry, n: int) -> None:
    new = content(names=(*content().names, Alias("The Grey Ones", Quality.GOOD, basis="Its website")))
    opened = reviewing.propose_amendment(world.members[0].actor(day(n)), entry.id, new, reasons=WHY)
    keeper = world.secretariat.actor(day(n + DAYS))
    reviewing.record_amendment(keeper, opened.id, meeting="C", meeting_on=on(n + DAYS))


def test_a_member_polls_what_is_listed_then_amended_then_revoked_without_a_name(
    world: World, poll: Callable[..., list[dict[str, Any]]]
) -> None:
    entry = listed(world, world.members[0])
    assert counts(shared(world, DAYS + 1)) == (1, 0, 0)
    (first,) = poll(DAYS + 2)
    assert (first["type"], first["identity_class"], first["name"]) == ("identity", "organization", NAME)
    assert first["external_references"][0]["external_id"] == "J.001"
    assert first["external_references"][0]["url"].endswith(f"/register/entries/{entry.id}/")
    assert "never a verdict" in first["description"]
    assert [name["text"] for name in first["extensions"][EXTENSION]["content"]["names"]] == [NAME, "GWN"]

    amend(world, entry, DAYS + 3)
    assert counts(shared(world, 2 * DAYS + 4)) == (0, 1, 0)
    (second,) = poll(2 * DAYS + 5)
    assert (second["id"], second["created"]) == (first["id"], first["created"])
    assert second["modified"] > first["modified"]
    assert "The Grey Ones" in second["description"]

    delist(world, entry, 2 * DAYS + 6)
    assert counts(shared(world, 3 * DAYS + 7)) == (0, 0, 1)
    (last,) = poll(3 * DAYS + 8)
    assert (last["id"], last["revoked"], last["name"]) == (first["id"], True, "J.001")
    assert "Wolves" not in json.dumps(last)
    assert "GWN" not in json.dumps(last)
    versions = poll(3 * DAYS + 8, match_version="all")
    assert versions == [first, second, last]


def test_a_second_share_adds_nothing(world: World, poll: Callable[..., list[dict[str, Any]]]) -> None:
    entry = listed(world, world.members[0])
    shared(world, DAYS + 1)
    assert counts(shared(world, DAYS + 1)) == (0, 0, 0)
    delist(world, entry, DAYS + 2)
    shared(world, 2 * DAYS + 3)
    before = poll(2 * DAYS + 4, match_version="all")
    assert counts(shared(world, 2 * DAYS + 5)) == (0, 0, 0)
    assert poll(2 * DAYS + 6, match_version="all") == before


def test_whoever_does_not_see_the_councils_collection_does_not_see_the_list(
    world: World, poll: Callable[..., list[dict[str, Any]]]
) -> None:
    observer = member(world, "OB", status=Status.OBSERVER)
    listed(world, world.members[0])
    shared(world, DAYS + 1)
    assert poll(DAYS + 2, observer) == []


def test_what_a_member_adds_in_the_lists_likeness_changes_nothing(
    world: World, poll: Callable[..., list[dict[str, Any]]]
) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa)
    shared(world, DAYS + 1)
    (first,) = poll(DAYS + 2)
    forged = first | {"modified": "2022-01-09T00:00:00.000Z", "revoked": True}
    add(bb.actor(day(DAYS + 3)), collections.council(world.council.party_id).id, [json.dumps(forged).encode()])
    assert counts(shared(world, DAYS + 4)) == (0, 0, 0)
    assert [each.get("revoked", False) for each in poll(DAYS + 5, aa)] == [False]
    delist(world, entry, DAYS + 6)
    assert counts(shared(world, 2 * DAYS + 7)) == (0, 0, 1)
    assert [each["name"] for each in poll(2 * DAYS + 8, aa)] == ["J.001"]


def test_what_was_delisted_before_it_was_shared_is_never_named(world: World) -> None:
    delist(world, listed(world, world.members[0]), DAYS + 1)
    assert counts(shared(world, 2 * DAYS + 2)) == (0, 0, 0)
    assert not Object.objects.exists()


def test_proposals_and_national_designations_stay_in_the_register(world: World) -> None:
    listing.propose(world.members[0].actor(day(0)), content())
    designating.designate(world.members[1].actor(day(0)), person_content(), to=terms(WholeCouncil()))
    assert counts(shared(world, 1)) == (0, 0, 0)


def test_a_listing_that_is_set_aside_is_revoked_and_a_new_identity_once_it_is_listed_again(
    world: World, poll: Callable[..., list[dict[str, Any]]]
) -> None:
    entry = listed(world, world.members[0])
    shared(world, DAYS + 1)
    objected = considering.record_objection(
        world.secretariat.actor(day(DAYS + 2)),
        proposal(entry),
        member=world.members[1].party.id,
        reasons=WHY,
        received_on=on(DAYS),
    )
    assert counts(shared(world, DAYS + 3)) == (0, 0, 1)
    considering.lift(world.members[1].actor(day(DAYS + 4)), objected.id)
    listing.record_listing(
        world.secretariat.actor(day(DAYS + 5)), proposal(entry), meeting="C", meeting_on=on(DAYS + 5)
    )
    assert counts(shared(world, DAYS + 6)) == (1, 0, 0)
    found = poll(DAYS + 7)
    assert [(each["name"], each.get("revoked", False)) for each in found] == [("J.001", True), (NAME, False)]
    assert found[0]["id"] != found[1]["id"]


def test_a_delisting_by_the_reviewers_day_is_written_down_and_revoked(world: World) -> None:
    takes_effect = recommend_delisting(world, listed(world, world.members[0]), DAYS)
    shared(world, DAYS + 1)
    assert counts(shared(world, takes_effect - 1)) == (0, 0, 0)
    assert counts(shared(world, takes_effect)) == (0, 0, 1)


def test_delistings_go_first_and_the_rest_waits_for_the_next_call(world: World) -> None:
    leaving = listed(world, world.members[0])
    shared(world, DAYS + 1)
    for name in ("One", "Two"):
        listed(world, world.members[0], content(name), at=DAYS + 2)
    delist(world, leaving, 2 * DAYS + 3)
    done = shared(world, 3 * DAYS + 4, limit=1)
    assert (counts(done), done.waiting) == ((0, 0, 1), 2)
    assert counts(shared(world, 3 * DAYS + 4, limit=1)) == (1, 0, 0)
    done = shared(world, 3 * DAYS + 4, limit=1)
    assert (counts(done), done.waiting) == ((1, 0, 0), 0)


def test_a_dry_run_says_what_would_be_shared_and_writes_nothing(world: World) -> None:
    entry = listed(world, world.members[0])
    assert counts(shared(world, DAYS + 1, dry_run=True)) == (1, 0, 0)
    assert not Object.objects.exists()
    takes_effect = recommend_delisting(world, entry, DAYS + 1)
    shared(world, DAYS + 2)
    versions = Version.objects.count()
    assert counts(shared(world, takes_effect, dry_run=True)) == (0, 0, 1)
    assert Version.objects.count() == versions


def test_a_restored_node_shares_nothing_until_it_is_open(world: World) -> None:
    listed(world, world.members[0])
    world.council.sealed = True
    world.council.save(update_fields=["sealed"])
    with pytest.raises(SealedError):
        shared(world, DAYS + 1)


def test_a_call_that_was_stopped_has_done_nothing_and_is_run_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = listed(world, world.members[0])
    shared(world, DAYS + 1)
    delist(world, entry, DAYS + 2)

    def stopped(*given: Any, **named: Any) -> None:
        add(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(sharing, "add", stopped)
        with pytest.raises(KeyboardInterrupt):
            shared(world, 2 * DAYS + 3)
    assert Object.objects.count() == 1
    assert counts(shared(world, 2 * DAYS + 3)) == (0, 0, 1)
    assert sorted(each.revoked for each in Object.objects.all()) == [False, True]


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_limit_that_is_none_is_refused(world: World, limit: int) -> None:
    with pytest.raises(InputError) as refused:
        shared(world, 1, limit=limit)
    assert "from 1 to 10000" in str(refused.value)


def test_the_command_says_how_many(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    listed(world, world.members[0])
    asked: Callable[..., Namespace] = lambda *more: parser().parse_args(["registry", "share", *more])  # noqa: E731
    assert sharing.share(asked("--dry-run")) == 0
    assert capsys.readouterr().out.splitlines() == [f"+ J.001  {NAME}", "1 listed, 0 amended, 0 revoked."]
    assert sharing.share(asked()) == 0
    assert sharing.share(asked()) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["1 listed, 0 amended, 0 revoked.", "0 listed, 0 amended, 0 revoked."]


def test_what_the_exchange_refuses_is_said_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(world, world.members[0])
    asked = parser().parse_args(["registry", "share"])
    with monkeypatch.context() as broken:
        broken.setattr(stix, "CLASSES", dict.fromkeys(stix.CLASSES, 7))
        assert sharing.share(asked) == 1
    first, then, why = capsys.readouterr().out.splitlines()
    assert (first, then) == (
        "1 listed, 0 amended, 0 revoked.",
        "Of these 1 were refused, and are tried again by the next call:",
    )
    assert "/identity_class" in why
    assert sharing.share(asked) == 0


def test_the_secretariat_sees_who_fetched_the_revocation(
    world: World, poll: Callable[..., list[dict[str, Any]]]
) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa)
    shared(world, DAYS + 1)
    (first,) = poll(DAYS + 2, aa)
    poll(DAYS + 2, bb)
    delist(world, entry, DAYS + 3)
    shared(world, 2 * DAYS + 4)
    poll(2 * DAYS + 5, bb)
    found = {fetch.party: fetch for fetch in fetches(world.secretariat.viewer, first["id"])}
    assert {party: (f.lost, f.newest) for party, f in found.items()} == {
        aa.party.id: (False, False),
        bb.party.id: (False, True),
    }
