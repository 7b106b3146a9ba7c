"""What a party shared itself: its submissions, and the copies of its own objects. Nothing of others is read here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parley.council.errors import NotFoundError
from parley.council.rules import Viewer
from parley.exchange.models import Object, Submission
from parley.exchange.queries.collections import collections
from parley.exchange.queries.fetched_some import FetchedSome, fetched_some
from parley.exchange.rules import collections as channels
from parley.exchange.rules.collections import Collection, Kind
from parley.exchange.rules.feeds import digest, micros
from parley.ledger.rules.actor import Actor
from parley.release.queries import Cursor
from parley.release.rules import Terms

SENT_MAX = 200
"""Objects of one submission that its page names."""
VERSIONS_MAX = 1000


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    id: UUID
    at: Any
    collection: Collection | None  # None: a group that the party has left
    succeeded: int
    refused: int
    narrowed: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    rows: list[SubmissionRow]
    older: Cursor | None


def submissions(viewer: Viewer, *, limit: int, before: Cursor | None = None) -> SubmissionsPage:
    """The party's own, the newest first."""
    found = Submission.objects.filter(party=viewer.party).order_by("-at", "-id")
    if before is not None:
        found = found.filter(Q(at__lt=before.key) | Q(at=before.key, id__lt=before.id))
    there = {each.id: each for each in collections(viewer)}
    some = list(found.prefetch_related("waiting")[: limit + 1])
    rows = [
        SubmissionRow(
            each.id,
            each.at,
            there.get(each.collection),
            each.succeeded,
            len(each.refused),
            len(each.narrowed),
            bool(each.waiting.all()),
        )
        for each in some[:limit]
    ]
    older = Cursor(rows[-1].at, rows[-1].id) if len(some) > limit else None
    return SubmissionsPage(rows, older)


@dataclass(frozen=True)
class OwnObject:
    stix_id: str
    type: str
    version: str
    audience: UUID
    terms: Terms
    raw: bytes

    @cached_property
    def body(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.raw)
        return parsed


def sent(viewer: Viewer, submission: UUID) -> tuple[list[OwnObject], int]:
    """The objects of a submission that stand as they were sent: the first of them, and how many there are.

    What was released again, taken back or held before does not stand there, nor what was judged later.
    """
    rows, _, _ = _sent(viewer, submission)
    some = [_own(row) for row in rows.select_related("release__audience").order_by("type", "id")[:SENT_MAX]]
    return some, len(some) if len(some) < SENT_MAX else rows.count()


def _sent(viewer: Viewer, submission: UUID) -> tuple[QuerySet[Object], int, UUID]:
    """The rows, when they were released, and through which collection."""
    found = Submission.objects.filter(id=submission, party=viewer.party).first()
    if found is None:
        raise NotFoundError
    at, collection = micros(found.at), found.collection
    rows = Object.objects.filter(release__owner=viewer.party, release__collection=collection, release__at=at)
    return rows, at, collection


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What taking back a submission would do. `reaching`: the terms on which its objects were released.

    `other_versions`: of how many of its ids other versions were sent at other times, which stay. `erased`: they are in
    the party's own collection.
    """

    count: int
    reaching: Sequence[Terms]
    other_versions: int
    erased: bool
    fetched: Sequence[FetchedSome]


def taking_back(viewer: Viewer, submission: UUID) -> TakingBack:
    rows, at, collection = _sent(viewer, submission)
    on = rows.values_list("release__audience__terms", flat=True).distinct().order_by()
    beside = Object.objects.filter(ref=OuterRef("ref"), stix_id=OuterRef("stix_id"), release__owner=viewer.party)
    beside = beside.exclude(version=OuterRef("version"))
    return TakingBack(
        count=rows.count(),
        reaching=[Terms.parse(text) for text in sorted(on)],
        other_versions=rows.filter(Exists(beside)).values("ref").distinct().count(),
        erased=collection == channels.own(viewer.party).id,
        fetched=fetched_some(viewer, rows, since=at),
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """All versions of one's own object in one collection, the latest first. A group that was left has no name."""

    collection: Collection
    versions: Sequence[OwnObject]

    @property
    def last(self) -> OwnObject:
        return self.versions[0]


def shared(viewer: Viewer, stix_id: str) -> list[Shared]:
    """One's own object in each collection that it was added to; `NotFoundError` when there is none."""
    rows = list(
        Object.objects.filter(ref=digest(stix_id), stix_id=stix_id, release__owner=viewer.party)
        .select_related("release__audience")
        .order_by("-version")[:VERSIONS_MAX]
    )
    by_collection: dict[UUID, list[OwnObject]] = {}
    for row in rows:
        by_collection.setdefault(row.release.collection, []).append(_own(row))
    if not by_collection:
        raise NotFoundError
    there = {each.id: each for each in collections(viewer)}
    left = [Collection(id_, Kind.GROUP) for id_ in sorted(by_collection) if id_ not in there]
    return [Shared(each, by_collection[each.id]) for each in [*there.values(), *left] if each.id in by_collection]


def of_type(viewer: Viewer | Actor, collection: UUID, type_: str) -> list[OwnObject]:
    """All versions of one's own objects of a type that stand in a collection."""
    rows = Object.objects.filter(release__owner=viewer.party, release__collection=collection, type=type_)
    return [_own(row) for row in rows.select_related("release__audience").order_by("stix_id", "version")]


def _own(row: Object) -> OwnObject:
    audience = row.release.audience
    return OwnObject(row.stix_id, row.type, row.version, audience.id, Terms.parse(audience.terms), bytes(row.raw))
