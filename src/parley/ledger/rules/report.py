"""What a verification found, in sentences for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass

FAULTS_MAX = 100
"""Faults that a report names; more are only counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    place: str
    """Which log, leaf, field, tile or checkpoint."""
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Report:
    ok: bool
    summary: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.summary, *map(str, self.faults), *self.notes])


def report(done: str, faults: list[Fault], notes: list[str]) -> Report:
    """`done` says what was checked: it ends the sentence "Verified: ..."."""
    if not faults:
        return Report(True, f"Verified: {done}.", (), tuple(notes))
    shown = tuple(faults[:FAULTS_MAX])
    many = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
    more = "" if len(faults) <= FAULTS_MAX else f" The first {FAULTS_MAX} are named."
    return Report(False, f"Does not verify: {many} in {done}.{more}", shown, tuple(notes))
