"""Two names side by side: the score, the parts that were laid beside each other, and what speaks for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.council.errors import Message, gettext_noop
from parley.registry.names.parts import Role
from parley.registry.names.reading import Name, Part
from parley.registry.names.scoring import Aligned, align_many
from parley.registry.rules.entries import Kind


@dataclass(frozen=True, slots=True)
class Beside:
    """`query` or `entry` is empty where the other name has nothing to lay beside it. `near` is 0 to 1."""

    query: str
    entry: str
    near: float
    why: Message


@dataclass(frozen=True, slots=True)
class Comparison:
    """`score` is raw, 0 to 1: `calibration.calibrated` makes a probability of it."""

    score: float
    aligned: tuple[Beside, ...]
    supporting: tuple[Message, ...]
    against: tuple[Message, ...]

    @property
    def reasons(self) -> tuple[Message, ...]:
        return self.supporting + self.against


def score_many(query: Name, entries: Sequence[Name], least: float = 0.0) -> list[float]:
    """The raw score of each, equal to what `compare` says where that is at least `least`, and less where it is less."""
    return [aligned.raw for aligned in align_many(query, entries, least)]


def compare(query: Name, entry: Name) -> Comparison:
    return compare_many(query, [entry])[0]


def compare_many(query: Name, entries: Sequence[Name]) -> list[Comparison]:
    """The same of each, in less time."""
    aligned = align_many(query, entries)
    return [_compared(query, entry, how) for entry, how in zip(entries, aligned, strict=True)]


def _compared(query: Name, entry: Name, aligned: Aligned) -> Comparison:
    if entry.kind is Kind.PERSON and query.as_person is not None:
        query = query.as_person
    beside = _beside(query, entry, aligned)
    supporting, against = _reasons(query, entry, aligned)
    return Comparison(aligned.raw, tuple(beside), tuple(supporting), tuple(against))


def _beside(query: Name, entry: Name, aligned: Aligned) -> list[Beside]:
    if aligned.how == "acronym":
        return [Beside(query.text, entry.text, aligned.raw, Message(gettext_noop("the initials of the other name")))]
    if aligned.how == "same":
        return [Beside(query.text, entry.text, 1.0, Message(gettext_noop("written the same")))]
    found = []
    for pair in sorted(aligned.pairs):
        ours, theirs = query.units[pair.query], entry.units[pair.entry]
        found.append(Beside(ours.text, theirs.text, round(pair.near, 3), _why(ours, theirs, pair.near)))
    left = Message(gettext_noop("not in the entry's name"))
    found += [Beside(part.text, "", 0.0, left) for part in _parts(query, aligned.left_query)]
    left = Message(gettext_noop("not in the name that was asked about"))
    found += [Beside("", part.text, 0.0, left) for part in _parts(entry, aligned.left_entry)]
    return found


def _why(ours: Part, theirs: Part, near: float) -> Message:
    if ours.text == theirs.text:
        return Message(gettext_noop("written the same"))
    if Role.INITIAL in (ours.role, theirs.role):
        return Message(gettext_noop("an initial"))
    if ours.meaning and ours.meaning == theirs.meaning:
        return Message(gettext_noop("means the same"))
    if near >= 0.995:
        return Message(gettext_noop("sounds the same"))
    if near >= 0.88:
        return Message(gettext_noop("sounds nearly the same"))
    return Message(gettext_noop("sounds alike, with a difference"))


def _parts(name: Name, bits: int) -> list[Part]:
    return [part for n, part in enumerate(name.parts) if bits >> n & 1]


def _reasons(query: Name, entry: Name, aligned: Aligned) -> tuple[list[Message], list[Message]]:
    supporting: list[Message] = []
    against: list[Message] = []
    if aligned.how == "acronym":
        supporting.append(Message(gettext_noop("One is made of the initials of the other.")))
        against.append(Message(gettext_noop("Many names have the same initials.")))
        return supporting, against
    if aligned.how == "whole":
        supporting.append(Message(gettext_noop("Without spaces, the two are nearly the same word.")))
    if aligned.how == "same":
        supporting.append(Message(gettext_noop("Agrees: %(parts)s."), parts=entry.text))
        if entry.kind is Kind.PERSON:
            against.append(Message(gettext_noop("What agrees is common: many people bear it.")))
        return supporting, against
    alike = [query.units[p.query] for p in sorted(aligned.pairs) if p.near >= 0.88]
    told = [part.text for part in alike if part.role not in (Role.PARTICLE, Role.HONORIFIC)]
    if told:
        supporting.append(Message(gettext_noop("Agrees: %(parts)s."), parts=", ".join(told)))
    doubtful = [
        f"{query.units[p.query].text} / {entry.units[p.entry].text}" for p in sorted(aligned.pairs) if p.near < 0.88
    ]
    if doubtful:
        against.append(Message(gettext_noop("Only alike: %(parts)s."), parts=", ".join(doubtful)))
    quiet = (Role.PARTICLE, Role.HONORIFIC, Role.LEGAL_FORM)
    left_query = [part.text for part in _parts(query, aligned.left_query) if part.role not in quiet]
    left_entry = [part.text for part in _parts(entry, aligned.left_entry) if part.role not in quiet]
    if left_query:
        against.append(Message(gettext_noop("The entry does not have: %(parts)s."), parts=", ".join(left_query)))
    if left_entry:
        against.append(Message(gettext_noop("The entry also has: %(parts)s."), parts=", ".join(left_entry)))
    if told and entry.kind is Kind.PERSON and all(part.weight < 0.5 for part in alike):
        against.append(Message(gettext_noop("What agrees is common: many people bear it.")))
    return supporting, against
