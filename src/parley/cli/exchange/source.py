"""Another TAXII 2.1 server, of which one collection is read; and the file that keeps how far that went."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from parley.council.errors import ParleyError, gettext_noop, shown
from parley.exchange.fetching import Answer, FetchError, Limits, fetch
from parley.exchange.rules.pulling import Cursor, written

MEDIA_TYPE = "application/taxii+json;version=2.1"
LIMITS = Limits(bytes=128 * 2**20, seconds=300.0, redirects=3)
TRIES_MAX = 6
"""Of one page that the server, or the network, could not give just then."""
PAUSE_SECONDS_MAX = 900.0
"""Whoever asks for a longer pause is asked again with the next run."""
SECRET_CHARS_MAX = 1_000
STATE_BYTES_MAX = 64 * 2**10
_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, 504})
_FORGOTTEN = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE, 422})
"""What servers say to a `next` that they do not know any more."""


class SourceError(ParleyError):
    """The other server cannot be read, or the file of how far it was read cannot be used."""


class ForgottenError(Exception):
    """The server does not know its own `next` any more."""


@dataclass(frozen=True, slots=True)
class Source:
    """`url` is the collection's. `inside`: the server is in one's own network, or on this machine."""

    url: str
    authorization: str = field(repr=False)
    inside: bool = False
    limit: int = 1_000
    ask: Callable[..., Answer] = field(default=fetch, repr=False)
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)

    def page(self, at: Cursor) -> Answer:
        """One page. Raises `ForgottenError`, `SourceError`, `FetchError`."""
        where = f"{self.url.rstrip('/')}/objects/?{urlencode({'limit': str(self.limit)} | at.query())}"
        headers = {"Accept": MEDIA_TYPE} | ({"Authorization": self.authorization} if self.authorization else {})
        for attempt in range(1, TRIES_MAX + 1):
            last = attempt == TRIES_MAX
            try:
                answer = self.ask(where, headers=headers, limits=LIMITS, private=self.inside)
            except FetchError as error:
                if last or not error.again:
                    raise
                self.pause(float(2**attempt))
                continue
            if answer.status == HTTPStatus.OK:
                return answer
            if at.next and answer.status in _FORGOTTEN:
                raise ForgottenError
            seconds = self._seconds(answer.headers, attempt)
            if answer.status not in _AGAIN or last or seconds > PAUSE_SECONDS_MAX:
                raise SourceError(
                    gettext_noop("%(url)s answers with status %(status)s. What was read before it is kept."),
                    url=shown(self.url),
                    status=answer.status,
                )
            self.pause(seconds)
        raise AssertionError("the last attempt returns or raises")

    def _seconds(self, headers: Mapping[str, str], attempt: int) -> float:
        """RFC 9110, 10.2.3: seconds or a date, as the server says; otherwise twice as long each time."""
        said = headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal() and len(said) < 10:
            return float(said)
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return float(2**attempt)
        return max((until.replace(tzinfo=until.tzinfo or UTC) - self.now()).total_seconds(), 1.0)


def authorization(token_file: Path | None, password_file: Path | None) -> str:
    """A token in one file, or a name and a password (name:password) in another; neither stands in a command line."""
    if token_file is not None:
        return f"Bearer {_secret(token_file)}"
    if password_file is None:
        return ""
    return "Basic " + base64.b64encode(_secret(password_file).encode()).decode()


def _secret(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            secret = opened.read(SECRET_CHARS_MAX + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(file, str(error)) from error
    if not secret or len(secret) > SECRET_CHARS_MAX or not secret.isprintable():
        raise _unusable(file, "it does not hold one line with one secret")
    return secret


@dataclass(frozen=True, slots=True)
class State:
    """How far one collection was read into one other: a file that is replaced as a whole, or not at all."""

    path: Path
    source: str
    target: str

    def read(self) -> Cursor:
        """Where to go on; the beginning where nothing was read yet."""
        if not self.path.exists():
            return Cursor()
        try:
            with self.path.open("rb") as opened:
                kept = json.loads(opened.read(STATE_BYTES_MAX))
            if (kept["from"], kept["to"]) != (self.source, self.target):
                raise _unusable(self.path, "it belongs to other collections")
            added_after, last = (datetime.fromisoformat(kept[n]) if kept[n] else None for n in ("added_after", "last"))
            return Cursor(added_after, str(kept["next"]), last)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise _unusable(self.path, str(error)) from error

    def write(self, at: Cursor) -> None:
        dates = {"added_after": at.added_after, "last": at.last}
        kept = {"from": self.source, "to": self.target, "next": at.next}
        kept |= {name: written(date) if date else "" for name, date in dates.items()}
        beside = self.path.with_name(self.path.name + ".new")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
                json.dump(kept, opened)
                opened.flush()
                os.fsync(opened.fileno())
            beside.replace(self.path)
        except OSError as error:
            raise _unusable(self.path, str(error)) from error


def _unusable(file: Path, why: str) -> SourceError:
    return SourceError(gettext_noop("%(file)s cannot be used: %(why)s."), file=shown(str(file)), why=shown(why))
