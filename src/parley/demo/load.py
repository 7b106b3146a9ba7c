"""Load the council of 2021 by the acts that a member uses: nothing is written behind their back.

Each act is done by the account of the authority that would do it, at the moment of its earliest source; what the demo
makes up is done now. All or nothing: one transaction, into an empty store.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from parley.council import acts as council
from parley.council import queries
from parley.council.errors import ConflictError
from parley.council.models import Authority, Party
from parley.council.rules import Viewer
from parley.demo.draws import draws, ids
from parley.demo.facts import illustrations, meetings, parties, seminars
from parley.demo.facts import shapes as facts
from parley.demo.facts.register import REVIEWER_OFFICE
from parley.demo.files import made
from parley.demo.intelligence import share_everything
from parley.demo.register import BEGUN, appoint_reviewer, illustrate_register, import_published
from parley.forum import acts as forum
from parley.forum.models import Meeting
from parley.forum.rules import Rank
from parley.ledger.rules.actor import Actor
from parley.release import acts as release
from parley.release.rules import Group, Named, Terms, WholeCouncil, terms

FOUNDED = facts.utc(2019, 8, 1)  # the first moment of which the demo has a fact
SEMINAR = f"{seminars.SEMINAR_2021.key}/convened"  # the act that made the meeting on which the demo opens
REFERENCE = "Demonstration"
GROUPS_BEFORE = timedelta(days=12)  # before anything is shared with them
COUNCIL_WIDE = terms(WholeCouncil(), procedural=True)

Say = Callable[[str], None]


@dataclass
class Loaded:
    """What has been made so far, by the names that the facts use."""

    parties: dict[str, UUID] = field(default_factory=dict)
    authorities: dict[str, UUID] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def draws(self, name: str) -> Callable[[int], bytes]:
        """The stream of one act; two acts of one name would draw the same ids."""
        assert name not in self.names, name
        self.names.add(name)
        return draws(name)

    def by(self, authority: str, at: datetime, name: str) -> Actor:
        return self.viewers[authority].acting(at, self.draws(name))


def load(now: datetime, say: Say = lambda line: None) -> None:
    """The whole demo, or `ConflictError` and no change if the store is not empty. `now` is aware."""
    with transaction.atomic():
        if not queries.is_empty():
            raise ConflictError(
                "This node already serves a council, and the demo is loaded only into an empty one. "
                "Use another PARLEY_HOME (or DATABASE_URL) for the demo."
            )
        loaded = Loaded()
        _found(loaded)
        _enter_parties(loaded)
        _enrol_everybody(loaded)
        say(f"The council: {len(loaded.parties)} parties, {len(loaded.authorities)} authorities, each with an account.")
        for meeting in meetings.ALL:
            _hold(loaded, meeting)
            say(f"{meeting.starts.isoformat()}  {meeting.titles['en']}")
        published = import_published(loaded.by, now)
        loaded.viewers[REVIEWER_OFFICE.key] = appoint_reviewer(loaded.by, loaded.draws, now - BEGUN)
        made_up = illustrate_register(loaded.by, loaded.draws, now, loaded.parties)
        say(f"The register: {published} entries of the United Nations' list, {made_up} illustrations.")
        _group(loaded, now - GROUPS_BEFORE)
        shared = share_everything(loaded.by, now, loaded.parties, loaded.groups)
        # Iran and Belarus became members after these meetings: what is for the whole council is theirs from now on.
        release.rewrite_council_audiences(loaded.by("secretariat", now, "rewrite"))
        _illustrate(loaded, now)
        papers, groups = len(illustrations.PAPERS), len(illustrations.GROUPS)
        say(f"Illustrations: {papers} documents, {groups} groups, {shared} objects of the exchange, a coming meeting.")


# ── The council ──────────────────────────────────────────────────────────────────────────────


def _found(loaded: Loaded) -> None:
    """The node's operator founds the council and enrols the secretariat; from then on accounts act."""
    party = Actor(council.NOBODY, council.NOBODY, council.NOBODY, FOUNDED, draw=loaded.draws("council")).new_id()
    organ = parties.SECRETARIAT
    founded = council.found_council(
        council.operator(party, FOUNDED, draw=loaded.draws("found")),
        names=parties.COUNCIL.names,
        short_names=parties.COUNCIL.short_names,
        secretariat={
            "code": organ.code,
            "names": organ.names,
            "short_names": organ.short_names,
            "about": organ.about or {},
            "seat": organ.seat or {},
            "working_languages": list(organ.working_languages),
        },
        demo=True,
    )
    loaded.parties |= {parties.COUNCIL.code: founded.party_id, organ.code: founded.secretariat_id}
    office = parties.SECRETARIAT_OFFICE
    by = council.operator(party, FOUNDED, draw=loaded.draws("office"))
    _account(loaded, office, _authority(loaded, by, office), by)


