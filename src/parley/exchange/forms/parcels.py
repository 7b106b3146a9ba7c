"""What is to be shared, on its way from the first page to the last: read from a file or a text, and carried along.

Between the steps the objects travel in the form itself, packed. Nothing is kept on the node for somebody who never
comes back; and whoever changes the packed text changes only what it shares itself, since each object is judged when it
is added.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from parley.council.errors import InputError, Message, gettext_noop
from parley.exchange.formats import Limits, Making, Read, Unreadable, read
from parley.exchange.rules.asking import MalformedError
from parley.exchange.rules.envelopes import split
from parley.settings import SETTINGS

AROUND_BYTES = 65_536
"""Of a request, for the other fields of the form."""
EVENT_BYTES_MAX = 2**20
"""Of one MISP event: converting one of this size keeps the node busy for ten to fifteen seconds. A larger one is
imported by `parley exchange import`, which converts on the member's own machine."""
SPLIT = gettext_noop("Split the file, or send it from your own system.")
AGAIN = gettext_noop("Choose the file again.")


class NothingReadError(InputError):
    """Nothing in a file could be read, and what is said of its first part is all that there is to say."""

    def __init__(self, first: Unreadable) -> None:
        super().__init__("file", gettext_noop("something to share"), Message(gettext_noop("nothing")), "")
        self.reason = self.message = first.sentence


@dataclass(frozen=True, slots=True)
class Parcel:
    """Objects as octets, the same packed, and what of the file could not be read."""

    objects: list[bytes]
    packed: str
    unread: list[Unreadable] = field(default_factory=list)


def making(party: UUID, at: datetime) -> Making:
    """With which ids rows and events become objects: the same for the same party and file (formats/items.py)."""
    return Making(at, salted_hmac("parley.exchange.formats", str(party), algorithm="sha256").digest())


def opened(content: bytes, name: str, party: UUID, at: datetime) -> Parcel:
    """All that stands in a file. `InputError` when it has nothing to share, or too much."""
    objects: list[bytes] = []
    unread: list[Unreadable] = []
    most = SETTINGS.envelope_objects_max
    limits = Limits(file_bytes=SETTINGS.request_bytes_max, objects=most, event_bytes=EVENT_BYTES_MAX)
    for item in read(content, name, making(party, at), limits=limits):
        match item:
            case Read(raw=raw):
                objects.append(raw)
            case Unreadable():
                unread.append(item)
        if len(objects) > most:  # what comes after is not read: reading is what costs
            expected = Message(gettext_noop("at most %(most)s objects at once"), most=most)
            raise InputError("file", expected, Message(gettext_noop("more")), SPLIT)
    if not objects and unread:
        raise NothingReadError(unread[0])
    if not objects:
        came = Message(gettext_noop("nothing"))
        raise InputError("file", gettext_noop("something to share"), came, gettext_noop("Choose another file."))
    text = packed(objects)
    if len(text) > SETTINGS.request_bytes_max - AROUND_BYTES:
        fitting = gettext_noop("objects that fit into a request when they are packed")
        raise InputError("file", fitting, Message(gettext_noop("more")), SPLIT)
    return Parcel(objects, text, unread)


def packed(objects: Sequence[bytes]) -> str:
    envelope = b'{"objects":[' + b",".join(objects) + b"]}"
    return base64.urlsafe_b64encode(zlib.compress(envelope, level=6)).decode()


def unpacked(text: str) -> list[bytes]:
    """The objects again, octet for octet. Never more is unpacked than a request may hold."""
    most = SETTINGS.request_bytes_max
    unpack = zlib.decompressobj()
    try:
        envelope = unpack.decompress(base64.urlsafe_b64decode(text.encode()), most)
        if not unpack.eof:
            raise zlib.error
        return split(envelope, SETTINGS.envelope_objects_max)
    except (zlib.error, binascii.Error, ValueError, MalformedError) as error:
        expected = gettext_noop("what the page before held")
        raise InputError("file", expected, Message(gettext_noop("something else")), AGAIN) from error
