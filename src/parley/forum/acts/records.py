"""What is recorded of one State at a meeting: replies, delegations, credentials, receptions, presence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from parley.council import queries as council
from parley.council.errors import ConflictError, InputError, NotAllowedError
from parley.council.models import Authority
from parley.council.rules import Right, require
from parley.council.text import line, texts
from parley.forum import rules
from parley.forum.acts.release import kept, owner_of, release, to_participants
from parley.forum.acts.wording import LINE, Source, Texts, checked_sources, long_texts
from parley.forum.models import (
    CredentialsRecord,
    Delegate,
    Delegation,
    Invitation,
    Meeting,
    PresenceRecord,
    Reception,
    Reply,
)
from parley.forum.queries.seats import dates_of, keeps
from parley.ledger.rules.actor import Actor
from parley.release.queries import one, released
from parley.release.rules import Terms
from parley.settings import SETTINGS


@transaction.atomic
def reply(
    by: Actor,
    meeting_id: UUID,
    *,
    answer: rules.Answer,
    channel: rules.Channel,
    party: UUID | None = None,
    authority: UUID | None = None,
    reference: str = "",
    reference_date: date | None = None,
    remark: Texts | None = None,
    sources: Sequence[Source] = (),
    to: Terms | None = None,
) -> Reply:
    """A State's answer to its invitation; a later one takes its place, and all of them stay.

    The State's own authority answers. Whoever keeps the meeting's records may write down an answer that came on
    paper or was made in public, for `party` and on behalf of `authority`; the page says who wrote it down.
    """
    require(by, Right.REPLY if party in {None, by.party} else Right.CONVENE)
    answering = party or by.party
    meeting = one(Meeting.objects.select_related("participants"), by, meeting_id)
    if answering != by.party and not keeps(by, meeting):
        raise NotAllowedError(right=rules.KEEP_RECORDS, roles=rules.KEEPERS)
    if not released(Invitation.objects.filter(meeting=meeting, party_id=answering), by).exists():
        raise ConflictError("This State has no invitation to this meeting, so there is nothing to answer.")
    rules.check_reply(dates_of(meeting), by.at)
    reference = line(reference, what="reference", chars_max=LINE, required=False)
    rules.check_reference(channel, reference, reference_date, bool(sources))
    on_behalf = authority or (by.authority if answering == by.party else None)
    if on_behalf and not Authority.objects.filter(id=on_behalf, party=answering).exists():
        raise InputError(
            "authority",
            "an authority or mission of the State that answers",
            rules.ANOTHERS,
            "Choose one of its own.",
        )
    row = Reply(
        meeting=meeting,
        party_id=answering,
        answer=answer,
        channel=channel,
        reference=reference,
        reference_date=reference_date,
        authority_id=on_behalf,
        remark=long_texts(remark, what="remark", required=False),
        sources=checked_sources(sources),
        recorded_by_id=by.party,
    )
    content = {
        "meeting": str(meeting.id),
        "party": str(answering),
        "answer": answer.value,
        "channel": channel.value,
        "reference": reference,
    }
    return release(by, row, "forum.replied", answering, to or to_participants(meeting), content)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a delegation. Without a name, the person is shown by function."""

    rank: rules.Rank
    names: Texts
    functions: Texts


@transaction.atomic
def name_delegation(
    by: Actor,
    meeting_id: UUID,
    people: Sequence[Person],
    *,
    level: rules.Level | None = None,
    size: int | None = None,
    party: UUID | None = None,
    sources: Sequence[Source] = (),
    to: Terms | None = None,
) -> Delegation:
    """The delegation as it now stands; it takes the place of the list before."""
    meeting, named = _own_or_kept(by, meeting_id, party, to)
    rules.check_delegation([person.rank for person in people], SETTINGS.delegates_max)
    row = Delegation(meeting=meeting, party_id=named, level=level or "", size=size, sources=checked_sources(sources))
    checked = [
        Person(
            person.rank,
            texts(person.names, what=f"name_{row}", chars_max=LINE, required=False),
            texts(person.functions, what=f"function_{row}", chars_max=LINE, required=not person.names),
        )
        for row, person in enumerate(people)
    ]
    content = {
        "meeting": str(meeting.id),
        "party": str(named),
        "delegates": [[p.rank.value, dict(p.names), dict(p.functions)] for p in checked],
    }
    owner = named if to else owner_of(meeting, named)
    release(by, row, "forum.delegation_named", owner, to or to_participants(meeting), content)
    Delegate.objects.bulk_create(
        Delegate(id=by.new_id(), delegation=row, position=i, rank=p.rank, names=p.names, functions=p.functions)
        for i, p in enumerate(checked)
    )
    return row


