"""A MISP feed: a folder of event files with manifest.json and hashes.csv, to which a MISP subscribes by its address.

One event stands for one release: what was shared in one act to one audience. Its uuid is that of the MISP event it was
imported from, if it was, otherwise the release's. The same objects give the same octets. Converting takes seconds for
each MiB, so make an event once when its release changes for the reader, and keep the three parts of `FeedEvent`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from parley.council.errors import Message
from parley.exchange.formats import misp

Json: TypeAlias = dict[str, Any]

MANIFEST, HASHES = "manifest.json", "hashes.csv"


@dataclass(frozen=True, slots=True)
class FeedEvent:
    uuid: UUID
    body: bytes
    """Of the file UUID.json."""
    manifest: Json
    """The event's entry in the manifest."""
    hashes: tuple[str, ...]
    """MD5 of each value, by which a MISP looks up whether a feed has it (MISP's own choice of digest)."""
    left_out: tuple[Message, ...]

    @property
    def name(self) -> str:
        return f"{self.uuid}.json"


def feed_event(raws: Sequence[bytes], about: misp.About) -> FeedEvent:
    """One event of a feed. Raises `misp.MissingExtraError`, `misp.ConversionError`."""
    made = misp.event(raws, about)
    loaded = importlib.import_module("pymisp").MISPEvent()
    loaded.load(made.body | {"published": True})
    written = loaded.to_feed(with_distribution=True, with_meta=True)["Event"]
    manifest: Json = written.pop("_manifest")
    digests = written.pop("_hashes")
    uuid = UUID(written["uuid"])
    return FeedEvent(
        uuid=uuid,
        body=msgspec.json.encode({"Event": written}, order="sorted"),
        manifest=manifest[str(uuid)],
        hashes=tuple(dict.fromkeys(digests)),
        left_out=made.left_out,
    )


def manifest(events: Iterable[tuple[UUID, Json]]) -> bytes:
    """manifest.json of the events that the reader may see, by uuid and entry."""
    return msgspec.json.encode({str(uuid): entry for uuid, entry in events}, order="sorted")


def hashes(events: Iterable[tuple[UUID, Iterable[str]]]) -> bytes:
    """hashes.csv: a line for each digest and event."""
    return "".join(f"{digest},{uuid}\n" for uuid, digests in events for digest in digests).encode()


