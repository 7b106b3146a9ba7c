"""The register's tables. Entries, versions and steps are only ever added to; what an entry is on a day is its latest
version by that day, and what state it is in follows from its steps (`rules.procedure`)."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from parley.council.models import Authority, Party, choices
from parley.registry.rules.entries import Kind, Roll, State
from parley.registry.rules.petitions import PetitionStepKind
from parley.registry.rules.procedure import Outcome, StepKind
from parley.release.models import Audience, Released


class Source(Released):
    """A list kept elsewhere that is imported here. `key` ("un-sc") is unique to the party that imports it."""

    key = models.CharField(max_length=60)
    format = models.CharField(max_length=30)  # of `sources`: "un", "ofac-csv", ...
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=300, blank=True)
    address = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="a_source_is_imported_once")]


class Snapshot(models.Model):
    """One file of a source, as imported. The same octets again change nothing."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    source = models.ForeignKey(Source, models.PROTECT, related_name="snapshots")
    sha256 = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()  # by its publisher, or when it was imported where the file does not say
    at = models.DateTimeField()
    kept = models.JSONField(default=list)  # references that stand in it and whose records could not be read
    entries_count = models.PositiveIntegerField()
    added_count = models.PositiveIntegerField()
    changed_count = models.PositiveIntegerField()
    delisted_count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "at"], name="snapshots_in_order")]


class Entry(Released):
    """One person or organisation on one list. `owner` proposed, designated or imported it.

    `state` and `version` repeat what the latest version says, so that reading many entries asks one table. What changes
    with the days and without a step is worked out when read: a hold that stands or lapsed, and `delists_on`, from which
    day it is off the list by the reviewer's recommendation. `moved_at` is when it was last released to others than
    before. It is shown to nobody: whoever sees it before and after is not told.
    """

    roll = models.CharField(max_length=30, choices=choices(Roll))
    kind = models.CharField(max_length=20, choices=choices(Kind))
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="entries")
    reference = models.CharField(max_length=60, blank=True)  # the list's own; on the joint list given when listed
    name = models.CharField(max_length=500)  # the primary one, of the latest version
    state = models.CharField(max_length=30, choices=choices(State))
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    delists_on = models.DateField(null=True)
    moved_at = models.DateTimeField(null=True)
    last_in = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")  # of what left its list

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["audience", "changed_at", "id"], name="entries_released"),
            models.Index(fields=["audience", "roll", "released_at", "id"], name="entries_as_they_came"),
            models.Index(fields=["roll", "state"], name="entries_by_roll"),
            models.Index(
                fields=["audience", "moved_at"], condition=models.Q(moved_at__isnull=False), name="entries_moved"
            ),
            models.Index(fields=["delists_on"], condition=models.Q(delists_on__isnull=False), name="entries_leaving"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "reference"],
                condition=models.Q(source__isnull=False),
                name="a_source_lists_a_reference_once",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=models.Q(roll=Roll.JOINT) & ~models.Q(reference=""),
                name="a_joint_reference_is_given_once",
            ),
        ]


class Version(models.Model):
    """What an entry said, and its state, from a moment on. `content` is `rules.entries.Content` as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=30, choices=choices(State))
    content = models.JSONField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the content's canonical JSON: equal content, equal digest

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="versions_are_numbered")]
        indexes: ClassVar = [models.Index(fields=["entry", "at"], name="versions_in_order")]


class Number(models.Model):
    """A number that an entry's newest version names (`rules.evidence.plain`), for a look-up by it alone. The audience
    repeats the entry's, so that of what is not released to whoever asks no row is read."""

    pk = models.CompositePrimaryKey("audience_id", "value", "entry_id")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=500)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")


