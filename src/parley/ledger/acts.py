"""The only writers of the ledger. Everything here runs in the transaction of the act that it records."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from parley.ledger import keys
from parley.ledger.errors import MisuseError
from parley.ledger.models import Act, Leaf, Log, NodeKey, TileHash, log_id
from parley.ledger.rows import adapted, found, insert, marks
from parley.ledger.rules import commitment, merkle
from parley.ledger.rules.actor import Actor
from parley.ledger.rules.commitment import ALL, SALT_BYTES, Field
from parley.ledger.signing import checkpoint_of, frontier_of, origin_of, register_key

ACTS_PER_BATCH = 1000
"""Acts that `release_scope` reads and appends at a time."""
APPEND_LOCK = 0x7061726C6579
"""PostgreSQL advisory lock, held from a transaction's first append to its end ("parley" in ASCII)."""


def record(
    by: Actor,
    kind: str,
    subject: UUID,
    content: Mapping[str, Any],
    *,
    logs: Iterable[UUID],
    scope: UUID | None = None,
    closed: frozenset[str] = frozenset(),
) -> Act:
    """Record one act in the log of every party in `logs`, and always in that of the actor's own party.

    `content` is text, whole numbers, lists and objects (`rules.commitment.canonical`). The actor's party opens all six
    fields; every other party all but `who` and those named in `closed`. `scope` is the audience that the act is
    released to, for `release_scope`. Needs an open transaction; raises `MisuseError` for a wrong call.
    """
    lock()
    act = _act(by, by.new_id(), by.draw(SALT_BYTES), kind, subject, content, scope=scope, closed=closed)
    _append([act], {by.party, *logs})
    return act


def release_scope(scope: UUID, to: UUID) -> None:
    """Append to one party's log every act of a scope that it does not hold yet, in the order of time, then id."""
    lock()
    own = {log_id(to, 0), *Log.objects.filter(party=to).values_list("id", flat=True)}
    held = Leaf.objects.filter(log_id__in=own, act_id=OuterRef("pk"))
    missing = list(Act.objects.filter(~Exists(held), scope=scope).order_by("at", "id").values_list("id", flat=True))
    for start in range(0, len(missing), ACTS_PER_BATCH):
        batch = Act.objects.filter(id__in=missing[start : start + ACTS_PER_BATCH]).defer("content", "salt")
        _append(list(batch.order_by("at", "id")), {to})


def move_scope(subject: UUID, before: UUID, after: UUID) -> None:
    """A thing was released anew, to another audience: whoever joins the one before is not told of it any more."""
    lock()
    Act.objects.filter(scope=before, subject=subject).update(scope=after)


def reopen(by: Actor) -> None:
    """After a restore: close every open log and begin its next epoch with an act that cites where the old one ended.

    Each of these acts stands in its own log alone, so that no log tells of another. Nothing is drawn from a stream that
    the logs share: each act's id and salt follow from one draw and the log's party.
    """
    lock()
    seed = by.draw(SALT_BYTES)
    for log in Log.objects.filter(closed=False).order_by("party"):
        Log.objects.filter(pk=log.pk).update(closed=True)
        drawn = hmac.digest(seed, log.party.bytes, "sha512")
        act = _act(
            by,
            UUID(bytes=drawn[:16], version=4),
            drawn[-SALT_BYTES:],
            "ledger.reopened",
            log.party,
            {"checkpoint": checkpoint_of(log), "epoch": log.epoch + 1},
        )
        _append([act], {log.party})


def rotate_key(by: Actor) -> NodeKey:
    """A new key signs from now on; the old one stays known, so that what it signed can still be checked."""
    lock()
    register_key(by.at)
    old = keys.public_of(keys.private_key())
    NodeKey.objects.filter(public=old).update(until=by.at)
    new = keys.public_of(keys.replace_private_key())
    key = NodeKey.objects.create(id=by.new_id(), public=new, since=by.at)
    everyone = Log.objects.filter(closed=False).values_list("party", flat=True)
    record(by, "ledger.key_rotated", key.id, {"old": old.hex(), "new": new.hex()}, logs=everyone)
    return key