def _enter_parties(loaded: Loaded) -> None:
    for party in (*parties.ORGANS, *parties.MEMBERS, *parties.OTHERS):
        loaded.parties[party.code] = _party(loaded, party).id
    for body in parties.LISTS_OF:
        for language, places in parties.PROTOCOL.items():
            by = loaded.by("secretariat", FOUNDED, f"protocol/{body}/{language}")
            listed = [(loaded.parties[code], name) for code, name in places]
            council.set_protocol(by, loaded.parties[body], language, listed)


def _party(loaded: Loaded, party: facts.Party) -> Party:
    return council.add_party(
        loaded.by("secretariat", FOUNDED, f"party/{party.code}"),
        kind=party.kind,
        code=party.code,
        names=party.names,
        short_names=party.short_names,
        standings=[(term.status, term.since, term.until, ()) for term in party.terms],
        parent_id=loaded.parties[party.parent] if party.parent else None,
        seat=party.seat or {},
        working_languages=list(party.working_languages),
        about=party.about or {},
    )


def _enrol_everybody(loaded: Loaded) -> None:
    for authority in parties.AUTHORITIES:
        by = loaded.by("secretariat", FOUNDED, f"authority/{authority.key}")
        made_ = _authority(loaded, by, authority)
        _account(loaded, authority, made_, loaded.by("secretariat", FOUNDED, f"enrolment/{authority.key}"))
    for official in parties.OFFICIALS:
        council.add_official(
            loaded.by("secretariat", FOUNDED, f"official/{official.authority}"),
            authority=loaded.authorities[official.authority],
            names=official.names,
            functions=official.functions,
            sources=_rows(official.sources),
        )


def _authority(loaded: Loaded, by: Actor, authority: facts.Authority) -> Authority:
    row = council.add_authority(
        by,
        party=loaded.parties[authority.party],
        kind=authority.kind,
        names=authority.names,
        short_names=authority.short_names or {},
        host=loaded.parties[authority.host] if authority.host else None,
        city=authority.city or {},
    )
    loaded.authorities[authority.key] = row.id
    return row


def _account(loaded: Loaded, authority: facts.Authority, row: Authority, by: Actor) -> None:
    """A focal point, through an enrolment. Its password is random and kept nowhere: the start page signs it in."""
    named = f"Focal point, {authority.names['en']}"
    enrolment, secret = council.enrol_first(by, authority=row.id, display_name=named, reference=REFERENCE)
    person = Actor(
        council.NOBODY,
        council.NOBODY,
        council.NOBODY,
        by.at + timedelta(minutes=1),
        draw=loaded.draws(f"account/{authority.key}"),
    )
    account = council.use_enrolment(secret, username=authority.username, password=secrets.token_urlsafe(32), by=person)
    loaded.viewers[authority.key] = Viewer(account.id, row.id, row.party_id, frozenset(enrolment.roles))


# ── Meetings ─────────────────────────────────────────────────────────────────────────────────


def _rows(sources: facts.Sources) -> list[dict[str, str]]:
    return [source.row() for source in sources]


def _hold(loaded: Loaded, meeting: facts.Meeting, *, illustration: bool = False) -> Meeting:
    convened = _convene(loaded, meeting, illustration=illustration)
    to = COUNCIL_WIDE if meeting.public else None
    for party in meeting.invited:
        by = loaded.by(meeting.by, meeting.at, f"{meeting.key}/invited/{party}")
        forum.invite(by, convened.id, loaded.parties[party], sources=_rows(meeting.sources), to=to)
    for number, seen in enumerate(meeting.seen):
        forum.record_presence(
            loaded.by(seen.by, seen.at, f"{meeting.key}/seen/{number}"),
            convened.id,
            loaded.parties[seen.party],
            seen.presence,
            remark=seen.remark,
            sources=_rows(seen.sources),
            to=to,
        )
    _answer(loaded, meeting, convened.id, to)
    _name_delegations(loaded, meeting, convened.id, to)
    _note(loaded, meeting, convened.id, to)
    return convened


