"""`parley exchange import`: read files, judge what stands in them, and add it to a collection of a node, in envelopes.

1. Each source is read and converted here (exchange/formats); what cannot be read is said, with its place.
2. Each object is judged by the rules that the node applies, so that what is refused is said with file and pointer.
3. What is referred to goes before what refers to it: the node looks at references when an object comes (rule 7).
4. What is on a warning list is held back, unless it goes to the collection that is released to nobody.
5. The node judges again, and refuses what it alone can know of.

The same octets twice are a success that changes nothing, so an import that was stopped can simply be run again;
`--resume` passes over what the node has taken: a source as a whole before it is read, an object before it is judged.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from parley.cli.exchange.files import Sent, digest_of, ids_key
from parley.cli.exchange.node import Node, NodeError, node
from parley.council.errors import InputError, gettext_noop
from parley.exchange.fetching import Limits as FetchLimits
from parley.exchange.fetching import fetch
from parley.exchange.formats import LIMITS, Item, Making, Options, Read, Unreadable, read
from parley.exchange.rules.collections import Kind
from parley.exchange.rules.objects import Checked, Refused, check
from parley.exchange.warnings import warnings_of

FILES_MAX = 100_000
"""Files of one folder."""
ENVELOPE_BYTES_MAX = 16 * 2**20
ENVELOPE_SPARE_BYTES = 64
"""Of an envelope around its objects."""
_ORDER: Mapping[str, int] = {
    "marking-definition": 0,
    "extension-definition": 0,
    "identity": 0,
    "observed-data": 2,
    "relationship": 3,
    "sighting": 4,
    "note": 5,
    "opinion": 5,
    "grouping": 5,
    "report": 5,
}
_OTHERS = 1


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    content: Path | bytes
    at: datetime
    """When it was last changed: the time of what has none, so that the same file makes the same objects."""


@dataclass(slots=True)
class Tally:
    """What became of everything. `say` prints what is refused, and where."""

    say: Callable[[str], None]
    read: int = 0
    taken: int = 0
    sent_before: int = 0
    refused: int = 0
    unreadable: int = 0
    held: int = 0
    fewer: Counter[str] = field(default_factory=Counter)
    waiting: int = 0

    def skip(self, count: int) -> None:
        """The node has taken these."""
        self.read += count
        self.taken += count
        self.sent_before += count

    def counts(self) -> tuple[int, int]:
        """What was read, and what of all that there was is not with the node."""
        return self.read, self.refused + self.unreadable + self.held + self.waiting

    def refuse(self, place: str, what: str, sentence: str) -> None:
        self.refused += 1
        self.say(f"{place}: {what}{': ' if what else ''}{sentence}")


@dataclass(frozen=True, slots=True)
class Ready:
    raw: bytes
    checked: Checked
    place: str
    to: str


def import_(asked: argparse.Namespace) -> int:
    options = Options(
        format="" if asked.format == "auto" else asked.format,
        columns=_pairs(asked.columns, "map", "ROLE=COLUMN") or None,
        delimiter=asked.delimiter.replace("\\t", "\t"),
        encoding=asked.encoding,
        groups=None if asked.ignore_distribution else _pairs(asked.groups, "group", "UUID=COLLECTION"),
    )
    tally = Tally(say=lambda text: print(text, flush=True))
    key = ids_key(asked.key_file, make=not asked.dry_run)
    warn = not asked.despite_warnings and asked.to != Kind.OWN.value
    if asked.dry_run:
        for source in sources(asked.sources):
            judged(source, Making(source.at, key), options, tally, warn=warn)
        _report(tally, "would be sent", tally.read - tally.refused - tally.held)
        return 1 if tally.refused or tally.unreadable or tally.held else 0
    to = node(asked.server, asked.token_file)
    names = [asked.to, *(options.groups or {}).values()]
    ids = {name: to.collection(name, to_write=True) for name in dict.fromkeys(names)}
    with Sent(to.root, asked.resume) as sent:
        how = repr((options, asked.to, sorted(ids.items()), warn, key))
        for source in sources(asked.sources):
            whole = digest_of(source.content, f"{source.name} {source.at.isoformat()} {how}")
            if whole in sent.wholes:
                tally.skip(sent.wholes[whole])
                continue
            before = tally.counts()

            def known(item: Read) -> bool:
                return sent.has(ids[item.to or asked.to], item.raw)

            ready = judged(source, Making(source.at, key), options, tally, warn=warn, known=known)
            with Meter(source.name, len(ready)) as meter:
                for batch in batches(ready, asked.batch, min(to.body_bytes_max, ENVELOPE_BYTES_MAX)):
                    send(to, ids[batch[0].to or asked.to], batch, sent, tally)
                    meter.on(len(batch))
            count, faults = (now - then for now, then in zip(tally.counts(), before, strict=True))
            if whole and not faults:
                sent.note_whole(whole, count)
        sent.forget()
    _report(tally, "added, or there already", tally.taken)
    return 1 if tally.refused or tally.unreadable or tally.held or tally.waiting else 0


def sources(named: Sequence[str]) -> Iterator[Source]:
    """Every file that is named, or in a folder that is named, in the order of their names."""
    for name in named:
        if "://" in name:
            answer = fetch(name, limits=FetchLimits(bytes=LIMITS.file_bytes, seconds=300.0))
            if answer.status != 200:
                raise NodeError(gettext_noop("%(url)s answers with status %(status)s."), url=name, status=answer.status)
            yield Source(name, answer.body, _changed(answer.headers.get("last-modified", "")))
            continue
        path = Path(name)
        if not path.is_dir():
            yield Source(path.name, path, _modified(path))
            continue
        within = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path))
        if len(within) > FILES_MAX:
            template = gettext_noop("Expected: a folder of at most %(most)s files. Came: %(count)s.")
            raise NodeError(template, most=FILES_MAX, count=len(within))
        yield from (Source(str(p.relative_to(path.parent)), p, _modified(p)) for p in within)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _modified(path: Path) -> datetime:
    try:
        return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), datetime.now(UTC))
    except (OSError, OverflowError, ValueError):  # reading it says what is wrong
        return datetime.now(UTC)


def _changed(last_modified: str) -> datetime:
    """RFC 9110, 8.8.2; where a server does not say, now."""
    now = datetime.now(UTC)
    try:
        at = parsedate_to_datetime(last_modified)
    except ValueError:
        return now
    return min(at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC), now)


def judged(
    source: Source,
    making: Making,
    options: Options,
    tally: Tally,
    *,
    warn: bool,
    known: Callable[[Read], bool] = lambda _: False,
) -> list[Ready]:
    """1 to 4. What of a source can be sent, in the order in which it goes. `warn`: not what is on a warning list.
    What is `known` to be with the node is neither judged nor sent again.
    """
    now = datetime.now(UTC)
    ready: list[Ready] = []
    for item in read(source.content, source.name, making, options=options):
        if isinstance(item, Read) and known(item):
            tally.skip(1)
            continue
        found = _judge(item, now, tally)
        if found is not None and not (warn and _held(found, tally)):
            ready.append(found)
    return sorted(ready, key=lambda each: (each.to, _order(each.checked)))


def _judge(item: Item, now: datetime, tally: Tally) -> Ready | None:
    if isinstance(item, Unreadable):
        tally.unreadable += 1
        tally.say(f"{item.place}: {item.sentence}")
        return None
    assert isinstance(item, Read)
    tally.read += 1
    checked = check(item.raw, now)
    if isinstance(checked, Refused):
        tally.refuse(item.place, f"{checked.id} {checked.pointer}".strip(), str(checked.sentence))
        return None
    return Ready(item.raw, checked, item.place, item.to)


def _held(ready: Ready, tally: Tally) -> bool:
    """Whether somebody should think twice; then that is said."""
    warned = warnings_of([ready.raw])
    for each in warned:
        tally.say(f"{ready.place}: {each.stix_id}: {each.warning.sentence()}")
    tally.held += bool(warned)
    return bool(warned)


def _order(checked: Checked) -> int:
    return _ORDER.get(checked.type, _OTHERS)


def batches(ready: Sequence[Ready], objects_max: int, bytes_max: int) -> Iterator[list[Ready]]:
    """Envelopes, each for one collection and within what the node takes. An object that is too large goes alone."""
    batch: list[Ready] = []
    size = ENVELOPE_SPARE_BYTES
    for each in ready:
        more = len(each.raw) + 1
        full = len(batch) >= objects_max or size + more > bytes_max
        if batch and (full or each.to != batch[0].to):
            yield batch
            batch, size = [], ENVELOPE_SPARE_BYTES
        batch.append(each)
        size += more
    if batch:
        yield batch


def send(to: Node, collection: str, batch: Sequence[Ready], sent: Sent, tally: Tally) -> None:
    """5. Add one envelope, and say what the node says of it."""
    status = to.add(collection, [each.raw for each in batch])
    places = {(each.checked.id, each.checked.version): each.place for each in batch}
    ids = {id_: place for (id_, _), place in places.items()}
    for failure in status.get("failures", ()):
        id_, version = str(failure.get("id", "")), str(failure.get("version", ""))
        place = places.get((id_, version)) or ids.get(id_, "")
        tally.refuse(place, f"{id_} {version}".strip(), str(failure.get("message", "")))
    waiting = status.get("pending_count", 0)
    tally.taken += len(batch) - status.get("failure_count", 0) - waiting
    tally.waiting += waiting
    for message in {(n.get("id"), n.get("message")) for n in status.get("x_parley_narrowed", ())}:
        tally.fewer[str(message[1])] += 1
    not_taken = (*status.get("failures", ()), *status.get("pendings", ()))
    if len(not_taken) == status.get("failure_count", 0) + waiting:
        left = {(str(each.get("id", "")), str(each.get("version", ""))) for each in not_taken}
        sent.note(collection, [each.raw for each in batch if (each.checked.id, each.checked.version) not in left])


class Meter:
    """How far a source is, on standard error: one line that is written over on a terminal, otherwise one at its end."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done = name, total, 0
        self.begun = datetime.now(UTC)
        self.alive = sys.stderr.isatty()

    def __enter__(self) -> Meter:
        return self

    def on(self, count: int) -> None:
        self.done += count
        if self.alive:
            print(f"\r\x1b[K{self._line()}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        print(f"\r\x1b[K{self._line()}" if self.alive else self._line(), file=sys.stderr, flush=True)

    def _line(self) -> str:
        seconds = max((datetime.now(UTC) - self.begun).total_seconds(), 0.001)
        return f"{self.name}: {self.done:,} of {self.total:,} objects, {self.done / seconds:,.0f} a second"


def _report(tally: Tally, what: str, count: int) -> None:
    print(f"{tally.read:,} objects read, {count:,} {what}, {tally.refused:,} refused.")
    if tally.sent_before:
        print(f"{tally.sent_before:,} of them had been sent before.")
    if tally.held:
        print(f"{tally.held:,} held back: on a warning list. To share them all the same, add --despite-warnings.")
    if tally.unreadable:
        print(f"{tally.unreadable:,} things could not be read.")
    if tally.waiting:
        print(f"{tally.waiting:,} still wait for a verdict on their pattern. Run the import again to see it.")
    for message, times in tally.fewer.most_common():
        print(f"{times:,} times: {message}")


def _pairs(texts: Sequence[str], name: str, form: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        left, found, right = text.partition("=")
        if not (found and left.strip() and right.strip()):
            raise InputError(f"--{name}", form, text, gettext_noop("Write both sides, without spaces."))
        pairs[left.strip()] = right.strip()
    return pairs
