"""What is done at meetings: convene, invite, answer, name a delegation, submit a document. The only writers."""

from parley.forum.acts.documents import Upload, circulate, submit_document, withdraw_document
from parley.forum.acts.meetings import convene, invite, note_source
from parley.forum.acts.records import (
    Person,
    name_delegation,
    record_credentials,
    record_presence,
    record_reception,
    reply,
)

__all__ = [
    "Person",
    "Upload",
    "circulate",
    "convene",
    "invite",
    "name_delegation",
    "note_source",
    "record_credentials",
    "record_presence",
    "record_reception",
    "reply",
    "submit_document",
    "withdraw_document",
]
