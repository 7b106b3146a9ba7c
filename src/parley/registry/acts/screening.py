"""Screening: one question about one name or many, answered with candidates. It is recorded before it is answered.

A look-up is its party's own: it stands in that party's log alone, which says when, why and how many names, and none of
the names. Nobody else sees that it was, what was asked, or how often anybody asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import line
from parley.ledger.acts import lock, record
from parley.ledger.rows import insert
from parley.ledger.rules.actor import Actor
from parley.registry.index.keeping import segments
from parley.registry.index.pool import search_many
from parley.registry.index.searching import Hit
from parley.registry.models import LookUp
from parley.registry.names import MATCHER_VERSION
from parley.registry.queries.screening import clearings, listings, lists, numbered, oldest_kept
from parley.registry.rules import screening as rules
from parley.registry.rules.clearances import Purpose, matches
from parley.registry.rules.screening import Answer, Answers, Candidate, Clearing, Listing, Query
from parley.release.acts import intern
from parley.release.rules import NOBODY
from parley.settings import SETTINGS

LIMIT = 10
"""Candidates shown for a name, where nothing else is asked for."""
TRIES = 3
"""How often names are searched because entries changed between the search and the reading of them."""


def screen(
    by: Actor,
    queries: Sequence[Query],
    *,
    purpose: str,
    limit: int = LIMIT,
    threshold: float | None = None,
    among: Collection[str] | None = None,
) -> Answers:
    """One look-up. `among` names the lists to ask, all of them where it is None (`queries.screening.lists`)."""
    require(by, Right.SCREEN)
    purpose = line(purpose, what="purpose", chars_max=LookUp._meta.get_field("purpose").max_length or 0)
    _check(by, queries, limit, among)
    score = rules.threshold(threshold)
    found = _answers(by, queries, purpose, limit, score, among)
    look_up = _recorded(by, found, purpose, score, limit, among)
    return Answers(
        look_up=look_up.id,
        at=look_up.released_at.date(),
        matcher=MATCHER_VERSION,
        threshold=score,
        false_hit_rate=rules.false_hits(score),
        answers=tuple(found),
    )


def _check(by: Actor, queries: Sequence[Query], limit: int, among: Collection[str] | None) -> None:
    rules.check_count(len(queries))
    if not 1 <= limit <= SETTINGS.screen_candidates_max:
        expected = Message(gettext_noop("candidates: 1 to %(most)d"), most=SETTINGS.screen_candidates_max)
        raise InputError("limit", expected, str(limit), gettext_noop("Raise the threshold to see fewer."))
    if among is not None:
        known = lists(by)
        if not among or (unknown := next((name for name in among if name not in known), "")):
            raise InputError(
                "lists", ", ".join(known), unknown if among else "", gettext_noop("Name lists as these are named.")
            )


def _answers(
    by: Actor, queries: Sequence[Query], purpose: str, limit: int, score: float, among: Collection[str] | None
) -> list[Answer]:
    """In the order of the queries: those with a name by it, the others by their numbers alone."""
    named, others = ([q for q in queries if (q.read is None) is nameless] for nameless in (False, True))
    by_name = iter(_by_name(by, named, purpose, limit, score, among) if named else ())
    by_number = iter(_by_number(by, others, purpose, limit, among) if others else ())
    return [next(by_number if query.read is None else by_name) for query in queries]


def _by_number(
    by: Actor, queries: Sequence[Query], purpose: str, limit: int, among: Collection[str] | None
) -> Iterator[Answer]:
    """The same number, as far as letters and digits go. No score: no names were compared."""
    entries = numbered(by, {number for query in queries for number in query.numbers})
    there = listings(by, {id_ for several in entries.values() for id_ in several}, by.at.date())
    cleared = clearings(by, there, by.at.date()) if there else {}
    for query in queries:
        ids = {id_ for number in query.numbers for id_ in entries.get(number, ()) if id_ in there}
        found = [
            listing
            for listing in (there[id_] for id_ in ids)
            if query.kind in (None, listing.content.kind) and (among is None or listing.list_ in among)
        ]
        found.sort(key=lambda listing: (listing.list_, listing.content.name, listing.id))
        shown = (rules.by_number(query, listing) for listing in found[:limit])
        told = tuple(_with_clearings(query, each, cleared, purpose, by.at) for each in shown)
        yield Answer(query, told, more=len(found) > limit)


def _by_name(
    by: Actor, queries: Sequence[Query], purpose: str, limit: int, score: float, among: Collection[str] | None
) -> list[Answer]:
    least = rules.raw_of(score)
    asked = [(query.read, query.kind) for query in queries if query.read is not None]
    within = segments(by, by.at)
    for _ in range(TRIES):
        hits = search_many(asked, within, least, among)
        there = _there(by, hits, limit)
        searched, within = within, segments(by, by.at)
        if [*map(id, searched)] == [*map(id, within)]:
            break
    hits = [
        [hit for hit in found if hit.entry not in there or there[hit.entry].version == hit.version] for found in hits
    ]
    cleared = clearings(by, there, by.at.date()) if there else {}
    answers = []
    for query, found in zip(queries, hits, strict=True):
        shown = rules.candidates(query, [(there[hit.entry], hit.place) for hit in found[:limit] if hit.entry in there])
        told = tuple(_with_clearings(query, each, cleared, purpose, by.at) for each in shown)
        answers.append(Answer(query, told, more=len(found) > limit))
    return answers


def _there(by: Actor, hits: Sequence[list[Hit]], limit: int) -> dict[UUID, Listing]:
    """The entries of the first `limit` hits of each query. Hits whose entries are not in force any more are taken out:
    some are delisted by a day that comes, and the index knows no days."""
    there: dict[UUID, Listing] = {}
    while missing := {hit.entry for found in hits for hit in found[:limit]} - there.keys():
        got = listings(by, missing, by.at.date())
        there |= got
        if gone := missing - got.keys():
            for found in hits:
                found[:] = [hit for hit in found if hit.entry not in gone]
    return there


def _with_clearings(
    query: Query, candidate: Candidate, cleared: Mapping[UUID, Sequence[Clearing]], purpose: str, at: datetime
) -> Candidate:
    """A clearance speaks for the purposes that it names; a look-up's purpose begins with one of them."""
    stated = next((known for known in Purpose if purpose.casefold().startswith(known.value)), "")
    speaking = tuple(
        clearing
        for clearing in cleared.get(candidate.listing.id, ())
        if matches(clearing.cleared, query.person, stated, at.date())
    )
    return replace(candidate, clearings=speaking) if speaking else candidate


