"""What is done at meetings: convene, invite, answer, name a delegation, submit a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from parley.council import queries as council
from parley.council.errors import ConflictError, InputError, Message, NotAllowedError
from parley.council.models import Authority
from parley.council.rules import PartyKind, Right, require
from parley.council.text import LANGUAGES, line, paragraphs, symbol, texts
from parley.forum import rules
from parley.forum.files import FileFacts, FileLimits, inspect, safe_name
from parley.forum.models import (
    CredentialsRecord,
    Delegate,
    Delegation,
    Document,
    DocumentFile,
    FileContent,
    Invitation,
    Meeting,
    PresenceRecord,
    Reception,
    Reply,
    SourceNote,
)
from parley.ledger.acts import move_scope, record
from parley.ledger.rules.actor import Actor
from parley.release.acts import admit_participant, intern, open_participants, parties_of
from parley.release.models import Audience, Released
from parley.release.queries import one
from parley.release.rules import Group, Terms, WholeCouncil, terms
from parley.settings import SETTINGS

R = TypeVar("R", bound=Released)
Texts = Mapping[str, str]
Source = Mapping[str, str | Texts]

LINE = SETTINGS.line_chars_max
TEXT = SETTINGS.text_chars_max
SOURCE_CHARS_MAX = 1000  # addresses are longer than lines


def _release(
    by: Actor,
    row: R,
    kind: str,
    owner: UUID,
    on: Terms,
    content: Mapping[str, Any],
    *,
    illustration: bool = False,
) -> R:
    """Write a thing with its audience, and the act with it."""
    audience = intern(by, owner, on)
    row.id, row.owner_id, row.audience, row.released_at = by.new_id(), owner, audience, by.at
    row.illustration = illustration
    row.save(force_insert=True)
    record(by, kind, row.id, content, logs=parties_of(audience), scope=audience.id)
    return row


def _participants(meeting: Meeting, *, procedural: bool) -> Terms:
    """The default audience of all that is done at a meeting: its participants (rule 13)."""
    return terms(Group(meeting.participants_id, forum=meeting.participants.forum), procedural=procedural)


def _long(value: Texts | None, *, what: str, required: bool = True) -> dict[str, str]:
    """Paragraphs by language, checked; languages left empty are left out."""
    given = value or {}
    unknown = sorted(set(given) - set(LANGUAGES))
    if unknown:
        raise InputError(what, "languages by their codes: en, ru, zh-hans, ur", unknown[0], "Use one of these codes.")
    found = {code: paragraphs(text, what=what, chars_max=TEXT, required=False) for code, text in given.items()}
    filled = {code: text for code, text in found.items() if text}
    if required and not filled:
        paragraphs("", what=what, chars_max=TEXT)
    return filled


def _sources(sources: Sequence[Source]) -> list[dict[str, object]]:
    """Where things were published: publisher, and title, address and date where they are known."""
    return [_source(source) for source in sources]


def _source(source: Source) -> dict[str, object]:
    unknown = sorted(set(source) - {"publisher", "title", "url", "date"})
    if unknown:
        raise InputError("sources", "publisher, title, url and date", unknown[0], "Leave the rest out.")
    checked: dict[str, object] = {}
    for part, value in {"publisher": "", **source}.items():
        required = part == "publisher"
        if isinstance(value, str):
            checked[part] = line(value, what=part, chars_max=SOURCE_CHARS_MAX, required=required)
        else:
            checked[part] = texts(value, what=part, chars_max=LINE, required=required)
    address = checked.get("url")
    if address and not str(address).startswith(("https://", "http://")):
        raise InputError("url", "an address that begins with https://", str(address), "Copy it from the browser.")
    return {part: value for part, value in checked.items() if value}


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
    ours = held_by is not None and held_by.kind in {PartyKind.COUNCIL, PartyKind.ORGAN}
    secretariat = _secretariat() if ours else None
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
        about=_long(about, what="about", required=False),
        topics=[texts(t, what="topics", chars_max=LINE) for t in topics],
        sources=_sources(sources),
        participants=participants,
    )
    on = terms(WholeCouncil(), procedural=True) if whole_council else _participants(meeting, procedural=True)
    content = {
        "titles": meeting.titles,
        "kind": kind.value,
        "host": str(host),
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
    }
    return _release(by, meeting, "forum.convened", by.party, on, content, illustration=illustration)


def _secretariat() -> UUID | None:
    served = council.the_council()
    return served.secretariat_id if served else None


def _kept(by: Actor, meeting_id: UUID) -> Meeting:
    """A meeting whose records the actor keeps; not found if it may not even see it."""
    meeting = one(Meeting.objects.select_related("participants", "body"), by, meeting_id)
    if not keeps(by, meeting):
        raise NotAllowedError(right=rules.KEEP_RECORDS, roles=rules.KEEPERS)
    return meeting


def keeps(by: Actor, meeting: Meeting) -> bool:
    """Is the actor's party one of those that keep this meeting's records?"""
    secretariat = _secretariat() if meeting.participants.forum else None
    return rules.keeps(by.party, owner=meeting.owner_id, host=meeting.host_id, secretariat=secretariat)


def _dates(meeting: Meeting) -> rules.Dates:
    return rules.Dates(meeting.starts, meeting.ends, ZoneInfo(meeting.zone))


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
    meeting = _kept(by, meeting_id)
    council.party(party)
    if _dates(meeting).ended(by.at):
        raise ConflictError("The meeting is over, so nobody can be invited to it any more.")
    if Invitation.objects.filter(meeting=meeting, party_id=party).exists():
        raise ConflictError("This State is invited already. Nothing was changed.")
    admit_participant(by, meeting.participants, party)
    row = Invitation(
        meeting=meeting,
        party_id=party,
        reference=line(reference, what="reference", chars_max=LINE, required=False),
        sources=_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "reference": row.reference}
    return _release(by, row, "forum.invited", meeting.owner_id, to or _participants(meeting, procedural=True), content)


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
    if not Invitation.objects.filter(meeting=meeting, party_id=answering).exists():
        raise ConflictError("This State has no invitation to this meeting, so there is nothing to answer.")
    rules.check_reply(_dates(meeting), by.at)
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
        remark=_long(remark, what="remark", required=False),
        sources=_sources(sources),
        recorded_by_id=by.party,
    )
    content = {
        "meeting": str(meeting.id),
        "party": str(answering),
        "answer": answer.value,
        "channel": channel.value,
        "reference": reference,
    }
    return _release(by, row, "forum.replied", answering, to or _participants(meeting, procedural=True), content)


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
    meeting, named = _own_or_kept(by, meeting_id, party)
    rules.check_delegation([person.rank for person in people], SETTINGS.delegates_max)
    row = Delegation(meeting=meeting, party_id=named, level=level or "", size=size, sources=_sources(sources))
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
    _release(by, row, "forum.delegation_named", named, to or _participants(meeting, procedural=True), content)
    Delegate.objects.bulk_create(
        Delegate(id=by.new_id(), delegation=row, position=i, rank=p.rank, names=p.names, functions=p.functions)
        for i, p in enumerate(checked)
    )
    return row


def _own_or_kept(by: Actor, meeting_id: UUID, party: UUID | None) -> tuple[Meeting, UUID]:
    """A participant acts for itself; whoever keeps the records may write down for another what is public."""
    concerned = party or by.party
    if concerned == by.party:
        require(by, Right.REPLY)
        meeting = one(Meeting.objects.select_related("participants"), by, meeting_id)
    else:
        require(by, Right.CONVENE)
        meeting = _kept(by, meeting_id)
    invited = Invitation.objects.filter(meeting=meeting, party_id=concerned).exists()
    came = PresenceRecord.objects.filter(meeting=meeting, party_id=concerned).exists()
    if not (invited or came or concerned == meeting.host_id):
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
    meeting = _kept(by, meeting_id)
    if not Delegation.objects.filter(meeting=meeting, party_id=party).exists():
        raise ConflictError("This State has not named a delegation yet, so it has no credentials to record.")
    row = CredentialsRecord(
        meeting=meeting,
        party_id=party,
        status=status,
        received_by=line(received_by, what="received_by", chars_max=LINE),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "status": status.value}
    return _release(by, row, "forum.credentials", party, _participants(meeting, procedural=True), content)


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
    meeting, received = _own_or_kept(by, meeting_id, party)
    row = Reception(
        meeting=meeting,
        party_id=received,
        by_names=texts(by_names, what="by_names", chars_max=LINE),
        by_functions=texts(by_functions, what="by_functions", chars_max=LINE, required=False),
        authority_id=authority,
        on=on,
        sources=_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(received), "by": row.by_names}
    return _release(by, row, "forum.received", received, to or _participants(meeting, procedural=True), content)


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
    meeting = _kept(by, meeting_id)
    council.party(party)
    row = PresenceRecord(
        meeting=meeting,
        party_id=party,
        presence=presence,
        remark=_long(remark, what="remark", required=False),
        sources=_sources(sources),
    )
    content = {"meeting": str(meeting.id), "party": str(party), "presence": presence.value}
    return _release(by, row, "forum.presence", meeting.owner_id, to or _participants(meeting, procedural=True), content)


@transaction.atomic
def note_source(
    by: Actor,
    meeting_id: UUID,
    *,
    about: str,
    note: Texts,
    sources: Sequence[Source],
    speaker: Texts | None = None,
    disputed: bool = False,
    to: Terms | None = None,
) -> SourceNote:
    """What a source says besides, or against, what the page shows."""
    require(by, Right.CONVENE)
    meeting = _kept(by, meeting_id)
    if not sources:
        raise InputError("sources", "the source of the note", rules.NOTHING, "Name publisher and date.")
    row = SourceNote(
        meeting=meeting,
        about=line(about, what="about", chars_max=40),
        disputed=disputed,
        texts=_long(note, what="note"),
        speaker=texts(speaker or {}, what="speaker", chars_max=LINE, required=False),
        sources=_sources(sources),
    )
    content = {"meeting": str(meeting.id), "about": row.about, "note": row.texts}
    return _release(
        by,
        row,
        "forum.source_noted",
        meeting.owner_id,
        to or _participants(meeting, procedural=True),
        content,
    )


@dataclass(frozen=True, slots=True)
class Upload:
    language: str
    name: str
    declared_type: str
    content: bytes


@transaction.atomic
def submit_document(
    by: Actor,
    *,
    symbol_: str,
    titles: Texts,
    files: Sequence[Upload],
    circulation: Terms,
    meeting_id: UUID | None = None,
    illustration: bool = False,
) -> Document:
    """A document in one or several languages, for those whom its circulation names and nobody else."""
    require(by, Right.SUBMIT_DOCUMENTS)
    meeting = one(Meeting.objects.all(), by, meeting_id) if meeting_id else None
    named = symbol(symbol_)
    if Document.objects.filter(authority=by.authority, symbol=named).exists():
        raise InputError(
            "symbol",
            "a symbol that your authority has not used yet",
            named,
            "Choose another symbol, or withdraw the other document.",
        )
    inspected = _inspect(files)
    row = Document(
        meeting=meeting,
        authority_id=by.authority,
        symbol=named,
        titles=texts(titles, what="titles", chars_max=LINE),
    )
    content = {
        "symbol": named,
        "titles": row.titles,
        "files": [[f.language, safe_name(f.name), facts.sha256] for f, facts in inspected],
    }
    _release(by, row, "forum.document_submitted", by.party, circulation, content, illustration=illustration)
    for position, (upload, facts) in enumerate(inspected):
        file = DocumentFile.objects.create(
            id=by.new_id(),
            document=row,
            language=upload.language,
            name=safe_name(upload.name),
            media_type=facts.media_type,
            size=facts.size,
            sha256=bytes.fromhex(facts.sha256),
            position=position,
        )
        FileContent.objects.create(file=file, octets=upload.content)
    return row


def _inspect(files: Sequence[Upload]) -> list[tuple[Upload, FileFacts]]:
    if not files:
        raise InputError("files", "one file at least", rules.NOTHING, "Choose the file in at least one language.")
    if len(files) > SETTINGS.files_per_document_max:
        expected = Message("at most %(most)s files", most=SETTINGS.files_per_document_max)
        raise InputError("files", expected, str(len(files)), "Submit the annexes as documents of their own.")
    unknown = next((f.language for f in files if f.language not in LANGUAGES), None)
    if unknown is not None:
        raise InputError("language", "the language of the file", unknown, "Choose from the list.")
    limits = FileLimits(
        file_bytes_max=SETTINGS.file_bytes_max,
        archive_bytes_max=SETTINGS.archive_bytes_max,
        archive_entries_max=SETTINGS.archive_entries_max,
        archive_ratio_max=SETTINGS.archive_ratio_max,
    )
    return [(file, _inspect_one(file, limits)) for file in files]


def _inspect_one(file: Upload, limits: FileLimits) -> FileFacts:
    try:
        return inspect(file.name, file.declared_type, file.content, limits)
    except InputError as error:  # say which of the files it is
        raise InputError(f"file_{file.language}", error.expected, error.came, error.do) from error


def _own_document(by: Actor, document_id: UUID) -> Document:
    require(by, Right.SUBMIT_DOCUMENTS)
    document = one(Document.objects.select_related("audience"), by, document_id)
    if document.authority_id != by.authority:
        raise NotAllowedError(right=rules.CHANGE_DOCUMENT, roles=rules.SUBMITTER)
    return document


@transaction.atomic
def circulate(by: Actor, document_id: UUID, circulation: Terms) -> Document:
    """Change for whom a document is. Whoever it is taken from keeps the entries in its log, not the document."""
    document = _own_document(by, document_id)
    if document.withdrawn_at is not None:
        raise ConflictError("The document is withdrawn, so it has no circulation to change.")
    before = document.audience
    after = intern(by, by.party, circulation)
    document.audience = after
    document.save(update_fields=["audience"])
    content = {"symbol": document.symbol, "titles": document.titles}
    move_scope(document.id, before.id, after.id)
    record(by, "forum.document_circulated", document.id, content, logs=_both(before, after), scope=after.id)
    return document


def _both(before: Audience, after: Audience) -> Iterable[UUID]:
    return {*parties_of(before), *parties_of(after)}


@transaction.atomic
def withdraw_document(by: Actor, document_id: UUID) -> None:
    """Take a document back: from now on its submitter alone sees it, marked as withdrawn."""
    document = _own_document(by, document_id)
    if document.withdrawn_at is not None:
        raise ConflictError("The document is withdrawn already. Nothing was changed.")
    before = document.audience
    document.withdrawn_at = by.at
    document.audience = intern(by, by.party, terms())
    document.save(update_fields=["withdrawn_at", "audience"])
    move_scope(document.id, before.id, document.audience_id)
    record(by, "forum.document_withdrawn", document.id, {}, logs=parties_of(before))
