"""An envelope that came (TAXII 2.1, 3.7), cut into its objects: each as the very octets that stood in it. Pure.

Only the envelope is judged here. What an object holds is for the checks of objects to say, one by one.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from parley.council.errors import shown
from parley.exchange.rules.asking import MalformedError

AROUND_BYTES_MAX = 65_536
"""Of all that is not objects: custom properties, spaces."""
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")


def split(body: bytes, objects_max: int) -> list[bytes]:
    """The octets of each object, in the order of the envelope. Raises `MalformedError`.

    1. One JSON object and nothing after it. What the reader of JSON skips over, it checks: NaN, leading zeroes,
       control characters, halves of surrogate pairs.
    2. No member twice: two readers would take two different ones (RFC 7493, 2.3). Members other than `objects` are
       ignored (7.1.1).
    3. A list, of 1 to `objects_max`: TAXII has no empty lists (2).
    """
    if body.startswith(_BYTE_ORDER_MARKS):
        raise _refused("UTF-8 without a byte order mark", "a byte order mark", "Send UTF-8 (RFC 8259, 8.1).")
    try:
        members = _MEMBERS.decode(body)  # 1
        listed = memoryview(members["objects"]) if "objects" in members else memoryview(b"")
        _once_each(body, listed)  # 2
    except (msgspec.DecodeError, ValueError) as error:
        raise _refused("one JSON object in UTF-8", str(error)) from error
    except RecursionError as error:
        raise _refused("JSON of a few levels", "more levels than a reader can hold") from error
    if not listed:
        raise _refused("a member called objects", shown(", ".join(members)) or "an empty envelope")
    if bytes(listed[:1]) != b"[":  # 3
        raise _refused("objects: a list", shown(bytes(listed[:60]).decode(errors="replace")))
    objects = [bytes(item) for item in _ITEMS.decode(listed)]
    if not 1 <= len(objects) <= objects_max:
        expected = f"objects: from 1 to {objects_max:,}"
        raise _refused(expected, f"{len(objects):,}", "Send them in several envelopes." if objects else "")
    return objects


def _once_each(body: bytes, listed: memoryview) -> None:
    """No member of the envelope comes twice. The list of objects is taken out first: it is nearly all there is.

    The same octets may stand in another member before it, and are taken out there: that changes no name of a member,
    since a list has no letters outside its strings.
    """
    around = body.replace(listed, b"null", 1) if listed else body
    if len(around) > AROUND_BYTES_MAX:
        raise _refused(f"beside the objects at most {AROUND_BYTES_MAX:,} octets", f"{len(around):,}")
    json.loads(around.decode(), object_pairs_hook=_no_twins)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _refused("each member once", "twice: " + shown(next(n for n in names if names.count(n) > 1)))
    return found


def _refused(expected: str, came: str, do: str = "") -> MalformedError:
    return MalformedError(f"The envelope: Expected: {expected}. Came: {came}.{' ' if do else ''}{do}")
