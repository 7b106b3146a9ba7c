"""The demo's register: two entries as the United Nations lists them, and what is made up around them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from parley.demo.facts import parties, proscribed
from parley.demo.facts import register as facts
from parley.registry.models import Acknowledgement, Clearance, Consumer, Entry, Evidence, Petition, Source, Version
from parley.registry.queries.consumers import acknowledgements
from parley.registry.queries.entries import entry_page, refused
from parley.registry.queries.sources import sources
from parley.registry.queries.waiting import waiting
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content, Quality, Roll
from parley.registry.rules.procedure import StepKind
from parley.registry.sources import read
from parley.registry.sources.known import KNOWN
from parley.release.queries import released
from tests.demo.council import NOW, viewer

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]

LISTS = Path(__file__).resolve().parents[3] / "shared/data/lists"
ILLUSTRATED = (facts.HERON, facts.KESTREL, facts.ZARNAK, facts.SPARROW, facts.THISTLE)
EVERYBODY = ("pk-mission", "in-nscs", "cn-authority", "secretariat", "kz-authority")


def seen(who: str) -> dict[str, str]:
    """The names that an authority sees in the register, with their states."""
    return dict(released(Entry.objects.all(), viewer(who)).values_list("name", "state"))


def said(name: str) -> Content:
    return from_json(Version.objects.filter(entry__name=name).order_by("-number")[0].content)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_two_organisations_stand_there_with_their_references(who: str) -> None:
    rows = released(Entry.objects.filter(roll=Roll.SOURCE), viewer(who))
    assert {(e.reference, e.name, e.state, e.illustration) for e in rows} == {
        ("QDe.118", "LASHKAR-E-TAYYIBA", "listed", False),
        ("QDe.019", "JAISH-I-MOHAMMED", "listed", False),
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_two_typed_entries_are_not_taken_for_a_list_that_is_imported(who: str) -> None:
    (view,) = sources(viewer(who))
    assert view.source.key not in KNOWN
    assert "typed by hand" in view.source.title


def test_they_were_listed_on_the_days_that_the_facts_give() -> None:
    assert said("LASHKAR-E-TAYYIBA").listed_on == date(2005, 5, 2)
    assert said("JAISH-I-MOHAMMED").listed_on == date(2001, 10, 17)


def test_names_that_the_united_nations_do_not_give_say_that_they_are_ours() -> None:
    for content in proscribed.ENTRIES.values():
        for alias in content.names[1:]:
            ours = alias.basis.startswith("Not on the United Nations' list")
            assert ours == bool(alias.language)
            assert ours or alias.basis == "a.k.a."
    assert next(a for a in proscribed.JAISH.names if a.text == "JeM").quality is Quality.LOW


@pytest.mark.skipif(not LISTS.is_dir(), reason="needs the lists of ../shared/data, which are not shipped")
def test_what_is_typed_is_what_the_list_says() -> None:
    there = {e.reference: e.content for e in read([(LISTS / "un-2025-04-19.xml").read_bytes()]).entries}
    for reference, typed in proscribed.ENTRIES.items():
        listed = there[reference]
        for part in ("kind", "names", "legal_basis", "programme", "listed_on", "amended_on"):
            assert getattr(typed, part) == getattr(listed, part)


def test_each_way_of_the_procedure_is_shown() -> None:
    states = seen("kz-authority")
    assert states[facts.HERON.name] == "under consideration"
    assert states[facts.ZARNAK.name] == "listed"
    assert states[facts.SPARROW.name] == "delisted"
    assert states[facts.THISTLE.name] == "listed"
    heron = Entry.objects.get(name=facts.HERON.name)
    assert list(heron.steps.order_by("number").values_list("kind", flat=True)) == ["proposed", "objected"]


def test_a_visitor_can_list_one_proposal_and_reads_what_stands_against_the_other() -> None:
    heron, kestrel = (Entry.objects.get(name=content.name) for content in (facts.HERON, facts.KESTREL))
    keeper = viewer("secretariat")

    def why_not(entry: Entry) -> str:
        return str(
            refused(keeper, entry_page(keeper, entry.id, NOW), StepKind.LISTED, NOW, entry.steps.get(number=1).id)
        )

    assert why_not(kestrel) == "None"
    assert re.search(r"objections stood on .*: 1\..* Days left: 22\.", why_not(heron))
    assert kestrel.name in {each.name for each in waiting(keeper, NOW)}


def test_the_national_designation_is_seen_by_its_state_and_the_two_it_is_released_to() -> None:
    sees = {
        who for who in (*EVERYBODY, "kg-authority", "uz-authority", "ru-authority") if facts.THISTLE.name in seen(who)
    }
    assert sees == {"kg-authority", "kz-authority", "uz-authority"}


def test_the_delisting_waits_for_one_system() -> None:
    entry = Entry.objects.get(name=facts.SPARROW.name)
    told = acknowledgements(viewer("in-nscs"), entry.id)
    assert sorted(each.done for each in told) == [False, True, True]
    assert Acknowledgement.objects.count() == len(facts.ACKNOWLEDGED)
    assert Consumer.objects.count() == len(facts.CONSUMERS)


def test_the_petition_is_the_reviewers_alone() -> None:
    for who in EVERYBODY:
        assert not released(Petition.objects.all(), viewer(who)).exists()
    petition = released(Petition.objects.all(), viewer("reviewer")).get()
    assert petition.entry is not None
    assert petition.entry.name == facts.ZARNAK.name


def test_the_clearance_travels_with_consent_and_is_of_another_person() -> None:
    clearance = released(Clearance.objects.all(), viewer("pk-mission")).get()
    assert clearance.consent["reference"] == facts.CONSENT
    assert clearance.person["born"] != facts.ZARNAK.births[0].first


def test_evidence_is_seen_by_those_it_is_for() -> None:
    sees = {who for who in (*EVERYBODY, "uz-authority") if released(Evidence.objects.all(), viewer(who)).exists()}
    assert sees == {"kz-authority", "uz-authority", "in-nscs"}


def test_what_is_made_up_is_marked_and_names_no_member() -> None:
    marked = set(Entry.objects.filter(illustration=True).values_list("name", flat=True))
    assert marked == {content.name for content in ILLUSTRATED}
    assert Source.objects.get().illustration is False
    names = {party.names["en"] for party in parties.MEMBERS}
    for content in ILLUSTRATED:
        assert content.reasons == dict(facts.MADE_UP)
        text = " ".join([*(a.text for a in content.names), content.legal_basis])
        assert not {name for name in names if name in text}
