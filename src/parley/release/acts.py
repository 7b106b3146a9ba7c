"""Sharing groups, postures, and the interning of audiences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from parley.council import acts as council_acts
from parley.council import queries as council
from parley.council.errors import ConflictError, InputError, Message, NotFoundError
from parley.council.models import Party
from parley.council.rules import Right, require
from parley.council.text import line
from parley.ledger.acts import lock, record, release_scope
from parley.ledger.rows import found
from parley.ledger.rules.actor import Actor
from parley.release import rules
from parley.release.models import Audience, AudienceGroup, AudienceParty, Group, GroupParty, Posture
from parley.release.rules import Posture as Stance
from parley.release.rules import Terms, World
from parley.settings import SETTINGS


def intern(by: Actor, owner: UUID, on: Terms) -> Audience:
    """The audience of these terms, evaluated now. Call inside an act's transaction.

    Raises `NotFoundError` for a party that does not exist and for a group that the owner is not in: the two are told
    apart by nobody.
    """
    lock()
    _check_known(owner, on)
    text = on.canonical()
    new_id = by.new_id()  # drawn either way: whether others were shown something changes no later id of this act
    known = found(Audience, "WHERE owner_id = %s AND terms = %s", [owner, text])
    if known:
        if known[0].of_council:  # who is a member changes with the days, without any act
            _rewrite(by, known)
        return known[0]
    of_council = rules.WholeCouncil() in on.constraints
    made = Audience.objects.create(id=new_id, owner_id=owner, terms=text, of_council=of_council)
    AudienceGroup.objects.bulk_create(AudienceGroup(group_id=group, audience=made) for group in rules.groups_named(on))
    parties = rules.audience(owner, on, world(by, owner, on))
    AudienceParty.objects.bulk_create(AudienceParty(audience=made, party_id=p, since=by.at) for p in parties)
    return made


def _check_known(owner: UUID, on: Terms) -> None:
    named = rules.parties_named(on)
    groups = rules.groups_named(on)
    known = Party.objects.filter(id__in=named).count() if named else 0
    joined = GroupParty.objects.filter(party_id=owner, group__in=groups).count() if groups else 0
    if known != len(named) or joined != len(groups):
        raise NotFoundError


def parties_of(audience: Audience) -> list[UUID]:
    return list(AudienceParty.objects.filter(audience=audience).values_list("party_id", flat=True))


def world(by: Actor, owner: UUID, on: Terms) -> World:
    """What `rules.judge` needs to know today about an owner's terms."""
    named = rules.groups_named(on)
    groups: dict[UUID, set[UUID]] = {group: set() for group in named}
    for group, party in GroupParty.objects.filter(group__in=named).values_list("group_id", "party_id"):
        groups[group].add(party)
    postures = Posture.objects.filter(owner_id=owner).values_list("towards_id", "stance")
    return World(
        council=council.council_parties(by.at.date()),
        groups={group: frozenset(parties) for group, parties in groups.items()},
        postures={towards: Stance(stance) for towards, stance in postures},
    )


def _rewrite(by: Actor, audiences: Iterable[Audience]) -> None:
    """Evaluate audiences again after a change of what they are judged against; no thing is touched."""
    lock()
    by = by.on_turn()
    for audience in audiences:
        on = Terms.parse(audience.terms)
        now = rules.audience(audience.owner_id, on, world(by, audience.owner_id, on))
        before = set(parties_of(audience))
        AudienceParty.objects.filter(audience=audience, party_id__in=before - now).delete()
        AudienceParty.objects.bulk_create(
            AudienceParty(audience=audience, party_id=party, since=by.at) for party in sorted(now - before)
        )
        for party in sorted(now - before):
            release_scope(audience.id, party)


def rewrite_council_audiences(by: Actor) -> None:
    """After a change of who is a member."""
    _rewrite(by, Audience.objects.filter(of_council=True))


@transaction.atomic
def admit_party(by: Actor, **party: Any) -> Party:
    """A party is added to the council; what is released to the whole council reaches it if it is a member."""
    added = council_acts.add_party(by, **party)
    rewrite_council_audiences(by)
    return added


@transaction.atomic
def set_postures(by: Actor, stances: Mapping[UUID, Stance]) -> int:
    """A page of postures, all or none. Those that stay as they are leave no trace; the number of others."""
    require(by, Right.SET_POSTURE)
    before = dict(Posture.objects.filter(owner_id=by.party).values_list("towards_id", "stance"))
    changed = {p: s for p, s in stances.items() if s != Stance(before.get(p, Stance.OPEN))}
    for towards, stance in sorted(changed.items()):
        set_posture(by, towards, stance)
    return len(changed)