@transaction.atomic
def _recorded(
    by: Actor, answers: Sequence[Answer], purpose: str, score: float, limit: int, among: Collection[str] | None
) -> LookUp:
    """In the store when this returns, so that nothing is answered that is not recorded."""
    lock()
    by = by.on_turn()
    row = LookUp(
        id=by.new_id(),
        owner_id=by.party,
        audience=intern(by, by.party, NOBODY),
        released_at=by.at,
        account=by.person,
        purpose=purpose,
        query={
            "queries": [_plain(answer.query) for answer in answers],
            "threshold": score,
            "limit": limit,
            "lists": sorted(among) if among is not None else [],
        },
        asked_count=len(answers),
        found=[[[str(c.listing.version_id), c.score] for c in answer.candidates] for answer in answers],
        matcher=MATCHER_VERSION,
    )
    insert([row])
    content = {"purpose": purpose, "asked": len(answers), "matcher": MATCHER_VERSION}
    record(by, "registry.looked_up", row.id, content, logs=[by.party], scope=row.audience_id)
    return row


def _plain(query: Query) -> dict[str, object]:
    identifiers = [{"kind": i.kind, "value": i.value, "country": i.country} for i in query.identifiers]
    said = {
        "name": query.name,
        "kind": query.kind.value if query.kind else "",
        "births": list(query.births),
        "nationalities": list(query.nationalities),
        "identifiers": identifiers,
    }
    return {name: value for name, value in said.items() if value}


def forget(now: datetime) -> int:
    """Erase names and candidates of look-ups that are past their retention; how many. Purpose and number stay.

    The operator's, by a timer; until then nobody is shown them (`queries.screening`).
    """
    old = LookUp.objects.filter(released_at__lt=oldest_kept(now), forgotten_at=None)
    return old.update(query={}, found=[], forgotten_at=now)
