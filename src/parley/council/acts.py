"""Founding the council, its members and authorities; accounts and tokens."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from parley.council import queries
from parley.council.errors import ConflictError, InputError, Message, NotAllowedError, NotFoundError
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
from parley.council.rules import AuthorityKind, PartyKind, Right, Role, Scope, Status, may, require
from parley.council.text import code as short_code
from parley.council.text import line, texts
from parley.ledger.acts import lock, record
from parley.ledger.rules.actor import Actor
from parley.settings import SETTINGS

LINE = SETTINGS.line_chars_max
USERNAME_CHARS_MAX = 64
PARTY_CODE_CHARS_MAX = 20
NOBODY = UUID(int=0)


def operator(party: UUID, at: datetime, **draw: Any) -> Actor:
    """Whoever runs the node's command line: it may set the node up and nothing more."""
    return Actor(NOBODY, NOBODY, party, at, frozenset({Role.SECRETARIAT.value}), **draw)


@transaction.atomic
def found_council(
    by: Actor,
    *,
    names: Mapping[str, str],
    short_names: Mapping[str, str],
    secretariat: Mapping[str, Any],
    demo: bool,
) -> Council:
    """The first act of a node: the council and the organ that serves it as its secretariat."""
    if Council.objects.exists():
        raise ConflictError("This node already serves a council. Use another PARLEY_HOME for another one.")
    party = Party.objects.create(
        id=by.party,
        kind=PartyKind.COUNCIL,
        code="COUNCIL",
        names=texts(names, what="names", chars_max=LINE),
        short_names=dict(short_names),
    )
    organ = _party(by, kind=PartyKind.ORGAN, parent=party, **secretariat)
    council = Council.objects.create(id=by.new_id(), party=party, secretariat=organ, demo=demo)
    record(by, "council.founded", party.id, {"names": dict(names), "demo": demo}, logs=[organ.id])
    return council


def _party(
    by: Actor,
    *,
    kind: PartyKind,
    code: str,
    names: Mapping[str, str],
    short_names: Mapping[str, str] | None = None,
    seat: Mapping[str, str] | None = None,
    **rest: Any,
) -> Party:
    code = short_code(line(code, what="code", chars_max=PARTY_CODE_CHARS_MAX))
    if Party.objects.filter(code__iexact=code).exists():
        raise InputError("code", "a code that no party has", code, "Choose another one.")
    return Party.objects.create(
        id=by.new_id(),
        kind=kind,
        code=code,
        names=texts(names, what="names", chars_max=LINE),
        short_names=texts(short_names or {}, what="short_names", chars_max=LINE, required=False),
        seat=texts(seat or {}, what="seat", chars_max=LINE, required=False),
        **rest,
    )


@transaction.atomic
def add_party(
    by: Actor,
    *,
    kind: PartyKind,
    code: str,
    names: Mapping[str, str],
    standings: Iterable[tuple[Status, date | None, date | None, Sequence[Mapping[str, str]]]] = (),
    **rest: Any,
) -> Party:
    """A State, organisation, organ or other body, with its standing in the council over time."""
    require(by, Right.KEEP_COUNCIL)
    party = _party(by, kind=kind, code=code, names=names, **rest)
    terms = [
        Standing(id=by.new_id(), party=party, status=status, since=since, until=until, sources=list(sources))
        for status, since, until, sources in standings
    ]
    for term in terms:
        if term.since and term.until and term.until <= term.since:
            raise InputError(
                "until",
                "a last day after the first",
                term.until.isoformat(),
                "Put the dates the right way round.",
            )
    Standing.objects.bulk_create(terms)
    content = {
        "code": party.code,
        "names": party.names,
        "standings": [[t.status, str(t.since or ""), str(t.until or "")] for t in terms],
    }
    record(by, "council.party_added", party.id, content, logs=queries.council_parties(by.at.date()))
    return party


@transaction.atomic
def set_protocol(by: Actor, body: UUID, language: str, places: Sequence[tuple[UUID, str]]) -> None:
    """A body's own list of parties in one language: the order, and by what name each is called."""
    require(by, Right.KEEP_COUNCIL)
    ProtocolPlace.objects.filter(body_id=body, language=language).delete()
    ProtocolPlace.objects.bulk_create(
        ProtocolPlace(
            body_id=body,
            language=language,
            party_id=party,
            position=position,
            name=line(name, what="name", chars_max=200),
        )
        for position, (party, name) in enumerate(places)
    )
    content = {"language": language, "list": [[str(party), name] for party, name in places]}
    record(by, "council.protocol_set", body, content, logs=queries.council_parties(by.at.date()))


