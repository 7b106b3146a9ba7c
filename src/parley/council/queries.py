"""What anyone who takes part may know of the council, and what each may know of its own accounts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Model, Prefetch, Q, QuerySet

from parley.council.errors import NotFoundError
from parley.council.models import (
    Account,
    Appointment,
    Authority,
    Council,
    Enrolment,
    Official,
    Party,
    ProtocolPlace,
    Standing,
    Token,
)
from parley.council.rules import (
    AuthorityKind,
    EnrolmentFacts,
    EnrolmentState,
    PartyKind,
    Right,
    Role,
    Status,
    Term,
    Viewer,
    enrolment_state,
    status_on,
)
from parley.settings import SETTINGS

M = TypeVar("M", bound=Model)
Text = dict[str, str]  # {language: text}

EXPORT_ROWS = 500  # read at a time


def party(id_: UUID) -> Party:
    found = Party.objects.filter(id=id_).first()
    if found is None:
        raise NotFoundError
    return found


def the_council() -> Council | None:
    """None until the node has been set up."""
    return Council.objects.select_related("party").first()


def sealed_to(viewer: Viewer) -> bool:
    """Was this node restored, and takes nothing in yet? The secretariat prepares the opening, so it may act."""
    with connection.cursor() as cursor:  # written out: asked at every request of a program's
        cursor.execute("SELECT 1 FROM council_council WHERE sealed")
        sealed = cursor.fetchone() is not None
    return sealed and not viewer.may(Right.KEEP_COUNCIL)


def secretariat() -> UUID | None:
    """The organ that serves the council."""
    council = the_council()
    return council.secretariat_id if council else None


def council_parties(day: date) -> frozenset[UUID]:
    """All members on a day, and the secretariat that serves them."""
    members = [
        standing.party_id
        for standing in Standing.objects.filter(status=Status.MEMBER)
        if status_on([Term(Status.MEMBER, standing.since, standing.until)], day)
    ]
    serving = secretariat()
    return frozenset([*members, serving] if serving else members)


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party as a body's own list names it, for one reader's language."""

    id: UUID
    code: str
    kind: str
    name: Text
    short: Text
    position: int | None

    @property
    def place(self) -> tuple[bool, int, str]:
        """Sorts in protocol order: the body's own list, then those it does not name, by their codes.

        The list is data of the body. It cannot be computed from names: in the published Russian lists of RATS the
        Kyrgyz Republic stands after China, though "Киргизия" sorts before "Китай".
        """
        return self.position is None, self.position or 0, self.code


def names(body: UUID | None) -> dict[UUID, PartyName]:
    """Every party by id, as the list of the body names it, else that of the council, else the party itself."""
    lists: dict[bool, dict[UUID, dict[str, tuple[int, str]]]] = {True: {}, False: {}}
    places = ProtocolPlace.objects.filter(Q(body=body) | Q(body__council__isnull=False))
    for of, language, party, position, name in places.values_list("body", "language", "party", "position", "name"):
        lists[of == body].setdefault(party, {})[language] = position, name
    listed = lists[True] or lists[False]
    found = {}
    for id_, code, kind, own, short in Party.objects.values_list("id", "code", "kind", "names", "short_names"):
        here = listed.get(id_, {})
        full = own | {language: name for language, (_, name) in here.items()}
        first = min((position for position, _ in here.values()), default=None)
        found[id_] = PartyName(id_, code, kind, full, short or full, first)
    return found


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of every page."""

    names: Text
    short_names: Text
    sealed: bool
    party: Text  # what the council's own list calls the reader's party; empty where it is not listed


def heading(party: UUID | None) -> Heading | None:
    """The council, and its name for a party, in one statement. None until the node has been set up."""
    of = FilteredRelation("party__protocol", condition=Q(party__protocol__party=party))
    rows = Council.objects.annotate(place=of).values_list(
        "party__names", "party__short_names", "sealed", "place__language", "place__name"
    )
    listed: Text = {}
    found = None
    for names, short_names, sealed, language, name in rows:
        found = found or Heading(names, short_names, sealed, listed)
        if language:
            listed[language] = name
    return found


def authorities_at(party: UUID) -> list[Authority]:
    """A party's authorities and missions, to choose from. All who take part know them."""
    return list(Authority.objects.filter(party=party).order_by("kind", "id"))


