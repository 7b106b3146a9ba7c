"""Whoever acts on a node's store for the benchmark, in a process of its own: one line of JSON asks, one answers.

python -m exchange.keeper MEMBERS
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from exchange.indicators import indicator

if TYPE_CHECKING:
    from tests.worlds import Member, World

    from parley.exchange.acts.storing import Storable

ENVELOPE_OBJECTS = 1000
FOUNDED = timedelta(days=2)
"""So long ago that whatever is stored since has moments of its own."""


class Keeping:
    """What can be asked for."""

    def __init__(self, members: int) -> None:
        from django.core.management import call_command
        from tests.worlds import council_of, member

        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.at = datetime.now(UTC) - FOUNDED
        self.world: World = council_of(3, at=self.at)
        letters = [f"X{n}" for n in range(members - 3)]
        self.members: list[Member] = [*self.world.members, *(member(self.world, name, at=self.at) for name in letters)]
        self.groups: dict[str, UUID] = {}

    def ready(self) -> bool:
        return True

    def token(self, member: int) -> dict[str, str]:
        """A token, and the ids of the collections that are the same in every one's hands."""
        from parley.council import acts
        from parley.council.rules import Scope
        from parley.exchange.rules import collections

        of = self.members[member]
        scopes = (Scope.EXCHANGE_READ, Scope.EXCHANGE_WRITE)
        _, secret = acts.issue_token(of.actor(self.at), label="Benchmark", scopes=scopes, days=30)
        return {
            "secret": secret,
            "council": str(collections.council(self.world.council.party_id).id),
            "shared": str(collections.shared(of.party.id).id),
            "own": str(collections.own(of.party.id).id),
        }

    def group(self, name: str, members: list[int]) -> str:
        from parley.release.acts import make_group

        keeper, parties = self.members[0], [self.members[n].party.id for n in members]
        made = make_group(keeper.actor(self.at), name=name, parties=parties, confidential=False)
        self.groups[name] = made.id
        return str(made.id)

    def join(self, name: str, member: int) -> float:
        """The seconds that the act takes."""
        from parley.release.acts import add_to_group

        by = self.members[0].actor(datetime.now(UTC))
        start = time.perf_counter()
        add_to_group(by, self.groups[name], self.members[member].party.id)
        return time.perf_counter() - start

    def fill(self, to: str, first: int, count: int) -> float:
        """Objects with these numbers to a group, or to `council`: stored as `acts.storing` does, without judging."""
        from django.db import transaction

        from parley.exchange.acts.storing import Part, store
        from parley.exchange.rules import collections
        from parley.ledger.acts import lock
        from parley.release.rules import Group, WholeCouncil, terms

        owner = self.members[0]
        start = time.perf_counter()
        if to == "council":
            collection, on = collections.council(self.world.council.party_id).id, terms(WholeCouncil())
        else:
            collection, on = self.groups[to], terms(Group(self.groups[to]))
        for begin in range(first, first + count, ENVELOPE_OBJECTS):
            end = min(begin + ENVELOPE_OBJECTS, first + count)
            objects = [storable(owner.party.id, collection, number) for number in range(begin, end)]
            self.at += timedelta(milliseconds=1)
            with transaction.atomic():
                lock()
                store(owner.actor(self.at), collection, [Part(on, "shown", objects)])
        return time.perf_counter() - start

    def schema(self) -> list[str]:
        """SQL that makes the tables of objects and their words as the store has them (SQLite)."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
                "AND (tbl_name = 'exchange_object' OR name = 'exchange_words')"
            )
            return [sql for (sql,) in cursor.fetchall()]

    def settled(self) -> bool:
        """The write-ahead log is emptied, and the planner knows the sizes."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True


def storable(owner: UUID, collection: UUID, number: int) -> Storable:
    from parley.exchange.acts.storing import Storable, mark
    from parley.exchange.rules.feeds import digest

    raw = indicator(number)
    parsed = json.loads(raw)
    words = tuple("w" + word.lower() for word in parsed["name"].split())
    return Storable(
        raw=raw,
        stix_id=parsed["id"],
        type="indicator",
        version=parsed["modified"],
        valid_until="",
        revoked=False,
        words=words,
        ref=digest(parsed["id"]),
        mark=mark(owner, collection, parsed["modified"]),
    )


def main() -> None:
    import django

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever prints, prints beside the answers
    django.setup()
    keeping = Keeping(int(sys.argv[1]))
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        found = getattr(keeping, asked.pop("do"))(**asked)
        print(json.dumps(found), file=answers, flush=True)


if __name__ == "__main__":
    main()
