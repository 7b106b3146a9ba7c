"""Systems that take the register's changes, and who has acknowledged that an entry left its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from parley.council.rules import Viewer
from parley.registry.models import Acknowledgement, Consumer, Entry, Version
from parley.registry.rules.entries import IN_FORCE, Roll, State
from parley.release.queries import one, released


def own(viewer: Viewer) -> list[Consumer]:
    """The viewer's party's systems, those that take changes first."""
    rows = released(Consumer.objects.filter(owner=viewer.party), viewer)
    return sorted(rows, key=lambda c: (c.ended_at is not None, c.name.casefold(), c.id))


def owes(consumer: Consumer, version: Version) -> bool:
    """Whatever registered after an entry had left, and whatever takes no changes any more, owes nothing for it."""
    return consumer.released_at <= version.at and consumer.ended_at is None


@dataclass(frozen=True, slots=True)
class Owed:
    """A version by which an entry left its list, and which of the viewer's systems have not acknowledged it."""

    version: Version
    consumers: tuple[Consumer, ...]


def owed(viewer: Viewer) -> list[Owed]:
    """What the viewer's systems have still to acknowledge, the oldest first."""
    consumers = [c for c in own(viewer) if c.ended_at is None]
    if not consumers:
        return []
    since = min(c.released_at for c in consumers)
    rows = Version.objects.filter(entry__audience__parties__party=viewer.party, at__gte=since)
    leaving = rows.exclude(state__in=[s.value for s in IN_FORCE]).select_related("entry__source").order_by("at", "id")
    left = _that_left(leaving)
    done = set(
        released(Acknowledgement.objects.filter(owner=viewer.party, version__in=left), viewer).values_list(
            "version_id", "consumer_id"
        )
    )
    found = (Owed(v, tuple(c for c in consumers if owes(c, v) and (v.id, c.id) not in done)) for v in left)
    return [each for each in found if each.consumers]


def _that_left(versions: Iterable[Version]) -> list[Version]:
    """Of versions that are not in force, those right after one that was."""
    wanted = list(versions)
    before = Version.objects.filter(
        entry__in={v.entry_id for v in wanted}, state__in=[s.value for s in IN_FORCE]
    ).values_list("entry_id", "number")
    in_force = set(before)
    return [v for v in wanted if (v.entry_id, v.number - 1) in in_force]


@dataclass(frozen=True, slots=True)
class PartyAcknowledgement:
    """How far a party's systems have carried out that an entry left the list. Their names are the party's own."""

    party: UUID
    owed: int
    acknowledged: int
    last_at: datetime | None

    @property
    def done(self) -> bool:
        return self.acknowledged >= self.owed


def acknowledgements(viewer: Viewer, entry_id: UUID) -> list[PartyAcknowledgement]:
    """Of an entry of the joint list, for every member to see; of any other list, of the viewer's own systems alone."""
    entry = one(Entry.objects.all(), viewer, entry_id)
    version = left_by(entry)
    if version is None:
        return []
    consumers = released(Consumer.objects.all(), viewer)
    done = released(Acknowledgement.objects.filter(version=version), viewer)
    if entry.roll != Roll.JOINT:
        consumers, done = consumers.filter(owner=viewer.party), done.filter(owner=viewer.party)
    told: dict[UUID, datetime] = dict(done.values_list("consumer_id", "released_at"))
    found: dict[UUID, list[Consumer]] = {}
    for consumer in consumers.order_by("owner", "id"):
        if consumer.id in told or owes(consumer, version):
            found.setdefault(consumer.owner_id, []).append(consumer)
    return [
        PartyAcknowledgement(
            party,
            len(theirs),
            sum(c.id in told for c in theirs),
            max((told[c.id] for c in theirs if c.id in told), default=None),
        )
        for party, theirs in found.items()
    ]


def left_by(entry: Entry) -> Version | None:
    """The latest version by which an entry left its list, if it has not come back since."""
    versions = list(entry.versions.order_by("number"))
    if not versions or State(versions[-1].state) in IN_FORCE:
        return None
    left = [b for a, b in pairwise(versions) if State(a.state) in IN_FORCE and State(b.state) not in IN_FORCE]
    return left[-1] if left else None