@dataclass(frozen=True, slots=True)
class PartyView:
    party: Party
    name: PartyName
    status: Status | None
    since: date | None  # the first day of the standing of the day asked for
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
    listed = names(None)
    parties = Party.objects.prefetch_related(
        _STANDINGS, Prefetch("authorities", Authority.objects.order_by("kind", "id"))
    )
    views = sorted((_party_view(p, listed, day) for p in parties), key=lambda v: v.name.place)

    def having(status: Status) -> tuple[PartyView, ...]:
        return tuple(v for v in views if v.status == status)

    return Overview(
        council,
        having(Status.MEMBER),
        having(Status.OBSERVER),
        having(Status.DIALOGUE_PARTNER),
        tuple(_with_their_own([v for v in views if v.party.kind == PartyKind.ORGAN], council.party_id)),
    )


def _with_their_own(organs: list[PartyView], parent: UUID) -> Iterator[PartyView]:
    """The organs of a body, each followed by its own."""
    for organ in organs:
        if organ.party.parent_id == parent:
            yield organ
            yield from _with_their_own(organs, organ.party.id)


_STANDINGS = Prefetch("standings", Standing.objects.order_by("since", "id"))


def _party_view(found: Party, listed: dict[UUID, PartyName], day: date) -> PartyView:
    standings = tuple(found.standings.all())
    terms = [Term(Status(s.status), s.since, s.until) for s in standings]
    status = status_on(terms, day)
    held = [t.since for t in terms if t.status == status and status_on([t], day)]
    return PartyView(
        found, listed[found.id], status, held[-1] if held else None, standings, tuple(found.authorities.all())
    )


@dataclass(frozen=True, slots=True)
class PartyPage:
    of: PartyView
    missions: tuple[Authority, ...]
    hosted: tuple[Authority, ...]  # the missions of others that it hosts
    names: dict[UUID, PartyName]


def party_page(viewer: Viewer, code: str, day: date) -> PartyPage:
    """A party as the council knows it. It is known to all who take part; its accounts are not."""
    authorities = Authority.objects.order_by("kind", "id").prefetch_related(
        Prefetch("officials", Official.objects.order_by("id"))
    )
    parties = Party.objects.prefetch_related(_STANDINGS, Prefetch("authorities", authorities))
    # PostgreSQL takes no NUL in a text, even one to look for.
    found = parties.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise NotFoundError
    listed = names(None)
    of = _party_view(found, listed, day)
    missions = tuple(a for a in of.authorities if a.kind == AuthorityKind.MISSION)
    others = tuple(a for a in of.authorities if a.kind != AuthorityKind.MISSION)
    hosted = Authority.objects.filter(host=found).exclude(party=found)
    return PartyPage(
        replace(of, authorities=others),
        missions,
        tuple(sorted(hosted.order_by("id"), key=lambda a: listed[a.party_id].place)),
        listed,
    )


def taking_part(day: date) -> list[PartyView]:
    """Members, observers and dialogue partners on a day, each in protocol order: for lists of choices."""
    listed = names(None)
    views = [_party_view(p, listed, day) for p in Party.objects.prefetch_related(_STANDINGS, "authorities")]
    views.sort(key=lambda v: v.name.place)
    return [view for status in Status for view in views if view.status == status]


def authorities() -> list[Authority]:
    """Every authority of every party, for choosing which of them hosts a meeting. All who take part know them."""
    return list(Authority.objects.select_related("party").order_by("party__code", "kind", "id"))


