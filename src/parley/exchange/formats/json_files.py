"""JSON of the field, told apart by what stands in it, and cut into objects without writing any of them again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.formats import misp, stix20
from parley.exchange.formats.items import Item, Limits, Making, Options, Read, Unreadable, too_deep, unreadable
from parley.exchange.rules.asking import MalformedError
from parley.exchange.rules.envelopes import split


class _Head(msgspec.Struct, rename={"event": "Event"}):
    """As much of a JSON object as tells what it is."""

    type: Any = None
    id: Any = None
    spec_version: Any = None
    info: Any = None
    uuid: Any = None
    event: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    objects: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_HEAD = msgspec.json.Decoder(_Head)
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])

_KNOWN = gettext_noop("STIX (a bundle, an envelope, objects), a MISP event, or CSV of indicators")
_NOT_ONE = gettext_noop("Nothing else of its kind is imported.")


def items(body: bytes, name: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    """Each object of one JSON text."""
    try:
        body.decode()
        yield from _any(body.strip(b" \t\r\n"), f"{name}#", making, options, limits)
    except UnicodeDecodeError as error:
        came = Message(gettext_noop("an octet that is not UTF-8, at %(at)d"), at=error.start)
        yield unreadable(name, gettext_noop("JSON in UTF-8"), came, gettext_noop("Save it as UTF-8."))
    except msgspec.DecodeError as error:
        yield unreadable(name, gettext_noop("whole JSON"), str(error), gettext_noop("Export it again."))
    except RecursionError:
        yield _deep(name, limits)


def _any(raw: bytes, place: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    """What stands at the top: a list of things, or one that may hold others."""
    if raw.startswith(b"["):
        yield from _each(raw, place, making, options, limits)
        return
    head = _head(raw)
    if head is None:
        yield unreadable(place, _KNOWN, _glimpse(raw))
    elif head.response is not msgspec.UNSET:
        answers = bytes(head.response).strip(b" \t\r\n")
        if answers.startswith(b"["):
            yield from _each(answers, f"{place}/response", making, options, limits)
        else:
            yield from _one(answers, f"{place}/response", making, options, limits)
    elif head.objects is not msgspec.UNSET and head.info is None and head.type in ("bundle", None):
        yield from _bundle(raw, head, place, making, options, limits)
    else:
        yield from _one(raw, place, making, options, limits)


def _bundle(raw: bytes, head: _Head, place: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    """A bundle or an envelope. An object that does not say its version has that of its bundle."""
    try:
        objects = split(raw, limits.objects)
    except MalformedError as error:
        yield Unreadable(place.removesuffix("#"), Message("%(sentence)s", sentence=str(error)))
        return
    for i, each in enumerate(objects):
        yield from _stix(each, _head(each), f"{place}/objects/{i}", making, options, limits, head.spec_version == "2.0")


def _each(raw: bytes, place: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    listed = [bytes(each) for each in _ITEMS.decode(raw)]
    if len(listed) > limits.objects:
        expected = Message(gettext_noop("at most this many in a list: %(most)d"), most=limits.objects)
        yield unreadable(place, expected, f"{len(listed)}", gettext_noop("Split it into several files."))
        return
    for i, each in enumerate(listed):
        yield from _one(each, f"{place}/{i}", making, options, limits)


def _one(raw: bytes, place: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    """One thing that holds no other: a STIX object, or a MISP event."""
    head = _head(raw)
    if head is None:
        yield unreadable(place, _KNOWN, _glimpse(raw))
    elif isinstance(head.type, str) and isinstance(head.id, str) and "--" in head.id:
        yield from _stix(raw, head, place, making, options, limits, False)
    elif head.event is not msgspec.UNSET:
        yield from _event(bytes(head.event), f"{place}/Event", making, options, limits)
    elif isinstance(head.info, str):
        yield from _event(raw, place, making, options, limits)
    else:
        yield unreadable(place, _KNOWN, _what(raw), _NOT_ONE)


def _stix(
    raw: bytes, head: _Head | None, place: str, making: Making, options: Options, limits: Limits, of_20: bool
) -> Iterator[Item]:
    """STIX 2.1 (3.2): an object without `spec_version` is of 2.0, unless it is a cyber-observable."""
    if options.format == "misp":
        yield unreadable(place, gettext_noop("a MISP event"), Message(gettext_noop("a STIX object")))
    elif head is None:
        yield unreadable(place, gettext_noop("a STIX object"), _glimpse(raw))
    elif head.spec_version is None and (of_20 or head.type in stix20.TYPES):
        parsed = msgspec.json.decode(raw)
        if too_deep(parsed, limits.depth):
            yield _deep(place, limits)
        else:
            yield from stix20.converted(parsed, place, making)
    else:
        yield Read(raw, place)


def _event(raw: bytes, place: str, making: Making, options: Options, limits: Limits) -> Iterator[Item]:
    if options.format == "stix":
        yield unreadable(place, gettext_noop("a STIX object"), Message(gettext_noop("a MISP event")))
        return
    if len(raw) > limits.event_bytes:
        expected = Message(gettext_noop("an event of at most this many octets: %(most)d"), most=limits.event_bytes)
        yield unreadable(place, expected, f"{len(raw)}", gettext_noop("Split the event."))
        return
    event = msgspec.json.decode(raw)
    if not isinstance(event, dict):
        yield unreadable(place, gettext_noop("a MISP event"), _glimpse(raw))
    elif too_deep(event, limits.depth):
        yield _deep(place, limits)
    else:
        yield from misp.objects(event, place, making, options.groups)


def _head(raw: bytes) -> _Head | None:
    """None where no JSON object stands."""
    return _HEAD.decode(raw) if raw.lstrip(b" \t\r\n")[:1] == b"{" else None


def _glimpse(raw: bytes) -> str:
    return raw[:60].decode(errors="replace")


def _what(raw: bytes) -> Message:
    """A JSON object that is none of ours, by the names of its members."""
    names = list(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
    if not names:
        return Message(gettext_noop("an empty JSON object"))
    return Message(gettext_noop("a JSON object of %(names)s"), names=shown(", ".join(names[:6])))


def _deep(place: str, limits: Limits) -> Unreadable:
    expected = Message(gettext_noop("JSON of at most this many levels: %(most)d"), most=limits.depth)
    return unreadable(place, expected, Message(gettext_noop("more levels")))
