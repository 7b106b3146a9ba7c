"""What is done to a meeting as a whole: convene it, invite to it, note what a source says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction

from parley.council import queries as council
from parley.council.errors import ConflictError, InputError
from parley.council.models import Authority
from parley.council.rules import PartyKind, Right, require
from parley.council.text import line, texts
from parley.forum import rules
from parley.forum.acts.release import kept, release, to_participants
from parley.forum.acts.wording import LINE, Source, Texts, checked_sources, long_texts
from parley.forum.models import (
    Invitation,
    Meeting,
    SourceNote,
)
from parley.forum.queries.seats import dates_of
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.release.acts import admit_participant, open_participants
from parley.release.rules import Terms, WholeCouncil, terms


@transaction.atomic
def convene(
    by: Actor,
    *,
    kind: rules.MeetingKind,
    titles: Texts,
    host: UUID,
    starts: date,
    ends: date,
    zone: str,
    body: UUID | None = None,
    whole_council: bool = False,
    city: Texts | None = None,
    venue: Texts | None = None,
    about: Texts | None = None,
    partners: Sequence[Texts] = (),
    topics: Sequence[Texts] = (),
    host_authority: UUID | None = None,
    support: UUID | None = None,
    reply_by: date | None = None,
    sources: Sequence[Source] = (),
    illustration: bool = False,
) -> Meeting:
    """A meeting, its host among its participants. States join them by being invited.

    `whole_council` shows the meeting itself (not its replies or documents) to every member besides the participants.
    """
    require(by, Right.CONVENE)
    rules.check_dates(starts, ends)
    if zone not in available_timezones():
        raise InputError("zone", "a time zone by its name in the IANA list", zone, "Write it like Asia/Kolkata.")
    if reply_by is not None:
        rules.check_reply_by(reply_by, starts)
    held_by = council.party(body) if body else None
    council.party(host)
    if support:
        council.party(support)
    if host_authority and not Authority.objects.filter(id=host_authority, party=host).exists():
        raise InputError("host_authority", "an authority of the host", rules.ANOTHERS, "Choose one of its own.")
    ours = held_by is not None and held_by.kind in {PartyKind.COUNCIL, PartyKind.ORGAN}
    secretariat = council.secretariat() if ours else None
    participants = open_participants(by, by.party, {host} | ({secretariat} if secretariat else set()), forum=ours)
    meeting = Meeting(
        kind=kind,
        titles=texts(titles, what="titles", chars_max=LINE),
        body_id=body,
        host_id=host,
        host_authority_id=host_authority,
        support_id=support,
        partners=[texts(p, what="partners", chars_max=LINE) for p in partners],
        city=texts(city or {}, what="city", chars_max=LINE, required=False),
        venue=texts(venue or {}, what="venue", chars_max=LINE, required=False),
        starts=starts,
        ends=ends,
        zone=zone,
        reply_by=reply_by,
        about=long_texts(about, what="about", required=False),
        topics=[texts(t, what="topics", chars_max=LINE) for t in topics],
        sources=checked_sources(sources),
        participants=participants,
    )
    on = terms(WholeCouncil(), procedural=True) if whole_council else to_participants(meeting)
    content = {
        "titles": meeting.titles,
        "kind": kind.value,
        "host": str(host),
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
    }
    return release(by, meeting, "forum.convened", by.party, on, content, illustration=illustration)


@transaction.atomic
def invite(
    by: Actor,
    meeting_id: UUID,
    party: UUID,
    *,
    reference: str = "",
    sources: Sequence[Source] = (),
    to: Terms | None = None,
) -> Invitation:
    """An invitation goes to a State, which from now on is one of the participants."""
    require(by, Right.CONVENE)
    meeting = kept(by, meeting_id)
    council.party(party)
    lock()
    if dates_of(meeting).ended(by.at):
        raise ConflictError("The meeting is over, so nobody can be invited to it any more.")
    if Invitation.objects.filter(meeting=meeting, party_id=party).exists():
        raise ConflictError("This State is invited already. Nothing was changed.")
    admit_participant(by, meeting.participants, party)
    row = Invitation(
        meeting=meeting,
        party_id=party,
        reference=line(reference, what="reference", chars_max=LINE, required=False),
        sources=checked_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "reference": row.reference}
    return release(by, row, "forum.invited", meeting.owner_id, to or to_participants(meeting), content)


@transaction.atomic
def note_source(
    by: Actor,
    meeting_id: UUID,
    *,
    about: rules.NoteTopic,
    note: Texts,
    sources: Sequence[Source],
    speaker: Texts | None = None,
    disputed: bool = False,
    to: Terms | None = None,
) -> SourceNote:
    """What a source says besides, or against, what the page shows."""
    require(by, Right.CONVENE)
    meeting = kept(by, meeting_id)
    if not sources:
        raise InputError("sources", "the source of the note", rules.NOTHING, "Name publisher and date.")
    row = SourceNote(
        meeting=meeting,
        about=about,
        disputed=disputed,
        texts=long_texts(note, what="note"),
        speaker=texts(speaker or {}, what="speaker", chars_max=LINE, required=False),
        sources=checked_sources(sources),
    )
    content = {"meeting": str(meeting.id), "about": row.about, "note": row.texts}
    return release(
        by,
        row,
        "forum.source_noted",
        meeting.owner_id,
        to or to_participants(meeting),
        content,
    )
