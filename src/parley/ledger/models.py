"""The ledger's tables. What a log *says* is only the commitments in its leaves; the rest serves its readers."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import models
from django.db.models import Q

from parley.ledger.rules.commitment import KIND_CHARS_MAX


def log_id(party: UUID, epoch: int) -> UUID:
    """A log's id follows from whose it is: nothing is drawn for it, so no act of others can change it."""
    return uuid5(NAMESPACE_URL, f"parley:ledger/{party}/{epoch}")


class Act(models.Model):
    """One thing done. Deleting the row erases content and salt; the leaves stay, and nobody can open them again."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=KIND_CHARS_MAX)
    person = models.UUIDField()
    authority = models.UUIDField()
    party = models.UUIDField()
    at = models.DateTimeField()
    subject = models.UUIDField()
    content = models.TextField()
    salt = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)
    closed = models.PositiveSmallIntegerField()
    """Bits of the fields that nobody but the actor's own party gets, now or when the act is released to more."""
    scope = models.UUIDField(null=True)
    """The audience that it was released to; opaque here."""

    class Meta:
        indexes = [
            models.Index(fields=["scope", "at", "id"], condition=Q(scope__isnull=False), name="ledger_act_of_scope")
        ]


class Log(models.Model):
    """One party's log in one epoch. A restored node begins a new epoch; the old one is closed and still served."""

    id = models.UUIDField(primary_key=True, editable=False)
    party = models.UUIDField()
    epoch = models.PositiveIntegerField()
    origin = models.CharField(max_length=400)
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "epoch"], name="ledger_log_epoch_once"),
            models.UniqueConstraint(fields=["party"], condition=Q(closed=False), name="ledger_one_open_log_each"),
        ]


class Leaf(models.Model):
    """One act in one log, and which of its fields that log's party may open."""

    pk = models.CompositePrimaryKey("log_id", "index")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    index = models.PositiveBigIntegerField()
    act = models.ForeignKey(Act, on_delete=models.SET_NULL, null=True, related_name="leaves")
    commitment = models.BinaryField(max_length=32)
    opened = models.PositiveSmallIntegerField()
    subject = models.UUIDField(null=True)
    """Set where the field `about` is opened, so that reading by subject touches this log's rows alone."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "act"], name="ledger_leaf_once_per_log")]
        indexes = [models.Index(fields=["log", "subject", "-index"], name="ledger_leaf_about")]


class TileHash(models.Model):
    """A hash of a tile above level 0: the root of a full tile below (C2SP tlog-tiles, Merkle Tree)."""

    pk = models.CompositePrimaryKey("log_id", "level", "index")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="tile_hashes", db_index=False)
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)


class NodeKey(models.Model):
    """A public key that signs, or once signed, this node's checkpoints. The private half is a file (`keys.py`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    public = models.BinaryField(max_length=32, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
