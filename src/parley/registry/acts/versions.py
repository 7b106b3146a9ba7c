"""A new version of an entry: what it says and its state from now on."""

from __future__ import annotations

from parley.ledger.rules.actor import Actor
from parley.registry.models import Entry, Version
from parley.registry.rules.content import digest, to_json
from parley.registry.rules.entries import Content, State


def write_version(by: Actor, entry: Entry, content: Content, state: State) -> Version:
    """The next version of an entry that is in the store. Call inside the act that makes it, holding the lock."""
    entry.name, entry.state, entry.changed_at = content.name, state, by.at
    entry.version += 1
    entry.save(update_fields=["name", "state", "version", "changed_at"])
    return Version.objects.create(
        id=by.new_id(),
        entry=entry,
        number=entry.version,
        at=by.at,
        state=state,
        content=to_json(content),
        digest=digest(content),
    )
