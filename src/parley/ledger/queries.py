"""The only readers of the ledger. A log belongs to its party alone: for anybody else there is none."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from parley.ledger import archive
from parley.ledger.errors import MisuseError, NotFoundError
from parley.ledger.models import Act, Leaf, Log, TileHash
from parley.ledger.rules import commitment, merkle, note, opening, tiles
from parley.ledger.rules.commitment import Field, Opening
from parley.ledger.rules.verify import names_of
from parley.ledger.signing import checkpoint_of, verifier_keys
from parley.settings import SETTINGS

__all__ = ["NotFoundError", "OnBehalf", "OpenedAct", "Viewer"]

IDS_MAX = 500
"""Most acts that `opened` is asked for at a time."""
HTTP_CURSOR_CHARS_MAX = 32


class Viewer(Protocol):
    """Whoever reads: all that the ledger needs to know is for which party."""

    @property
    def party(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class OnBehalf:
    authority: UUID
    party: UUID


@dataclass(frozen=True, slots=True)
class OpenedAct:
    """One leaf of the viewer's log. A field that is not opened to the viewer is None; so are all, once erased."""

    log: UUID
    epoch: int
    index: int
    commitment: bytes
    opened: frozenset[Field]
    id: UUID | None = None
    who: UUID | None = None
    on_behalf: OnBehalf | None = None
    what: str | None = None
    when: datetime | None = None
    about: UUID | None = None
    content: Mapping[str, Any] | None = None

    @property
    def erased(self) -> bool:
        return self.id is None

    @property
    def cursor(self) -> str:
        """For `acts`: what comes after this act. It counts the viewer's own leaves, and nothing else."""
        return f"{self.epoch}.{self.index}"


@dataclass(frozen=True, slots=True)
class LeafProof:
    """One act's place in its log, as a C2SP tlog-proof whose extra data opens the act."""

    act: OpenedAct
    path: tuple[bytes, ...]
    size: int
    root: bytes
    text: str
    opening: Opening


def log_of(viewer: Viewer) -> Log:
    """The party's open log; `NotFoundError` as long as nothing was recorded in it."""
    log = Log.objects.filter(party=viewer.party, closed=False).first()
    if log is None:
        raise NotFoundError
    return log


def logs_of(viewer: Viewer) -> list[Log]:
    """All logs of the party, the newest epoch first; none if nothing was recorded yet."""
    return list(Log.objects.filter(party=viewer.party).order_by("-epoch"))


def checkpoint(viewer: Viewer, log: UUID) -> str:
    """The signed note of the log's present size and root."""
    return checkpoint_of(_log(viewer, log))


def keys(viewer: Viewer, log: UUID) -> list[str]:
    """Verifier keys for the log's checkpoints: the present one first, then those before it."""
    return [key.text for key in verifier_keys(_log(viewer, log).origin)]


def tile(viewer: Viewer, log: UUID, level: int, path: str) -> bytes:
    """The hashes of a tile (tlog-tiles, Merkle Tree); `path` is `<N>[.p/<W>]`."""
    found = _log(viewer, log)
    index, width = _tile(path, tiles.hashes_at(level, found.size) if level <= tiles.LEVEL_MAX else 0)
    return b"".join(_hashes(found, level, index, width))


def entries(viewer: Viewer, log: UUID, path: str) -> bytes:
    """An entry bundle (tlog-tiles, Log entries): commitments, each after its length."""
    found = _log(viewer, log)
    index, width = _tile(path, found.size)
    return tiles.bundle(_commitments(found, index, width))


def acts(viewer: Viewer, before: str | None = None, limit: int = SETTINGS.page_rows_max) -> list[OpenedAct]:
    """The newest acts of the party's logs, all epochs in one row; `before` is the `cursor` of the last one seen."""
    epoch, index = _cursor(before) if before else (None, 0)
    found: list[OpenedAct] = []
    for log in logs_of(viewer):
        if epoch is not None and log.epoch > epoch:
            continue
        leaves = Leaf.objects.filter(log=log)
        if log.epoch == epoch:
            leaves = leaves.filter(index__lt=index)
        found += _open(log, leaves.order_by("-index")[: limit - len(found)])
        if len(found) >= limit:
            break
    return found


def acts_about(viewer: Viewer, subject: UUID, limit: int = SETTINGS.page_rows_max) -> list[OpenedAct]:
    """The newest acts about one subject, among those whose subject is opened to the viewer."""
    found: list[OpenedAct] = []
    for log in logs_of(viewer):
        leaves = Leaf.objects.filter(log=log, subject=subject).order_by("-index")
        found += _open(log, leaves[: limit - len(found)])
        if len(found) >= limit:
            break
    return found


def opened(viewer: Viewer, act_ids: Collection[UUID]) -> dict[UUID, OpenedAct]:
    """Those of the acts that stand in the viewer's logs, opened as far as the viewer may see."""
    if len(act_ids) > IDS_MAX:
        raise MisuseError(f"At most {IDS_MAX} acts are opened at a time; {len(act_ids)} were asked for.")
    found: dict[UUID, OpenedAct] = {}
    wanted = list(act_ids)
    for log in reversed(logs_of(viewer)):
        found |= {act.id: act for act in _open(log, Leaf.objects.filter(log=log, act_id__in=wanted)) if act.id}
    return found


def proof(viewer: Viewer, act: UUID) -> LeafProof:
    """That an act stands in the viewer's log: its opening and its audit path under the present checkpoint."""
    for log in logs_of(viewer):
        leaf = Leaf.objects.filter(log=log, act_id=act).first()
        if leaf is not None and leaf.act is not None:
            return _proof(log, leaf, leaf.act)
    raise NotFoundError


