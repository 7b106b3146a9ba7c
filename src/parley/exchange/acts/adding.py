"""Add objects to a collection: an envelope from a member's systems, a dropped file, an import.

1. Each object is judged by itself, before the lock: what is refused is refused alone, with a pointer and a sentence.
2. What its originator holds already in this collection, octet for octet, is a success that changes nothing.
3. Markings, the release extension and references say to whom it goes (acts/narrowing.py).
4. What goes out on the same terms is written together, with one act in the ledger.
5. Patterns that take longer wait, and are added when they have been judged (`finish`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from parley.council import queries as council
from parley.council.errors import ConflictError, InputError, Message, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.exchange.acts.narrowing import Going, Judged, Narrowed, narrow
from parley.exchange.acts.storing import Part, Storable, mark, store
from parley.exchange.models import Object, Submission, Waiting
from parley.exchange.queries.collections import collection as collection_of
from parley.exchange.queries.held import held, octets
from parley.exchange.queries.submissions import Outcome, StatusView, pack, status
from parley.exchange.rules import collections as channels
from parley.exchange.rules.collections import Collection, Kind
from parley.exchange.rules.feeds import digest
from parley.exchange.rules.objects import Checked, Pattern, Refused, check
from parley.exchange.rules.values import observables
from parley.exchange.rules.words import words_of
from parley.exchange.slow_patterns import judge_slowly
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.release import rules
from parley.release.acts import world
from parley.release.rules import Terms
from parley.settings import SETTINGS

PATTERNS_A_CALL_MAX = 5
"""Patterns that one question for the status may judge; each may take `slow_patterns.PATTERN_SECONDS_MAX`."""
VERSIONS_MAX = 1000
"""Of one id, of one originator: whoever reads it works out which is shown."""
TOO_MANY = gettext_noop(
    "Expected: at most %(most)s versions of one id. Came: one more. Withdraw some, or take a new id."
)
LEFT = gettext_noop("Nothing can be added to the collection any more. Add it to another.")
OTHER_CONTENT = Message(gettext_noop("a new version (a later `modified`) for a new content"))
SAME_VERSION = Message(gettext_noop("the version that you added before, with other content"))
NEW_VERSION = Message(gettext_noop("Raise `modified`; of an object without versions, withdraw the one before."))


def add(
    by: Actor, collection: UUID, objects: Sequence[bytes], *, to: Terms | None = None, illustration: bool = False
) -> StatusView:
    """Add objects to a collection of the actor's. Returns what became of each, also when all were refused.

    `to`: whom they are for, where that is not the whole collection; through its own, a party releases to whom it names.
    Raises `NotFoundError` for a collection that is not the actor's, `ConflictError` for one that takes nothing.
    """
    checked = _checked(by, objects)  # 1
    with transaction.atomic():
        lock()
        by = by.on_turn()
        into = writable(by, collection)
        submission = Submission.objects.create(
            id=by.new_id(),
            party_id=by.party,
            account=by.person,
            collection=into.id,
            terms=base_of(into, to).canonical(),
            at=by.at,
            succeeded=0,
        )
        sorted_ = _sort(objects, checked)
        _wait(by, submission, sorted_.waiting)
        _take(by, submission, into, sorted_.ready, sorted_.refused, illustration=illustration)
    return status(by, submission.id)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What adding would do. `parties`: whom each object would reach, beside its originator."""

    going: list[tuple[Going, frozenset[UUID]]]
    known: int  # held already, octet for octet
    waiting: list[Outcome]  # their patterns would be judged after the answer
    refused: list[Outcome]


@transaction.atomic
def foresee(by: Actor, collection: UUID, objects: Sequence[bytes], *, to: Terms | None = None) -> Foreseen:
    """What `add` would do now, by the same rules. Nothing is written."""
    sorted_ = _sort(objects, _checked(by, objects))
    lock()
    by = by.on_turn()
    into = writable(by, collection)
    judged = [_storable(by, into, raw, c) for raw, c in sorted_.ready]
    fresh, known = _fresh(by, judged, sorted_.refused)
    narrowed = narrow(by, fresh, base_of(into, to))
    reached = {on: reach(by, on) for on in {each.terms for each in narrowed.going}}
    return Foreseen(
        [(each, reached[each.terms]) for each in narrowed.going],
        known,
        [Outcome(c.id, c.version) for _, c in sorted_.waiting],
        sorted_.refused + narrowed.refused,
    )


