"""What anyone who takes part may know of the council, and what each may know of its own accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from parley.council.errors import NotFoundError
from parley.council.models import Account, Appointment, Authority, Council, Enrolment, Party, ProtocolPlace, Standing, Token
from parley.council.rules import (
    EnrolmentFacts,
    EnrolmentState,
    PartyKind,
    Right,
    Status,
    Term,
    Viewer,
    enrolment_state,
    in_protocol_order,
    status_on,
)
from parley.settings import SETTINGS

Text = dict[str, str]  # {language: text}


def party(id_: UUID) -> Party:
    found = Party.objects.filter(id=id_).first()
    if found is None:
        raise NotFoundError
    return found


def the_council() -> Council | None:
    """None until the node has been set up."""
    return Council.objects.select_related("party").first()


def council_parties(day: date) -> frozenset[UUID]:
    """All members on a day, and the secretariat that serves them."""
    members = [
        standing.party_id
        for standing in Standing.objects.filter(status=Status.MEMBER)
        if status_on([Term(Status.MEMBER, standing.since, standing.until)], day)
    ]
    council = the_council()
    return frozenset(members) | (frozenset({council.secretariat_id}) if council else frozenset())


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party as a body's own list names it, for one reader's language."""

    id: UUID
    code: str
    kind: str
    name: Text
    short: Text
    position: int | None


def names(body: UUID | None) -> dict[UUID, PartyName]:
    """Every party by id, named by the body's own list where it has one, else by the party's own names."""
    council = the_council()
    body = body or (council.party_id if council else None)
    listed: dict[UUID, dict[str, ProtocolPlace]] = {}
    for place in ProtocolPlace.objects.filter(body_id=_list_of(body)):
        listed.setdefault(place.party_id, {})[place.language] = place
    found = {}
    for p in Party.objects.all():
        places = listed.get(p.id, {})
        full = dict(p.names) | {language: place.name for language, place in places.items()}
        position = min((place.position for place in places.values()), default=None)
        found[p.id] = PartyName(p.id, p.code, p.kind, full, dict(p.short_names) or full, position)
    return found


def _list_of(body: UUID | None) -> UUID | None:
    """The nearest body with a list of its own: itself, or the council it belongs to."""
    if body is None or ProtocolPlace.objects.filter(body_id=body).exists():
        return body
    council = the_council()
    return council.party_id if council else None


def protocol_order(body: UUID | None) -> list[UUID]:
    """The parties in the order of the body's own list."""
    listed = [n for n in names(body).values() if n.position is not None]
    return [n.id for n in sorted(listed, key=lambda n: (n.position or 0, n.id))]


