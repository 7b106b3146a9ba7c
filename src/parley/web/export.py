"""Everything that is a party's own, as one file: each room offers its part, and here they are put together."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from parley.council import queries as council
from parley.council.forms import actor, moment, viewer
from parley.council.rules import Right, Viewer, require
from parley.forum import export as forum
from parley.ledger import queries as ledger
from parley.registry import export as register
from parley.release import queries as release

FORMAT = 1


class _Encoder(DjangoJSONEncoder):
    def default(self, o: object) -> Any:
        """Digests as hexadecimal digits; ids and dates as Django writes them."""
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


_ENCODER = _Encoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """JSON Lines: a heading, one line for each thing, and an end without which the file is not whole."""
    require(actor(request), Right.EXPORT)
    looking, now = viewer(request), moment(request)
    response = StreamingHttpResponse(_lines(looking, now), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="parley-{now:%Y-%m-%d}.jsonl"'
    return response


def _lines(looking: Viewer, now: datetime) -> Iterator[str]:
    yield _line({"record": "parley.export", "format": FORMAT, "party": looking.party, "at": now})
    count = 0
    for thing in _things(looking):
        count += 1
        yield _line(thing)
    yield _line({"record": "parley.end", "things": count})


def _things(looking: Viewer) -> Iterator[dict[str, Any]]:
    yield from council.export(looking)
    yield from release.export(looking)
    yield from forum.export(looking)
    yield from register.export(looking)
    for part, octets in enumerate(ledger.export(looking)):
        # Joined in order, the parts are the zip that `parley ledger verify` takes.
        yield {"record": "ledger.zip", "part": part, "base64": base64.b64encode(octets).decode()}


def _line(thing: dict[str, Any]) -> str:
    return _ENCODER.encode(thing) + "\n"
