"""The gate for reads, and its explanations in words.

Policy was evaluated when written (acts.py), so a read asks one table: which audiences is the viewer's party in?
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Prefetch, QuerySet

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.release import rules
from parley.release.models import Audience, AudienceParty, Group, GroupParty, Posture, Released
from parley.release.rules import Posture as Stance
from parley.release.rules import Terms, World

R = TypeVar("R", bound=Released)

AUDIENCES_A_STATEMENT_MAX = 400  # SQLite takes at most 500 arms in one compound SELECT
_ANY_AUDIENCE = UUID(int=0)


def released(rows: QuerySet[R], viewer: Viewer | Actor) -> QuerySet[R]:
    """Only what is released to the viewer. Every query of every room goes through here, or through `page`."""
    return rows.filter(audience__parties__party=viewer.party)


def released_in(table: str) -> str:
    """`released`, for a statement that is written by hand; its value is the viewer's party."""
    return (
        "EXISTS (SELECT 1 FROM release_audienceparty seen "  # noqa: S608
        f"WHERE seen.audience_id = {table}.audience_id AND seen.party_id = %s)"
    )


def one(rows: QuerySet[R], viewer: Viewer | Actor, id_: UUID) -> R:
    """The thing, or `NotFoundError`: the same for what is absent and for what is not released (rule 4)."""
    found = released(rows, viewer).filter(id=id_).first()
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the value that orders it, and the id that breaks ties. Both are the viewer's to see."""

    key: datetime | date
    id: UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    rows: list[R]
    older: Cursor | None
    newer: Cursor | None


