"""The octets of one object, read as I-JSON (RFC 7493): what two readers could read in two ways is refused.

1. At most `OBJECT_BYTES_MAX` octets, in UTF-8 without a byte order mark.
2. JSON and nothing after it: no NaN, no Infinity, no name twice in one object.
3. An object, at most `DEPTH_MAX` levels deep.
4. No NUL, which databases cut texts at, and no half of a surrogate pair, which no UTF-8 can hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from parley.council.errors import Message, gettext_noop
from parley.exchange.rules.objects.faults import Fault, fault
from parley.exchange.rules.objects.limits import DEPTH_MAX, OBJECT_BYTES_MAX

_DEEP = gettext_noop("at most %(most)s levels of objects and lists")


class _TwiceError(Exception):
    """A name that came twice. The reader gives no way to say where."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _TwiceError(next(name for name, _ in pairs if name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_decode = json.JSONDecoder(object_pairs_hook=_no_twins, parse_constant=_no_constant).decode


def read(raw: bytes) -> dict[str, Any] | Fault:
    if len(raw) > OBJECT_BYTES_MAX:  # 1
        return fault(gettext_noop("at most %(most)s octets"), len(raw), most=OBJECT_BYTES_MAX)
    try:
        parsed = _decode(raw.decode())
    except _TwiceError as error:  # 2
        return fault(gettext_noop("each name once in an object"), str(error))
    except RecursionError:
        return fault(_DEEP, Message(gettext_noop("more levels than a reader can hold")), most=DEPTH_MAX)
    except ValueError as error:
        return fault(gettext_noop("JSON in UTF-8, without NaN and Infinity (RFC 7493)"), str(error))
    if type(parsed) is not dict:  # 3
        return fault(gettext_noop("one STIX object"), parsed)
    if raw.count(b"{") + raw.count(b"[") > DEPTH_MAX and (depth := _depth(parsed)) > DEPTH_MAX:
        return fault(_DEEP, depth, most=DEPTH_MAX)
    if b"\\u" in raw and (b"\\u0000" in raw or b"\\ud" in raw or b"\\uD" in raw):  # 4: only escapes make them
        return _unholdable(parsed) or parsed
    return parsed


def _depth(value: Any) -> int:
    """Of a value that the reader could hold. Breadth first: nesting takes none of our own stack."""
    depth, level = 0, [value]
    while level := [v for v in level if isinstance(v, dict | list)]:
        depth += 1
        level = [inner for v in level for inner in (v.values() if isinstance(v, dict) else v)]
    return depth


def _unholdable(parsed: dict[str, Any]) -> Fault | None:
    for pointer, text in _texts(parsed, ()):
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            found = fault(gettext_noop("text without NUL and without halves of surrogate pairs"), text)
            for step in reversed(pointer):
                found.under(step)
            return found
    return None


def _texts(value: Any, pointer: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield pointer, name
            yield from _texts(inner, (*pointer, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*pointer, number))