def reach(by: Actor, on: Terms) -> frozenset[UUID]:
    """Whom these terms of the actor's reach today, beside itself."""
    return rules.audience(by.party, on, world(by, by.party, on)) - {by.party}


def base_of(into: Collection, to: Terms | None) -> Terms:
    """The terms of what is added, before its own markings narrow them: they tighten the collection's, except that a
    party's own collection has none.
    """
    if to is None:
        return into.base()
    return to if into.kind is Kind.OWN else rules.unite([into.base(), to])


def _checked(by: Actor, objects: Sequence[bytes]) -> list[Checked | Refused]:
    require(by, Right.SHARE)
    if len(objects) > SETTINGS.envelope_objects_max:
        expected = Message(gettext_noop("at most %(most)s objects at once"), most=SETTINGS.envelope_objects_max)
        raise InputError("objects", expected, str(len(objects)), gettext_noop("Send them in several envelopes."))
    return [check(raw, by.at) for raw in objects]


@dataclass(frozen=True, slots=True)
class _Sorted:
    ready: list[tuple[bytes, Checked]]
    waiting: list[tuple[bytes, Checked]]
    refused: list[Outcome]


def _sort(objects: Sequence[bytes], checked: Sequence[Checked | Refused]) -> _Sorted:
    done = _Sorted([], [], [])
    for raw, found in zip(objects, checked, strict=True):
        if isinstance(found, Refused):
            done.refused.append(_refusal(found))
        else:
            (done.waiting if found.pattern is Pattern.UNDECIDED else done.ready).append((raw, found))
    return done


def writable(by: Actor, collection: UUID) -> Collection:
    into = collection_of(by, str(collection))
    if not into.writable:
        raise ConflictError("Nothing can be added to this collection. Add to the council's, a group's, or your own.")
    return into


def _take(
    by: Actor,
    submission: Submission,
    into: Collection,
    ready: Sequence[tuple[bytes, Checked]],
    refused: list[Outcome],
    *,
    illustration: bool,
) -> None:
    judged = [_storable(by, into, raw, c) for raw, c in ready]
    fresh, known = _fresh(by, judged, refused)  # 2
    narrowed = narrow(by, fresh, Terms.parse(submission.terms))  # 3
    refused += narrowed.refused
    store(by, into.id, _parts(narrowed), illustration=illustration)  # 4
    submission.succeeded += known + len(narrowed.going)
    submission.refused += [[o.stix_id, o.version, o.pointer, pack(o.message)] for o in refused if o.message]
    submission.narrowed += [[o.stix_id, o.version, o.pointer, pack(o.message)] for o in narrowed.notes() if o.message]
    submission.save(update_fields=["succeeded", "refused", "narrowed"])


def _storable(by: Actor, into: Collection, raw: bytes, checked: Checked) -> Judged:
    found = observables(checked.parsed, checked.values)
    return Judged(
        checked,
        Storable(
            raw=raw,
            stix_id=checked.id,
            type=checked.type,
            version=checked.version,
            valid_until=checked.valid_until or "",
            revoked=checked.revoked,
            words=words_of(checked.parsed, found, checked.references),
            ref=digest(checked.id),
            mark=mark(by.party, into.id, checked.version),
        ),
    )


def judged_again(by: Actor, objects: Sequence[Object], into: Collection) -> list[Judged]:
    """Objects that the store holds, to be released on other terms: they were found right when they came."""
    found = []
    for each in objects:
        checked = check(bytes(each.raw), by.at)
        assert isinstance(checked, Checked)
        found.append(_storable(by, into, bytes(each.raw), checked))
    return found


