"""A new version of an entry: what it says and its state from now on; and the numbers by which it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from parley.ledger.rules.actor import Actor
from parley.registry.models import Entry, Number, Version
from parley.registry.rules.content import digest, to_json
from parley.registry.rules.entries import Content, State
from parley.registry.rules.evidence import plain

ROWS_A_STATEMENT = 400


def write_version(by: Actor, entry: Entry, content: Content, state: State) -> Version:
    """The next version of an entry that is in the store. Call inside the act that makes it, holding the lock."""
    entry.name, entry.state, entry.changed_at = content.name, state, by.at
    entry.version += 1
    entry.save(update_fields=["name", "state", "version", "changed_at"])
    said = to_json(content)
    write_numbers(entry.audience_id, {entry.id: said})
    return Version.objects.create(
        id=by.new_id(),
        entry=entry,
        number=entry.version,
        at=by.at,
        state=state,
        content=said,
        digest=digest(content),
    )


def write_numbers(audience: UUID, said: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Of entries of one audience, instead of those that they had: the numbers that their contents (JSON) name."""
    entries = list(said)
    for start in range(0, len(entries), ROWS_A_STATEMENT):
        Number.objects.filter(entry__in=entries[start : start + ROWS_A_STATEMENT]).delete()
    rows = [
        Number(audience_id=audience, value=value, entry_id=entry)
        for entry, content in said.items()
        for value in sorted({plain(each["value"]) for each in content.get("identifiers", ())})
        if value
    ]
    Number.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