class Step(Released):
    """One thing a party did about an entry: proposed, objected, asked, listed, reviewed. `owner` took it."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()  # in the order in which an entry's were taken
    kind = models.CharField(max_length=40, choices=choices(StepKind))
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # what it answers or lifts
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    texts = models.JSONField(default=dict)  # {language: text}
    content = models.JSONField(null=True)  # what a proposed amendment would have the entry say
    received_on = models.DateField(null=True)  # of what came by note verbale: it counts from its receipt
    until = models.DateField(null=True)  # a deadline, a hold's last day, a review's date
    outcome = models.CharField(max_length=20, blank=True, choices=choices(Outcome))  # of a review
    meeting = models.CharField(max_length=300, blank=True)  # where it was adopted, as the record calls it
    meeting_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)  # the version that it made or is about

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="steps_are_numbered")]


class Evidence(Released):
    """What a proposer shows to those it chooses. Never on a public page."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    text = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)


class Petition(Released):
    """What a person or organisation concerned asks the independent reviewer. It needs no account: `secret` is the
    SHA-256 of a code that the petitioner alone was given, and by which it follows what becomes of it."""

    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="petitions")  # set by the reviewer
    about = models.CharField(max_length=500)  # whom or what it concerns, as the petitioner wrote it
    petitioner = models.CharField(max_length=500)
    contact = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10)
    text = models.TextField()
    secret = models.BinaryField(max_length=32, unique=True)
    ended_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)


class PetitionStep(Released):
    """One step of a petition. `told` is whether the petitioner sees it. `owner` is the reviewer, of what the petitioner
    does as well, except where a member was asked for its evidence and refuses it."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()  # in the order in which they were taken; shown to nobody
    kind = models.CharField(max_length=40, choices=choices(PetitionStepKind))
    text = models.TextField(blank=True)
    until = models.DateField(null=True)
    recommends_delisting = models.BooleanField(null=True)  # a report does or does not
    told = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "number"], name="petition_steps_are_numbered")
        ]


class Clearance(Released):
    """A person is *not* the one of an entry. Scoped, expires, and reaches others only with the person's consent."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="clearances")
    person = models.JSONField()  # {"name", "born", "nationality", "identifiers"}
    reasons = models.TextField()
    scope = models.JSONField()  # purposes it holds for
    consent = models.JSONField(default=dict)  # {"given_on", "reference"}; empty: it stays with its owner
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)


class LookUp(Released):
    """Who asked what of the register, why, and what it was shown: its owner's alone. One a query or batch."""

    account = models.UUIDField()
    purpose = models.CharField(max_length=300)
    query = models.JSONField()  # emptied when its retention ends (`acts.screening.forget`)
    asked_count = models.PositiveIntegerField()
    found = models.JSONField()  # for each query [[entry version id, score]]; emptied with it
    matcher = models.CharField(max_length=60)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "released_at", "id"], name="look_ups_released")]


class Consumer(Released):
    """A system of a party that takes the register's changes, and so has to acknowledge a delisting."""

    name = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)


class Acknowledgement(Released):
    """A consumer says that it has carried out a version of an entry. Released to whoever the entry is released to."""

    consumer = models.ForeignKey(Consumer, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(Version, models.PROTECT, related_name="acknowledgements")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consumer", "version"], name="a_version_is_acknowledged_once")
        ]


class Departures(models.Model):
    """How many entries were released to others than an audience that had them, so that what the index holds of the
    audience is compared with the store again (`queries.indexed`). Shown to nobody."""

    audience = models.OneToOneField(Audience, models.PROTECT, primary_key=True, related_name="+")
    count = models.PositiveIntegerField(default=0)


class Reach(models.Model):
    """What the rows of the gate do not say of an entry and a party: since when it has been the party's to see, where
    that was later than it was made and the audience it has now is another one (`queries.changes`); and whether it was
    served to the party's systems, so that the feed can say that it was taken back (DESIGN.md, rule 11)."""

    pk = models.CompositePrimaryKey("party_id", "entry_id")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    served = models.BooleanField(default=False)
    recalled_at = models.DateTimeField(null=True)