def export(viewer: Viewer) -> Iterator[bytes]:
    """A zip of all the party's logs, as a stream: it verifies alone (`commands.verify_export`)."""
    return archive.pack(_files(reversed(logs_of(viewer))))


def opening_of(act: Act | None, mask: int) -> Opening | None:
    """An act's opening for a leaf; None once the act was erased."""
    if act is None:
        return None
    fields = commitment.values(
        person=act.person,
        authority=act.authority,
        party=act.party,
        kind=act.kind,
        at=act.at,
        subject=act.subject,
        content=act.content,
    )
    return commitment.open_fields(bytes(act.salt), fields, commitment.from_mask(mask))


def _log(viewer: Viewer, log: UUID) -> Log:
    found = Log.objects.filter(pk=log, party=viewer.party).first()
    if found is None:
        raise NotFoundError
    return found


def _tile(path: str, held: int) -> tuple[int, int]:
    try:
        index, width = tiles.parse_path(path)
    except tiles.TileError as wrong:
        raise NotFoundError from wrong
    if index * tiles.WIDTH + width > held:
        raise NotFoundError
    return index, width


def _cursor(text: str) -> tuple[int, int]:
    epoch, dot, index = text.partition(".")
    digits = epoch + index
    if not dot or len(text) > HTTP_CURSOR_CHARS_MAX or not (digits.isascii() and epoch.isdigit() and index.isdigit()):
        raise NotFoundError
    # A larger index than any log's means its end; a column could not hold it.
    return int(epoch), min(int(index), merkle.SIZE_MAX)


def _commitments(log: Log, index: int, width: int) -> list[bytes]:
    start = index * tiles.WIDTH
    leaves = Leaf.objects.filter(log=log, index__gte=start, index__lt=start + width).order_by("index")
    return [bytes(value) for value in leaves.values_list("commitment", flat=True)]


def _hashes(log: Log, level: int, index: int, width: int) -> list[bytes]:
    if level == 0:
        return [merkle.leaf_hash(value) for value in _commitments(log, index, width)]
    start = index * tiles.WIDTH
    nodes = TileHash.objects.filter(log=log, level=level, index__gte=start, index__lt=start + width).order_by("index")
    return [bytes(value) for value in nodes.values_list("hash", flat=True)]


def _proof(log: Log, leaf: Leaf, act: Act) -> LeafProof:
    cache: dict[tuple[int, int], Sequence[bytes]] = {}

    def read(level: int, index: int) -> Sequence[bytes]:
        if (level, index) not in cache:
            width = min(tiles.WIDTH, tiles.hashes_at(level, log.size) - index * tiles.WIDTH)
            cache[level, index] = _hashes(log, level, index, width)
        return cache[level, index]

    path = merkle.prove_inclusion(lambda height, at: tiles.hash_in(read, height, at), leaf.index, log.size)
    shown = opening_of(act, leaf.opened)
    assert shown is not None
    signed = checkpoint_of(log)
    extra = {"key": verifier_keys(log.origin)[0].text, "opening": opening.to_plain(leaf.index, shown)}
    text = note.Proof(opening.to_json(extra).encode(), leaf.index, path, signed).text
    root = note.parse_checkpoint(note.parse_note(signed.encode()).text).root
    return LeafProof(_opened_act(log, leaf, act), path, log.size, root, text, shown)


def _files(logs: Iterable[Log]) -> Iterator[tuple[str, bytes]]:
    for log in logs:
        for name in names_of(log.epoch, log.size):
            yield name, _file(log, name.split("/", 2)[2])


def _file(log: Log, name: str) -> bytes:
    room, _, path = name.partition("/")
    match room:
        case "keys":
            return "".join(f"{key.text}\n" for key in verifier_keys(log.origin)).encode()
        case "checkpoint":
            return checkpoint_of(log).encode()
        case "openings":
            return _openings(log, *tiles.parse_path(path))
        case _:
            kind, _, path = path.partition("/")
            index, width = tiles.parse_path(path)
            if kind == "entries":
                return tiles.bundle(_commitments(log, index, width))
            return b"".join(_hashes(log, int(kind), index, width))


def _openings(log: Log, index: int, width: int) -> bytes:
    start = index * tiles.WIDTH
    leaves = Leaf.objects.filter(log=log, index__gte=start, index__lt=start + width).order_by("index")
    lines = [
        opening.to_json(opening.to_plain(leaf.index, opening_of(leaf.act, leaf.opened)))
        for leaf in leaves.select_related("act")
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _open(log: Log, leaves: QuerySet[Leaf]) -> list[OpenedAct]:
    """Leaves first, then their acts: a join might be read from the acts' side, and touch acts that are not released."""
    return [_opened_act(log, leaf, leaf.act) for leaf in leaves.prefetch_related("act")]


def _opened_act(log: Log, leaf: Leaf, act: Act | None) -> OpenedAct:
    base = (log.id, log.epoch, leaf.index, bytes(leaf.commitment))
    if act is None:
        return OpenedAct(*base, frozenset())
    fields = commitment.from_mask(leaf.opened)
    return OpenedAct(
        *base,
        fields,
        id=act.id,
        who=act.person if Field.WHO in fields else None,
        on_behalf=OnBehalf(act.authority, act.party) if Field.ON_BEHALF in fields else None,
        what=act.kind if Field.WHAT in fields else None,
        when=act.at if Field.WHEN in fields else None,
        about=act.subject if Field.ABOUT in fields else None,
        content=json.loads(act.content) if Field.CONTENT in fields else None,
    )
