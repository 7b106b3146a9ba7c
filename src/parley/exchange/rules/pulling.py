"""What of another TAXII server's collection is news here, and where reading goes on. Pure.

Another server may be wrong, or mean harm: it may repeat a page, promise more without end, or name a date in 2099. And
what it sends may have come from here, or be what it sent yesterday under a new date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.rules import recall
from parley.exchange.rules.objects import Checked

OBJECTS_MAX = 100_000
"""Of one page."""
EMPTY_PAGES_MAX = 10
"""One after the other, each of which promises more."""
NEXT_CHARS_MAX = 4_000
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """`last` is X-TAXII-Date-Added-Last (TAXII 2.1, 3.3)."""

    objects: tuple[bytes, ...]
    more: bool
    next: str
    last: datetime | None


class _Envelope(msgspec.Struct):
    more: bool = False
    next: str = ""
    objects: list[msgspec.Raw] = []


def read_page(body: bytes, date_added_last: str) -> Page | Message:
    """An envelope (3.7): each object as the very octets that came."""
    try:
        found = msgspec.json.decode(body or b"{}", type=_Envelope)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return _unexpected(gettext_noop("an envelope of TAXII 2.1"), str(error))
    if len(found.objects) > OBJECTS_MAX or len(found.next) > NEXT_CHARS_MAX:
        return _unexpected(gettext_noop("an envelope of at most 100,000 objects"), f"{len(found.objects):,}")
    return Page(tuple(bytes(raw) for raw in found.objects), found.more, found.next, _moment(date_added_last))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading goes on. `last` is the latest date that was seen; `next` belongs to this `added_after`."""

    added_after: datetime | None = None
    next: str = ""
    last: datetime | None = None

    def query(self) -> dict[str, str]:
        """`next` goes with the same filter as before (3.4: added_after)."""
        found = {"added_after": written(self.added_after)} if self.added_after else {}
        return found | ({"next": self.next} if self.next else {})


@dataclass(slots=True)
class Walk:
    """The pages of one run, and what must not come twice."""

    nexts: set[str] = field(default_factory=set)
    pages: set[bytes] = field(default_factory=set)
    empty: int = 0

    def on(self, at: Cursor, page: Page, now: datetime) -> Cursor | Message | None:
        """Where to go on; None at the end; a sentence where it would never end.

        1. A date is believed up to now, and never goes back.
        2. `next` twice, or the same page twice with more to come, is a circle.
        3. Without a `next`, the date leads on, if it moves.
        """
        at = seen(at, page, now)  # 1
        if not page.more:
            return None
        digest = hashlib.sha256(b"\n".join(page.objects)).digest()
        self.empty = 0 if page.objects else self.empty + 1
        if (page.objects and digest in self.pages) or page.next in self.nexts or self.empty > EMPTY_PAGES_MAX:  # 2
            return _unexpected(gettext_noop("pages that come to an end"), shown(page.next) or "the same page again")
        self.pages.add(digest)
        if page.next:
            self.nexts.add(page.next)
            return replace(at, next=page.next)
        if at.last is None or (at.added_after is not None and at.last <= at.added_after):  # 3
            return _unexpected(gettext_noop("next, or a later X-TAXII-Date-Added-Last, where there is more"), "")
        return Cursor(added_after=at.last, last=at.last)


def seen(at: Cursor, page: Page, now: datetime) -> Cursor:
    """The cursor with the latest date of one more page."""
    return replace(at, last=max((d for d in (at.last, page.last and min(page.last, now)) if d), default=None))


def ended(at: Cursor) -> Cursor:
    """Where the next run begins: a step before the last date, since more may be added at the same moment."""
    return Cursor(added_after=at.last - _STEP if at.last else at.added_after, last=at.last)


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Fate(StrEnum):
    """What becomes of an object that came."""

    NEW = "new"
    KNOWN = "known"  # this version, or a later one, is ours already
    UNCHANGED = "unchanged"  # only the date is new
    ECHO = "echo"  # it came from here, from others through here, or from ourselves
    RECALLED = "recalled"  # a notice of another Parley: nothing is done but said


@dataclass(frozen=True, slots=True)
class Version:
    """A version as a node has it. `content` is what it says but for its date."""

    version: str
    content: bytes


def content(parsed: Mapping[str, Any]) -> bytes:
    """A digest of what an object says, without when it was last modified."""
    kept = {name: value for name, value in parsed.items() if name != "modified"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).digest()


def fates(
    came: Sequence[Checked],
    ours: Mapping[str, Iterable[Version]],
    others: Mapping[str, Iterable[Version]],
    identities: frozenset[str],
) -> list[Fate]:
    """One for each object, in order. `ours` and `others`: what the node has of these ids, by their originator.

    An id alone is no echo: otherwise anybody could keep something from being shared by posting its id first (rule 7).
    """
    mine = {id_: list(versions) for id_, versions in ours.items()}
    found = []
    for each in came:
        own = mine.setdefault(each.id, [])
        of = Version(each.version, content(each.parsed))
        fate = _fate(each, of, own, others.get(each.id, ()), identities)
        if fate is Fate.NEW:
            own.append(of)
        found.append(fate)
    return found


def _fate(
    each: Checked, of: Version, own: Sequence[Version], others: Iterable[Version], identities: frozenset[str]
) -> Fate:
    if each.type == recall.TYPE:
        return Fate.RECALLED
    if each.id in identities or each.parsed.get("created_by_ref") in identities:
        return Fate.ECHO
    if any(other.content == of.content for other in others):
        return Fate.ECHO
    if any(one.version == of.version for one in own):
        return Fate.KNOWN
    latest = max(own, key=lambda one: one.version, default=None)
    if latest is not None and latest.content == of.content:
        return Fate.UNCHANGED
    return Fate.KNOWN if latest is not None and latest.version > of.version else Fate.NEW


def _unexpected(expected: str, came: str) -> Message:
    return Message(
        gettext_noop("The other server: Expected: %(expected)s. Came: %(came)s. Ask who runs it."),
        expected=Message(expected),
        came=shown(came) or Message(gettext_noop("nothing")),
    )
