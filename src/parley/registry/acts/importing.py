"""Import a snapshot of a list that is kept elsewhere: all of it in one act, or nothing.

1. The lock is taken; the very same file again, of the same moment, changes nothing.
2. The rules say what is added, changed and delisted by it (`rules.changes`): the same whatever came before.
3. Where more would be delisted than the operator's share, or it cannot be known whether something would be, the act is
   refused until a person has said that it is right.
4. Entries, versions and steps are written in bulk, and one act stands in the ledger, with the root of what was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from parley.council.errors import ConflictError, InputError, Message, gettext_noop
from parley.council.rules import Right, may, require
from parley.council.text import code, line
from parley.ledger.acts import record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.snapshots import Before, Row, Writing, batches
from parley.registry.acts.steps import TO_COUNCIL
from parley.registry.models import Entry, Snapshot, Source, Version
from parley.registry.rules.changes import Changes, Known, Newest, Plan, plan, too_great_a_drop
from parley.registry.rules.content import digest, is_web
from parley.registry.rules.entries import State
from parley.registry.sources import FORMATS, ListFile
from parley.release.acts import intern, parties_of
from parley.release.rules import NOBODY, Terms
from parley.settings import SETTINGS

SHOWN_MAX = 20
"""References that a refusal names."""
CLOCKS_APART = timedelta(days=1)
"""A list that its publisher made later than this after now was not made then."""
RESERVED = frozenset({"joint", "national", "default"})
"""What the council's own rolls are asked for by (`queries.indexed.list_name`), and all lists (`api.yente`)."""
OWN = "own:"
"""Begins the key of a party's own list; no key that is typed has a colon."""


class DropError(ConflictError):
    """An import would delist so much that somebody has to say that it is right. `delisted` are references."""

    def __init__(self, template: str, delisted: Sequence[str], **params: object) -> None:
        shown = ", ".join(delisted[:SHOWN_MAX]) + (", …" if len(delisted) > SHOWN_MAX else "")
        super().__init__(template, count=len(delisted), which=shown, **params)
        self.delisted = tuple(delisted)


@dataclass(frozen=True, slots=True)
class About:
    """Which list it is. `key` names it ("un-sc") among those of the party that imports it (`_key`)."""

    key: str
    format: str
    title: str
    publisher: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an import would do. `drop` is the refusal that it would meet without somebody's word."""

    changes: Changes
    past: int
    listed_before: int
    same: bool  # this very file was imported before
    older: bool  # than the newest that was imported: it changes nothing that is in force
    drop: DropError | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    source: UUID
    snapshot: UUID
    added: int
    changed: int
    delisted: int
    past: int
    same: bool


def foresee_import(by: Actor, key: str, file: ListFile, *, sha256: bytes, made_at: datetime | None = None) -> Foreseen:
    """What `import_snapshot` would do now, by the same rules. Nothing is written."""
    _terms(by)
    before = _before(by, _key(by, key))
    made = _moment(by, file, made_at)
    came = {entry.reference: digest(entry.content) for entry in file.entries}
    found = _plan(before, file, came, made)
    names = {entry.reference: entry.content.name for entry in file.entries}
    gone = [before.rows[reference].id for reference in found.changes.delisted]
    for some in batches(gone):
        names |= dict(Entry.objects.filter(id__in=some).values_list("reference", "name"))
    return Foreseen(
        changes=found.changes,
        past=len(found.past),
        listed_before=sum(k.listed for k in before.known.values()),
        same=_same(before, sha256, file, made_at) is not None,
        older=before.newest is not None and made < before.newest.made_at,
        drop=_drop(before, found, file),
        names={reference: names[reference] for part in _parts(found.changes) for reference in part},
    )


@transaction.atomic
def import_snapshot(
    by: Actor,
    about: About,
    file: ListFile,
    *,
    sha256: bytes,
    made_at: datetime | None = None,
    accept_drop: bool = False,
    illustration: bool = False,
) -> Imported:
    """Write what a snapshot says. `sha256` is of its octets.

    The secretariat's are released to the whole council; a member imports for its own use. `made_at` (aware) is for a
    file that does not say it. Raises `DropError` where a person has to accept what would be delisted, and `InputError`.
    """
    on = _terms(by)
    made = _moment(by, file, made_at)
    came = {entry.reference: digest(entry.content) for entry in file.entries}
    by = on_turn(by)
    before = _before(by, _key(by, about.key))
    same = _same(before, sha256, file, made_at)
    if same is not None:  # 1
        return Imported(same.source_id, same.id, 0, 0, 0, 0, same=True)
    found = _plan(before, file, came, made)  # 2
    drop = _drop(before, found, file)
    if drop is not None and not accept_drop:  # 3
        raise drop
    source = _source(by, before, about, on, illustration=illustration)
    snapshot = Snapshot.objects.create(  # 4
        id=by.new_id(),
        source=source,
        sha256=sha256,
        made_at=made,
        at=by.at,
        kept=sorted(file.kept),
        entries_count=len(file.entries),
        added_count=len(found.changes.added),
        changed_count=len(found.changes.changed),
        delisted_count=len(found.changes.delisted),
    )
    contents = {entry.reference: entry.content for entry in file.entries}
    root = Writing(by, source, snapshot, before, found, contents, came).write()
    told: dict[str, Any] = {
        "key": source.key,
        "sha256": sha256.hex(),
        "made_at": made.isoformat(),
        "entries": len(file.entries),
        "added": len(found.changes.added),
        "changed": len(found.changes.changed),
        "delisted": len(found.changes.delisted),
        "root": root.hex(),
    }
    record(by, "registry.imported", source.id, told, logs=parties_of(source.audience), scope=source.audience_id)
    added, changed, delisted = map(len, _parts(found.changes))
    return Imported(source.id, snapshot.id, added, changed, delisted, len(found.past), same=False)


