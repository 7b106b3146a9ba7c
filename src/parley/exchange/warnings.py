"""The warning lists of this node, and what of some objects is on them.

A few facts of our own are always there (`warninglists/`). MISP's lists are not shipped: their licences differ. An
operator puts the folder that holds them at `PARLEY_WARNING_LISTS`: each file `*.json` in it and in its folders is one
list. They are read once, when first asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.rules import attributes, warninglists
from parley.exchange.rules.warninglists import Warning_, WarningList
from parley.settings import SETTINGS

FILES_MAX = 500
FILE_BYTES_MAX = 64 * 2**20
_OURS = Path(__file__).parent / "warninglists"
_log = logging.getLogger("parley.warninglists")


@dataclass(frozen=True, slots=True)
class Warned:
    """A value of an object that is on a list."""

    stix_id: str
    warning: Warning_


@dataclass(frozen=True, slots=True)
class Lists:
    lists: tuple[WarningList, ...]
    left_out: tuple[Message, ...]


def warnings_of(objects: Iterable[bytes]) -> list[Warned]:
    """What of these objects (octets of STIX 2.1) one should think about twice. What cannot be read has no warnings."""
    lists = node_lists().lists
    found: list[Warned] = []
    for raw in objects:
        try:
            parsed = msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            continue
        if isinstance(parsed, dict):
            stix_id = str(parsed.get("id", ""))
            found += [Warned(stix_id, w) for w in warninglists.matches(lists, attributes.of_object(parsed))]
    return found


@cache
def node_lists() -> Lists:
    """Read once; what is left out is logged."""
    made = read_lists([_OURS, *([Path(SETTINGS.warning_lists)] if SETTINGS.warning_lists else [])])
    for sentence in made.left_out:
        _log.warning("%s", sentence)
    return made


def read_lists(folders: Iterable[Path]) -> Lists:
    """All lists in some folders, in the order of their paths, as far as the limits go."""
    lists: list[WarningList] = []
    left_out: list[Message] = []
    entries = SETTINGS.warning_list_entries_max
    for number, path in enumerate(_files(folders)):
        read = _one(path, entries) if number < FILES_MAX else _too_many()
        if isinstance(read, Message):
            left_out.append(read)
            if number >= FILES_MAX:
                break
        else:
            lists.append(read)
            entries -= read.size()
    return Lists(tuple(lists), tuple(left_out))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    """Those of one checkout of MISP's repository are lists/NAME/list.json."""
    for folder in folders:
        yield from sorted(folder.rglob("*.json"))


def _one(path: Path, entries_max: int) -> WarningList | Message:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            return _unreadable(path, "too large")
        parsed = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        return _unreadable(path, str(error))
    return warninglists.read(parsed, entries_max)


def _unreadable(path: Path, why: str) -> Message:
    return Message(
        gettext_noop("The warning list in %(file)s is left out: it cannot be read (%(why)s)."),
        file=shown(f"{path.parent.name}/{path.name}"),
        why=shown(why),
    )


def _too_many() -> Message:
    return Message(gettext_noop("Only the first warning lists are read: %(most)s."), most=FILES_MAX)
