"""`parley registry screen`: ask a node about one name, or about a column of a CSV, with a member's token.

Nothing here opens the store. Each request is one look-up at the node, recorded there with the purpose before it is
answered. Of a file, the answers of each request are written before the next is sent; a run that was stopped anywhere
goes on with `--resume` at the first row whose answer is not whole.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urljoin

import msgspec

from parley.cli.exchange.node import NodeError, _seconds, _token
from parley.council.errors import InputError, Message, gettext_noop, shown
from parley.exchange.fetching import FetchError, Limits, fetch
from parley.exchange.rules.blocklists import guarded

Json: TypeAlias = dict[str, Any]

TRIES_MAX = 6
ANSWER = Limits(bytes=64 * 2**20, seconds=300.0, redirects=0)
_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, 504})
COLUMNS = (
    "row",
    "name",
    "candidates",
    "score",
    "entry",
    "version",
    "list",
    "reference",
    "matched_name",
    "primary_name",
    "for",
    "against",
    "cleared",
    "refused",
    "look_up",
    "matcher",
)


@dataclass(frozen=True, slots=True)
class Register:
    """A node's register, as a member's own machine sees it."""

    root: str
    token: str = field(repr=False)
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)

    def screen(self, asked: Json) -> Json:
        body = msgspec.json.encode(asked)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        where = urljoin(self.root, "api/registry/screen")
        for attempt in range(1, TRIES_MAX + 1):
            last = attempt == TRIES_MAX
            try:
                answer = fetch(where, method="POST", headers=headers, body=body, limits=ANSWER, private=True)
            except FetchError as error:
                if last or not error.again:
                    raise
                self.pause(_seconds("", attempt))
                continue
            if answer.status in _AGAIN and not last:
                self.pause(_seconds(answer.headers.get("retry-after", ""), attempt))
                continue
            said = _json(answer.body)
            if answer.status != HTTPStatus.OK:
                template = gettext_noop("The node answered %(status)s: %(why)s")
                raise NodeError(template, status=answer.status, why=shown_long(said.get("detail", "")))
            return said
        raise AssertionError("the last attempt returns or raises")


def _json(octets: bytes) -> Json:
    try:
        return msgspec.json.decode(octets, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise NodeError(
            gettext_noop("Expected: the register of a node. Came: %(came)s."), came=shown(str(error))
        ) from error


def shown_long(text: object) -> str:
    return "".join(c if c.isprintable() else " " for c in str(text)[:500])


def screen(asked: argparse.Namespace) -> int:
    """0: all was answered. 1: a name was refused, and it was said. Refusals of the whole are raised."""
    if (asked.name is None) == (asked.csv is None):
        raise InputError(
            "NAME", gettext_noop("one name, or --csv FILE"), "", gettext_noop("Give the one or the other.")
        )
    server = asked.server or os.environ.get("PARLEY_SERVER", "")
    if not server:
        raise NodeError(gettext_noop("Say which node: --server URL, or the variable PARLEY_SERVER."))
    register = Register(server.rstrip("/") + "/", _token(asked.token_file))
    return _one(register, asked) if asked.csv is None else of_file(register, asked)


def _terms(asked: argparse.Namespace) -> Json:
    given = {"purpose": asked.purpose, "threshold": asked.threshold, "limit": asked.limit, "lists": asked.lists or None}
    return {name: value for name, value in given.items() if value is not None}


# One name


def _one(register: Register, asked: argparse.Namespace) -> int:
    query = {"name": asked.name, "kind": asked.kind, "births": asked.births, "nationalities": asked.nationalities}
    said = register.screen(_terms(asked) | {"queries": [query]})
    if asked.format == "json":
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return 0
    (answer,) = said["answers"]
    print(answer["words"])
    for candidate in answer["candidates"]:
        _print(candidate)
    rate = f"{said['false_hit_rate']:.1%}"
    print(f"\nFrom score {said['threshold']} on: of names that are not listed, {rate} get a candidate.")
    print(f"Matcher {said['matcher']}, look-up {said['look_up']}.\n{said['to_confirm']}")
    return 0


def _print(candidate: Json) -> None:
    of = f"{candidate['list_title']} {candidate['reference']}".strip()
    of = shown_long(f"{of}, version {candidate['version']}")
    print(f"\n{candidate['score']:.3f}  {shown_long(candidate['name'])}  ({of})")
    print(f"       found by: {shown_long(candidate['matched_name'])} ({candidate['quality']})")
    for each in candidate["aligned"]:
        ours, theirs = (shown_long(each[side]) or "-" for side in ("query", "entry"))
        print(f"       {ours:>24} | {theirs:<24} {shown_long(each['why'])}")
    for sign, key in (("+", "for"), ("-", "against")):
        for sentence in candidate[key]:
            print(f"       {sign} {shown_long(sentence)}")
    for cleared in candidate["clearances"]:
        print(f"       cleared by {cleared['by']} until {cleared['until']}: {', '.join(cleared['purposes'])}")


# A column of a file


def of_file(register: Register, asked: argparse.Namespace) -> int:
    source: Path = asked.csv
    out: Path = asked.out or source.with_suffix(".screened.csv")
    if out.exists() and not asked.resume:
        do = gettext_noop("Go on with --resume, or name another with --out.")
        raise InputError("--out", gettext_noop("a file that is not there yet"), str(out), do)
    begin = _resumed(out) if asked.resume and out.exists() else 0
    rows = list(_rows(source, asked))
    refused = 0
    with out.open("a", encoding="utf-8", newline="") as file:
        if file.tell() == 0:
            file.write(_line(COLUMNS))
        for start in range(begin, len(rows), asked.batch):
            batch = rows[start : start + asked.batch]
            said = register.screen(_terms(asked) | {"queries": batch})
            lines = [_lines(start + n, row, answer, said) for n, (row, answer) in enumerate(_both(batch, said), 1)]
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())
            refused += sum("refused" in answer for answer in said["answers"])
            print(f"{start + len(batch):,} of {len(rows):,} names", file=sys.stderr, flush=True)
    print(f"{len(rows) - begin:,} names asked about, {refused:,} refused: {out}")
    return 1 if refused else 0


def _both(batch: Sequence[Json], said: Json) -> Iterator[tuple[Json, Json]]:
    answers = said["answers"]
    if len(answers) != len(batch):
        raise NodeError(gettext_noop("The node answered other names than were asked."))
    return zip(batch, answers, strict=True)


def _rows(source: Path, asked: argparse.Namespace) -> Iterator[Json]:
    """A query for each row. An empty name is asked like any other, and refused by the node with its sentence."""
    wanted = {"name": asked.column, "birth": asked.birth_column, "nationality": asked.nationality_column}
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            has = reader.fieldnames or []
            for column in filter(None, wanted.values()):
                if column not in has:
                    do = gettext_noop("Name a column as the first row does.")
                    raise InputError("--column", ", ".join(map(shown, has)) or "a header", column, do)
            for row in reader:
                value = {name: (row.get(column) or "").strip() for name, column in wanted.items() if column}
                yield {
                    "name": value["name"] or " ",
                    "kind": asked.kind,
                    "births": [value["birth"]] if value.get("birth") else [],
                    "nationalities": [value["nationality"]] if value.get("nationality") else [],
                }
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        template = Message(gettext_noop("a CSV in UTF-8 with a header"))
        raise InputError("--csv", template, str(error), gettext_noop("Save it as UTF-8, and try again.")) from error


def _resumed(out: Path) -> int:
    """How many rows have their answers whole; the file is cut behind them. No cell holds a line break."""
    lines = out.read_text(encoding="utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
    if lines and next(csv.reader([lines[0]])) != list(COLUMNS):
        do = gettext_noop("Name the file that the run which was stopped wrote.")
        raise InputError("--out", ", ".join(COLUMNS), lines[0].strip(), do)
    numbers = [int(line.partition(",")[0]) for line in lines[1:]]
    if not numbers:
        whole, kept = 0, lines[:1]
    else:  # of the last row there may be more candidates than were written
        whole = numbers[-1] - 1
        kept = [lines[0], *(line for line, number in zip(lines[1:], numbers, strict=True) if number <= whole)]
    out.write_text("".join(kept), encoding="utf-8")
    return whole


def _lines(number: int, query: Json, answer: Json, said: Json) -> str:
    """One line for each candidate, and one for a name without any. One that was refused was not compared: it has no
    number of candidates, not even 0."""
    end = [said["look_up"], said["matcher"]]
    if "refused" in answer:
        return _line([number, query["name"], *[""] * 11, answer["refused"]["detail"], *end])
    found = answer["candidates"]
    known = [number, query["name"], len(found)]
    if not found:
        return _line([*known, *[""] * 11, *end])
    return "".join(_line([*known, *_cells(each), "", *end]) for each in found)


def _cells(candidate: Json) -> list[object]:
    cleared = "; ".join(f"{each['by']} until {each['until']}" for each in candidate["clearances"])
    return [
        candidate["score"],
        candidate["entry"],
        candidate["version"],
        candidate["list"],
        candidate["reference"],
        candidate["matched_name"],
        candidate["name"],
        " ".join(candidate["for"]),
        " ".join(candidate["against"]),
        cleared,
    ]


def _line(cells: Sequence[object]) -> str:
    """RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    into = io.StringIO()
    csv.writer(into, lineterminator="\n").writerow([guarded(str(cell)) for cell in cells])
    return into.getvalue()
