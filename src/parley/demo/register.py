"""Fill the demo's register by its own acts: two published entries, and illustrations of what its procedure does."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from parley.council import acts as council
from parley.council.rules import Role, Viewer
from parley.demo.facts import proscribed
from parley.demo.facts import register as facts
from parley.demo.facts.shapes import Authority
from parley.ledger.rules.actor import Actor, Draw
from parley.registry.acts import clearing, considering, consuming, designating, listing, petitioning, reviewing
from parley.registry.acts.importing import About, import_snapshot
from parley.registry.models import Entry
from parley.registry.rules.clearances import Purpose
from parley.registry.rules.content import canonical
from parley.registry.rules.entries import Content
from parley.registry.sources import ListFile, Read
from parley.release.rules import Named, Terms, WholeCouncil, terms

By = Callable[[str, datetime, str], Actor]
"""An authority about to do the act of this name, at a moment."""
BEGUN = timedelta(days=120)
"""Before now: a listing and a delisting each take their days of consideration."""


def import_published(by: By, now: datetime) -> int:
    """The two entries of the United Nations' list, imported by the secretariat as every list is. How many."""
    entries = tuple(Read(reference, content) for reference, content in proscribed.ENTRIES.items())
    octets = "\n".join(f"{e.reference} {canonical(e.content)}" for e in entries).encode()
    about = About(proscribed.KEY, proscribed.FORMAT, proscribed.TITLE, proscribed.PUBLISHER, proscribed.ADDRESS)
    done = import_snapshot(
        by("secretariat", now - BEGUN, "register/imported"),
        about,
        ListFile(entries, (), proscribed.MADE_AT),
        sha256=hashlib.sha256(octets).digest(),
    )
    return done.added


def appoint_reviewer(by: By, draws: Callable[[str], Draw], at: datetime) -> Viewer:
    """An organ of its own, made up: two focal points enrol its reviewer together, as everywhere."""
    organ = facts.REVIEWER
    party = council.add_party(
        by("secretariat", at, "register/reviewer/party"),
        kind=organ.kind,
        code=organ.code,
        names=organ.names,
        short_names=organ.short_names,
        about=organ.about or {},
        standings=[],
    )
    keeper = by("secretariat", at, "register/reviewer/office")
    office = facts.REVIEWER_OFFICE
    row = council.add_authority(
        keeper, party=party.id, kind=office.kind, names=office.names, short_names=office.short_names or {}
    )

    def entered(secret: str, username: str, roles: frozenset[str]) -> Viewer:
        person = Actor(council.NOBODY, council.NOBODY, council.NOBODY, at, draw=draws(f"register/{username}"))
        account = council.use_enrolment(secret, username=username, password=secrets.token_urlsafe(32), by=person)
        return Viewer(account.id, row.id, party.id, roles)

    def first(name: str) -> Viewer:
        enrolling = by("secretariat", at, f"register/reviewer/{name}")
        shown = f"Focal point {name}, {office.names['en']}"
        enrolment, secret = council.enrol_first(
            enrolling, authority=row.id, display_name=shown, reference="Demonstration"
        )
        return entered(secret, _username(office, name), frozenset(enrolment.roles))

    one, other = first("first"), first("second")
    proposing = one.acting(at, draws("register/reviewer/proposed"))
    roles = [Role.REVIEWER.value]
    enrolment = council.propose_account(proposing, display_name=office.names["en"], roles=roles)
    secret = council.confirm_account(other.acting(at, draws("register/reviewer/confirmed")), enrolment.id)
    return entered(secret, office.username, frozenset(roles))


def _username(office: Authority, name: str) -> str:
    return f"{name}@{office.party.lower()}"


def illustrate_register(by: By, draws: Callable[[str], Draw], now: datetime, parties: Mapping[str, UUID]) -> int:
    """The acts in the order of their moments. Returns how many entries they made."""

    def ago(days: int, hours: int = 0) -> datetime:
        return now - timedelta(days=days, hours=hours)

    consumers = {
        code: consuming.register(by(who, ago(118), f"register/consumer/{code}"), name=name, illustration=True)
        for code, (who, name) in facts.CONSUMERS.items()
    }
    sparrow = _listed(by, "cn-authority", "sparrow", facts.SPARROW, ago(115), ago(80))
    zarnak = _listed(by, "tj-authority", "zarnak", facts.ZARNAK, ago(79), ago(45))
    leaving = reviewing.propose_delisting(
        by("in-nscs", ago(44), "register/sparrow/leaving"), sparrow.id, reasons=facts.DELISTING
    )
    listing.propose(by("uz-authority", ago(40), "register/kestrel"), facts.KESTREL, illustration=True)
    clearing.clear(
        by("kg-authority", ago(20), "register/cleared"),
        zarnak.id,
        person=facts.HOMONYM,
        reasons=facts.CLEARED_BECAUSE,
        purposes=[Purpose.BORDER, Purpose.VISA],
        expires_on=(now + timedelta(days=180)).date(),
        consent=clearing.Consent(ago(21).date(), facts.CONSENT),
        to=terms(WholeCouncil()),
        illustration=True,
    )
    designating.designate(
        by("kg-authority", ago(15), "register/thistle"),
        facts.THISTLE,
        to=_named(parties, facts.NATIONAL_TO),
        illustration=True,
    )
    reviewing.record_delisting(
        by("secretariat", ago(10), "register/sparrow/delisted"),
        leaving.id,
        reasons=facts.DELISTING,
        meeting=facts.MEETING,
        meeting_on=ago(10).date(),
    )
    left = sparrow.versions.order_by("number").last()
    assert left is not None
    for code in facts.ACKNOWLEDGED:
        who, _ = facts.CONSUMERS[code]
        consuming.acknowledge(by(who, ago(9), f"register/acknowledged/{code}"), consumers[code].id, left.id)
    heron = listing.propose(by("kz-authority", ago(8), "register/heron"), facts.HERON, illustration=True)
    title, said = facts.EVIDENCE
    listing.show_evidence(
        by("kz-authority", ago(8, -1), "register/heron/evidence"),
        heron.id,
        title=title,
        text=said,
        to=_named(parties, ("UZ", "IN")),
    )
    considering.object_to(
        by("uz-authority", ago(6), "register/heron/objected"), heron.steps.get(number=1).id, reasons=facts.OBJECTION
    )
    _petition(by, draws, ago(5), zarnak)
    return 5


def _listed(by: By, who: str, key: str, content: Content, proposed: datetime, adopted: datetime) -> Entry:
    entry = listing.propose(by(who, proposed, f"register/{key}"), content, illustration=True)
    return listing.record_listing(
        by("secretariat", adopted, f"register/{key}/listed"),
        entry.steps.get(number=1).id,
        meeting=facts.MEETING,
        meeting_on=adopted.date(),
    )


def _petition(by: By, draws: Callable[[str], Draw], at: datetime, about: Entry) -> None:
    said = facts.PETITION
    petition, _code = petitioning.petition(
        petitioning.petitioner(at, draws("register/petition")),
        about=said["about"],
        name=said["name"],
        contact=said["contact"],
        language=said["language"],
        text=said["text"],
        illustration=True,
    )
    reviewer = by("reviewer", at + timedelta(days=1), "register/petition/gathering")
    petitioning.gather(reviewer, petition.id, about.id)


def _named(parties: Mapping[str, UUID], codes: tuple[str, ...]) -> Terms:
    return terms(Named(frozenset(parties[code] for code in codes)))
