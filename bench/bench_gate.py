"""A viewer who may see 60 of 1,000,000 documents lists a page: against the same page in a store of those 60 alone.

    python bench/bench_gate.py [--things 1000000]

Two stores of each kind (SQLite, PostgreSQL where there is one), each in a process of its own, are asked in turns, so
that noise on the machine falls on both. The figure is the ratio of the medians; the target is 2.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench/results"
ROUNDS = 60
SEEN = 60


def fill(things: int) -> object:
    """A council through its acts, then documents by SQL: `things` for others in 40 audiences, and 60 for the viewer."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from tests.worlds import council_of

    from parley.forum.models import Document
    from parley.release import acts as release
    from parley.release.acts import intern
    from parley.release.rules import Group, terms

    call_command("migrate", verbosity=0)
    now = datetime(2021, 12, 1, tzinfo=UTC)
    with transaction.atomic():
        a, b, c = council_of(3).members
        by = a.actor(now)
        groups = [
            release.make_group(by, name=f"Group {n}", parties=[b.party.id], confidential=False) for n in range(40)
        ]
        others = [intern(by, a.party.id, terms(Group(group.id))) for group in groups]
        groups = [release.make_group(by, name=f"Group {n}", parties=[c.party.id], confidential=False) for n in range(5)]
        mine = [intern(by, a.party.id, terms(Group(group.id))) for group in groups]
        Document.objects.bulk_create(
            Document(
                id=by.new_id(),
                owner_id=a.party.id,
                audience=mine[n % 5],
                authority=a.authority,
                symbol=f"MINE/{n}",
                titles={"en": f"Document {n}"},
                released_at=now + timedelta(seconds=max(things, SEEN) // SEEN * n),
            )
            for n in range(SEEN)
        )
        with connection.cursor() as cursor:
            for n, audience in enumerate(others):
                cursor.execute(*_insert(connection.vendor, n, things // 40, a, audience.id, now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return c.viewer


def _insert(vendor: str, n: int, rows: int, a: object, audience: object, now: datetime) -> tuple[str, list[object]]:
    plain = vendor == "sqlite"
    series = (
        "WITH RECURSIVE series(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM series WHERE i + 1 < %s) " if plain else ""
    )
    source = "series" if plain else "generate_series(0, %s - 1) AS series(i)"
    new_id = "lower(hex(randomblob(16)))" if plain else "gen_random_uuid()"
    moment = "datetime(%s, '+' || (i * 40 + %s) || ' seconds')" if plain else "%s + (i * 40 + %s) * interval '1 second'"
    text = [str(x.hex) if plain else x for x in (a.party.id, audience, a.authority.id)]  # type: ignore[attr-defined]
    sql = (
        f"{series}INSERT INTO forum_document "
        "(id, owner_id, audience_id, authority_id, symbol, titles, released_at, illustration) "
        f"SELECT {new_id}, %s, %s, %s, 'X/' || %s || '/' || i, '{{\"en\": \"Document\"}}', {moment}, "
        f"{'0' if plain else 'false'} FROM {source} WHERE %s > 0"
    )
    values = [*text, str(n), now.strftime("%Y-%m-%d %H:%M:%S") if plain else now, n]
    return sql, [rows, *values, rows] if plain else [*values, rows, rows]


def child(things: int) -> None:
    """Fill a store, then list a page for each line read, answering with its time in seconds."""
    viewer = fill(things)
    from parley.forum.queries import documents

    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        rows, _ = documents(viewer)  # type: ignore[arg-type]
        taken = time.perf_counter() - start
        assert len(rows) == 50
        print(taken, flush=True)


@contextmanager
def store(folder: Path, things: int, url: str) -> Iterator[subprocess.Popen[str]]:
    env = os.environ | {
        "PARLEY_HOME": str(folder),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "parley.web.django_settings",
        "PYTHONPATH": f"{ROOT}/src:{ROOT}",
    }
    command = [sys.executable, __file__, "--child", "--things", str(things)]
    with subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise SystemExit("a store could not be filled; see above")
        yield process
        process.kill()


def ask(process: subprocess.Popen[str]) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("page\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def measure(kind: str, things: int, urls: tuple[str, str]) -> dict[str, object]:
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as two,
        store(Path(one), things, urls[0]) as large,
        store(Path(two), 0, urls[1]) as small,
    ):
        pairs = [(ask(large), ask(small)) for _ in range(ROUNDS + 5)][5:]
    hidden, alone = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    return {
        "store": kind,
        "things": things,
        "ms_among_all": hidden,
        "ms_alone": alone,
        "ratio": hidden / alone,
    }


def postgresql() -> Iterator[tuple[str, str]]:
    """Two empty databases in a PostgreSQL of our own, if there is one here."""
    try:
        import pgserver
    except ImportError:
        return
    folder = tempfile.mkdtemp()
    server = pgserver.get_server(folder, cleanup_mode="delete")
    for name in ("large", "small"):
        server.psql(f"CREATE DATABASE {name};")
    yield tuple(server.get_uri(name) for name in ("large", "small"))  # type: ignore[misc]
    server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--things", type=int, default=1_000_000)
    parser.add_argument("--child", action="store_true")
    asked = parser.parse_args()
    if asked.child:
        child(asked.things)
        return
    rows = [measure("SQLite", asked.things, ("", ""))]
    rows += [measure("PostgreSQL", asked.things, urls) for urls in postgresql()]
    print(f"A page of 50 for a viewer of {SEEN}, among {asked.things:,} things not released to it")
    print(f"{'store':12} {'among all':>10} {'alone':>10} {'ratio':>6}   target 2")
    for row in rows:
        print(f"{row['store']:12} {row['ms_among_all']:8.2f}ms {row['ms_alone']:8.2f}ms {row['ratio']:6.2f}")
    if len(rows) == 1:
        print("PostgreSQL: not measured, since there is no pgserver wheel here")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gate.json").write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
