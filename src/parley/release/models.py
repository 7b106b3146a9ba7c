"""Groups, postures, and audiences: interned sets of parties that things are released to."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from parley.council.models import Party, choices
from parley.release.rules import Posture as Stance


class Group(models.Model):
    """A sharing group, or (with no name of its own) the participants of a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    keeper = models.ForeignKey(Party, models.PROTECT, related_name="groups_kept")
    name = models.CharField(max_length=300, blank=True)
    participants = models.BooleanField(default=False)
    forum = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    illustration = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class GroupParty(models.Model):
    pk = models.CompositePrimaryKey("group", "party")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    since = models.DateTimeField()


class Posture(models.Model):
    pk = models.CompositePrimaryKey("owner", "towards")
    owner = models.ForeignKey(Party, models.PROTECT, related_name="postures")
    towards = models.ForeignKey(Party, models.PROTECT, related_name="+")
    stance = models.CharField(max_length=20, choices=choices(Stance))


class Audience(models.Model):
    """One owner's terms, evaluated: who may see what this owner released on these terms."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    owner = models.ForeignKey(Party, models.PROTECT, related_name="+")
    terms = models.TextField()
    of_council = models.BooleanField()  # the terms name the whole council
    groups = models.ManyToManyField(Group, through="AudienceGroup", related_name="audiences")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "terms"], name="audiences_are_interned")]


class AudienceGroup(models.Model):
    """Which audiences a change of a group rewrites."""

    pk = models.CompositePrimaryKey("group", "audience")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")


class AudienceParty(models.Model):
    """The evaluated set. A read asks this table and nothing else."""

    pk = models.CompositePrimaryKey("party", "audience")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="parties")
    since = models.DateTimeField()


class Released(models.Model):
    """What every released thing has. A table adds an index on (audience, its order, id)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    owner = models.ForeignKey(Party, models.PROTECT, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+", db_index=False)
    released_at = models.DateTimeField()
    illustration = models.BooleanField(default=False)

    class Meta:
        abstract = True