def _fresh(by: Actor, judged: Sequence[Judged], refused: list[Outcome]) -> tuple[list[Judged], int]:
    """Those that the store does not hold, and how many it holds as they are. Another content is refused."""
    keys = {(j.storable.ref, j.storable.mark) for j in judged}
    there = held(by.party, [ref for ref, _ in keys])
    many = Counter(ref for ref, _, _ in there)
    numbers = {(ref, mark_): number for ref, mark_, number in there if (ref, mark_) in keys}
    raws = octets(list(numbers.values()))
    known_as = {key: raws[number] for key, number in numbers.items()}
    fresh: list[Judged] = []
    known = 0
    for each in judged:
        key = each.storable.ref, each.storable.mark
        before = known_as.get(key)
        if before is None and many[key[0]] >= VERSIONS_MAX:
            refused.append(
                Outcome(each.storable.stix_id, each.storable.version, "/modified", Message(TOO_MANY, most=VERSIONS_MAX))
            )
        elif before is None:
            known_as[key] = each.storable.raw
            many[key[0]] += 1
            fresh.append(each)
        elif before == each.storable.raw:
            known += 1
        else:
            error = InputError("modified", OTHER_CONTENT, SAME_VERSION, NEW_VERSION)
            refused.append(Outcome(each.storable.stix_id, each.storable.version, "/modified", error.reason))
    return fresh, known


def _parts(narrowed: Narrowed) -> Iterable[Part]:
    grouped: dict[tuple[Terms, str], list[Storable]] = {}
    for each in narrowed.going:
        grouped.setdefault((each.terms, each.attribution), []).append(each.judged.storable)
    return [Part(on, attribution, objects) for (on, attribution), objects in grouped.items()]


def _refusal(refused: Refused) -> Outcome:
    return Outcome(refused.id, refused.version, refused.pointer, refused.sentence)


def _wait(by: Actor, submission: Submission, slow: Sequence[tuple[bytes, Checked]]) -> None:
    Waiting.objects.bulk_create(
        Waiting(id=by.new_id(), submission=submission, position=n, stix_id=c.id, version=c.version, raw=raw)
        for n, (raw, c) in enumerate(slow)
    )


def finish(by: Actor, submission_id: UUID) -> StatusView:
    """5. Judge some of what waits, outside the lock, and add what passes. Whoever asks for the status calls it; so on a
    node that was restored and is sealed nothing is judged: what waits would be released.
    """
    require(by, Right.SHARE)
    waiting = list(
        Waiting.objects.filter(submission_id=submission_id, submission__party=by.party).order_by("position")[
            :PATTERNS_A_CALL_MAX
        ]
    )
    served = council.the_council() if waiting else None
    if served is not None and served.sealed:
        waiting = []
    verdicts = [(w, judge_slowly(_pattern(bytes(w.raw), by))) for w in waiting]
    if verdicts:
        with transaction.atomic():
            lock()
            by = by.on_turn()
            submission = Submission.objects.get(id=submission_id)
            still = set(Waiting.objects.filter(submission=submission).values_list("id", flat=True))
            try:
                into = writable(by, submission.collection)
            except (NotFoundError, ConflictError):  # of a group that the party has left
                into = channels.own(by.party)
                verdicts = [(w, Message(LEFT)) for w, _ in verdicts]
            good: list[tuple[bytes, Checked]] = []
            refused: list[Outcome] = []
            for w, verdict in verdicts:
                checked = check(bytes(w.raw), by.at)
                if w.id not in still:
                    continue
                if isinstance(checked, Refused):
                    refused.append(_refusal(checked))
                elif verdict is None:
                    good.append((bytes(w.raw), checked))
                else:
                    refused.append(Outcome(w.stix_id, w.version, "/pattern", verdict))
            _take(by, submission, into, good, refused, illustration=False)
            Waiting.objects.filter(id__in=[w.id for w, _ in verdicts]).delete()
    return status(by, submission_id)


def _pattern(raw: bytes, by: Actor) -> str:
    checked = check(raw, by.at)
    return "" if isinstance(checked, Refused) else str(checked.parsed.get("pattern", ""))
