"""Small lists for tests of importing, and what the store holds of a list, to compare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from parley.council.errors import Message
from parley.ledger.rules.actor import Actor
from parley.registry.acts.importing import About, Imported, import_snapshot
from parley.registry.models import Entry, Snapshot, Step, Version
from parley.registry.rules.entries import Alias, Content, Kind, Quality
from parley.registry.sources import ListFile, Read, Unread

LIST = About("test-list", "un", "A list for tests")


def day(number: int) -> datetime:
    """The nth of November 2021."""
    return datetime(2021, 11, number, tzinfo=UTC)


def content(name: str) -> Content:
    return Content(Kind.PERSON, (Alias(name, Quality.PRIMARY),))


def a_list(
    entries: Mapping[str, str] | Iterable[str], made_at: datetime | None = None, unreadable: Iterable[str] = ()
) -> ListFile:
    """References with names, or references that are their own names. `unreadable`: "" for one without a reference."""
    named = entries if isinstance(entries, Mapping) else {reference: reference for reference in entries}
    unread = tuple(Unread("record", reference, Message("unreadable"), whole=True) for reference in unreadable)
    return ListFile(tuple(Read(r, content(n)) for r, n in named.items()), unread, made_at)


def octets(file: ListFile) -> bytes:
    return hashlib.sha256(repr(file).encode()).digest()


def bring(by: Actor, file: ListFile, **more: Any) -> Imported:
    return import_snapshot(by, LIST, file, sha256=octets(file), **{"accept_drop": True, **more})


def held(owner: UUID | None = None) -> dict[str, tuple[str, str, bytes]]:
    """Of each reference: its state, its name and the digest of what it says. `owner`: of this party's lists alone."""
    digests = {v.entry_id: bytes(v.digest) for v in Version.objects.order_by("number")}
    rows = Entry.objects.all() if owner is None else Entry.objects.filter(owner=owner)
    return {e.reference: (e.state, e.name, digests[e.id]) for e in rows}


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Entry, Version, Step, Snapshot))  # type: ignore[attr-defined]