def _convene(loaded: Loaded, meeting: facts.Meeting, *, illustration: bool) -> Meeting:
    def party(code: str) -> UUID | None:
        return loaded.parties[code] if code else None

    return forum.convene(
        loaded.by(meeting.by, meeting.at, f"{meeting.key}/convened"),
        kind=meeting.kind,
        titles=meeting.titles,
        host=loaded.parties[meeting.host],
        starts=meeting.starts,
        ends=meeting.ends,
        zone=meeting.zone,
        body=party(meeting.body),
        whole_council=True,
        city=meeting.city,
        about=meeting.about,
        partners=meeting.partners,
        topics=meeting.topics,
        host_authority=loaded.authorities[meeting.host_authority] if meeting.host_authority else None,
        support=party(meeting.support),
        reply_by=meeting.reply_by,
        sources=_rows(meeting.sources),
        illustration=illustration,
    )


def _answer(loaded: Loaded, meeting: facts.Meeting, id_: UUID, to: Terms | None) -> None:
    for number, answered in enumerate(meeting.answered):
        forum.reply(
            loaded.by(answered.by, answered.at, f"{meeting.key}/answered/{number}"),
            id_,
            party=loaded.parties[answered.party],
            answer=answered.answer,
            channel=answered.channel,
            authority=loaded.authorities[answered.authority] if answered.authority else None,
            reference=answered.reference,
            reference_date=answered.reference_date,
            remark=answered.remark,
            sources=_rows(answered.sources),
            to=to,
        )
    for number, received in enumerate(meeting.received):
        forum.record_reception(
            loaded.by(received.by, received.at, f"{meeting.key}/received/{number}"),
            id_,
            party=loaded.parties[received.party],
            by_names=received.by_names,
            by_functions=received.by_functions,
            authority=loaded.authorities[received.authority],
            sources=_rows(received.sources),
            to=to,
        )


def _name_delegations(loaded: Loaded, meeting: facts.Meeting, id_: UUID, to: Terms | None) -> None:
    for headed in meeting.headed:
        forum.name_delegation(
            loaded.by(headed.by, headed.at, f"{meeting.key}/headed/{headed.party}"),
            id_,
            [forum.Person(Rank.HEAD, headed.names or {}, headed.functions)],
            size=headed.size,
            party=loaded.parties[headed.party],
            sources=_rows(headed.sources),
            to=to,
        )
        if headed.credentials is not None:
            forum.record_credentials(
                loaded.by(meeting.by, headed.at, f"{meeting.key}/credentials/{headed.party}"),
                id_,
                loaded.parties[headed.party],
                headed.credentials,
                received_by=parties.SECRETARIAT.names["en"],
            )


def _note(loaded: Loaded, meeting: facts.Meeting, id_: UUID, to: Terms | None) -> None:
    for number, noted in enumerate(meeting.noted):
        forum.note_source(
            loaded.by(noted.by, noted.at, f"{meeting.key}/noted/{number}"),
            id_,
            about=noted.about,
            note=noted.note,
            sources=_rows(noted.sources),
            speaker=noted.speaker,
            disputed=noted.disputed,
            to=to,
        )


# ── Illustrations ────────────────────────────────────────────────────────────────────────────


def _group(loaded: Loaded, at: datetime) -> None:
    for group in illustrations.GROUPS:
        kept = release.make_group(
            loaded.by(group.by, at, f"group/{group.key}"),
            name=group.name,
            parties=[loaded.parties[code] for code in group.parties],
            confidential=group.confidential,
            illustration=True,
        )
        loaded.groups[group.key] = kept.id


def _illustrate(loaded: Loaded, now: datetime) -> None:
    seminar = Meeting.objects.select_related("participants").get(id__in=ids(SEMINAR))
    for paper in illustrations.PAPERS:
        _submit(loaded, paper, seminar, now)
    _hold(loaded, illustrations.working_group(now), illustration=True)


def _submit(loaded: Loaded, paper: illustrations.Paper, meeting: Meeting, now: datetime) -> None:
    uploads = []
    for language, (name, body) in paper.files.items():
        lines = (paper.titles[language], illustrations.NOTICE[language], body)
        declared, content = made(name, language, lines)
        uploads.append(forum.Upload(language, name, declared, content))
    forum.submit_document(
        loaded.by(paper.by, now, f"paper/{paper.key}"),
        symbol_=paper.symbol,
        titles=paper.titles,
        files=uploads,
        circulation=_circulation(loaded, paper.to, meeting),
        meeting_id=meeting.id,
        illustration=True,
    )


def _circulation(loaded: Loaded, to: str | tuple[str, ...], meeting: Meeting) -> Terms:
    match to:
        case "participants":
            return terms(Group(meeting.participants_id, forum=meeting.participants.forum))
        case "council":
            return terms(WholeCouncil())
        case str():
            return terms(Group(loaded.groups[to]))
        case _:
            return terms(Named(frozenset(loaded.parties[code] for code in to)))