@transaction.atomic
def set_posture(by: Actor, towards: UUID, stance: Stance) -> None:
    """A member's own terms towards another. Recorded in its own log and nowhere else."""
    require(by, Right.SET_POSTURE)
    if towards == by.party:
        raise InputError("towards", "another party", Message("your own"), "Choose another member.")
    council.party(towards)
    Posture.objects.update_or_create(owner_id=by.party, towards_id=towards, defaults={"stance": stance})
    _rewrite(by, Audience.objects.filter(owner_id=by.party))
    record(by, "release.posture", towards, {"towards": str(towards), "stance": stance.value}, logs=[by.party])


@transaction.atomic
def make_group(
    by: Actor, *, name: str, parties: Iterable[UUID], confidential: bool, illustration: bool = False
) -> Group:
    """A sharing group. Its keeper is always in it."""
    require(by, Right.KEEP_GROUPS)
    name = line(name, what="name", chars_max=SETTINGS.line_chars_max)
    group = Group.objects.create(
        id=by.new_id(),
        keeper_id=by.party,
        name=name,
        confidential=confidential,
        made_at=by.at,
        illustration=illustration,
    )
    _join(by, group, {by.party, *parties})
    _record_group(by, group, "release.group_made", {"parties": sorted(map(str, _parties(group)))})
    return group


@transaction.atomic
def add_to_group(by: Actor, group_id: UUID, party: UUID) -> None:
    """From now on the party sees what was and will be released to the group."""
    lock()
    group = _kept_group(by, group_id)
    if party in _parties(group):
        raise ConflictError("It is already in the group. Nothing was changed.")
    _join(by, group, {party})
    _record_group(by, group, "release.group_joined", {"party": str(party)})


@transaction.atomic
def remove_from_group(by: Actor, group_id: UUID, party: UUID) -> None:
    """From now on the party sees nothing of the group's; what its log holds stays (rule 11)."""
    group = _kept_group(by, group_id)
    if party == group.keeper_id:
        raise ConflictError("The keeper of a group cannot leave it. Nothing was changed.")
    if party not in _parties(group):
        raise ConflictError("It is not in the group. Nothing was changed.")
    _record_group(by, group, "release.group_left", {"party": str(party)})
    GroupParty.objects.filter(group=group, party_id=party).delete()
    _rewrite(by, group.audiences.all())


def open_participants(by: Actor, keeper: UUID, parties: Iterable[UUID], *, forum: bool) -> Group:
    """The participants of a meeting, as a group (rule 13). Call inside the act that convenes it."""
    group = Group.objects.create(id=by.new_id(), keeper_id=keeper, participants=True, forum=forum, made_at=by.at)
    _join(by, group, {keeper, *parties})
    return group


def admit_participant(by: Actor, group: Group, party: UUID) -> None:
    """Invited: from now on it sees what the participants see. Call inside the act that invites it."""
    _join(by, group, {party} - _parties(group))


def _join(by: Actor, group: Group, parties: set[UUID]) -> None:
    lock()
    for party in parties:
        council.party(party)
    if len(_parties(group) | parties) > SETTINGS.group_parties_max:
        expected = Message("at most %(most)s parties", most=SETTINGS.group_parties_max)
        raise InputError("parties", expected, str(len(parties)), "Make a second group.")
    GroupParty.objects.bulk_create(GroupParty(group=group, party_id=p, since=by.at) for p in sorted(parties))
    _rewrite(by, group.audiences.all())


def _parties(group: Group) -> set[UUID]:
    return set(GroupParty.objects.filter(group=group).values_list("party_id", flat=True))


def _kept_group(by: Actor, group_id: UUID) -> Group:
    require(by, Right.KEEP_GROUPS)
    group = Group.objects.filter(id=group_id, keeper_id=by.party, participants=False).first()
    if group is None:
        raise NotFoundError
    return group


def _record_group(by: Actor, group: Group, kind: str, content: dict[str, object]) -> None:
    """Members of an open group all learn of a change; of a confidential one, its keeper and the one concerned."""
    if group.confidential:
        concerned = {UUID(str(content["party"]))} if "party" in content else set()
        record(by, kind, group.id, content | {"name": group.name}, logs=[group.keeper_id, *concerned])
    else:
        record(by, kind, group.id, content | {"name": group.name}, logs=_parties(group))
