"""Councils for tests, built through the acts that a member uses: nothing is written behind their back.

world = council_of(3)                    # the secretariat, and members AA, BB and CC
aa, bb, cc = world.members
aa.first.actor()                         # a focal point about to act, at NOON or at the moment given
bb.second.viewer                         # the other focal point, looking
person(aa, "Analyst", {Role.ANALYST})    # one more account, made by the two together
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from string import ascii_uppercase
from typing import Any, TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, override_settings

from parley.council import acts
from parley.council.models import Account, Authority, Council, Party
from parley.council.rules import AuthorityKind, PartyKind, Role, Status, Viewer
from parley.ledger.rules.actor import Actor
from tests.kept import kept

F = TypeVar("F", bound=Callable[..., Any])

NOON = datetime(2021, 12, 7, 12, 0, tzinfo=UTC)
FOUNDED = date(2001, 6, 15)
PASSWORD = "four quiet mountains beyond"


class QuickArgon2(Argon2PasswordHasher):
    """The same kind of hash, cheap to make. The node's own hasher checks it: the cost stands in the hash."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def quick_hashes(function: F) -> F:
    """A setting of its own for each function, since one cannot be entered twice."""
    return override_settings(PASSWORD_HASHERS=["tests.worlds.QuickArgon2"])(function)


@dataclass(frozen=True)
class Person:
    account: Account
    authority: Authority
    roles: frozenset[str]

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.account.id, self.authority.id, self.authority.party_id, self.roles)

    def actor(self, at: datetime = NOON) -> Actor:
        return self.viewer.acting(at)

    def browser(self) -> Client:
        """A browser in which the person has signed in."""
        client = Client()
        client.force_login(self.account)
        return client


@dataclass(frozen=True)
class Member:
    """A party with one authority and its two first focal points."""

    party: Party
    authority: Authority
    first: Person
    second: Person

    @property
    def viewer(self) -> Viewer:
        return self.first.viewer

    def actor(self, at: datetime = NOON) -> Actor:
        return self.first.actor(at)


@dataclass(frozen=True)
class World:
    council: Council
    secretariat: Member
    members: tuple[Member, ...]


@kept
@quick_hashes
def council_of(n: int = 2, *, at: datetime = NOON) -> World:
    """A council with its secretariat and `n` members (AA, BB, …), in protocol order."""
    operator = acts.operator(Actor(acts.NOBODY, acts.NOBODY, acts.NOBODY, at).new_id(), at)
    council = acts.found_council(
        operator,
        names={"en": "The Council", "ru": "Совет"},
        short_names={"en": "TC"},
        secretariat={"code": "SEC", "names": {"en": "Secretariat"}},
        demo=False,
    )
    secretariat = _with_authority(
        council.secretariat, AuthorityKind.SECRETARIAT, acts.operator(council.secretariat_id, at)
    )
    world = World(council, secretariat, ())
    members = tuple(member(world, letter * 2, at=at) for letter in ascii_uppercase[:n])
    places = [(m.party.id, m.party.names["en"]) for m in members]
    acts.set_protocol(secretariat.actor(at), council.party_id, "en", places)
    return World(council, secretariat, members)


@quick_hashes
def member(
    world: World, code: str, *, since: date = FOUNDED, status: Status = Status.MEMBER, at: datetime = NOON
) -> Member:
    """One more State, which `world.members` does not hold: keep what is returned."""
    keeper = world.secretariat.actor(at)
    party = acts.add_party(
        keeper,
        kind=PartyKind.STATE,
        code=code,
        names={"en": f"State {code}"},
        standings=[(status, since, None, ())],
    )
    return _with_authority(party, AuthorityKind.COMPETENT_AUTHORITY, keeper)


def _with_authority(party: Party, kind: AuthorityKind, keeper: Actor) -> Member:
    authority = acts.add_authority(keeper, party=party.id, kind=kind, names={"en": f"Authority of {party.code}"})
    first, second = (_first_focal_point(authority, name, keeper) for name in ("First", "Second"))
    return Member(party, authority, first, second)


def _first_focal_point(authority: Authority, name: str, keeper: Actor) -> Person:
    named = f"{name} of {authority.party.code}"
    enrolment, secret = acts.enrol_first(keeper, authority=authority.id, display_name=named, reference="Note 1/2021")
    return _enter(authority, name, secret, enrolment.roles, keeper.at)


@quick_hashes
def person(of: Member, name: str, roles: Iterable[Role], *, at: datetime = NOON) -> Person:
    """An account that the member's two focal points make together. Its user name is the name too: analyst@aa."""
    chosen = [role.value for role in roles]
    enrolment = acts.propose_account(of.first.actor(at), display_name=name, roles=chosen)
    secret = acts.confirm_account(of.second.actor(at), enrolment.id)
    return _enter(of.authority, name, secret, chosen, at)


def _enter(authority: Authority, name: str, secret: str, roles: Iterable[str], at: datetime) -> Person:
    nobody = Actor(acts.NOBODY, acts.NOBODY, acts.NOBODY, at + timedelta(minutes=1))
    account = acts.use_enrolment(secret, username=name.lower().replace(" ", "-"), password=PASSWORD, by=nobody)
    return Person(account, authority, frozenset(roles))