def _own_or_kept(by: Actor, meeting_id: UUID, party: UUID | None, to: Terms | None) -> tuple[Meeting, UUID]:
    """A participant acts for itself; whoever keeps the records may write down for another what is public.

    Asked through the gate: what is on record about a State without its knowledge must not change what it is answered.
    """
    concerned = party or by.party
    if concerned == by.party:
        require(by, Right.REPLY)
        meeting = one(Meeting.objects.select_related("participants"), by, meeting_id)
    else:
        require(by, Right.CONVENE)
        meeting = kept(by, meeting_id)
    invited = released(Invitation.objects.filter(meeting=meeting, party_id=concerned), by).exists()
    came = released(PresenceRecord.objects.filter(meeting=meeting, party_id=concerned), by).exists()
    can_release = to is not None or concerned != by.party or owner_of(meeting, concerned) == concerned
    if not ((invited or came or concerned == meeting.host_id) and can_release):
        raise ConflictError(
            "Only a State that is invited, or is recorded as taking part, or the host, has a delegation at a meeting."
        )
    return meeting, concerned


@transaction.atomic
def record_credentials(
    by: Actor, meeting_id: UUID, party: UUID, status: rules.Credentials, *, received_by: str
) -> CredentialsRecord:
    """Who received a delegation's credentials and what was found; the meeting's keepers record it."""
    require(by, Right.CONVENE)
    meeting = kept(by, meeting_id)
    if not released(Delegation.objects.filter(meeting=meeting, party_id=party), by).exists():
        raise ConflictError("This State has not named a delegation yet, so it has no credentials to record.")
    row = CredentialsRecord(
        meeting=meeting,
        party_id=party,
        status=status,
        received_by=line(received_by, what="received_by", chars_max=LINE),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "status": status.value}
    return release(by, row, "forum.credentials", owner_of(meeting, party), to_participants(meeting), content)


@transaction.atomic
def record_reception(
    by: Actor,
    meeting_id: UUID,
    *,
    by_names: Texts,
    by_functions: Texts,
    authority: UUID | None = None,
    party: UUID | None = None,
    on: date | None = None,
    sources: Sequence[Source] = (),
    to: Terms | None = None,
) -> Reception:
    """A delegation was received: by whom, and where."""
    meeting, received = _own_or_kept(by, meeting_id, party, to)
    row = Reception(
        meeting=meeting,
        party_id=received,
        by_names=texts(by_names, what="by_names", chars_max=LINE),
        by_functions=texts(by_functions, what="by_functions", chars_max=LINE, required=False),
        authority_id=authority,
        on=on,
        sources=checked_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(received), "by": row.by_names}
    owner = received if to else owner_of(meeting, received)
    return release(by, row, "forum.received", owner, to or to_participants(meeting), content)


@transaction.atomic
def record_presence(
    by: Actor,
    meeting_id: UUID,
    party: UUID,
    presence: rules.Presence,
    *,
    remark: Texts | None = None,
    sources: Sequence[Source] = (),
    to: Terms | None = None,
) -> PresenceRecord:
    """Who was expected, who attended, who did not, as the meeting's keepers or a published source say."""
    require(by, Right.CONVENE)
    meeting = kept(by, meeting_id)
    council.party(party)
    row = PresenceRecord(
        meeting=meeting,
        party_id=party,
        presence=presence,
        remark=long_texts(remark, what="remark", required=False),
        sources=checked_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "presence": presence.value}
    return release(by, row, "forum.presence", meeting.owner_id, to or to_participants(meeting), content)