def _act(
    by: Actor,
    act_id: UUID,
    salt: bytes,
    kind: str,
    subject: UUID,
    content: Mapping[str, Any],
    *,
    scope: UUID | None = None,
    closed: frozenset[str] = frozenset(),
) -> Act:
    try:
        text = commitment.canonical(content)
        fields = commitment.values(
            person=by.person, authority=by.authority, party=by.party, kind=kind, at=by.at, subject=subject, content=text
        )
        mask = commitment.to_mask(closed)
    except commitment.ContentError as wrong:
        raise MisuseError(f"The act {kind!r} cannot be recorded: {wrong}") from wrong
    act = Act(
        id=act_id,
        kind=kind,
        person=by.person,
        authority=by.authority,
        party=by.party,
        at=by.at,
        subject=subject,
        content=text,
        salt=salt,
        commitment=commitment.commit(commitment.open_fields(salt, fields, ALL)),
        closed=mask,
        scope=scope,
    )
    insert([act])
    return act


def _append(acts: Sequence[Act], parties: Iterable[UUID]) -> None:
    """Append the acts to the open log of each party: a handful of statements, however many parties there are."""
    logs = _open_logs(sorted(parties), acts[0])
    leaves: list[Leaf] = []
    tile_hashes: list[TileHash] = []
    for log in logs:
        frontier = frontier_of(log)
        for act in acts:
            opened = _opened(act, log.party)
            leaves.append(
                Leaf(
                    log=log,
                    index=frontier.size,
                    act=act,
                    commitment=bytes(act.commitment),
                    opened=commitment.to_mask(opened),
                    subject=act.subject if Field.ABOUT in opened else None,
                )
            )
            frontier, completed = merkle.append(frontier, merkle.leaf_hash(bytes(act.commitment)))
            tile_hashes += [TileHash(log=log, level=c.level, index=c.index, hash=c.hash) for c in completed]
        log.size, log.frontier = frontier.size, frontier.encode()
    insert(leaves)
    insert(tile_hashes)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_log SET size = %s, frontier = %s WHERE id = %s",
            [adapted([log.size, log.frontier, log.id]) for log in logs],
        )


def _opened(act: Act, party: UUID) -> frozenset[Field]:
    """A natural person's identity is the business of that person's party alone."""
    if party == act.party:
        return ALL
    return ALL - {Field.WHO} - commitment.from_mask(act.closed)


def _open_logs(parties: Sequence[UUID], first: Act) -> list[Log]:
    """The open log of each party, in the order of `parties`; those that had none begin now."""
    rest = f"WHERE NOT closed AND party IN ({marks(len(parties))})"
    logs = {log.party: log for log in found(Log, rest, parties)}
    if missing := [party for party in parties if party not in logs]:
        register_key(first.at)
        last = dict(Log.objects.filter(party__in=missing).values_list("party").annotate(Max("epoch")))
        epochs = {party: last.get(party, -1) + 1 for party in missing}
        logs |= {
            p: Log(id=log_id(p, e), party=p, epoch=e, origin=origin_of(p, e), frontier=b"") for p, e in epochs.items()
        }
        Log.objects.bulk_create([logs[party] for party in missing])
    return [logs[party] for party in parties]


def lock() -> None:
    """One writer appends at a time, from here to the end of its transaction.

    Whoever decides who gets an act, or who joins those who get it, takes the lock before it looks: otherwise a party
    that joins at that moment would miss the act.

    SQLite's transactions are immediate, so its writers wait for each other anyway. On PostgreSQL, locking the rows of
    the logs would not do: a transaction that records several acts takes them in several orders, and two such
    transactions could wait for each other.
    """
    if not connection.in_atomic_block:
        raise MisuseError("The ledger is written inside the transaction of the act that it records, and none is open.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
