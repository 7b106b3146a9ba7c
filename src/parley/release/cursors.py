"""A place in a list as it stands in an address: opaque, and made only of what its reader was shown."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime
from uuid import UUID

from parley.council.errors import InputError, gettext_noop
from parley.release.queries import Cursor

CURSOR_CHARS_MAX = 120


def encode(cursor: Cursor) -> str:
    plain = f"{cursor.key.isoformat()} {cursor.id.hex}"
    return base64.urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()


def decode(text: str) -> Cursor:
    """The cursor, or `InputError`. Whatever `encode` made comes back the same."""
    try:
        if len(text) > CURSOR_CHARS_MAX:
            raise ValueError("longer than any cursor")
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        key, _, id_ = plain.partition(" ")
        return Cursor(_moment(key), UUID(hex=id_))
    except (ValueError, OverflowError, binascii.Error) as error:
        raise InputError(
            "cursor",
            gettext_noop("a place in the list, as a link of this site gives it"),
            text,
            gettext_noop("Go back to the beginning of the list."),
        ) from error


def _moment(text: str) -> datetime | date:
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)