def page(
    rows: QuerySet[R],
    viewer: Viewer,
    *,
    key: str,
    limit: int,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Page[R]:
    """One page of what is released to the viewer, newest first by `key` (a column with an index on
    (audience, key, id)).

    Each audience of the viewer is one ordered segment; a page is the merge of the heads of the segments. So its cost
    depends on how many audiences the viewer is in and never on how much is released to others: a viewer of 60 among
    1,000,000 pays for 60 (bench/bench_gate.py).
    """
    forwards = after is not None
    bound, keep = (after, "gt") if after is not None else (before, "lt")
    moments = isinstance(rows.model._meta.get_field(key), DateTimeField)
    if bound is not None and isinstance(bound.key, datetime) is not moments:
        raise NotFoundError  # a place in another list
    heads = _heads(rows, viewer, key, limit + 1, bound, keep)
    heads.sort(reverse=not forwards)
    found = heads[:limit]
    if forwards:
        found.reverse()
    by_id = {row.pk: row for row in rows.filter(pk__in=[id_ for _, id_ in found]).order_by("pk")}
    here = [by_id[id_] for _, id_ in found if id_ in by_id]
    more = len(heads) > limit
    return Page(
        rows=here,
        older=Cursor(*found[-1]) if found and (more or forwards) else None,
        newer=Cursor(*found[0]) if found and (more if forwards else before is not None) else None,
    )


def _heads(
    rows: QuerySet[R], viewer: Viewer, key: str, limit: int, bound: Cursor | None, keep: str
) -> list[tuple[Any, UUID]]:
    """The first `limit` (key, id) of every segment, in one statement for each 400 audiences."""
    sign = "" if keep == "gt" else "-"
    segment = rows.filter(audience_id=_ANY_AUDIENCE)
    if bound is not None:
        segment = segment.filter(**{f"{key}__{keep}e": bound.key}).exclude(
            **{key: bound.key, f"id__{'lt' if keep == 'gt' else 'gt'}e": bound.id}
        )
    segment = segment.order_by(f"{sign}{key}", f"{sign}id").values_list(key, "id")[:limit]
    sql, parameters = segment.query.sql_with_params()
    field = Audience._meta.pk
    assert field is not None
    blank = field.get_db_prep_value(_ANY_AUDIENCE, connection, prepared=False)
    audiences = list(
        AudienceParty.objects.filter(party=viewer.party).order_by("audience").values_list("audience_id", flat=True)
    )
    heads: list[tuple[Any, UUID]] = []
    for start in range(0, len(audiences), AUDIENCES_A_STATEMENT_MAX):
        some = audiences[start : start + AUDIENCES_A_STATEMENT_MAX]
        # `sql` is the ORM's own, and every value stays a parameter.
        union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS s{i}" for i in range(len(some)))  # noqa: S608
        values: list[Any] = []
        for audience in some:
            prepared = field.get_db_prep_value(audience, connection, prepared=False)
            values += [prepared if p == blank else p for p in parameters]
        way = "ASC" if keep == "gt" else "DESC"
        merged = f"SELECT * FROM ({union}) AS heads ORDER BY 1 {way}, 2 {way} LIMIT {int(limit)}"  # noqa: S608
        heads += _fetch(rows, key, merged, values)
    return heads


def _fetch(rows: QuerySet[R], key: str, sql: str, values: list[Any]) -> list[tuple[Any, UUID]]:
    """Run a statement and convert its two columns as the ORM would."""
    fields = [rows.model._meta.get_field(name) for name in (key, "id")]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        fetched = cursor.fetchall()
    convert = [
        connection.ops.get_db_converters(f.cached_col) + f.get_db_converters(connection)  # type: ignore[union-attr]
        for f in fields
    ]

    def value(raw: Any, column: int) -> Any:
        for converter in convert[column]:
            raw = converter(raw, None, connection)
        return raw

    return [(value(row[0], 0), value(row[1], 1)) for row in fetched]


# Explanations. They use only what the asker may know: its own terms, or how a thing reached it.


@dataclass(frozen=True, slots=True)
class Path:
    """One constraint of the terms, as the viewer may read it. `name` is a group's, where the viewer is in it."""

    kind: str  # council, meeting, group, named, excluded, own, nobody
    name: str = ""
    parties: tuple[UUID, ...] = ()  # filled only for the owner, and only where the group is not another's secret


def why(viewer: Viewer, audience_id: UUID) -> tuple[Path, ...]:
    """Why the viewer may see what is released to this audience."""
    return why_each(viewer, [audience_id])[audience_id]


def why_each(viewer: Viewer, audiences: Iterable[UUID]) -> dict[UUID, tuple[Path, ...]]:
    """The same for all audiences of a page, in two statements. Those that the viewer is not in are left out."""
    found = list(Audience.objects.filter(id__in=set(audiences), parties__party=viewer.party))
    terms = {audience.id: Terms.parse(audience.terms) for audience in found}
    groups = Group.objects.in_bulk({id_ for on in terms.values() for id_ in rules.groups_named(on)})
    return {a.id: _paths(terms[a.id], groups, mine=a.owner_id == viewer.party) for a in found}


def _paths(on: Terms, groups: Mapping[UUID, Group], *, mine: bool) -> tuple[Path, ...]:
    """Whom the terms leave out is told to their owner alone: to the others it would say that somebody is."""
    if rules.reaches_nobody(on):
        return (Path("nobody"),)
    told = (c for c in on.constraints if mine or not isinstance(c, rules.Except))
    return tuple(sorted((_path(c, groups, mine=mine) for c in told), key=lambda p: (p.kind, p.name)))


def _path(constraint: rules.Constraint, groups: Mapping[UUID, Group], *, mine: bool) -> Path:
    match constraint:
        case rules.WholeCouncil():
            return Path("council")
        case rules.Group(id=id_):
            return Path("meeting") if groups[id_].participants else Path("group", groups[id_].name)
        case rules.Named(parties=parties):
            return Path("named", parties=tuple(sorted(parties)) if mine else ())
        case rules.Except(parties=parties):
            return Path("excluded", parties=tuple(sorted(parties)))


@dataclass(frozen=True, slots=True)
class Sight:
    """One line of the answer to "who sees this, and why not X?"."""

    party: UUID
    judgement: rules.Judgement


@dataclass(frozen=True, slots=True)
class Explanation:
    """For the originator alone. `secret_groups` are named by the terms but their members are their keeper's to know:
    for them there is neither a list nor a "why not"."""

    terms: tuple[Path, ...]
    sights: tuple[Sight, ...]
    secret_groups: tuple[str, ...]

    @property
    def reached(self) -> frozenset[UUID]:
        return frozenset(s.party for s in self.sights if isinstance(s.judgement, rules.Released))

    @property
    def withheld(self) -> tuple[tuple[UUID, rules.Reason], ...]:
        return tuple((s.party, s.judgement.reason) for s in self.sights if isinstance(s.judgement, rules.Withheld))


def explain(viewer: Viewer, audience_id: UUID, day: date) -> Explanation:
    """Who sees what the viewer released to this audience, party by party."""
    audience = Audience.objects.filter(id=audience_id, owner_id=viewer.party).first()
    if audience is None:
        raise NotFoundError
    return foresee(viewer, [Terms.parse(audience.terms)], day)[0]


def foresee(viewer: Viewer, offered: Sequence[Terms], day: date) -> list[Explanation]:
    """The same for terms that the viewer has not used yet: whom would each of them reach?

    The members of a group are shown to its keeper and, unless it is confidential, to those who are in it.
    """
    groups = Group.objects.in_bulk({id_ for on in offered for id_ in rules.groups_named(on)})
    members: dict[UUID, set[UUID]] = {id_: set() for id_ in groups}
    for group, party in GroupParty.objects.filter(group__in=groups).values_list("group_id", "party_id"):
        members[group].add(party)
    secret = {
        g.id
        for g in groups.values()
        if g.keeper_id != viewer.party and (g.confidential or viewer.party not in members[g.id])
    }
    world = World(council.council_parties(day), {g: frozenset(p) for g, p in members.items()}, postures(viewer))
    return [_explanation(viewer, on, groups, secret & rules.groups_named(on), world) for on in offered]


def _explanation(
    viewer: Viewer, on: Terms, groups: Mapping[UUID, Group], secret: set[UUID], world: World
) -> Explanation:
    paths = _paths(on, groups, mine=True)
    if secret:
        return Explanation(paths, (), tuple(sorted(groups[id_].name for id_ in secret)))
    asked = sorted((world.council | rules.audience(viewer.party, on, world)) - {viewer.party})
    return Explanation(paths, tuple(Sight(p, rules.judge(viewer.party, on, world, p)) for p in asked), ())


# Groups and postures, as their owner and members may see them.


@dataclass(frozen=True, slots=True)
class GroupView:
    id: UUID
    name: str
    keeper: UUID
    mine: bool
    confidential: bool
    illustration: bool
    parties: tuple[UUID, ...] | None  # None: the keeper's to know


def groups(viewer: Viewer) -> list[GroupView]:
    """Sharing groups the viewer's party is in."""
    found = Group.objects.filter(participants=False, memberships__party=viewer.party).order_by("name", "id")
    return [_group_view(viewer, group) for group in found.prefetch_related(_MEMBERSHIPS)]


def group(viewer: Viewer, id_: UUID) -> GroupView:
    found = Group.objects.filter(participants=False, id=id_, memberships__party=viewer.party)
    one = found.prefetch_related(_MEMBERSHIPS).first()
    if one is None:
        raise NotFoundError
    return _group_view(viewer, one)


_MEMBERSHIPS = Prefetch("memberships", GroupParty.objects.order_by("party"))


def _group_view(viewer: Viewer, found: Group) -> GroupView:
    mine = found.keeper_id == viewer.party
    parties = None
    if mine or not found.confidential:
        parties = tuple(m.party_id for m in found.memberships.all())
    return GroupView(found.id, found.name, found.keeper_id, mine, found.confidential, found.illustration, parties)


def postures(viewer: Viewer) -> dict[UUID, Stance]:
    """The viewer's own postures; a party without one is open."""
    own = Posture.objects.filter(owner_id=viewer.party).values_list("towards_id", "stance")
    return {towards: Stance(stance) for towards, stance in own}


def export(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """The viewer's party's groups, postures and terms. Of a group kept by another, what its members may know."""
    kept_or_joined = Group.objects.filter(memberships__party=viewer.party).prefetch_related(_MEMBERSHIPS)
    for found in kept_or_joined.order_by("id"):
        view = _group_view(viewer, found)
        yield {
            "record": "release.group",
            "id": found.id,
            "name": found.name,
            "keeper": found.keeper_id,
            "participants_of_a_meeting": found.participants,
            "confidential": found.confidential,
            "parties": None if view.parties is None else list(view.parties),
        }
    for towards, stance in sorted(postures(viewer).items()):
        yield {"record": "release.posture", "towards": towards, "stance": stance.value}
    own = Audience.objects.filter(owner_id=viewer.party).order_by("id").values_list("id", "terms")
    for id_, on in own.iterator():
        yield {"record": "release.audience", "id": id_, "terms": json.loads(on)}