def _parts(found: Changes) -> tuple[tuple[str, ...], ...]:
    return found.added, found.changed, found.delisted


def _terms(by: Actor) -> Terms:
    if may(by.roles, Right.KEEP_COUNCIL):
        return TO_COUNCIL
    require(by, Right.PROPOSE_LISTINGS)
    return NOBODY


def _key(by: Actor, typed: str) -> str:
    """By what the list is asked for alone. A party's own is another one than the council's of the same key."""
    key = code(typed, what="source")
    if key.casefold() in RESERVED:
        expected = gettext_noop("a key that means no other list here")
        raise InputError("source", expected, typed, gettext_noop("Choose another one, un-sc for example."))
    return key if may(by.roles, Right.KEEP_COUNCIL) else OWN + key


def _moment(by: Actor, file: ListFile, made_at: datetime | None) -> datetime:
    if not file.entries:
        raise InputError("file", gettext_noop("a list with entries"), "", gettext_noop("Fetch the list again."))
    made = made_at or file.made_at or by.at
    if made > by.at + CLOCKS_APART:
        raise InputError(
            "made_at",
            gettext_noop("a list that was made before now"),
            made.isoformat(),
            gettext_noop("Check the file, and the clock of this node."),
        )
    return made


def _before(by: Actor, key: str) -> Before:
    source = Source.objects.select_related("audience").filter(owner_id=by.party, key=key).first()
    if source is None:
        return Before(None, None, {}, {})
    newest = Snapshot.objects.filter(source=source).order_by("-made_at", "-at", "-id").first()
    assert newest is not None, "a source is made by its first import"
    seen = dict(Snapshot.objects.filter(source=source).values_list("id", "made_at"))
    held = Version.objects.filter(entry__source=source, number=F("entry__version"))
    rows: dict[str, Row] = {}
    known: dict[str, Known] = {}
    for id_, reference, state, version, last_in, said in held.values_list(
        "entry_id", "entry__reference", "entry__state", "entry__version", "entry__last_in_id", "digest"
    ).iterator():
        rows[reference] = Row(id_, State(state), version, last_in)
        known[reference] = Known(bytes(said), state == State.LISTED, seen[last_in] if last_in else newest.made_at)
    return Before(source, newest, rows, known)


def _same(before: Before, sha256: bytes, file: ListFile, made_at: datetime | None) -> Snapshot | None:
    """The snapshot of these very octets. A file that says no moment is another one where somebody says another."""
    if before.source is None:
        return None
    found = Snapshot.objects.filter(source=before.source, sha256=sha256)
    said = made_at or file.made_at
    return (found.filter(made_at=said) if said else found).first()


def _plan(before: Before, file: ListFile, came: Mapping[str, bytes], made: datetime) -> Plan:
    newest = Newest(before.newest.made_at, frozenset(before.newest.kept)) if before.newest else None
    return plan(before.known, came, file.kept, made, newest)


def _drop(before: Before, found: Plan, file: ListFile) -> DropError | None:
    delisted = found.changes.delisted
    listed = [reference for reference, known in before.known.items() if known.listed]
    if too_great_a_drop(listed, delisted, SETTINGS.list_drop_percent_max):
        return DropError(
            gettext_noop(
                "This file would delist %(count)s of %(before)s entries, more than %(percent)s percent: %(which)s. "
                "It may be incomplete. If it is right, say so (--accept-drop)."
            ),
            delisted,
            before=len(listed),
            percent=SETTINGS.list_drop_percent_max,
        )
    if delisted and file.nameless:
        return DropError(
            gettext_noop(
                "This file would delist %(count)s entries: %(which)s. Records that could not be read: %(unread)s; "
                "these may be among them. If it is right, say so (--accept-drop)."
            ),
            delisted,
            unread=file.nameless,
        )
    return None


def _source(by: Actor, before: Before, about: About, on: Terms, *, illustration: bool) -> Source:
    if about.format not in FORMATS:
        raise InputError("format", ", ".join(FORMATS), about.format, gettext_noop("Choose one of these."))
    if before.source is not None:
        if before.source.format != about.format:
            raise InputError(
                "format",
                Message(gettext_noop("the format of this source until now, %(format)s"), format=before.source.format),
                about.format,
                gettext_noop("Each format says other things of an entry. Import it under another key."),
            )
        audience = intern(by, by.party, Terms.parse(before.source.audience.terms))
        assert audience.id == before.source.audience_id
        return before.source
    chars = SETTINGS.line_chars_max
    return Source.objects.create(
        id=by.new_id(),
        owner_id=by.party,
        audience=intern(by, by.party, on),
        released_at=by.at,
        illustration=illustration,
        key=_key(by, about.key),
        format=about.format,
        title=line(about.title, what="title", chars_max=chars),
        publisher=line(about.publisher, what="publisher", chars_max=chars, required=False),
        address=_address(about.address),
    )


def _address(typed: str) -> str:
    address = line(typed, what="address", chars_max=500, required=False)
    if address and not is_web(address):
        expected = gettext_noop("an address that begins with https:// or http://")
        raise InputError("address", expected, typed, gettext_noop("Leave it out where the list has no page."))
    return address
