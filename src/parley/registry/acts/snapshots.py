"""Write the rows of an import in bulk: entries, their versions, and a step for each version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Field, Max

from parley.ledger.rules import merkle
from parley.ledger.rules.actor import Actor
from parley.registry.acts.versions import write_numbers
from parley.registry.models import Entry, Snapshot, Source, Step, Version
from parley.registry.rules.changes import Known, Plan
from parley.registry.rules.content import to_json
from parley.registry.rules.entries import Content, Roll, State
from parley.registry.rules.procedure import StepKind
from parley.release.models import Audience

ROWS_A_STATEMENT = 500
_SPOKEN = ("name", "kind", "state", "version", "changed_at")
_SILENT = ("state", "version", "changed_at")


@dataclass(frozen=True, slots=True)
class Row:
    """What the store holds of an entry."""

    id: UUID
    state: State
    version: int
    last_in: UUID | None


@dataclass(frozen=True, slots=True)
class Before:
    """What the store holds of a list, by reference."""

    source: Source | None
    newest: Snapshot | None
    rows: Mapping[str, Row]
    known: Mapping[str, Known]


def batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + ROWS_A_STATEMENT] for start in range(0, len(items), ROWS_A_STATEMENT))


@dataclass(frozen=True, slots=True)
class Writing:
    """The rows of one import. Entries are written in the order of their references, so ids follow from the draws."""

    by: Actor
    source: Source
    snapshot: Snapshot
    before: Before
    found: Plan
    contents: Mapping[str, Content]
    came: Mapping[str, bytes]

    def write(self) -> bytes:
        """Everything, and the Merkle root of the versions: reference, state and digest of each."""
        changes = self.found.changes
        states = dict.fromkeys(changes.added, State.LISTED) | dict.fromkeys(changes.delisted, State.DELISTED)
        states |= {reference: self._state(reference) for reference in changes.changed}
        states |= dict.fromkeys(self.found.past, State.DELISTED)
        references = sorted(states)
        said = self._said(references)
        audience = self.source.audience
        new = [self._entry(r, states[r], audience) for r in references if r not in self.before.rows]
        Entry.objects.bulk_create(new, batch_size=ROWS_A_STATEMENT)
        ids = {entry.reference: entry.id for entry in new} | {r: row.id for r, row in self.before.rows.items()}
        self._update([r for r in references if r in self.before.rows], states)
        self._mark_last(states)
        Version.objects.bulk_create(
            [
                Version(
                    id=self.by.new_id(),
                    entry_id=ids[r],
                    number=self._number(r),
                    at=self.by.at,
                    state=states[r],
                    content=said[r][0],
                    digest=said[r][1],
                )
                for r in references
            ],
            batch_size=ROWS_A_STATEMENT,
        )
        write_numbers(audience.id, {ids[r]: said[r][0] for r in references})
        self._steps(references, states, ids, audience)
        leaves = (merkle.leaf_hash(f"{r}\n{states[r]}\n{said[r][1].hex()}".encode()) for r in references)
        return merkle.root_of(leaves)

    def _state(self, reference: str) -> State:
        return self.before.rows[reference].state

    def _number(self, reference: str) -> int:
        return self.before.rows[reference].version + 1 if reference in self.before.rows else 1

    def _said(self, references: Sequence[str]) -> dict[str, tuple[dict[str, Any], bytes]]:
        """What each says from now on: what was read, or what it said before."""
        said = {r: (to_json(self.contents[r]), self.came[r]) for r in references if r in self.found.read}
        others = {self.before.rows[r].id: r for r in references if r not in said}
        for some in batches(list(others)):
            held = Version.objects.filter(entry_id__in=some, number=F("entry__version"))
            for id_, content, digest_ in held.values_list("entry_id", "content", "digest"):
                said[others[id_]] = content, bytes(digest_)
        return said

    def _entry(self, reference: str, state: State, audience: Audience) -> Entry:
        content = self.contents[reference]
        return Entry(
            id=self.by.new_id(),
            owner_id=self.source.owner_id,
            audience=audience,
            released_at=self.by.at,
            illustration=self.source.illustration,
            roll=Roll.SOURCE,
            kind=content.kind,
            source=self.source,
            reference=reference,
            name=content.name,
            state=state,
            version=1,
            changed_at=self.by.at,
            last_in=None if self._stands(reference) else self.snapshot,
        )

    def _stands(self, reference: str) -> bool:
        """It can be read in the newest snapshot, which is this one."""
        newest = self.before.newest
        return reference in self.found.read and (newest is None or self.snapshot.made_at >= newest.made_at)

    def _update(self, references: Sequence[str], states: Mapping[str, State]) -> None:
        """One prepared statement for each row: Django's bulk update costs minutes for thousands."""
        spoken, silent = [], []
        for reference in references:
            values = {
                "state": states[reference],
                "version": self._number(reference),
                "changed_at": self.by.at,
                "id": self.before.rows[reference].id,
            }
            if reference in self.found.read:
                content = self.contents[reference]
                spoken.append(values | {"name": content.name, "kind": content.kind})
            else:
                silent.append(values)
        _execute(_SPOKEN, spoken)
        _execute(_SILENT, silent)

    def _mark_last(self, states: Mapping[str, State]) -> None:
        """Of what is not read in the newest snapshot: the last one in which it was."""
        newest = self.before.newest
        rows = self.before.rows
        if newest is None:
            return
        if self.snapshot.made_at < newest.made_at:
            self._set_last([rows[r].id for r in self.found.read if r in rows], self.snapshot)
            return
        self._set_last([row.id for r, row in rows.items() if r not in self.found.read and row.last_in is None], newest)
        self._set_last([rows[r].id for r in self.found.read if r in rows and rows[r].last_in is not None], None)

    def _set_last(self, ids: Sequence[UUID], to: Snapshot | None) -> None:
        for some in batches(ids):
            Entry.objects.filter(id__in=some).update(last_in=to)

    def _steps(
        self, references: Sequence[str], states: Mapping[str, State], ids: Mapping[str, UUID], audience: Audience
    ) -> None:
        last: dict[UUID, int] = {}
        for some in batches([ids[r] for r in references if r in self.before.rows]):
            last |= dict(Step.objects.filter(entry_id__in=some).values_list("entry_id").annotate(Max("number")))
        Step.objects.bulk_create(
            [
                Step(
                    id=self.by.new_id(),
                    owner_id=self.source.owner_id,
                    audience=audience,
                    released_at=self.by.at,
                    illustration=self.source.illustration,
                    entry_id=ids[r],
                    number=last.get(ids[r], 0) + 1,
                    kind=StepKind.IMPORTED if states[r] is State.LISTED else StepKind.IMPORT_ENDED,
                    version=self._number(r),
                )
                for r in references
            ],
            batch_size=ROWS_A_STATEMENT,
        )


def _execute(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    fields = [_field(name) for name in (*names, "id")]
    assignments = ", ".join(f"{name} = %s" for name in names)
    values = [[f.get_db_prep_save(row[f.attname], connection) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE registry_entry SET {assignments} WHERE id = %s", values)  # noqa: S608 - own names


def _field(name: str) -> Field[Any, Any]:
    found = Entry._meta.get_field(name)
    assert isinstance(found, Field)
    return found
