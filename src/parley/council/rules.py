"""Who takes part, in what standing, and with what rights. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from parley.council.errors import NotAllowedError
from parley.ledger.rules.actor import SYSTEM, Actor, Clock, Draw


class Role(StrEnum):
    SECRETARIAT = "secretariat"
    FOCAL_POINT = "focal point"
    DELEGATE = "delegate"
    ANALYST = "analyst"
    VERIFIER = "verifier"
    REVIEWER = "reviewer"


class Right(StrEnum):
    """What a role may do. What it may *see* is the gate's business alone (release/rules/judge.py)."""

    KEEP_COUNCIL = "keep the council's records"
    MANAGE_ACCOUNTS = "manage its authority's accounts"
    SET_POSTURE = "set postures"
    KEEP_GROUPS = "keep sharing groups"
    CONVENE = "convene meetings"
    REPLY = "answer invitations and name delegations"
    SUBMIT_DOCUMENTS = "submit documents"
    HOLD_TOKENS = "hold API tokens"
    EXPORT = "export what is its own"
    SHARE = "share threat intelligence"
    PROPOSE_LISTINGS = "propose, hold and object to listings"
    SCREEN = "screen names against the register"
    REVIEW_PETITIONS = "review petitions for delisting"


HOLDERS: Mapping[Right, frozenset[Role]] = {
    Right.KEEP_COUNCIL: frozenset({Role.SECRETARIAT}),
    Right.MANAGE_ACCOUNTS: frozenset({Role.FOCAL_POINT}),
    Right.SET_POSTURE: frozenset({Role.FOCAL_POINT}),
    Right.KEEP_GROUPS: frozenset({Role.FOCAL_POINT, Role.SECRETARIAT}),
    Right.CONVENE: frozenset({Role.FOCAL_POINT, Role.SECRETARIAT}),
    Right.REPLY: frozenset({Role.FOCAL_POINT, Role.DELEGATE}),
    Right.SUBMIT_DOCUMENTS: frozenset({Role.FOCAL_POINT, Role.DELEGATE, Role.ANALYST, Role.SECRETARIAT}),
    Right.HOLD_TOKENS: frozenset(Role),
    Right.EXPORT: frozenset({Role.FOCAL_POINT, Role.VERIFIER}),
    Right.SHARE: frozenset({Role.FOCAL_POINT, Role.ANALYST, Role.SECRETARIAT}),
    Right.PROPOSE_LISTINGS: frozenset({Role.FOCAL_POINT}),
    Right.SCREEN: frozenset({Role.FOCAL_POINT, Role.ANALYST}),
    Right.REVIEW_PETITIONS: frozenset({Role.REVIEWER}),
}


def may(roles: Iterable[str], right: Right) -> bool:
    return not HOLDERS[right].isdisjoint(roles)


def require(by: Actor, right: Right) -> None:
    """Raise `NotAllowedError` naming the roles that have the right."""
    if not may(by.roles, right):
        raise NotAllowedError(right=right.value, roles=sorted(HOLDERS[right]))


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person looking on behalf of one authority of one party: the first argument of every query."""

    account: UUID
    authority: UUID
    party: UUID
    roles: frozenset[str]

    def may(self, right: Right) -> bool:
        return may(self.roles, right)

    def acting(self, at: datetime, draw: Draw = SYSTEM, clock: Clock | None = None) -> Actor:
        """The same person about to do something at this moment."""
        return Actor(self.account, self.authority, self.party, at, self.roles, draw, clock)


class PartyKind(StrEnum):
    COUNCIL = "council"
    ORGAN = "organ"
    STATE = "state"
    ORGANISATION = "organisation"
    BODY = "body"  # convenes, without being of this council: a bilateral commission, another forum


class Status(StrEnum):
    MEMBER = "member"
    OBSERVER = "observer"
    DIALOGUE_PARTNER = "dialogue partner"


class AuthorityKind(StrEnum):
    COMPETENT_AUTHORITY = "competent authority"
    MISSION = "mission"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True)
class Term:
    """A party's standing over a time: `until` is the first day on which it no longer held, None while it holds."""

    status: Status
    since: date | None
    until: date | None


def status_on(terms: Iterable[Term], day: date) -> Status | None:
    """The standing on a day. A term whose beginning is unknown counts from the beginning of time."""
    held = [t for t in terms if (t.since is None or t.since <= day) and (t.until is None or day < t.until)]
    held.sort(key=lambda t: (t.since or date.min, list(Status).index(t.status)))
    return held[-1].status if held else None


class EnrolmentState(StrEnum):
    AWAITING_SECOND = "awaiting a second focal point"
    USABLE = "usable"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    needs_second: bool
    confirmed_at: datetime | None
    used_at: datetime | None
    withdrawn_at: datetime | None


def enrolment_state(facts: EnrolmentFacts, now: datetime, lifetime: timedelta) -> EnrolmentState:
    """DESIGN.md, Powers: two focal points of one member make or recover an account together.

    The lifetime counts from the confirmation, since before it there is no link.
    """
    if facts.withdrawn_at is not None:
        return EnrolmentState.WITHDRAWN
    if facts.used_at is not None:
        return EnrolmentState.USED
    if facts.confirmed_at is None:
        return EnrolmentState.AWAITING_SECOND if facts.needs_second else EnrolmentState.EXPIRED
    if now >= facts.confirmed_at + lifetime:
        return EnrolmentState.EXPIRED
    return EnrolmentState.USABLE


class Scope(StrEnum):
    """What an API token may be used for."""

    LEDGER_READ = "ledger:read"
    COUNCIL_EXPORT = "export:read"
    EXCHANGE_READ = "exchange:read"
    EXCHANGE_WRITE = "exchange:write"
    REGISTRY_READ = "registry:read"
    REGISTRY_SCREEN = "registry:screen"
