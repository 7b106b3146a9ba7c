"""`parley exchange pull`: read a collection of another TAXII 2.1 server into one of a node, with a member's token.

1. A page is read from where the last run stopped (exchange/rules/pulling.py).
2. Each object is judged by the rules that the node applies, and compared with what the node shows of its id: what
   came from there, what is there, and what only has a new date, is not sent.
3. What is new is added; only then is the cursor written. A run that is stopped anywhere is simply run again.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from parley.cli.exchange.files import folder
from parley.cli.exchange.node import Node, node
from parley.cli.exchange.source import ForgottenError, Source, SourceError, State, authorization
from parley.council.errors import Message
from parley.exchange.rules.objects import Checked, Refused, check
from parley.exchange.rules.pulling import Fate, Page, Version, Walk, content, ended, fates, read_page, seen

IDS_CHARS_MAX = 3_000
"""Of the ids in one request: proxies take about 8,000 octets of address."""
ENVELOPE_BYTES_MAX = 16 * 2**20
PAGES_MAX = 100_000
"""Of one run; the next one goes on."""
_LATE = frozenset({"relationship", "sighting", "note", "opinion", "grouping", "report"})


@dataclass(slots=True)
class Tally:
    """What became of everything. `say` prints what is refused, and why."""

    say: Callable[[str], None]
    pages: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    taken: int = 0
    refused: int = 0
    waiting: int = 0

    def refuse(self, what: str, sentence: str) -> None:
        self.refused += 1
        self.say(f"{what or 'An object without an id'}: {sentence}")


def pull(asked: argparse.Namespace) -> int:
    source = Source(asked.source, authorization(asked.from_token_file, asked.from_password_file), inside=asked.inside)
    to = node(asked.server, asked.token_file)
    into = to.collection(asked.to, to_write=True)
    state = State(asked.state or _state_path(asked.source, to.root, into), asked.source, f"{to.root}{into}")
    tally = Tally(say=lambda text: print(text, flush=True))
    try:
        run(source, target_of(to, into, frozenset(asked.identities), dry=asked.dry_run), state, tally)
    finally:
        _report(tally, dry=asked.dry_run)
    return 1 if tally.refused or tally.waiting else 0


def _state_path(source: str, root: str, into: str) -> Path:
    digest = hashlib.sha256(f"{source}\n{root}\n{into}".encode()).hexdigest()[:16]
    return folder("XDG_STATE_HOME", ".local/state") / f"pull-{digest}.json"


def run(source: Source, target: Target, state: State, tally: Tally) -> None:
    """All pages that there are. Raises `SourceError`, `FetchError`, `NodeError`; what was added before stays noted."""
    at, walk = state.read(), Walk()
    for _ in range(PAGES_MAX):
        try:
            answer = source.page(at)
        except ForgottenError:
            at, walk = ended(at), Walk()
            continue
        page = read_page(answer.body, answer.headers.get("x-taxii-date-added-last", ""))
        if isinstance(page, Message):
            raise SourceError(page.template, **page.params)
        tally.pages += 1
        target.take(page, tally)
        following = walk.on(at, page, source.now())
        if isinstance(following, Message):
            raise SourceError(following.template, **following.params)
        at = ended(seen(at, page, source.now())) if following is None else following
        if not target.dry:
            state.write(at)
        print(f"page {tally.pages}: {tally.fates[Fate.NEW]:,} new objects so far", file=sys.stderr, flush=True)
        if following is None:
            return


@dataclass(frozen=True, slots=True)
class Target:
    """A collection of a node, and what of a page goes there. `own` and `shared` are the two that hold everything."""

    node: Node
    collection: str
    own: str
    shared: str
    identities: frozenset[str]
    dry: bool
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)

    def take(self, page: Page, tally: Tally) -> None:
        raws: dict[int, bytes] = {}
        came: list[Checked] = []
        for raw in page.objects:
            checked = check(raw, self.now())
            if isinstance(checked, Refused):
                tally.refuse(f"{checked.id} {checked.pointer}".strip(), str(checked.sentence))
            else:
                raws[id(checked)] = raw
                came.append(checked)
        came.sort(key=lambda each: each.version)
        ids = sorted({each.id for each in came})
        ours, others = (self._there(collection, ids) for collection in (self.own, self.shared))
        judged = fates(came, ours, others, self.identities)
        tally.fates.update(judged)
        for each, fate in zip(came, judged, strict=True):
            if fate is Fate.RECALLED:
                tally.say(f"Recalled over there: {each.parsed.get('recalled_id')}. If it is here, withdraw it.")
        news = [each for each, fate in zip(came, judged, strict=True) if fate is Fate.NEW]
        if not self.dry:
            # What is referred to goes before what refers to it (rule 7).
            self._send([raws[id(each)] for each in sorted(news, key=lambda each: each.type in _LATE)], tally)

    def _there(self, collection: str, ids: Sequence[str]) -> dict[str, list[Version]]:
        """Every version that the node shows of these ids: of one's own, or of what others shared."""
        found: dict[str, list[Version]] = {}
        for some in _parts(ids):
            query = {"match[id]": ",".join(some), "match[version]": "all"}
            for raw in self._all(collection, query):
                checked = check(raw, self.now())
                if isinstance(checked, Checked):
                    found.setdefault(checked.id, []).append(Version(checked.version, content(checked.parsed)))
        return found

    def _all(self, collection: str, query: dict[str, str]) -> Iterator[bytes]:
        where, more = f"collections/{quote(collection)}/objects/", dict(query)
        while True:
            page = read_page(self.node.ask("GET", where, more).body, "")
            if isinstance(page, Message):
                raise SourceError(page.template, **page.params)
            yield from page.objects
            if not (page.more and page.next):
                return
            more = query | {"next": page.next}

    def _send(self, raws: Sequence[bytes], tally: Tally) -> None:
        for batch in _envelopes(raws, min(self.node.body_bytes_max, ENVELOPE_BYTES_MAX)):
            status = self.node.add(self.collection, batch)
            for failure in status.get("failures", ()):
                tally.refuse(str(failure.get("id", "")), str(failure.get("message", "")))
            waiting = status.get("pending_count", 0)
            tally.waiting += waiting
            tally.taken += len(batch) - status.get("failure_count", 0) - waiting


