"""What a new snapshot of a list changes, and when it changes so much that a person is asked first. Pure.

What the register holds of a list is a function of the *set* of its snapshots that were imported, and of nothing else:

- an entry is on the list if the newest snapshot has it;
- it says what it said in the newest snapshot in which it could be read.

So snapshots may be imported in any order, and twice. One that is older than the newest brings back what the newest
does not say any more: entries that have left the list, and what those said last. Nothing of it is in force by that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """References, in their order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    delisted: tuple[str, ...]

    @property
    def none(self) -> bool:
        return not (self.added or self.changed or self.delisted)


def changes(before: Mapping[str, bytes], after: Mapping[str, bytes], kept: Collection[str] = ()) -> Changes:
    """From one state of a list to another, each given as the digests of what its entries say.

    `kept` stand in the second too, but could not be read: what they say now is not known, so they stay as they are.
    """
    both = before.keys() & after.keys()
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(reference for reference in both if before[reference] != after[reference])),
        delisted=tuple(sorted(before.keys() - after.keys() - set(kept))),
    )


def too_great_a_drop(before: Collection[str], delisted: Collection[str], percent: int) -> bool:
    """Whether more than this share of a list would go at once: the file may be incomplete (issue 4, Sources)."""
    return len(delisted) * 100 > len(before) * percent


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds of an entry. `seen`: when the newest snapshot was made in which it could be read."""

    digest: bytes
    listed: bool
    seen: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What a snapshot does. All but `read` are references of entries that get a version."""

    changes: Changes
    past: tuple[str, ...] = ()  # not on the list before nor after, and now known, or known to have said something else
    read: frozenset[str] = frozenset()  # what they say is now from this snapshot


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest snapshot so far: when it was made, and which of its records could not be read."""

    made_at: datetime
    kept: frozenset[str] = frozenset()


def plan(
    known: Mapping[str, Known],
    came: Mapping[str, bytes],
    kept: Collection[str],
    made_at: datetime,
    newest: Newest | None,
) -> Plan:
    """Of two snapshots made at the same moment, the one that is imported later counts as the newer."""
    listed = {reference: k.digest for reference, k in known.items() if k.listed}
    if newest is None or made_at >= newest.made_at:
        again = {r: k.digest for r, k in known.items() if not k.listed and r in set(kept)}  # listed, and unreadable
        return Plan(changes(listed, {**again, **came}, kept), read=frozenset(came))
    fresh = {r: d for r, d in came.items() if r not in known or known[r].seen < made_at}
    unknown = fresh.keys() - known.keys()
    other = {r for r in fresh.keys() & known.keys() if known[r].digest != fresh[r]}
    return Plan(
        Changes(
            added=tuple(sorted(unknown & newest.kept)),
            changed=tuple(sorted(other & listed.keys())),
            delisted=(),
        ),
        past=tuple(sorted((unknown - newest.kept) | (other - listed.keys()))),
        read=frozenset(fresh),
    )
