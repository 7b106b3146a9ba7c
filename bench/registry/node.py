"""A process with a node's store of many entries, that screens as a member does: run by bench_registry.

    python -m registry.node ENTITIES NAMES QUERIES          # prints figures as JSON; needs PARLEY_HOME, empty

With the record: until the look-up is in the store (SQLite, synchronous=FULL). Without: all but that.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.web.django_settings")
import django

django.setup()  # before anything that has tables is imported

# ruff: noqa: E402

from django.core.management import call_command
from django.db import transaction
from tests.worlds import World, council_of

from parley.ledger.rules.actor import Actor
from parley.registry.acts import screening
from parley.registry.models import Entry, Source, Version
from parley.registry.names import UnreadableNameError
from parley.registry.rules.content import digest, to_json
from parley.registry.rules.entries import Alias, Content, Quality, Roll, State
from parley.registry.rules.screening import Query, default_threshold, query
from parley.release.acts import intern
from parley.release.rules import WholeCouncil, terms
from registry.engine import questions
from registry.many import recombined

NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=1)
ROWS = 2_000


@transaction.atomic
def fill(world: World, entities: int, count: int) -> None:
    by = world.secretariat.actor(NOW)
    audience = intern(by, by.party, terms(WholeCouncil()))
    shared: dict[str, Any] = {"owner_id": by.party, "audience": audience, "released_at": NOW}
    source = Source.objects.create(id=by.new_id(), key="un-sc", format="un", title="Many", **shared)
    entries, versions = [], []
    for each in recombined(entities, count):
        names = tuple(Alias(text, Quality.GOOD if n else Quality.PRIMARY) for n, text in enumerate(each.names))
        said = Content(each.kind, names)
        of = {"roll": Roll.SOURCE, "state": State.LISTED, "source": source, "reference": str(each.id)}
        entries.append(
            Entry(id=each.id, kind=each.kind, name=said.name[:500], version=1, changed_at=BEFORE, **of, **shared)
        )
        row = {"entry_id": each.id, "number": 1, "at": NOW, "state": State.LISTED}
        versions.append(Version(id=UUID(int=each.id.int + 1), content=to_json(said), digest=digest(said), **row))
    Entry.objects.bulk_create(entries, ROWS)
    Version.objects.bulk_create(versions, ROWS)


def main(entities: int, count: int, asked: int) -> dict[str, float]:
    call_command("migrate", verbosity=0)
    world = council_of(2, at=NOW)
    fill(world, entities, count)
    by = world.members[0].actor(NOW)
    read: list[Query] = []
    for text, kind in questions(asked):
        try:
            read.append(query(text, kind=kind))
        except UnreadableNameError:
            continue
    screening.screen(by, read[:50], purpose="bench")  # the index is made, and some names are read

    def unrecorded(each: Query) -> None:
        screening._answers(by, [each], "bench", 10, default_threshold(), None)

    def recorded(each: Query) -> None:
        screening.screen(Actor(by.person, by.authority, by.party, NOW, by.roles), [each], purpose="bench")

    figures = {}
    for name, do in (("without", unrecorded), ("with", recorded)):
        for what, seconds in timed(do, read).items():
            figures[f"{name}_{what}"] = seconds
    return figures


def timed(do: Callable[[Query], None], read: list[Query]) -> dict[str, float]:
    own, wall = [], []
    for each in read:
        begin, at = time.process_time(), time.perf_counter()
        do(each)
        own.append(time.process_time() - begin)
        wall.append(time.perf_counter() - at)
    cuts = {kind: statistics.quantiles(many, n=100) for kind, many in (("cpu", own), ("wall", wall))}
    return {f"{kind}_{p}": of[p - 1] for kind, of in cuts.items() for p in (50, 99)}


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
