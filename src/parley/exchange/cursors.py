"""`next` (TAXII 2.1, 3.4): a place in one feed, sealed so that it says nothing and fits nowhere else.

AES-SIV gives equal cursors for equal places, so an answer does not depend on when it was given, and no state is kept:
a cursor holds as long as the node's secret does.
"""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.rules import Viewer
from parley.exchange.rules.feeds import Filter, Position

_PLACE = struct.Struct(">qqq")
_SEALED_BYTES = _PLACE.size + 16
_EXPECTED = Message(gettext_noop("a cursor of this collection and this filter, as the page before gave it"))
_DO = gettext_noop("Begin again without it, from added_after.")


def seal(viewer: Viewer, collection: UUID, on: Filter, at: Position) -> str:
    place = _PLACE.pack(at.added_at, at.key, at.k)
    return urlsafe_b64encode(_cipher().encrypt(place, _bound(viewer, collection, on))).decode().rstrip("=")


def opened(viewer: Viewer, collection: UUID, on: Filter, text: str) -> Position:
    """Raises `InputError` for whatever was not sealed for this party, collection and filter."""
    try:
        sealed = urlsafe_b64decode(text.encode("ascii") + b"==")
        if len(sealed) != _SEALED_BYTES:
            raise ValueError
        place = _cipher().decrypt(sealed, _bound(viewer, collection, on))
    except (ValueError, InvalidTag) as error:
        raise InputError("next", _EXPECTED, text, _DO) from error
    return Position(*_PLACE.unpack(place))


def _bound(viewer: Viewer, collection: UUID, on: Filter) -> list[bytes | bytearray | memoryview]:
    return [viewer.party.bytes, collection.bytes, on.canonical().encode()]


@lru_cache(1)
def _cipher() -> AESSIV:
    return AESSIV(hmac.digest(settings.SECRET_KEY.encode(), b"parley/taxii/next/v1", "sha512"))