@dataclass(frozen=True, slots=True)
class PartyView:
    party: Party
    status: Status | None
    standings: tuple[Standing, ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    council: Council
    members: tuple[PartyView, ...]
    observers: tuple[PartyView, ...]
    partners: tuple[PartyView, ...]
    organs: tuple[PartyView, ...]


def overview(viewer: Viewer, day: date) -> Overview:
    """The council as it stands on a day. It is known to all who take part in it."""
    council = the_council()
    if council is None:
        raise NotFoundError
    parties = Party.objects.prefetch_related("standings", Prefetch("authorities", Authority.objects.order_by("kind", "id")))
    views = in_protocol_order([_party_view(p, day) for p in parties], protocol_order(None), lambda v: v.party.id)

    def having(status: Status) -> tuple[PartyView, ...]:
        return tuple(v for v in views if v.status == status)

    return Overview(
        council,
        having(Status.MEMBER),
        having(Status.OBSERVER),
        having(Status.DIALOGUE_PARTNER),
        tuple(v for v in views if v.party.kind == PartyKind.ORGAN),
    )


def _party_view(found: Party, day: date) -> PartyView:
    standings = tuple(found.standings.all())
    terms = [Term(Status(s.status), s.since, s.until) for s in standings]
    return PartyView(found, status_on(terms, day), standings, tuple(found.authorities.all()))


def party_page(viewer: Viewer, code: str, day: date) -> PartyView:
    parties = Party.objects.prefetch_related(
        "standings",
        Prefetch("authorities", Authority.objects.order_by("kind", "id").prefetch_related("officials")),
    )
    found = parties.filter(code=code).first()
    if found is None:
        raise NotFoundError
    return _party_view(found, day)


def authorities() -> list[Authority]:
    """Every authority, for the demo's start page and for choosing whom a paper reply came from."""
    return list(Authority.objects.select_related("party").order_by("party__code", "kind", "id"))


def viewer_of(account: Account, chosen: UUID | None) -> Viewer | None:
    """The viewer an account is now: for the authority it chose, else for its first. None if it may act for none."""
    open_ = list(
        account.appointments.filter(until__isnull=True).select_related("authority").order_by("since", "id")
    )
    if not open_ or not account.is_active or account.suspended_at is not None:
        return None
    now = next((a for a in open_ if a.authority_id == chosen), open_[0])
    return Viewer(account.id, now.authority_id, now.authority.party_id, frozenset(now.roles))


def authorities_of(viewer: Viewer) -> list[Authority]:
    """The authorities the person may act for."""
    return list(
        Authority.objects.filter(appointments__account=viewer.account, appointments__until__isnull=True)
        .select_related("party")
        .order_by("appointments__since", "id")
    )


def viewer_of_token(secret: str, scope: str, now: datetime) -> Viewer | None:
    """The viewer a token stands for, if it is alive and has the scope."""
    token = (
        Token.objects.filter(secret_digest=digest(secret), revoked_at__isnull=True, expires_at__gt=now)
        .select_related("appointment__account", "appointment__authority")
        .first()
    )
    if token is None or scope not in token.scopes or token.appointment.until is not None:
        return None
    viewer = viewer_of(token.appointment.account, token.appointment.authority_id)
    return replace(viewer, roles=frozenset(token.appointment.roles)) if viewer else None


def digest(secret: str) -> bytes:
    """Tokens and links are 256 random bits, so one round of SHA-256 keeps them."""
    return hashlib.sha256(secret.encode()).digest()


def tokens(viewer: Viewer) -> list[Token]:
    """The person's own tokens for the authority it acts for, live ones first."""
    return list(
        Token.objects.filter(appointment__account=viewer.account, appointment__authority=viewer.authority).order_by(
            "revoked_at", "-created_at", "id"
        )
    )


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    enrolment: Enrolment
    state: EnrolmentState
    mine: bool  # proposed by the viewer, who therefore cannot be the second


@dataclass(frozen=True, slots=True)
class People:
    appointments: tuple[Appointment, ...]
    enrolments: tuple[EnrolmentView, ...]
    officials: tuple[object, ...]


def people(viewer: Viewer, now: datetime) -> People:
    """The accounts of the viewer's own authority. Nobody else's are visible to anyone."""
    appointments = (
        Appointment.objects.filter(authority=viewer.authority)
        .select_related("account")
        .order_by("until", "account__display_name", "id")
    )
    enrolments = Enrolment.objects.filter(authority=viewer.authority).order_by("-proposed_at", "id")
    authority = Authority.objects.get(id=viewer.authority)
    return People(
        tuple(appointments),
        tuple(EnrolmentView(e, state_of(e, now), e.proposed_by_id == viewer.account) for e in enrolments)
        if viewer.may(Right.MANAGE_ACCOUNTS)
        else (),
        tuple(authority.officials.order_by("id")),
    )


def state_of(enrolment: Enrolment, now: datetime) -> EnrolmentState:
    facts = EnrolmentFacts(
        enrolment.needs_second, enrolment.confirmed_at, enrolment.used_at, enrolment.withdrawn_at
    )
    return enrolment_state(facts, now, timedelta(hours=SETTINGS.enrolment_hours))


def enrolment_by_secret(secret: str, now: datetime) -> Enrolment:
    """The enrolment a link opens, or `NotFoundError`: used, expired, withdrawn and unknown look the same."""
    found = Enrolment.objects.filter(secret_digest=digest(secret)).select_related("authority", "recovers").first()
    if found is None or state_of(found, now) is not EnrolmentState.USABLE:
        raise NotFoundError
    return found


def is_empty() -> bool:
    """Has the node never been set up?"""
    return not Council.objects.exists() and not Account.objects.filter(Q(is_active=True)).exists()
