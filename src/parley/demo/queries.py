"""What the demo's start page offers: nobody has signed in yet, so these queries have no viewer.

They tell only what the demo's own data says, and only of a demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.models import Appointment
from parley.council.queries import PartyName
from parley.demo.draws import ids
from parley.demo.facts.parties import AUTHORITIES, SECRETARIAT_OFFICE
from parley.demo.facts.register import REVIEWER_OFFICE
from parley.demo.facts.shapes import Texts
from parley.demo.facts.viewpoints import VIEWPOINTS
from parley.demo.guard import is_demo
from parley.demo.load import SEMINAR
from parley.forum.models import Meeting

KEYS = {authority.username: authority.key for authority in (*AUTHORITIES, SECRETARIAT_OFFICE, REVIEWER_OFFICE)}


@dataclass(frozen=True, slots=True)
class Choice:
    authority: UUID
    kind: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Group:
    party: PartyName
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    authority: UUID
    name: Texts
    party: PartyName
    what: Texts


@dataclass(frozen=True, slots=True)
class Start:
    suggestions: tuple[Suggestion, ...]
    groups: tuple[Group, ...]


def start() -> Start:
    """Every authority that has an account of the demo, by party in protocol order; `NotFoundError` on a live node."""
    appointments = _appointments()
    names = council.names(None)
    parties = sorted({a.authority.party_id for a in appointments.values()}, key=lambda party: names[party].place)
    groups = tuple(
        Group(
            names[party],
            tuple(
                Choice(a.authority_id, a.authority.kind, a.authority.names)
                for a in appointments.values()
                if a.authority.party_id == party
            ),
        )
        for party in parties
    )
    suggestions = tuple(
        Suggestion(a.authority_id, a.authority.names, names[a.authority.party_id], viewpoint.what)
        for viewpoint in VIEWPOINTS
        if (a := appointments.get(viewpoint.authority))
    )
    return Start(suggestions, groups)


def appointed_to(authority: UUID) -> Appointment:
    """The demo's own account for an authority: none that somebody made while playing. Else `NotFoundError`."""
    found = next((a for a in _appointments().values() if a.authority_id == authority), None)
    if found is None:
        raise NotFoundError
    return found


def _appointments() -> dict[str, Appointment]:
    """By the key of the authority, in the order of the facts."""
    if not is_demo():
        raise NotFoundError
    rows = Appointment.objects.filter(
        account__username__in=KEYS, account__is_active=True, account__suspended_at__isnull=True, until__isnull=True
    ).select_related("account", "authority")
    found = {KEYS[row.account.username]: row for row in rows}
    return {key: found[key] for key in KEYS.values() if key in found}


def seminar() -> UUID:
    """The meeting on which the demo opens."""
    found = Meeting.objects.filter(id__in=ids(SEMINAR)).values_list("id", flat=True).first()
    if found is None or not is_demo():
        raise NotFoundError
    return found