def target_of(to: Node, into: str, identities: frozenset[str], *, dry: bool) -> Target:
    own, shared = (to.collection(alias, to_write=False) for alias in ("own", "shared"))
    return Target(to, into, own, shared, identities, dry)


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for each in ids:
        if part and sum(len(id_) + 3 for id_ in part) + len(each) > IDS_CHARS_MAX:
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _envelopes(raws: Sequence[bytes], bytes_max: int) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 64
    for raw in raws:
        if batch and (size + len(raw) + 1 > bytes_max or len(batch) >= 5_000):
            yield batch
            batch, size = [], 64
        batch.append(raw)
        size += len(raw) + 1
    if batch:
        yield batch


def _report(tally: Tally, *, dry: bool) -> None:
    of = tally.fates
    print(f"{tally.pages:,} pages, {sum(of.values()) + tally.refused:,} objects read: {of[Fate.NEW]:,} new.")
    print(f"{'0 sent, since it was a dry run' if dry else f'{tally.taken:,} added'}, {tally.refused:,} refused.")
    for fate, what in (
        (Fate.KNOWN, "were there already, in this version or a later one"),
        (Fate.UNCHANGED, "had a new date and nothing else"),
        (Fate.ECHO, "came from here"),
        (Fate.RECALLED, "are notices of recall"),
    ):
        if of[fate]:
            print(f"{of[fate]:,} {what}.")
    if tally.waiting:
        print(f"{tally.waiting:,} wait for a verdict on their pattern.")
