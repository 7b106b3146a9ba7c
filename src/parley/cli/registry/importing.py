"""`parley registry import` and `parley registry sources`: lists kept elsewhere, by the operator, for the council.

1. The file is fetched or opened, and read whole (registry/sources); what cannot be read is said, record by record.
2. What it changes is foreseen and said; with `--dry-run` that is all.
3. It is imported as one act of the secretariat, or not at all: an import that was stopped can simply be run again.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from parley.council.acts import operator
from parley.council.errors import ConflictError, InputError, gettext_noop, shown
from parley.council.models import Council
from parley.council.rules import Viewer
from parley.exchange.fetching import Limits, fetch
from parley.exchange.rules.blocklists import guarded
from parley.ledger.rules.actor import Actor
from parley.registry.acts.importing import About, Foreseen, Imported, foresee_import, import_snapshot
from parley.registry.queries.sources import SourceView, sources
from parley.registry.rules.changes import Changes
from parley.registry.sources import ListFile, SourceError, detect, read
from parley.registry.sources.known import KNOWN
from parley.settings import SETTINGS

FILES_MAX = 4
FETCH_SECONDS = 600.0
UNREAD_SHOWN_MAX = 20


def import_list(asked: argparse.Namespace) -> int:
    """0: done. 1: a record could not be read, or a dry run met what would be refused. Refusals are raised."""
    by = secretariat()
    files, changed = _files(asked.files)
    format_ = asked.format or detect(files[0])
    _say(f"Reading {sum(map(len, files)):,} octets as {format_} …")
    file = read(files, format_)
    sha256 = hashlib.sha256(b"".join(sorted(hashlib.sha256(octets).digest() for octets in files))).digest()
    made_at = _moment(asked.made_at) or (None if file.made_at else changed)
    print(f"{asked.source}: {len(file.entries):,} entries, made {(made_at or file.made_at or by.at):%Y-%m-%d %H:%M}.")
    _unread(file)
    unread = any(each.whole for each in file.unread)
    if asked.dry_run or asked.report:
        seen = foresee_import(by, asked.source, file, sha256=sha256, made_at=made_at)
        if asked.report:
            _report(asked.report, seen, file)
        if asked.dry_run:
            _foreseen(seen)
            return 1 if unread or seen.drop else 0
    _say("Writing …")
    done = import_snapshot(
        by,
        _about(asked, format_),
        file,
        sha256=sha256,
        made_at=made_at,
        accept_drop=asked.accept_drop,
    )
    print(_done(done))
    return 1 if unread else 0


def list_sources(asked: argparse.Namespace) -> int:
    by = secretariat()
    found = sources(Viewer(by.person, by.authority, by.party, by.roles))
    if asked.format == "json":
        print(json.dumps({"sources": [_row(view) for view in found]}, ensure_ascii=False, indent=2, default=str))
        return 0
    for view in found:
        source = view.source
        print(f"{source.key}  {source.format}  {view.in_force:,} in force  {source.title} ({source.publisher})")
        for s in view.snapshots:
            counts = f"{s.added_count:,} new, {s.changed_count:,} changed, {s.delisted_count:,} delisted"
            newest = "  in force" if s.id == view.newest.id else ""
            print(
                f"  made {s.made_at:%Y-%m-%d %H:%M}  imported {s.at:%Y-%m-%d %H:%M}  "
                f"{s.entries_count:,} entries: {counts}{newest}"
            )
    if not found:
        print("No list is imported here.")
    return 0


def _row(view: SourceView) -> dict[str, object]:
    source, names = view.source, ("key", "format", "title", "publisher", "address")
    counts = ("entries_count", "added_count", "changed_count", "delisted_count")
    return {name: getattr(source, name) for name in names} | {
        "in_force": view.in_force,
        "snapshots": [
            {"made_at": s.made_at, "imported_at": s.at, "sha256": bytes(s.sha256).hex(), "unread": s.kept}
            | {name: getattr(s, name) for name in counts}
            for s in view.snapshots
        ],
    }


def secretariat() -> Actor:
    """Whoever runs the node's command line, for the secretariat that it serves."""
    council = Council.objects.first()
    if council is None:
        raise ConflictError("This node serves no council yet. Start it once with `parley serve`, which sets it up.")
    return operator(council.secretariat_id, _now(), clock=_now)


