"""Which objects become one MISP event: those of a report that came from a MISP, and the others by the thousand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from parley.exchange.formats.misp_bounds import EXTENSION, references
from parley.exchange.formats.misp_kept import is_uuid, part_of

Json: TypeAlias = dict[str, Any]

TITLE = "Objects of a Parley node"
_ABOUT = frozenset({"relationship", "sighting", "note", "opinion"})
"""What says something of others, and belongs where they are."""


@dataclass(frozen=True, slots=True)
class Part:
    objects: Sequence[bytes]
    title: str
    at: datetime
    """Of the latest object."""
    uuid: UUID | None = None
    """That of the MISP event that it was."""


def parts(raws: Sequence[bytes], objects_max: int) -> Iterator[Part]:
    """Of several versions of one object the latest. Each object is in one part, but for those that several refer to."""
    latest: dict[str, tuple[bytes, Json]] = {}
    for raw in raws:
        parsed = msgspec.json.decode(raw)
        known = latest.get(parsed["id"])
        if known is None or _version(parsed) >= _version(known[1]):
            latest[parsed["id"]] = raw, parsed
    about = _about(latest)
    placed: set[str] = set()
    for id_, (_, parsed) in latest.items():
        if _is_event(parsed):
            members = _reached(id_, latest, about)
            placed |= members.keys()
            yield _part(members, latest, str(parsed.get("name") or TITLE), UUID(id_.partition("--")[2]))
    others = [id_ for id_ in latest if id_ not in placed]
    for start in range(0, len(others), objects_max):
        chosen = dict.fromkeys(others[start : start + objects_max])
        yield _part(chosen, latest, TITLE, None)


def _version(parsed: Json) -> str:
    return str(parsed.get("modified") or parsed.get("created") or "")


def _is_event(parsed: Json) -> bool:
    if parsed["type"] not in ("report", "grouping") or not is_uuid(parsed["id"].partition("--")[2]):
        return False
    extensions = parsed.get("extensions")
    return isinstance(extensions, dict) and "event" in extensions.get(EXTENSION, {})


def _about(latest: Mapping[str, tuple[bytes, Json]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, (_, parsed) in latest.items():
        if part := part_of(parsed):
            for report in ("report", "grouping"):
                found.setdefault(f"{report}--{part}", []).append(id_)
        if parsed["type"] in _ABOUT:
            for to in references(parsed):
                found.setdefault(to, []).append(id_)
    return found


def _reached(
    first: str, latest: Mapping[str, tuple[bytes, Json]], about: Mapping[str, Sequence[str]]
) -> dict[str, None]:
    """What an event's report refers to, what that refers to, and what is said about these."""
    reached = {first: None}
    waiting = [first]
    while waiting:
        at = waiting.pop()
        for to in (*references(latest[at][1]), *about.get(at, ())):
            if to in latest and to not in reached and not _is_event(latest[to][1]):
                reached[to] = None
                waiting.append(to)
    return reached


def _part(chosen: Mapping[str, None], latest: Mapping[str, tuple[bytes, Json]], title: str, uuid: UUID | None) -> Part:
    at = max((_at(latest[id_][1]) for id_ in chosen), default=datetime.fromtimestamp(0, UTC))
    return Part([latest[id_][0] for id_ in chosen], title, at, uuid)


def _at(parsed: Json) -> datetime:
    try:
        at = datetime.fromisoformat(_version(parsed))
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
