"""A node as a member's own machine sees it: TAXII 2.1 with a token. Nothing else is asked of it.

The token never stands in a command line, where every process of the machine can read it; it goes to one origin only,
and a redirect is an error.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode, urljoin, urlsplit

import msgspec

from parley.council.errors import Message, ParleyError, gettext_noop, shown
from parley.exchange.fetching import Answer, FetchError, Limits, fetch
from parley.exchange.rules.envelopes import split

Json: TypeAlias = dict[str, Any]

MEDIA_TYPE = "application/taxii+json;version=2.1"
TRIES_MAX = 6
"""Of one request that the node, or the network, could not take just then."""
PAUSE_SECONDS, PAUSE_SECONDS_MAX = 1.0, 60.0
ANSWER = Limits(bytes=256 * 2**20, seconds=300.0, redirects=0)
OBJECTS_MAX = 100_000
"""Of one page, whatever the server thinks of `limit`."""
PAGES_MAX = 1_000_000
TOKEN_CHARS_MAX = 1_000
_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, 504})


NO_WRITING = gettext_noop(
    "Your token may read here and not add: it lacks the scope exchange:write, or you lack the right to share. Make a "
    "token with that scope, on the node's page of tokens or by “parley token make”, and use that one."
)
NO_READING = gettext_noop(
    "Your token may add here and not read: it lacks the scope exchange:read. Make a token with that scope, on the "
    "node's page of tokens or by “parley token make”, and use that one."
)
NO_TOKEN = gettext_noop(
    "The node does not know this token, or it has ended, or it has neither the scope exchange:read nor exchange:write "
    "(%(status)s). See that all of it stands in the token's file, or in PARLEY_TOKEN; or make a new one, on the node's "
    "page of tokens or by “parley token make”."
)


class NodeError(ParleyError):
    """The node did not do what it was asked, and says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """`root` is the address of the API root."""

    root: str
    token: str = field(repr=False)
    body_bytes_max: int = 2**20
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)

    def ask(self, method: str, path: str, query: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
        """A success. What could not be taken just then is asked again, a little later each time."""
        where = f"{urljoin(self.root, path)}{'?' if query else ''}{urlencode(query or {})}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": MEDIA_TYPE}
        if body is not None:
            headers["Content-Type"] = MEDIA_TYPE
        for attempt in range(1, TRIES_MAX + 1):
            last = attempt == TRIES_MAX
            try:
                answer = fetch(where, method=method, headers=headers, body=body, limits=ANSWER, private=True)
            except FetchError as error:
                if last or not error.again:
                    raise
                self.pause(_seconds("", attempt))
                continue
            if answer.status in _AGAIN and not last:
                self.pause(_seconds(answer.headers.get("retry-after", ""), attempt))
                continue
            if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                raise NodeError(_said(answer), status=answer.status, why=_why(answer))
            return answer
        raise AssertionError("the last attempt returns or raises")

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return _json(self.ask("GET", path, query))

    def collection(self, asked: str, *, to_write: bool) -> str:
        """The id of a collection that may be read or written, by its id or alias."""
        listed = [each for each in self.get("collections/").get("collections", ()) if isinstance(each, dict)]
        may = "can_write" if to_write else "can_read"
        for each in listed:
            if asked in (each.get("id"), each.get("alias")) and each.get(may) is True:
                return str(each["id"])
        names = ", ".join(str(each.get("alias") or each.get("id")) for each in listed if each.get(may) is True)
        if not names:
            raise NodeError(NO_WRITING if to_write else NO_READING)
        raise NodeError(
            gettext_noop(
                "Expected: a collection that your token may use for this: %(names)s. Came: %(asked)s. Name one of them."
            ),
            names=names,
            asked=shown(asked),
        )

    def add(self, collection: str, objects: list[bytes]) -> Json:
        """The status resource of an envelope, when nothing in it waits any more."""
        body = b'{"objects":[%s]}' % b",".join(objects)
        status = _json(self.ask("POST", f"collections/{quote(collection)}/objects/", body=body))
        for attempt in range(1, TRIES_MAX + 1):
            if status.get("status") == "complete":
                break
            self.pause(_seconds("", attempt))
            status = self.get(f"status/{quote(str(status['id']))}/")
        return status

    def pages(self, collection: str, added_after: str) -> Iterator[list[bytes]]:
        """Every page of a collection: its objects as the octets that came. Ends where the node says there is no more.

        A node that hands out the same `next` twice, or says `more` without one, would never end: that is an error.
        """
        query = {"added_after": added_after} if added_after else {}
        seen: set[str] = set()
        for _ in range(PAGES_MAX):
            body = self.ask("GET", f"collections/{quote(collection)}/objects/", query).body
            page = _page(body)
            if page.objects is not msgspec.UNSET:
                yield split(body, OBJECTS_MAX)
            if not page.more:
                return
            if not page.next or page.next in seen:
                break
            seen.add(page.next)
            query = ({"added_after": added_after} if added_after else {}) | {"next": page.next}
        raise NodeError(gettext_noop("The node repeats a page, or says that there is more and not where."))


