"""The MISP feed of a party is served: its manifest, and one event after the other, with receipts for what they show.

An event's id cannot be taken apart, so it is looked for among those that there are for the party; whoever asks for
one that is not there is told what is told of one that never was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.rules import Viewer
from parley.exchange.acts.reading import Page, serve, shown
from parley.exchange.queries import misp as queries
from parley.exchange.queries.feeds import Entry, newest, page
from parley.exchange.queries.objects import ObjectView, of_entries
from parley.exchange.rules import collections as channels
from parley.exchange.rules import mispfeed
from parley.exchange.rules.feeds import EVERYTHING, Filter, Position, micros, timestamp
from parley.exchange.rules.mispfeed import DAY, EVENT_TYPES, Head, Json, Thing
from parley.ledger.rules.actor import Actor
from parley.release.rules.markings import TLP_IDS, Marking, read_definition
from parley.settings import SETTINGS

REPORTS_MAX = 1_000
"""The newest reports and groupings, each an event of its own."""
PAGE_OBJECTS = 1_000
_REPORTS = Filter(types=EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class _Report:
    head: Head
    view: ObjectView
    named: tuple[ObjectView, ...]


@dataclass(frozen=True, slots=True)
class _Bundle:
    head: Head
    day: int
    owner: UUID | None


def manifest(by: Actor, viewer: Viewer) -> Json:
    """It shows the names of reports, so it leaves a receipt for them."""

    def look(now: Actor) -> tuple[Json, list[Page]]:
        reports, bundles = _reports(now, viewer), _bundles(now)
        heads = [*(each.head for each in reports), *(each.head for each in bundles)]
        return mispfeed.manifest(heads), [shown(now.party, [report.view for report in reports])]

    return serve(by, look)


def event(by: Actor, viewer: Viewer, uuid: UUID) -> Json:
    """Raises `NotFoundError`."""

    def look(now: Actor) -> tuple[Json, list[Page]]:
        found: Sequence[_Report | _Bundle] = [*_bundles(now), *_reports(now, viewer)]
        match next((each for each in found if each.head.uuid == uuid), None):
            case _Report() as report:
                views = [report.view, *report.named]
                head, things, pages = report.head, _things(views), [shown(now.party, views)]
            case _Bundle() as bundle:
                head = bundle.head
                things, pages = _day(now, bundle)
            case _:
                raise NotFoundError
        known = _markings(now, things)
        return mispfeed.event(head, things, known, timestamp(micros(now.at))), pages

    return serve(by, look)


def _reports(by: Actor, viewer: Viewer) -> list[_Report]:
    before, feed = micros(by.at), channels.shared(by.party).id
    entries = newest(by, feed, on=_REPORTS, limit=REPORTS_MAX, before=before).entries
    views = of_entries(by, entries, before=before)
    things = _things(views)
    refs = {thing.stix_id: mispfeed.named_by([thing]) for thing in things}
    every = frozenset[str]().union(*refs.values())
    there = queries.named_in_parts(viewer, every, before=before)
    lost = queries.lost(by, every)
    known = _markings(by, things)
    names = _names()
    made = []
    for view, thing in zip(views, things, strict=True):
        own = sorted(refs[view.stix_id])
        within = [there[ref] for ref in own if ref in there][: SETTINGS.misp_event_objects_max]
        moved = [*(each.at.added_at for each in within), *(lost[ref] for ref in own if ref in lost)]
        head = mispfeed.report_head(by.party, thing, names.get(view.owner, ""), max(moved, default=0), known)
        made.append(_Report(head, view, tuple(within)))
    return made


def _bundles(by: Actor) -> list[_Bundle]:
    found = queries.days(by, before=micros(by.at))
    lost = queries.days_with_losses(by)
    names = _names()
    made = [
        _Bundle(
            mispfeed.day_head(by.party, d.day, names.get(d.owner, ""), max(d.latest, lost.get(d.day, 0))),
            d.day,
            d.owner,
        )
        for d in found
    ]
    return sorted(made, key=lambda each: (-each.day, each.head.originator))


def _day(by: Actor, bundle: _Bundle) -> tuple[list[Thing], list[Page]]:
    """What the originator added on the day and its reports of the day do not name; and the runs in which it stands."""
    before = min((bundle.day + 1) * DAY, micros(by.at))
    whose = queries.delivered(by, bundle.day, before=before)
    feed, most = channels.shared(by.party).id, SETTINGS.misp_event_objects_max
    after: Position | None = Position(bundle.day * DAY, -1, -1)
    places: list[Position] = []
    theirs: dict[Position, Thing] = {}
    while after is not None and len(theirs) < most:
        found = page(by, feed, after=after, limit=PAGE_OBJECTS, before=before)
        places += [entry.at for entry in found.entries]
        for entry in found.entries:
            of = whose.get((entry.at.added_at, entry.at.key))
            if of is not None and of.owner == bundle.owner:
                theirs[entry.at] = _thing_of(entry, of)
        after = found.entries[-1].at if found.more else None
    named = mispfeed.named_by(theirs.values())
    left = [at for at, thing in theirs.items() if thing.type not in EVENT_TYPES and thing.stix_id not in named][:most]
    served = frozenset(left)
    runs = [list(run) for of_it, run in groupby(places, key=served.__contains__) if of_it]
    return [theirs[at] for at in left], [(feed, EVERYTHING, run) for run in runs]


def _thing_of(entry: Entry, of: queries.Delivered) -> Thing:
    return Thing(of.by, entry.stix_id, entry.type, entry.at.added_at, json.loads(entry.raw), of.illustration)


def _things(views: Sequence[ObjectView]) -> list[Thing]:
    whose = queries.originators(views)
    return [Thing(whose[v.id], v.stix_id, v.type, v.at.added_at, v.body, v.illustration) for v in views]


def _markings(by: Actor, things: Sequence[Thing]) -> mispfeed.Known:
    """What the markings say that are not TLP's own ids. One that is not there is not known, and so the strictest; and
    of several under one id the strictest counts.
    """
    refs = mispfeed.custom_markings(things) - TLP_IDS.keys()
    known: dict[UUID, dict[str, Marking]] = {}
    for whose, id_, raw in queries.definitions(by, refs, before=micros(by.at)):
        said = read_definition(json.loads(raw))
        own = known.setdefault(whose, {})
        own[id_] = max(said, own.get(id_, said))
    return known


def _names() -> Mapping[UUID | None, str]:
    """In English, or whatever there is: files for programs are in one language. The code tells two alike apart."""
    return {
        id_: f"{party.name.get('en') or next(iter(party.name.values()), '')} ({party.code})"
        for id_, party in council.names(None).items()
    }
