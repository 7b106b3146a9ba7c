"""Meetings and everything that hangs on them. Records of replies, delegations and credentials are append-only."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from parley.council.models import Authority, Party, choices
from parley.forum.rules import Answer, Channel, Level, MeetingKind, NoteTopic, Rank
from parley.forum.rules import Credentials as CredentialsStatus
from parley.forum.rules import Presence as Present
from parley.release.models import Group, Released


class Meeting(Released):
    kind = models.CharField(max_length=30, choices=choices(MeetingKind))
    titles = models.JSONField()
    body = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")  # whose session or event it is
    host = models.ForeignKey(Party, models.PROTECT, related_name="+")
    host_authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    support = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    partners = models.JSONField(default=list)  # [{language: name}]
    city = models.JSONField(default=dict)
    venue = models.JSONField(default=dict)
    starts = models.DateField()
    ends = models.DateField()
    zone = models.CharField(max_length=64)
    reply_by = models.DateField(null=True)
    about = models.JSONField(default=dict)
    topics = models.JSONField(default=list)  # [{language: topic}]
    sources = models.JSONField(default=list)
    participants = models.OneToOneField(Group, models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "starts", "id"], name="meetings_released")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="meeting_ends_after_it_starts"
            )
        ]


class OfMeeting(Released):
    """A record about one party at one meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    sources = models.JSONField(default=list)

    class Meta:
        abstract = True
        indexes: ClassVar = [models.Index(fields=["meeting", "party", "released_at"], name="%(class)s_in_order")]


class Invitation(OfMeeting):
    reference = models.CharField(max_length=300, blank=True)

    class Meta(OfMeeting.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "party"], name="a_state_is_invited_once")]


class Reply(OfMeeting):
    """Changed only by a new reply. `owner` is the State that answers; `recorded_by` is who wrote it down."""

    answer = models.CharField(max_length=20, choices=choices(Answer))
    channel = models.CharField(max_length=20, choices=choices(Channel))
    reference = models.CharField(max_length=300, blank=True)
    reference_date = models.DateField(null=True)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    remark = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(Party, models.PROTECT, related_name="+")


class Delegation(OfMeeting):
    """One list of names; a later one replaces it."""

    level = models.CharField(max_length=40, choices=choices(Level), blank=True)
    size = models.PositiveSmallIntegerField(null=True)  # where a number was published and the names were not


class Delegate(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="delegates")
    position = models.PositiveSmallIntegerField()
    rank = models.CharField(max_length=20, choices=choices(Rank))
    names = models.JSONField(default=dict)  # empty: not published, so the person is shown by function
    functions = models.JSONField(default=dict)


class CredentialsRecord(OfMeeting):
    status = models.CharField(max_length=20, choices=choices(CredentialsStatus))
    received_by = models.CharField(max_length=300, blank=True)


class Reception(OfMeeting):
    """Who received a delegation, where and when."""

    by_names = models.JSONField(default=dict)
    by_functions = models.JSONField(default=dict)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)


class PresenceRecord(OfMeeting):
    presence = models.CharField(max_length=20, choices=choices(Present))
    remark = models.JSONField(default=dict)


class SourceNote(Released):
    """What a source says besides or against what the page shows, with its speaker where it characterises anybody."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notes")
    about = models.CharField(max_length=40, choices=choices(NoteTopic))
    disputed = models.BooleanField(default=False)
    texts = models.JSONField()
    speaker = models.JSONField(default=dict)
    sources = models.JSONField(default=list)


class Document(Released):
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="documents")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=100)
    titles = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["audience", "released_at", "id"], name="documents_released")]
        constraints: ClassVar = [
            # Unique for each submitting authority and never across: a clash would tell of a hidden one (rule 5).
            models.UniqueConstraint(fields=["authority", "symbol"], name="symbols_are_unique_to_an_authority")
        ]


class DocumentFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    position = models.PositiveSmallIntegerField()


class FileContent(models.Model):
    """Kept apart, so that listing files reads none; kept in the store, so that a file and its row commit together."""

    file = models.OneToOneField(DocumentFile, models.PROTECT, primary_key=True, related_name="content")
    octets = models.BinaryField()