def _first_first(appointments: Iterable[Appointment]) -> list[Appointment]:
    return sorted(appointments, key=lambda held: (held.since, held.id))


def signed_in(account: UUID) -> Account | None:
    """Whoever holds a session, with what it may act for: asked at every request, in one statement.

    None once it is suspended or nobody appoints it: that ends the session.
    """
    held = Appointment.objects.filter(
        account=account, until__isnull=True, account__is_active=True, account__suspended_at__isnull=True
    )
    acting = _first_first(held.select_related("account", "authority__party"))
    if not acting:
        return None
    found = acting[0].account
    found.acting = acting
    return found


def viewer_of(account: Account, chosen: UUID | None) -> Viewer | None:
    """The viewer an account is now: for the authority it chose, else its first. None if it acts for none."""
    open_ = account.acting
    if open_ is None:
        open_ = _first_first(account.appointments.filter(until__isnull=True).select_related("authority"))
    if not open_ or not account.is_active or account.suspended_at is not None:
        return None
    now = next((a for a in open_ if a.authority_id == chosen), open_[0])
    return Viewer(account.id, now.authority_id, now.authority.party_id, frozenset(now.roles))


def viewer_of_token(secret: str, scope: str, now: datetime) -> Viewer | None:
    """The viewer a token stands for, if it is alive and has the scope."""
    viewer, scopes = holder_of_token(secret, now)
    return viewer if scope in scopes else None


_HOLDER = """
SELECT p.account_id, p.authority_id, a.party_id, p.roles, t.scopes
FROM council_token t
JOIN council_appointment p ON p.id = t.appointment_id
JOIN council_account c ON c.id = p.account_id
JOIN council_authority a ON a.id = p.authority_id
WHERE t.secret_digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s
  AND p.until IS NULL AND c.is_active AND c.suspended_at IS NULL
"""


def holder_of_token(secret: str, now: datetime) -> tuple[Viewer | None, frozenset[str]]:
    """The viewer a token stands for and what it may be used for, if it is alive. In one statement, written out:
    programs ask often, and making it anew took longer than carrying it out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, [digest(secret), connection.ops.adapt_datetimefield_value(now)])
        row = cursor.fetchone()
    if row is None:
        return None, frozenset()
    account, authority, party = (id_ if isinstance(id_, UUID) else UUID(id_) for id_ in row[:3])
    roles, scopes = map(_set_of, row[3:])
    return Viewer(account, authority, party, roles), scopes


@lru_cache(maxsize=256)
def _set_of(names: str) -> frozenset[str]:
    return frozenset(json.loads(names))


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
class Me:
    account: Account
    appointments: tuple[Appointment, ...]


def me(viewer: Viewer) -> Me:
    """The person's own account, and for which authorities it may act."""
    appointments = Appointment.objects.filter(account=viewer.account, until__isnull=True).select_related("authority")
    return Me(Account.objects.get(id=viewer.account), tuple(appointments.order_by("since", "id")))


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    enrolment: Enrolment
    state: EnrolmentState
    expires_at: datetime | None  # None before there is a link
    mine: bool  # proposed by the viewer, who therefore cannot be the second


@dataclass(frozen=True, slots=True)
class People:
    appointments: tuple[Appointment, ...]
    ended: tuple[Appointment, ...]
    enrolments: tuple[EnrolmentView, ...]
    focal_points: int


def people(viewer: Viewer, now: datetime) -> People:
    """The accounts of the viewer's own party, its own authority's first. Nobody else's are visible to anyone."""
    found = list(
        Appointment.objects.filter(authority__party=viewer.party)
        .select_related("account", "authority")
        .order_by("authority", "account__display_name", "id")
    )
    found.sort(key=lambda a: a.authority_id != viewer.authority)
    here = tuple(a for a in found if a.until is None)
    enrolments = (
        Enrolment.objects.filter(authority__party=viewer.party)
        .select_related("authority", "proposed_by", "confirmed_by", "recovers")
        .order_by("-proposed_at", "id")
        if viewer.may(Right.MANAGE_ACCOUNTS)
        else ()
    )
    return People(
        here,
        tuple(a for a in found if a.until is not None),
        tuple(_enrolment_view(viewer, e, now) for e in enrolments),
        sum(Role.FOCAL_POINT in a.roles and a.account.suspended_at is None for a in here),
    )