def _now() -> datetime:
    return datetime.now(UTC)


def _about(asked: argparse.Namespace, format_: str) -> About:
    known = KNOWN.get(asked.source)
    title = asked.title or (known.title if known else asked.source)
    publisher = asked.publisher or (known.publisher if known else "")
    return About(asked.source, format_, title, publisher, known.address if known else "")


def _files(named: Sequence[str]) -> tuple[list[bytes], datetime | None]:
    """The octets, and when the server says that the last of them was changed."""
    if len(named) > FILES_MAX:
        raise SourceError(
            gettext_noop("Expected: at most %(most)s files. Came: %(came)s."), most=FILES_MAX, came=len(named)
        )
    found: list[bytes] = []
    changed: list[datetime] = []
    for name in named:
        if "://" not in name:
            found.append(_opened(Path(name)))
            continue
        _say(f"Fetching {name} …")
        answer = fetch(name, limits=Limits(bytes=SETTINGS.list_bytes_max, seconds=FETCH_SECONDS))
        if answer.status != 200:
            raise SourceError(
                gettext_noop("%(url)s answers with status %(status)s."), url=shown(name), status=answer.status
            )
        found.append(answer.body)
        try:
            at = parsedate_to_datetime(answer.headers.get("last-modified", ""))
        except ValueError:
            continue
        changed.append(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC))
    return found, max(changed, default=None) if len(changed) == len(named) else None


def _opened(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SETTINGS.list_bytes_max + 1)
    except OSError as error:
        raise SourceError(
            gettext_noop("%(file)s cannot be read: %(why)s."),
            file=shown(str(path)),
            why=error.strerror or type(error).__name__,
        ) from error


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            "--made-at",
            gettext_noop("a date, or a date and time, of ISO 8601"),
            text,
            gettext_noop("Write it like 2025-04-19 or 2025-04-19T23:00Z."),
        ) from None


def _unread(file: ListFile) -> None:
    if not file.unread:
        return
    print(f"Not read, or not as it stands: {len(file.unread):,}.")
    for each in file.unread[:UNREAD_SHOWN_MAX]:
        print(f"  {each.place} {each.reference}: {each.sentence}")
    if len(file.unread) > UNREAD_SHOWN_MAX:
        print(f"  … and {len(file.unread) - UNREAD_SHOWN_MAX:,} more (--report FILE has them all).")


def _foreseen(seen: Foreseen) -> None:
    if seen.same:
        print("This very file was imported before: it changes nothing.")
        return
    if seen.older:
        print("It is older than the newest that was imported: nothing that is in force changes by it.")
    if seen.listed_before:
        for mark, reference in _marked(seen.changes):
            print(f"{mark} {reference}  {seen.names[reference]}")
    print(_counts(len(seen.changes.added), len(seen.changes.changed), len(seen.changes.delisted), seen.past))
    if seen.drop:
        print(f"It would be refused. {seen.drop}")


def _marked(found: Changes) -> Iterator[tuple[str, str]]:
    for mark, references in (("+", found.added), ("~", found.changed), ("-", found.delisted)):
        for reference in references:
            yield mark, reference


def _counts(added: int, changed: int, delisted: int, past: int) -> str:
    text = f"{added:,} new, {changed:,} changed, {delisted:,} delisted."
    return f"{text} {past:,} that had left the list before, for the record." if past else text


def _done(done: Imported) -> str:
    if done.same:
        return "This very file was imported before: nothing changed."
    return "Imported. " + _counts(done.added, done.changed, done.delisted, done.past)


def _report(path: Path, seen: Foreseen, file: ListFile) -> None:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    words = {"+": "new", "~": "changed", "-": "delisted"}
    rows = [(words[mark], reference, seen.names[reference], "") for mark, reference in _marked(seen.changes)]
    rows += [("not read", each.reference, each.place, str(each.sentence)) for each in file.unread]
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("what", "reference", "name or place", "why"))
            writer.writerows([guarded(cell) for cell in row] for row in rows)
    except OSError as error:
        raise SourceError(
            gettext_noop("%(file)s cannot be written: %(why)s."),
            file=shown(str(path)),
            why=error.strerror or type(error).__name__,
        ) from error


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
