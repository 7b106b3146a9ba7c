"""Members, organs, authorities, people, and what they sign in with."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from parley.council.rules import AuthorityKind, PartyKind, Status


def choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in kinds]


class Party(models.Model):
    """A State or organisation that takes part, an organ, or a body that convenes."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=20, choices=choices(PartyKind))
    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="organs")
    seat = models.JSONField(default=dict)  # {language: city}
    working_languages = models.JSONField(default=list)
    names = models.JSONField(default=dict)  # {language: name}, where no body says otherwise
    short_names = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    sources = models.JSONField(default=list)


class Standing(models.Model):
    """A party's standing in the council over a time."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.ForeignKey(Party, models.PROTECT, related_name="standings")
    status = models.CharField(max_length=20, choices=choices(Status))
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    sources = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=models.F("since")),
                name="standing_ends_after_it_began",
            )
        ]


class ProtocolPlace(models.Model):
    """Where a body puts a party in its own list, in one language, and by what name."""

    pk = models.CompositePrimaryKey("body", "language", "party")
    body = models.ForeignKey(Party, models.PROTECT, related_name="protocol")
    language = models.CharField(max_length=10)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "language", "position"], name="one_party_a_place")
        ]


class Council(models.Model):
    """The one council that this node serves."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.OneToOneField(Party, models.PROTECT)
    secretariat = models.ForeignKey(Party, models.PROTECT, related_name="+")
    demo = models.BooleanField(default=False)
    sealed = models.BooleanField(default=False)


class Authority(models.Model):
    """A party's agency or mission, for which people act."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    party = models.ForeignKey(Party, models.PROTECT, related_name="authorities")
    kind = models.CharField(max_length=30, choices=choices(AuthorityKind))
    names = models.JSONField(default=dict)
    short_names = models.JSONField(default=dict)
    host = models.ForeignKey(Party, models.PROTECT, null=True, related_name="missions_hosted")
    city = models.JSONField(default=dict)
    sources = models.JSONField(default=list)


class Official(models.Model):
    """A person with a function, named because the function is public. Not an account."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="officials")
    names = models.JSONField(default=dict)
    functions = models.JSONField(default=dict)
    sources = models.JSONField(default=list)


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """What a person signs in with. It has no e-mail address: nothing is recovered or linked by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    username = models.CharField(max_length=64)
    display_name = models.CharField(max_length=300)
    is_active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True)

    # What it may act for, the first first, where that was read together with the account (queries.py: `signed_in`).
    acting: list[Appointment] | None = None

    USERNAME_FIELD = "username"
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("username"), name="one_account_a_username")]


class Appointment(models.Model):
    """An account may act for an authority, in these roles."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="appointments")
    roles = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "authority"], condition=Q(until__isnull=True), name="one_open_appointment"
            )
        ]


class Enrolment(models.Model):
    """A one-use link that makes an account, or recovers one. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="enrolments")
    recovers = models.ForeignKey(Account, models.PROTECT, null=True, related_name="recoveries")
    display_name = models.CharField(max_length=300)
    roles = models.JSONField(default=list)
    reference = models.CharField(max_length=300, blank=True)  # the note verbale, for a first focal point
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    needs_second = models.BooleanField(default=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    secret_digest = models.BinaryField(max_length=32, null=True, unique=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("proposed_by")),
                name="the_second_focal_point_is_another",
            )
        ]


class Token(models.Model):
    """An API token: random, shown once, kept as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=300)
    scopes = models.JSONField(default=list)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
