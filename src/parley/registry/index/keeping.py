"""The segments that this process searches, one place for each audience, never older than the store.

At each query the store is asked, in one statement, for a mark of each audience of the viewer's. A place whose mark is
another than last time is looked at: what changed since its file was written is a second, small segment in memory, and
stands dead in the first. What has left the audience stands dead too: it would take a place under the cap from what is
there, and cost whoever lost it statements that others do not pay. When the second grows, the file is written anew by
another process and swapped by name; until then the old one serves.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from uuid import UUID

import numpy as np

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.index.building import built
from parley.registry.index.segments import DamagedError, Segment, mapped, opened, stamp
from parley.registry.queries import indexed
from parley.settings import SETTINGS

CHANGED_MAX = 2_000
"""Entries that changed since a file was written, from which on it is written anew."""


@dataclass
class Place:
    """One audience's segments: `file` is what stood in the store at some moment, `fresh` what changed since.

    `shown` is exchanged as one, so that nobody sees the one without the other.
    """

    mark: indexed.Mark | None = None
    file: Segment | None = None
    stamp: tuple[int, int] | None = None
    changed: dict[UUID, indexed.Stand] = field(default_factory=dict)
    until: datetime | None = None
    shown: tuple[Segment, ...] = ()
    lock: Lock = field(default_factory=Lock)
    writer: subprocess.Popen[bytes] | None = None


_places: dict[UUID, Place] = {}


def segments(viewer: Viewer | Actor, now: datetime) -> list[tuple[Segment, ...]]:
    """What there is to search for this viewer: the segments of each of its audiences. Those of an audience are the same
    object for as long as nothing of it changes."""
    found = []
    for audience, mark in sorted(indexed.marks(viewer, now).items()):
        place = _places.setdefault(audience, Place())
        if place.mark != mark:
            with place.lock:
                if place.mark != mark:
                    _look(audience, place, all_=place.mark is None or place.mark.left != mark.left)
                    place.mark = mark
        found.append(place.shown)
    return found


def forget() -> None:
    """As if the process had just begun."""
    _places.clear()


def folder() -> Path:
    return SETTINGS.home / "register"


def _path(audience: UUID) -> Path:
    return folder() / f"{audience}.names"


def _look(audience: UUID, place: Place, *, all_: bool) -> None:
    """Bring a place up to date: by what changed since the last time, or by all entries. Whatever is read here is of
    this one audience."""
    newest = indexed.newest(audience)  # before the rows, so that nothing falls between
    found = stamp(_path(audience))
    if place.file is None or place.stamp != found:
        place.file = _file(audience)
        place.stamp, all_ = stamp(_path(audience)), True
    if all_:
        place.changed = _differing(place.file, indexed.stands(audience))
    elif place.until is not None:
        changed = place.changed | indexed.stands(audience, place.until)
        place.changed = {id_: stand for id_, stand in changed.items() if stand != _in_file(place.file, id_)}
    place.until = newest
    dead = np.zeros(len(place.file.versions), np.bool_)
    for id_ in place.changed:
        if (number := place.file.entry_number(id_)) is not None:
            dead[number] = True
    living = {id_ for id_, stand in place.changed.items() if stand.in_force}
    fresh = opened(built(indexed.listed(audience, living))) if living else None
    both = (replace(place.file, dead=dead if place.changed else None), fresh)
    place.shown = tuple(each for each in both if each is not None and len(each))
    if len(place.changed) > CHANGED_MAX:
        _write_elsewhere(audience, place)


def _file(audience: UUID) -> Segment:
    """The file as it is, however old; where there is none of this release, or it is not whole, it is made."""
    try:
        return mapped(_path(audience))
    except DamagedError:
        return opened(write(audience))


def _in_file(file: Segment, id_: UUID) -> indexed.Stand:
    number = file.entry_number(id_)
    return indexed.Stand(0, in_force=False) if number is None else indexed.Stand(int(file.versions[number]), True)


def _differing(file: Segment, stands: dict[UUID, indexed.Stand]) -> dict[UUID, indexed.Stand]:
    """What the file has that the store has not, or not so, and the other way round: a file may be of any age, and of
    a store that was restored since."""
    has = {file.entry_id(n): indexed.Stand(int(version), True) for n, version in enumerate(file.versions)}
    none = indexed.Stand(0, in_force=False)
    gone = {id_: none for id_ in has if id_ not in stands}
    return gone | {id_: stand for id_, stand in stands.items() if stand != has.get(id_, none)}


def write(audience: UUID) -> bytes:
    """Make an audience's file anew, and put it where the old one was. What cannot be kept is made again next time."""
    octets = built(indexed.listed(audience))
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder(), prefix=f"{audience}.", delete=False) as file:
            file.write(octets)
        Path(file.name).replace(_path(audience))
    except OSError:
        pass
    return octets


def _write_elsewhere(audience: UUID, place: Place) -> None:
    """In a process of its own, so that those who ask meanwhile do not wait for their turn to compute."""
    if place.writer is not None and place.writer.poll() is None:
        return
    command = [sys.executable, "-m", "parley", "registry", "index", str(audience)]
    place.writer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603


def written_anew(audiences: Sequence[UUID]) -> int:
    """For `parley registry index`, and for whoever has just imported a list. How many names there are."""
    return sum(len(opened(write(audience))) for audience in audiences)