@transaction.atomic
def add_authority(
    by: Actor,
    *,
    party: UUID,
    kind: AuthorityKind,
    names: Mapping[str, str],
    host: UUID | None = None,
    **rest: Any,
) -> Authority:
    """A competent authority, a mission in a host's capital, or the secretariat's own office."""
    require(by, Right.KEEP_COUNCIL)
    queries.party(party)
    authority = Authority.objects.create(
        id=by.new_id(),
        party_id=party,
        kind=kind,
        names=texts(names, what="names", chars_max=LINE),
        host_id=host,
        **rest,
    )
    record(
        by,
        "council.authority_added",
        authority.id,
        {"party": str(party), "kind": kind.value, "names": dict(names)},
        logs={party, *queries.council_parties(by.at.date())},
    )
    return authority


@transaction.atomic
def add_official(
    by: Actor,
    *,
    authority: UUID,
    names: Mapping[str, str],
    functions: Mapping[str, str],
    sources: Sequence[Mapping[str, str]] = (),
) -> Official:
    """A person whose function is public. This makes no account."""
    require(by, Right.KEEP_COUNCIL)
    official = Official.objects.create(
        id=by.new_id(),
        authority_id=authority,
        names=texts(names, what="names", chars_max=LINE),
        functions=texts(functions, what="functions", chars_max=LINE),
        sources=list(sources),
    )
    content = {"authority": str(authority), "names": dict(names), "functions": dict(functions)}
    record(by, "council.official_added", official.id, content, logs=queries.council_parties(by.at.date()))
    return official


# Accounts. DESIGN.md, Powers: only a member's own focal points make or recover its accounts, two of them
# together; the secretariat enrols only a member's first focal points, on its note verbale, and may suspend.


def _secret(by: Actor) -> str:
    return base64.urlsafe_b64encode(by.draw(32)).rstrip(b"=").decode()


def _roles(roles: Iterable[str]) -> list[str]:
    known = {role.value for role in Role}
    chosen = sorted(set(roles))
    if not chosen or not set(chosen) <= known:
        raise InputError("roles", "one role at least", ", ".join(chosen), "Choose from the list.")
    return chosen


@transaction.atomic
def enrol_first(by: Actor, *, authority: UUID, display_name: str, reference: str) -> tuple[Enrolment, str]:
    """A link for one of a member's first two focal points, on its note verbale. Returns the secret, once.

    Once a member has had two focal points, at whichever of its authorities, it makes its own accounts and nobody else
    does: otherwise the secretariat could add an authority to a member and people of its own to the authority.
    """
    require(by, Right.KEEP_COUNCIL)
    of = Authority.objects.select_related("party").filter(id=authority).first()
    if of is None:
        raise NotFoundError
    mine = of.party_id == by.party
    lock()
    if _first_ones(of.party_id, by.at) >= 2:  # two act together
        raise ConflictError("This member has its two first focal points. They make its other accounts themselves.")
    secret = _secret(by)
    enrolment = Enrolment.objects.create(
        id=by.new_id(),
        authority=of,
        display_name=line(display_name, what="display_name", chars_max=LINE),
        roles=[
            Role.FOCAL_POINT.value,
            *([Role.SECRETARIAT.value] if mine or of.kind == AuthorityKind.SECRETARIAT else []),
        ],
        reference=line(reference, what="reference", chars_max=LINE),
        proposed_at=by.at,
        needs_second=False,
        confirmed_at=by.at,
        secret_digest=queries.digest(secret),
    )
    record(
        by,
        "council.first_enrolled",
        enrolment.id,
        {"authority": str(of.id), "reference": enrolment.reference},
        logs=[of.party_id],
    )
    return enrolment, secret


def _first_ones(party: UUID, now: datetime) -> int:
    """First focal points that came, ever, and those whose links still work.

    Not those in office: or the secretariat could suspend a member's two focal points and enrol two of its
    own, and what it may do would tell it of appointments that are the member's to know.
    """
    fresh = now - timedelta(hours=SETTINGS.enrolment_hours)
    first = Enrolment.objects.filter(authority__party=party, needs_second=False, withdrawn_at__isnull=True)
    return first.filter(Q(used_at__isnull=False) | Q(confirmed_at__gt=fresh)).count()


