"""Submit a document, change for whom it is, withdraw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from parley.council.errors import ConflictError, InputError, Message, NotAllowedError
from parley.council.rules import Right, require
from parley.council.text import LANGUAGES, symbol, texts
from parley.forum import rules
from parley.forum.acts.release import release
from parley.forum.acts.wording import LINE, Texts
from parley.forum.files import FileFacts, FileLimits, inspect, safe_name
from parley.forum.models import (
    Document,
    DocumentFile,
    FileContent,
    Meeting,
)
from parley.ledger.acts import lock, move_scope, record
from parley.ledger.rules.actor import Actor
from parley.release.acts import intern, parties_of
from parley.release.models import Audience
from parley.release.queries import one
from parley.release.rules import Terms, terms
from parley.settings import SETTINGS


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
    inspected = _inspect(files)
    lock()  # of two at once, the second sees the first
    if Document.objects.filter(authority=by.authority, symbol=named).exists():
        raise InputError(
            "symbol",
            "a symbol that your authority has not used yet",
            named,
            "Choose another symbol: a document that was withdrawn keeps its own.",
        )
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
    release(by, row, "forum.document_submitted", by.party, circulation, content, illustration=illustration)
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
    lock()  # of two changes at once, the second begins where the first ended
    document = one(Document.objects.select_related("audience"), by, document_id)
    if document.authority_id != by.authority:
        raise NotAllowedError(right=rules.CHANGE_DOCUMENT, roles=rules.SUBMITTER)
    return document


@transaction.atomic
def circulate(by: Actor, document_id: UUID, circulation: Terms) -> Document:
    """Change for whom a document is. Whoever it is taken from keeps the entries in its log, not the document.

    It is recorded for those who gain it and those who lose it. Whoever has it before and after is not told that the
    originator gave it to others, or took it from them.
    """
    document = _own_document(by, document_id)
    if document.withdrawn_at is not None:
        raise ConflictError("The document is withdrawn, so it has no circulation to change.")
    before = document.audience
    after = intern(by, by.party, circulation)
    document.audience = after
    document.save(update_fields=["audience"])
    content = {"symbol": document.symbol, "titles": document.titles}
    move_scope(document.id, before.id, after.id)
    record(by, "forum.document_circulated", document.id, content, logs=_gain_or_lose(before, after), scope=after.id)
    return document


def _gain_or_lose(before: Audience, after: Audience) -> Iterable[UUID]:
    return set(parties_of(before)) ^ set(parties_of(after))


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
