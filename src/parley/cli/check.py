"""Is the node fit to serve?"""

from __future__ import annotations

from dataclasses import dataclass
from stat import S_IMODE

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from parley.council.errors import ParleyError
from parley.demo.guard import refuse_mismatch
from parley.ledger.commands import verify_store
from parley.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    ok: bool
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        return "\n".join(f"{'ok   ' if f.ok else 'FAULT'}  {f.what}: {f.sentence}" for f in self.findings)


def look() -> Report:
    findings = [_store()]
    if findings[0].ok:
        findings += [_migrations()]
    if all(f.ok for f in findings):
        findings += [_mode(), _ledger()]
    findings += _keys()
    return Report(all(f.ok for f in findings), tuple(findings))


def _store() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding("store", False, f"does not answer: {error}")
    return Finding("store", True, f"{connection.vendor} answers")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("tables", False, f"{len(waiting)} migrations wait; `parley serve` applies them")
    return Finding("tables", True, "up to date")


def _mode() -> Finding:
    try:
        refuse_mismatch()
    except ParleyError as error:
        return Finding("mode", False, str(error))
    return Finding("mode", True, "demo" if SETTINGS.demo else "live")


def _ledger() -> Finding:
    report = verify_store()
    return Finding("ledger", report.ok, str(report))


def _keys() -> list[Finding]:
    folder = SETTINGS.home / "keys"
    loose = [path for path in sorted(folder.glob("*")) if S_IMODE(path.stat().st_mode) & 0o077]
    return [Finding("keys", False, f"{path} can be read by others; chmod 600 it") for path in loose] or [
        Finding("keys", True, "readable by the node's user only")
    ]