@transaction.atomic
def propose_account(
    by: Actor,
    *,
    display_name: str,
    roles: Iterable[str],
    authority: UUID | None = None,
    recovers: UUID | None = None,
) -> Enrolment:
    """A focal point proposes an account at an authority of its member, or the recovery of one. Another confirms."""
    require(by, Right.MANAGE_ACCOUNTS)
    at = authority or by.authority
    open_ = Appointment.objects.filter(account=recovers, authority=at, until__isnull=True)
    if not Authority.objects.filter(id=at, party=by.party).exists() or (recovers is not None and not open_.exists()):
        raise NotFoundError
    chosen = _roles(roles)
    if Role.SECRETARIAT in chosen and not may(by.roles, Right.KEEP_COUNCIL):
        raise NotAllowedError(right=Right.KEEP_COUNCIL.value, roles=[Role.SECRETARIAT])
    enrolment = Enrolment.objects.create(
        id=by.new_id(),
        authority_id=at,
        recovers_id=recovers,
        display_name=line(display_name, what="display_name", chars_max=LINE),
        roles=chosen,
        proposed_by_id=by.person,
        proposed_at=by.at,
    )
    content = {"authority": str(at), "roles": chosen, "recovers": str(recovers or "")}
    record(by, "council.account_proposed", enrolment.id, content, logs=[by.party])
    return enrolment


@transaction.atomic
def confirm_account(by: Actor, enrolment_id: UUID) -> str:
    """The second focal point confirms. Returns the link's secret, once."""
    enrolment = _own_enrolment(by, enrolment_id)
    if enrolment.confirmed_at is not None:
        raise ConflictError("This has been confirmed already. Withdraw it and propose again if the link was lost.")
    if enrolment.proposed_by_id == by.person:
        raise ConflictError("You proposed this account, so another of your focal points has to confirm it.")
    secret = _secret(by)
    enrolment.confirmed_by_id = by.person
    enrolment.confirmed_at = by.at
    enrolment.secret_digest = queries.digest(secret)
    enrolment.save()
    record(by, "council.account_confirmed", enrolment.id, {"authority": str(enrolment.authority_id)}, logs=[by.party])
    return secret


@transaction.atomic
def withdraw_enrolment(by: Actor, enrolment_id: UUID) -> None:
    enrolment = _own_enrolment(by, enrolment_id)
    enrolment.withdrawn_at = by.at
    enrolment.save(update_fields=["withdrawn_at"])
    record(by, "council.enrolment_withdrawn", enrolment.id, {"authority": str(enrolment.authority_id)}, logs=[by.party])


def _own_enrolment(by: Actor, enrolment_id: UUID) -> Enrolment:
    require(by, Right.MANAGE_ACCOUNTS)
    found = Enrolment.objects.select_for_update().filter(id=enrolment_id, authority__party=by.party).first()
    if found is None or found.used_at is not None or found.withdrawn_at is not None:
        raise NotFoundError
    return found


@transaction.atomic
def use_enrolment(secret: str, *, username: str, password: str, by: Actor) -> Account:
    """The person the link is for chooses a user name and a password. The link works once.

    `by` carries the moment and the randomness; the person is made here.
    """
    lock()  # of two uses at once, the second finds the link used
    enrolment = queries.enrolment_by_secret(secret, by.at)
    username = enrolment.recovers.username if enrolment.recovers else _username(username, enrolment.authority.party)
    try:
        password_validation.validate_password(password, Account(username=username, display_name=enrolment.display_name))
    except ValidationError as error:
        came = Message("one that is too short, too common, or too like your name")
        expected = "a password of 12 characters or more"
        raise InputError("password", expected, came, "Choose several words that do not belong together.") from error
    account = enrolment.recovers or _new_account(by, username, enrolment)
    account.set_password(password)
    account.suspended_at = None
    account.save()
    if enrolment.recovers:
        # What opened the account opens it no more. Its sessions end too: they carry a hash of the old password.
        account.authenticator_set.all().delete()  # type: ignore[attr-defined]  # passkeys, app, recovery codes
        account.socialaccount_set.all().delete()  # type: ignore[attr-defined]  # identities at an issuer
        Token.objects.filter(appointment__account=account, revoked_at__isnull=True).update(revoked_at=by.at)
    enrolment.used_at = by.at
    enrolment.secret_digest = None
    enrolment.save()
    who = Actor(account.id, enrolment.authority_id, enrolment.authority.party_id, by.at, draw=by.draw)
    record(
        who,
        "council.account_opened",
        account.id,
        {"authority": str(enrolment.authority_id)},
        logs=[who.party],
    )
    return account


def _username(typed: str, party: Party) -> str:
    """What is typed, with the party's code behind it: asha@in. So a name is never taken by somebody whom the
    one who chooses it may not know of (DESIGN.md, rule 5).
    """
    ending = username_ending(party)
    typed = line(typed, what="username", chars_max=USERNAME_CHARS_MAX)
    named = short_code(typed.removesuffix(ending), what="username") + ending
    return line(named, what="username", chars_max=USERNAME_CHARS_MAX)


