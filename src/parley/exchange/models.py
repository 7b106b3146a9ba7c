"""Objects, the releases they came with, and what of them stands in whose feed.

Moments are whole microseconds since 1970, UTC: they order feeds and stand in cursors, alike on every store. Ids and
keys are random numbers drawn by the act: no counter moves when something hidden comes. The objects of one release
have neighbouring ids (`rules.feeds.object_id`), so that a store writes and reads them together.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from parley.council.models import Party
from parley.release.models import Audience


class RowNumber(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A 64 bit number that is the row's own place in SQLite, where `bigint` would make a second index beside it."""

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Release(models.Model):
    """What one act of one originator released to one audience through one collection."""

    id = RowNumber(primary_key=True)
    owner = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    collection = models.UUIDField()
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    at = models.BigIntegerField()
    key = models.BigIntegerField()
    salt = models.BinaryField(max_length=32)
    """Of the commitments to its objects, whose Merkle root the ledger holds."""
    attribution = models.CharField(max_length=20)
    illustration = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "collection", "at"], name="releases_of_an_originator")]


class Object(models.Model):
    """One version of one STIX object of one originator in one collection, as the octets that were received.

    `ref` is a digest of its id, to find it by; `mark` one of (originator, collection, version), so that the key never
    spans what a viewer cannot see (DESIGN.md, rule 5).
    """

    id = RowNumber(primary_key=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    ref = models.BigIntegerField()
    mark = models.BigIntegerField()
    stix_id = models.CharField(max_length=300)
    type = models.CharField(max_length=250)
    version = models.CharField(max_length=40)
    valid_until = models.CharField(max_length=40)
    revoked = models.BooleanField()
    raw = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ref", "mark"], name="one_version_of_an_originator_in_a_collection")
        ]
        indexes: ClassVar = [models.Index(fields=["release", "type"], name="types_of_a_release")]


class Delivery(models.Model):
    """Objects of a release in the feed of one party: all of them, or (`first` is `last`) one delivered again."""

    pk = models.CompositePrimaryKey("party_id", "collection", "added_at", "key", "first")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    collection = models.UUIDField()
    added_at = models.BigIntegerField()
    key = models.BigIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", db_constraint=False)


class Place(models.Model):
    """A copy that is not shown at its place in a feed, and why (`rules.feeds.Bits`)."""

    pk = models.CompositePrimaryKey("object_id", "party_id", "collection")
    object = models.ForeignKey(Object, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    collection = models.UUIDField()
    bits = models.SmallIntegerField()


class Clash(models.Model):
    """An id of which copies came to a party's feed or left it: which of them is shown, its next read works out."""

    pk = models.CompositePrimaryKey("party_id", "collection", "ref")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    collection = models.UUIDField()
    ref = models.BigIntegerField()


class Subscription(models.Model):
    """An audience whose past releases stand in the party's feeds already (`acts.settling`)."""

    pk = models.CompositePrimaryKey("party_id", "audience_id")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()


class Turn(models.Model):
    """When a party's feeds were last settled: a page and its receipt belong to one turn (`acts.reading`)."""

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)
    at = models.BigIntegerField()


class Receipt(models.Model):
    """One page that was served to a party: it fetched what stood between two places and passed the filter."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    collection = models.UUIDField()
    account = models.UUIDField()
    at = models.BigIntegerField()
    first_at = models.BigIntegerField()
    first_key = models.BigIntegerField()
    first_k = models.BigIntegerField()
    last_at = models.BigIntegerField()
    last_key = models.BigIntegerField()
    last_k = models.BigIntegerField()
    on = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["party", "collection", "last_at"], name="receipts_of_a_feed")]


class Loss(models.Model):
    """An object that was taken out of a party's feed. Settled, it says whether the party had fetched it, and whether it
    was served a notice: not while another copy of the id stands in the feed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    collection = models.UUIDField()
    owner = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    stix_id = models.CharField(max_length=300)
    type = models.CharField(max_length=250)
    version = models.CharField(max_length=40)
    was_at = models.BigIntegerField()
    was_key = models.BigIntegerField()
    was_k = models.BigIntegerField()
    lost_at = models.BigIntegerField()
    settled = models.BooleanField(default=False)
    fetched_at = models.BigIntegerField(null=True)
    recalled = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["party", "settled", "stix_id"], name="losses_of_a_party"),
            models.Index(fields=["owner", "stix_id"], name="losses_of_an_originator"),
        ]


class Submission(models.Model):
    """What became of one envelope: TAXII's status resource. It holds refusals, and those who wait for a verdict."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    account = models.UUIDField()
    collection = models.UUIDField()
    terms = models.TextField()  # what it was added on
    at = models.DateTimeField()
    succeeded = models.PositiveIntegerField()
    refused = models.JSONField(default=list)  # [[stix id, version, pointer, message]]
    narrowed = models.JSONField(default=list)  # the same, of what reaches fewer than the collection


class Waiting(models.Model):
    """An object whose pattern is judged after the answer; the octets wait here."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="waiting")
    position = models.PositiveIntegerField()
    stix_id = models.CharField(max_length=300)
    version = models.CharField(max_length=40)
    raw = models.BinaryField()