def enrolment(viewer: Viewer, id_: UUID, now: datetime) -> EnrolmentView:
    """A proposal of the viewer's own party, for its focal points."""
    found = Enrolment.objects.filter(id=id_, authority__party=viewer.party)
    one = found.select_related("proposed_by", "confirmed_by", "recovers").first()
    if one is None or not viewer.may(Right.MANAGE_ACCOUNTS):
        raise NotFoundError
    return _enrolment_view(viewer, one, now)


def appointment(viewer: Viewer, id_: UUID) -> Appointment:
    """An open appointment of the viewer's own party, for its focal points."""
    found = Appointment.objects.filter(id=id_, authority__party=viewer.party, until__isnull=True)
    one = found.select_related("account", "authority").first()
    if one is None or not viewer.may(Right.MANAGE_ACCOUNTS):
        raise NotFoundError
    return one


def _enrolment_view(viewer: Viewer, found: Enrolment, now: datetime) -> EnrolmentView:
    expires = found.confirmed_at + _LINK_LIVES if found.confirmed_at else None
    return EnrolmentView(found, state_of(found, now), expires, found.proposed_by_id == viewer.account)


_LINK_LIVES = timedelta(hours=SETTINGS.enrolment_hours)


def state_of(enrolment: Enrolment, now: datetime) -> EnrolmentState:
    facts = EnrolmentFacts(enrolment.needs_second, enrolment.confirmed_at, enrolment.used_at, enrolment.withdrawn_at)
    return enrolment_state(facts, now, _LINK_LIVES)


def enrolment_by_secret(secret: str, now: datetime) -> Enrolment:
    """The enrolment a link opens, or `NotFoundError`: used, expired, withdrawn and unknown look the same."""
    found = (
        Enrolment.objects.filter(secret_digest=digest(secret)).select_related("authority__party", "recovers").first()
    )
    if found is None or state_of(found, now) is not EnrolmentState.USABLE:
        raise NotFoundError
    return found


def is_empty() -> bool:
    """Has the node never been set up?"""
    return not Council.objects.exists() and not Account.objects.filter(Q(is_active=True)).exists()


def export(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """What the council holds of the viewer's party: itself, its authorities, all that concerns its accounts.

    Never a password's hash, nor the digest of a secret.
    """
    mine = viewer.party
    yield from rows_of("council.party", Party.objects.filter(id=mine))
    yield from rows_of("council.standing", Standing.objects.filter(party=mine))
    yield from rows_of("council.authority", Authority.objects.filter(party=mine))
    yield from rows_of("council.official", Official.objects.filter(authority__party=mine))
    accounts = Account.objects.filter(appointments__authority__party=mine).distinct()
    yield from rows_of("council.account", accounts, "password")
    yield from rows_of("council.appointment", Appointment.objects.filter(authority__party=mine))
    yield from rows_of("council.enrolment", Enrolment.objects.filter(authority__party=mine), "secret_digest")
    yield from rows_of("council.token", Token.objects.filter(appointment__authority__party=mine), "secret_digest")


def rows_of(kind: str, rows: QuerySet[M], *left_out: str) -> Iterator[dict[str, Any]]:
    """Each row by its columns, in the order of ids: what an export is made of."""
    columns = [f.attname for f in rows.model._meta.concrete_fields if f.attname not in left_out]
    for row in rows.order_by("id").values(*columns).iterator(EXPORT_ROWS):
        yield {"record": kind, **row}
