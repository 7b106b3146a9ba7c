"""The demo's intelligence: what is published and what is made up, and who sees which of it."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator

import pytest

from parley.council import queries as council
from parley.demo.facts import intelligence as facts
from parley.demo.facts import parties
from parley.exchange.acts.settling import settle
from parley.exchange.models import Object
from parley.exchange.queries.feeds import Entry, page
from parley.exchange.queries.objects import fetches, versions
from parley.exchange.rules import collections as channels
from parley.exchange.rules import recall
from parley.exchange.rules.feeds import micros
from parley.exchange.rules.objects import Checked, Pattern, check
from tests.demo.council import NOW, viewer

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]

KEPT_FOR_TEXTS = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
ALL = {thing.key: thing for share in facts.SHARES for thing in share.things}
TO_COUNCIL = {"facts", "exercise", "letters", "unnamed", "discreet"}


def keys(*shares: str) -> set[str]:
    return {thing.key for share in facts.SHARES if share.key in shares for thing in share.things}


def feed(who: str) -> list[Entry]:
    looking = viewer(who)
    actor = looking.acting(NOW)
    settle(actor)
    return page(looking, channels.shared(looking.party).id, limit=1000, before=micros(NOW) + 1).entries


def shared_with(who: str) -> set[str]:
    """The keys of the demo's things that stand in what is shared with an authority's party."""
    by_id = {thing.id: key for key, thing in ALL.items()}
    return {by_id[entry.stix_id] for entry in feed(who) if entry.stix_id in by_id}


def bodies() -> Iterator[dict[str, object]]:
    for share in facts.SHARES:
        for thing in share.things:
            yield facts.made(thing, share, NOW)


# The data.


def test_there_are_some_dozens_of_objects_each_under_an_id_of_its_own() -> None:
    ids = [thing.id for share in facts.SHARES for thing in share.things]
    assert 30 <= len(ids) + len(facts.COMMENTS) <= 60
    assert len(set(ids)) == len(ids) == len(ALL)


def test_every_object_is_valid_at_once() -> None:
    for body in bodies():
        checked = check(json.dumps(body).encode(), NOW)
        assert isinstance(checked, Checked), checked
        assert checked.pattern is not Pattern.UNDECIDED


def test_every_object_is_published_or_says_in_its_name_that_it_is_made_up() -> None:
    for body in bodies():
        if body["type"] == "relationship":
            continue
        assert body["labels"] in (["published"], ["illustration"])
        published = body["labels"] == ["published"]
        assert published is not str(body["name"]).endswith("(illustration)")
        assert not published or body["external_references"]


def test_every_address_is_one_that_is_kept_for_texts() -> None:
    text = json.dumps([body for body in bodies() if body["type"] == "indicator"])
    addresses = re.findall(r"\d+\.\d+\.\d+\.\d+", text)
    names = re.findall(r"(?:domain-name|url):value = '(?:http://)?([\w.]+)", text)
    assert len(addresses) > 5
    assert len(names) > 5
    for address in addresses:
        assert any(ipaddress.ip_address(address) in network for network in KEPT_FOR_TEXTS)
    assert all(re.search(r"\bexample\.(com|net|org)$", name) for name in names)


def test_nothing_names_a_member_or_attributes_anything() -> None:
    text = json.dumps([*bodies(), *(comment.text for comment in facts.COMMENTS)])
    assert not {party.names["en"] for party in parties.MEMBERS if party.names["en"] in text}
    assert "attributed-to" not in text
    assert not {str(body["type"]) for body in bodies()} & {"threat-actor", "identity", "location"}


# Who sees what.


def test_all_that_is_shared_is_marked_as_an_illustration() -> None:
    shared = Object.objects.exclude(type=recall.TYPE).values_list("release__illustration", flat=True)
    assert set(shared) == {True}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("in-nscs", TO_COUNCIL - {"exercise"} | {"knocking", "mirror"}),
        ("pk-mission", TO_COUNCIL | {"relays", "mirror"}),
        ("cn-authority", TO_COUNCIL | {"mirror"}),
        ("ru-authority", TO_COUNCIL - {"letters"} | {"relays", "mirror"}),
        ("kz-authority", TO_COUNCIL | {"eicar"}),
        ("kg-authority", TO_COUNCIL - {"discreet"} | {"eicar", "bench", "mirror"}),
        ("tj-authority", TO_COUNCIL | {"bench"}),
        ("uz-authority", TO_COUNCIL - {"unnamed"} | {"eicar", "mirror"}),
        ("secretariat", TO_COUNCIL - {"facts"} | {"knocking", "mirror"}),
    ],
)
def test_each_party_is_shared_something_else(who: str, expected: set[str]) -> None:
    assert shared_with(who) == keys(*expected)


def test_the_mistaken_one_is_recalled_from_those_who_had_fetched_it() -> None:
    _, thing = facts.RECALLED
    for who in ("in-nscs", "pk-authority", "cn-authority", "ru-authority", "uz-authority"):
        entries = feed(who)
        assert thing.id not in {entry.stix_id for entry in entries}
        recalled = [json.loads(e.raw)["recalled_id"] for e in entries if e.type == "x-parley-recall"]
        assert recalled == ([thing.id] if who in facts.FETCHED else [])
    names = council.names(None)
    fetched = {names[f.party].code for f in fetches(viewer("kz-authority"), thing.id)}
    assert fetched == {"IN", "PK", "CN", "RU"}


def test_a_masked_originator_is_told_to_nobody_and_another_to_the_secretariat_alone() -> None:
    def owner(who: str, thing: facts.Thing) -> str | None:
        found = versions(viewer(who), thing.id, before=micros(NOW) + 1)[0].owner
        return council.names(None)[found].code if found else None

    for who in ("in-nscs", "pk-mission", "cn-authority", "secretariat"):
        assert owner(who, facts.UNNAMED_ONE) is None
    assert owner("in-nscs", facts.DISCREET) is None
    assert owner("secretariat", facts.DISCREET) == "KG"


def test_remarks_reach_whom_they_are_for() -> None:
    def remarks(who: str) -> list[str]:
        return sorted(e.type for e in feed(who) if e.type in {"note", "opinion", "sighting"})

    assert remarks("in-nscs") == ["opinion", "sighting", "sighting"]
    assert remarks("ru-authority") == ["note", "opinion", "sighting"]
    assert remarks("uz-authority") == ["note", "opinion", "sighting", "sighting"]
    assert remarks("cn-authority") == ["opinion", "sighting", "sighting"]
