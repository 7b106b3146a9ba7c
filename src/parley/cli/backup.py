"""A consistent copy of the store, written while it serves, and the way back.

The file is gzipped JSON Lines: a header, one line a row, and a last line with the number of rows and the SHA-256 of
all lines before it. It holds no private key, so it can be kept elsewhere; it does hold everything members confided.
The same file restores to SQLite and to PostgreSQL.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

from parley.council.acts import operator
from parley.council.errors import ConflictError
from parley.council.models import Council, Token
from parley.ledger.acts import record, reopen
from parley.ledger.commands import verify_store

FORMAT = "parley-backup-1"
ROWS_A_BATCH = 500
LEFT_OUT = {"sessions", "contenttypes", "auth", "messages"}


class BackupError(ValueError):
    """A backup that cannot be read or trusted; nothing was restored."""


def tables() -> list[type[models.Model]]:
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label not in LEFT_OUT]
    return sorted(found, key=lambda m: m._meta.label)


def write(file: Path, now: datetime) -> int:
    """Write the backup and return its number of rows. The file appears whole or not at all."""
    if file.exists():
        raise ConflictError("%(file)s exists already. Choose another name: a backup is never overwritten.", file=file)
    part = file.with_name(file.name + ".part")
    part.touch(mode=0o600)
    rows, digest = 0, hashlib.sha256()
    # No file name in the head: it would be octets that nothing vouches for.
    with part.open("wb") as octets, gzip.GzipFile(filename="", mode="wb", fileobj=octets) as out:
        header = {"format": FORMAT, "made_at": now.isoformat(), "tables": [m._meta.label for m in tables()]}
        for line in _lines(header):
            out.write(line)
            digest.update(line)
            rows += 1
        out.write(_line({"rows": rows - 1, "sha256": digest.hexdigest()}))
    part.rename(file)
    return rows - 1


def _lines(header: dict[str, Any]) -> Iterator[bytes]:
    """Header and rows as of one moment: writers go on meanwhile and are not seen."""
    yield _line(header)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            for table in tables():
                columns = [f.attname for f in table._meta.concrete_fields]
                for values in table._default_manager.values_list(*columns).iterator(ROWS_A_BATCH):
                    yield _line({"table": table._meta.label, "row": dict(zip(columns, values, strict=True))})
        finally:
            cursor.execute("ROLLBACK")


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> str:
    match value:
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            raise TypeError(f"a backup has no form for {type(value).__name__}")


def read(file: Path, now: datetime) -> int:
    """Restore into an empty store and return the number of rows; all or nothing.

    1. Every line is there and unchanged (the last line's digest).
    2. The rows are written, in one transaction with what follows.
    3. The ledger verifies; otherwise nothing is kept.
    4. The node is sealed, its tokens are revoked, and each log begins anew, citing the last known checkpoint.
    """
    _check_whole(file)  # 1
    with transaction.atomic():
        if Council.objects.exists():
            raise ConflictError("This node serves a council already. Restore into an empty PARLEY_HOME or database.")
        rows = _write_rows(file)  # 2
        report = verify_store()  # 3
        if not report.ok:
            raise BackupError(f"the backup's ledger does not verify, so nothing was restored. {report}")
        _seal(now)  # 4
    return rows


def _check_whole(file: Path) -> None:
    digest, last, rows = hashlib.sha256(), b"", -1
    try:
        with gzip.open(file, "rb") as lines:
            for line in lines:
                if last:
                    digest.update(last)
                    rows += 1
                last = line
        end = json.loads(last)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BackupError(f"{file} is not a whole backup: {error}. Nothing was restored.") from error
    if end != {"rows": rows, "sha256": digest.hexdigest()}:
        raise BackupError(f"{file} was cut or changed: its last line does not fit the others. Nothing was restored.")


def _write_rows(file: Path) -> int:
    by_label = {m._meta.label: m for m in tables()}
    batch: list[models.Model] = []
    rows = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        header = json.loads(next(lines))
        if header.get("format") != FORMAT or set(header["tables"]) != set(by_label):
            raise BackupError(f"{file} was made by another version of Parley. Restore it with that version first.")
        for line in lines:
            value = json.loads(line)
            if "table" not in value:
                break
            table = by_label[value["table"]]
            if batch and (type(batch[0]) is not table or len(batch) >= ROWS_A_BATCH):
                _flush(batch)
            batch.append(_row(table, value["row"]))
            rows += 1
    _flush(batch)
    return rows


def _row(table: type[models.Model], values: dict[str, Any]) -> models.Model:
    fields = {f.attname: f for f in table._meta.concrete_fields}
    return table(
        **{n: v if isinstance(fields[n], models.JSONField) else fields[n].to_python(v) for n, v in values.items()}
    )


def _flush(batch: list[models.Model]) -> None:
    if batch:
        type(batch[0])._default_manager.bulk_create(batch)
        batch.clear()


def _seal(now: datetime) -> None:
    council = Council.objects.get()
    council.sealed = True
    council.save(update_fields=["sealed"])
    Token.objects.filter(revoked_at__isnull=True).update(revoked_at=now)
    reopen(operator(council.secretariat_id, now))


def unseal(now: datetime) -> None:
    """The operator's word that newer recalls and delistings have been entered."""
    with transaction.atomic():
        council = Council.objects.select_for_update().get()
        if not council.sealed:
            raise ConflictError("The node is open already. Nothing was changed.")
        council.sealed = False
        council.save(update_fields=["sealed"])
        record(
            operator(council.secretariat_id, now),
            "council.unsealed",
            uuid4(),
            {},
            logs=[council.secretariat_id],
        )