class _Page(msgspec.Struct):
    more: bool = False
    next: str = ""
    objects: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def _page(body: bytes) -> _Page:
    try:
        return msgspec.json.decode(body, type=_Page)
    except msgspec.DecodeError as error:
        raise NodeError(gettext_noop("Expected: an envelope of TAXII 2.1. Came: %(came)s."), came=str(error)) from error


def node(server: str, token_file: Path | None, pause: Callable[[float], None] = time.sleep) -> Node:
    """The node at an address: its API root, which it names itself and which is nowhere else."""
    server = server or os.environ.get("PARLEY_SERVER", "")
    if not server:
        raise NodeError(gettext_noop("Say which node: --server URL, or the variable PARLEY_SERVER."))
    at = Node(server.rstrip("/") + "/", _token(token_file), pause=pause)
    root = str(at.get("taxii2/").get("default", ""))
    root = urljoin(at.root, root)
    if not root.endswith("/") or urlsplit(root)[:2] != urlsplit(at.root)[:2]:
        raise NodeError(
            gettext_noop("Expected: an API root at %(server)s. Came: %(root)s. Name the address that the node names."),
            server=shown(server),
            root=shown(root),
        )
    within = Node(root, at.token, pause=pause)
    most = within.get("").get("max_content_length")
    return Node(root, at.token, most if isinstance(most, int) and most > 0 else within.body_bytes_max, pause)


def _token(file: Path | None) -> str:
    if file is None:
        token = os.environ.get("PARLEY_TOKEN", "")
        if not token:
            raise NodeError(
                gettext_noop("Say where the token stands: --token-file FILE, or the variable PARLEY_TOKEN.")
            )
    else:
        try:
            with file.open(encoding="ascii") as opened:
                token = opened.read(TOKEN_CHARS_MAX + 1)
        except (OSError, UnicodeDecodeError) as error:
            template = gettext_noop("The token's file %(file)s cannot be read: %(why)s.")
            raise NodeError(template, file=shown(str(file)), why=shown(str(error))) from error
    token = token.strip()
    if not token.isascii() or not token.isprintable() or " " in token or not 1 <= len(token) <= TOKEN_CHARS_MAX:
        raise NodeError(
            gettext_noop("Expected: one token and nothing else, as the page or `parley token make` shows it.")
        )
    return token


def _seconds(retry_after: str, attempt: int) -> float:
    """RFC 9110, 10.2.3: as the server says, where it says seconds; otherwise twice as long each time."""
    asked = float(retry_after) if retry_after.isdecimal() else PAUSE_SECONDS * 2 ** (attempt - 1)
    return min(asked, PAUSE_SECONDS_MAX)


def _json(answer: Answer) -> Json:
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        template = gettext_noop("Expected: TAXII 2.1 from %(url)s. Came: %(came)s.")
        raise NodeError(template, url=shown(answer.url), came=shown(str(error))) from error


def _said(answer: Answer) -> str:
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return NO_TOKEN
    return gettext_noop("The node answered %(status)s: %(why)s")


def _why(answer: Answer) -> Message | str:
    """The title and description of the error object (TAXII 2.1, 3.6.1), made safe to print."""
    try:
        said = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return Message(gettext_noop("something that is not TAXII"))
    texts = [str(said.get(name, ""))[:500] for name in ("title", "description")]
    return " ".join("".join(c if c.isprintable() else " " for c in text) for text in texts if text)