def username_ending(party: Party) -> str:
    return f"@{party.code.lower()}"


def _new_account(by: Actor, username: str, enrolment: Enrolment) -> Account:
    if Account.objects.filter(username__iexact=username).exists():
        raise InputError(
            "username", "a user name that none of your party's accounts has", username, "Choose another one."
        )
    account = Account.objects.create(id=by.new_id(), username=username, display_name=enrolment.display_name)
    Appointment.objects.create(
        id=by.new_id(), account=account, authority=enrolment.authority, roles=enrolment.roles, since=by.at
    )
    return account


@transaction.atomic
def end_appointment(by: Actor, appointment_id: UUID) -> None:
    """The person acts for this authority no more; its tokens stop with it."""
    require(by, Right.MANAGE_ACCOUNTS)
    found = Appointment.objects.filter(id=appointment_id, authority__party=by.party, until__isnull=True).first()
    if found is None:
        raise NotFoundError
    if found.account_id == by.person:
        raise ConflictError("You cannot end your own appointment. Another of your focal points can.")
    found.until = by.at
    found.save(update_fields=["until"])
    record(by, "council.appointment_ended", found.id, {"account": str(found.account_id)}, logs=[by.party])


@transaction.atomic
def suspend(by: Actor, username: str, reference: str) -> None:
    """The secretariat stops an account at once, on a member's word; only its own focal points recover it.

    Whether there is such an account is its member's to know: the secretariat's answer is the same without one.
    """
    require(by, Right.KEEP_COUNCIL)
    reference = line(reference, what="reference", chars_max=LINE)
    username = line(username, what="username", chars_max=USERNAME_CHARS_MAX)
    ordered = {"username": username, "reference": reference}
    record(by, "council.suspension_ordered", by.new_id(), ordered, logs=[by.party])
    account = Account.objects.filter(username__iexact=username).first()
    if account is None:
        return
    account.suspended_at = by.at
    account.save(update_fields=["suspended_at"])
    parties = set(account.appointments.filter(until__isnull=True).values_list("authority__party_id", flat=True))
    for party in sorted(parties):
        # In its log alone: an act stands in its actor's own party's too, which would tell the secretariat.
        office = Actor(NOBODY, by.authority, party, by.at, draw=by.draw)
        record(office, "council.account_suspended", account.id, {"reference": reference}, logs=[party])


# Tokens.


@transaction.atomic
def issue_token(by: Actor, *, label: str, scopes: Iterable[str], days: int) -> tuple[Token, str]:
    """A token for the person's own programs. Returns its secret, once; only a digest is kept."""
    require(by, Right.HOLD_TOKENS)
    known = {scope.value for scope in Scope}
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= known:
        raise InputError("scopes", "one scope at least", ", ".join(chosen), "Choose from the list.")
    if not 1 <= days <= SETTINGS.token_days_max:
        expected = Message("from 1 to %(days)s days", days=SETTINGS.token_days_max)
        raise InputError("days", expected, str(days), "Choose a shorter life.")
    appointment = Appointment.objects.filter(account=by.person, authority=by.authority, until__isnull=True).first()
    if appointment is None:
        raise NotFoundError
    lock()  # of two at once, the second counts the first
    live = Token.objects.filter(appointment__account=by.person, revoked_at__isnull=True, expires_at__gt=by.at).count()
    if live >= SETTINGS.tokens_per_account_max:
        raise ConflictError("You hold as many tokens as an account may. Revoke one that you no longer use.")
    secret = "parley_" + _secret(by)
    token = Token.objects.create(
        id=by.new_id(),
        appointment=appointment,
        label=line(label, what="label", chars_max=LINE),
        scopes=chosen,
        secret_digest=queries.digest(secret),
        created_at=by.at,
        expires_at=by.at + timedelta(days=days),
    )
    record(
        by,
        "council.token_issued",
        token.id,
        {"scopes": chosen, "expires": token.expires_at.isoformat()},
        logs=[by.party],
    )
    return token, secret


@transaction.atomic
def revoke_token(by: Actor, token_id: UUID) -> None:
    """It stops working at once."""
    found = Token.objects.filter(id=token_id, appointment__account=by.person, revoked_at__isnull=True).first()
    if found is None:
        raise NotFoundError
    found.revoked_at = by.at
    found.save(update_fields=["revoked_at"])
    record(by, "council.token_revoked", found.id, {}, logs=[by.party])
