"""`parley exchange export`: what a token may read of a collection, written into files.

    stix    objects-0001.json ...: bundles, each object as the octets that came
    misp    UUID.json: an event for each report that came from a MISP, and for what is in none, events by the thousand
    csv     indicators.csv: the values of indicators that stand for themselves

Whoever released an object learns that it was fetched, as of every read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import msgspec

from parley.cli.exchange.files import FileError
from parley.cli.exchange.node import node
from parley.council.errors import InputError, gettext_noop, shown
from parley.exchange.formats import indicators_out, misp_out, misp_parts
from parley.exchange.formats.items import timestamp
from parley.exchange.formats.misp_extra import ConversionError

BUNDLE_OBJECTS_MAX = 10_000
EVENT_OBJECTS_MAX = 1_000


def export(asked: argparse.Namespace) -> int:
    """0 when everything was written; 1 when a thing could not be said in the format, and that was said."""
    after = _moment(asked.added_after)
    at = node(asked.server, asked.token_file)
    collection = at.collection(asked.collection, to_write=False)
    _prepare(asked.out)
    pages = _counted(at.pages(collection, after))
    match asked.format:
        case "stix":
            return _stix(pages, asked.out)
        case "csv":
            return _csv(pages, asked.out)
        case _:
            return _misp(pages, asked.out, f"{at.root}/{collection}")


def _moment(text: str) -> str:
    """`added_after` as TAXII writes it."""
    if not text:
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        do = gettext_noop("Write it so, in UTC.")
        raise InputError("--added-after", gettext_noop("a moment, such as 2021-12-07T12:00:00Z"), text, do) from error
    return timestamp(at if at.tzinfo else at.replace(tzinfo=UTC))


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            template = gettext_noop("Expected: an empty folder. Came: %(folder)s with files in it. Name another.")
            raise FileError(template, folder=shown(str(folder)))
    except OSError as error:
        template = gettext_noop("%(folder)s cannot be used: %(why)s.")
        raise FileError(template, folder=shown(str(folder)), why=str(error.strerror)) from error


def _counted(pages: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
    total = 0
    for page in pages:
        total += len(page)
        print(f"{total:,} objects fetched", file=sys.stderr, flush=True)
        yield page


def _stix(pages: Iterable[list[bytes]], folder: Path) -> int:
    files = objects = 0
    for files, some in enumerate(_chunks(pages, BUNDLE_OBJECTS_MAX), 1):
        objects += len(some)
        id_ = uuid5(NAMESPACE_URL, f"{folder.name}/{files}")
        with (folder / f"objects-{files:04}.json").open("wb") as file:
            file.write(b'{"type":"bundle","id":"bundle--%s","objects":[' % str(id_).encode())
            file.write(b",\n".join(some) + b"]}\n")
    print(f"{objects:,} objects written, in {files:,} files.")
    return 0


def _chunks(pages: Iterable[list[bytes]], most: int) -> Iterator[list[bytes]]:
    waiting: list[bytes] = []
    for page in pages:
        waiting += page
        while len(waiting) >= most:
            yield waiting[:most]
            waiting = waiting[most:]
    if waiting:
        yield waiting


def _csv(pages: Iterable[list[bytes]], folder: Path) -> int:
    rows, others, left_out = 0, 0, 0
    with (folder / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = indicators_out.Writer(file)
        for page in pages:
            for raw in page:
                found = writer.write(raw)
                rows += found or 0
                others += found is None
                left_out += found == 0
    print(f"{rows:,} rows written. {others:,} objects are no indicators and not in it.")
    if left_out:
        print(f"{left_out:,} indicators are not in it: their patterns are not STIX, or do not fit into a cell.")
    return 1 if left_out else 0


def _misp(pages: Iterable[list[bytes]], folder: Path, source: str) -> int:
    objects = [raw for page in pages for raw in page]
    faults = events = 0
    for part in misp_parts.parts(objects, EVENT_OBJECTS_MAX):
        events += 1
        uuid = part.uuid or uuid5(NAMESPACE_URL, f"{source}/{events}")
        if (folder / f"{uuid}.json").exists():  # another originator has an event of that uuid too
            uuid = uuid5(NAMESPACE_URL, f"{source}/{events}")
        about = misp_out.About(uuid, part.title, part.at, "Parley", uuid5(NAMESPACE_URL, source))
        try:
            made = misp_out.event(part.objects, about)
        except ConversionError as error:
            faults += 1
            print(f"{uuid}.json: {error}")
            continue
        for sentence in made.left_out:
            faults += 1
            print(f"{uuid}.json: {sentence}")
        (folder / f"{uuid}.json").write_bytes(msgspec.json.encode({"Event": made.body}))
    print(f"{len(objects):,} objects written, in {events:,} events.")
    return 1 if faults else 0
