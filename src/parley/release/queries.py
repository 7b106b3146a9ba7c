"""The gate for reads, and its explanations in words.

Policy was evaluated when written (acts.py), so a read asks one table: which audiences is the viewer's party in?
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

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
    heads = _heads(rows, viewer, key, limit + 1, bound, keep)
    heads.sort(reverse=not forwards)
    found = heads[:limit]
    if forwards:
        found.reverse()
    by_id = {row.pk: row for row in rows.filter(pk__in=[id_ for _, id_ in found])}
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
        union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS s{i}" for i in range(len(some)))
        values: list[Any] = []
        for audience in some:
            prepared = field.get_db_prep_value(audience, connection, prepared=False)
            values += [prepared if p == blank else p for p in parameters]
        heads += _fetch(rows, key, f"SELECT * FROM ({union}) AS heads ORDER BY 1 {_way(keep)}, 2 {_way(keep)}", values)
    return heads


def _way(keep: str) -> str:
    return "ASC" if keep == "gt" else "DESC"


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

    kind: str  # council, meeting, group, named, own, nobody
    name: str = ""
    parties: tuple[UUID, ...] = ()  # filled only for the owner, and only where the group is not another's secret


def why(viewer: Viewer, audience_id: UUID) -> list[Path]:
    """Why the viewer may see what is released to this audience."""
    audience = Audience.objects.get(id=audience_id, parties__party=viewer.party)
    on = Terms.parse(audience.terms)
    mine = audience.owner_id == viewer.party
    if not on.constraints:
        return [Path("nobody")]
    paths = [_path(viewer, constraint, mine) for constraint in on.constraints]
    return sorted(paths, key=lambda p: (p.kind, p.name))


def _path(viewer: Viewer, constraint: rules.Constraint, mine: bool) -> Path:
    match constraint:
        case rules.WholeCouncil():
            return Path("council")
        case rules.Group(id=id_):
            group = Group.objects.get(id=id_)
            if group.participants:
                return Path("meeting")
            return Path("group", group.name)
        case rules.Named(parties=parties):
            return Path("named", parties=tuple(sorted(parties)) if mine else ())


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


def explain(viewer: Viewer, audience_id: UUID, day: date) -> Explanation:
    """Who sees what the viewer released to this audience, party by party."""
    audience = Audience.objects.filter(id=audience_id, owner_id=viewer.party).first()
    if audience is None:
        raise NotFoundError
    on = Terms.parse(audience.terms)
    groups = list(Group.objects.filter(id__in=rules.groups_named(on)).order_by("name"))
    secret = [g for g in groups if g.confidential and g.keeper_id != viewer.party]
    paths = tuple(why(viewer, audience_id))
    if secret:
        return Explanation(paths, (), tuple(g.name for g in secret))
    postures = {p.towards_id: Stance(p.stance) for p in Posture.objects.filter(owner_id=viewer.party)}
    members: dict[UUID, set[UUID]] = {g.id: set() for g in groups}
    for group, party in GroupParty.objects.filter(group__in=groups).values_list("group_id", "party_id"):
        members[group].add(party)
    world = World(council.council_parties(day), {g: frozenset(p) for g, p in members.items()}, postures)
    asked = council.council_parties(day) | rules.audience(viewer.party, on, world)
    sights = tuple(Sight(p, rules.judge(viewer.party, on, world, p)) for p in asked if p != viewer.party)
    return Explanation(paths, sights, ())


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
    return [_group_view(viewer, group) for group in found]


def group(viewer: Viewer, id_: UUID) -> GroupView:
    found = Group.objects.filter(participants=False, id=id_, memberships__party=viewer.party).first()
    if found is None:
        raise NotFoundError
    return _group_view(viewer, found)


def _group_view(viewer: Viewer, found: Group) -> GroupView:
    mine = found.keeper_id == viewer.party
    parties = None
    if mine or not found.confidential:
        parties = tuple(found.memberships.order_by("party").values_list("party_id", flat=True))
    return GroupView(found.id, found.name, found.keeper_id, mine, found.confidential, found.illustration, parties)


def postures(viewer: Viewer) -> dict[UUID, Stance]:
    """The viewer's own postures; a party without one is open."""
    own = Posture.objects.filter(owner_id=viewer.party).values_list("towards_id", "stance")
    return {towards: Stance(stance) for towards, stance in own}
