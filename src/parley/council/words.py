"""The council's terms in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parley.council.collation import CollationKey, collation_key
from parley.council.queries import PartyName
from parley.council.rules import AuthorityKind, EnrolmentState, PartyKind, Role, Scope, Status

PARTY_KINDS: Mapping[str, Promise] = {
    PartyKind.COUNCIL: _("Council"),
    PartyKind.ORGAN: _("Organ"),
    PartyKind.STATE: _("State"),
    PartyKind.ORGANISATION: _("Organisation"),
    PartyKind.BODY: _("Other body"),
}
STATUSES: Mapping[str, Promise] = {
    Status.MEMBER: _("Member"),
    Status.OBSERVER: _("Observer"),
    Status.DIALOGUE_PARTNER: _("Dialogue partner"),
}
AUTHORITY_KINDS: Mapping[str, Promise] = {
    AuthorityKind.COMPETENT_AUTHORITY: _("Competent authority"),
    AuthorityKind.MISSION: _("Mission"),
    AuthorityKind.SECRETARIAT: _("Secretariat"),
}
ROLES: Mapping[str, Promise] = {
    Role.FOCAL_POINT: _("Focal point"),
    Role.DELEGATE: _("Delegate"),
    Role.ANALYST: _("Analyst"),
    Role.VERIFIER: _("Verifier"),
    Role.REVIEWER: _("Independent reviewer"),
    Role.SECRETARIAT: _("Secretariat"),
}
# What each role lets a person do, as `rules.HOLDERS` has it (tests/council/test_pages.py holds the two together).
ROLE_MEANINGS: Mapping[str, Promise] = {
    Role.FOCAL_POINT: _(
        "Makes and recovers accounts together with another focal point, sets postures, keeps sharing groups, "
        "convenes meetings, answers invitations, submits documents, shares threat intelligence, proposes and "
        "objects to listings, screens names, holds API tokens, and exports what is ours."
    ),
    Role.DELEGATE: _("Answers invitations, names delegations, submits documents, and holds API tokens."),
    Role.ANALYST: _("Submits documents, shares threat intelligence, screens names, and holds API tokens."),
    Role.VERIFIER: _("Exports what is ours, to verify it, and holds API tokens."),
    Role.REVIEWER: _("Reviews petitions for delisting, belongs to no member, and holds API tokens."),
    Role.SECRETARIAT: _(
        "Keeps the council's records, keeps sharing groups, convenes meetings, submits documents, "
        "shares threat intelligence, and holds API tokens."
    ),
}
SCOPES: Mapping[str, Promise] = {
    Scope.LEDGER_READ: _("Read our log: checkpoints, entries and proofs"),
    Scope.COUNCIL_EXPORT: _("Export what is ours"),
    Scope.EXCHANGE_READ: _("Read threat intelligence that we may see (TAXII, feeds)"),
    Scope.EXCHANGE_WRITE: _("Add and take back threat intelligence in our name (TAXII)"),
    Scope.REGISTRY_READ: _("Read the register and its changes, and acknowledge delistings"),
    Scope.REGISTRY_SCREEN: _("Screen names against the register; each look-up is recorded"),
}
ENROLMENT_STATES: Mapping[str, Promise] = {
    EnrolmentState.AWAITING_SECOND: _("Waits for a second focal point"),
    EnrolmentState.USABLE: _("Link not used yet"),
    EnrolmentState.USED: _("Used"),
    EnrolmentState.EXPIRED: _("Expired"),
    EnrolmentState.WITHDRAWN: _("Withdrawn"),
}


def in_order(name: str) -> CollationKey:
    """A key that sorts names as the reader's language does."""
    return collation_key(get_language() or "en", name)


def said(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, else in English, else in any: for the labels of a form."""
    return texts.get(get_language() or "en") or texts.get("en") or next(iter(texts.values()), "")


# Parties as a page's body names them: for the templates of every room. `names` is `queries.names(None)`.


def party(id_: UUID, names: Mapping[UUID, PartyName]) -> Mapping[str, str]:
    """`{{ meeting.host_id|party:names|in_language }}`"""
    return names[id_].name


def parties(ids: Iterable[UUID], names: Mapping[UUID, PartyName]) -> list[Mapping[str, str]]:
    """Their names in protocol order, for `|list_text`."""
    return [name.name for name in sorted((names[i] for i in ids), key=lambda n: n.place)]


def in_protocol_order(
    pairs: Iterable[tuple[UUID, Any]], names: Mapping[UUID, PartyName]
) -> list[tuple[Mapping[str, str], Any]]:
    """(party, anything) in protocol order, with the party's name in the party's place."""
    listed = sorted(((names[p], rest) for p, rest in pairs), key=lambda pair: pair[0].place)
    return [(name.name, rest) for name, rest in listed]
