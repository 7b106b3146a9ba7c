"""What became of what a party sent in: TAXII's status resource (TAXII 2.1, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from parley.council.errors import Message, NotFoundError
from parley.council.rules import Viewer
from parley.exchange.models import Submission
from parley.ledger.rules.actor import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    stix_id: str
    version: str
    pointer: str = ""
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class StatusView:
    id: UUID
    collection: UUID
    request_timestamp: datetime
    success_count: int
    failures: tuple[Outcome, ...]
    pendings: tuple[Outcome, ...]
    notes: tuple[Outcome, ...] = ()  # released to fewer than the collection, and why

    @property
    def status(self) -> str:
        return "pending" if self.pendings else "complete"

    @property
    def failure_count(self) -> int:
        return len(self.failures)

    @property
    def pending_count(self) -> int:
        return len(self.pendings)

    @property
    def total_count(self) -> int:
        return self.success_count + self.failure_count + self.pending_count


def status(viewer: Viewer | Actor, id_: UUID) -> StatusView:
    """For those who act for the party that sent it in; for anybody else it does not exist."""
    found = Submission.objects.filter(id=id_, party=viewer.party).prefetch_related("waiting").first()
    if found is None:
        raise NotFoundError
    waiting = sorted(found.waiting.all(), key=lambda w: w.position)
    return StatusView(
        found.id,
        found.collection,
        found.at,
        found.succeeded,
        tuple(_outcome(*each) for each in found.refused),
        tuple(Outcome(w.stix_id, w.version) for w in waiting),
        tuple(_outcome(*each) for each in found.narrowed),
    )


def _outcome(stix_id: str, version: str, pointer: str, said: list[Any]) -> Outcome:
    return Outcome(stix_id, version, pointer, unpack(said))


def pack(message: Message) -> list[Any]:
    """A message as JSON keeps it: its template and its params, so that it is read in the reader's language."""
    params = {name: pack(p) if isinstance(p, Message) else str(p) for name, p in message.params.items()}
    return [message.template, params]


def unpack(said: list[Any]) -> Message:
    template, params = said
    return Message(template, **{name: unpack(p) if isinstance(p, list) else p for name, p in params.items()})
