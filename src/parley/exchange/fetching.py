"""The one way to ask somebody else's server: to an address that was checked, within bounds, step by step.

1. The URL is read and its name resolved once; all its addresses must be public (rules/addresses.py).
2. The connection goes to the address that was checked, so a name that resolves differently a moment later reaches
   nothing. The certificate and the header Host are those of the name. No proxy of the environment is asked.
3. A redirect is one more request, checked anew; what is secret stays with the origin that it was meant for.
4. Octets, also unpacked ones, seconds, redirects and headers have limits.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from parley.council.errors import Message, ParleyError, gettext_noop, shown
from parley.exchange.rules import addresses
from parley.exchange.rules.addresses import Target

HEAD_BYTES_MAX = 128 * 2**10
"""Of a status line and headers, and of what chunks and informational answers add."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRET = frozenset({"authorization", "cookie", "x-api-key"})
_STEP = 64 * 2**10


@dataclass(frozen=True, slots=True)
class Limits:
    bytes: int = 64 * 2**20
    """Of a body, as it comes and as it is unpacked."""
    seconds: float = 60.0
    """Of one request with its redirects, but for the resolving of names."""
    redirects: int = 5


LIMITS = Limits()


class FetchError(ParleyError):
    """It was not fetched. `again`: it may be tried again, for nothing was wrong with what was asked."""

    def __init__(self, why: Message, *, again: bool = False) -> None:
        super().__init__(why.template, **why.params)
        self.again = again


@dataclass(frozen=True, slots=True)
class Answer:
    """`url` is where it came from in the end; the names of headers are lowercase."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = ""


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits = LIMITS,
    private: bool = False,
) -> Answer:
    """Ask once, and follow redirects; any status is an answer. Raises `FetchError`.

    `private` is for a server that the person who runs the command named: it may be inside, and on this machine it may
    be without TLS. It holds for that very origin; where it redirects to has to be public.
    """
    first = _target(url)
    at, sent = first, dict(headers or {})
    deadline = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        answer = _one(at, method, sent, body, deadline, limits, private=private and at.origin == first.origin)
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return answer
        if method != "GET":
            raise FetchError(
                Message(
                    gettext_noop(
                        "Expected: that %(url)s takes what is sent. It redirects. Name where it redirects to."
                    ),
                    url=shown(at.url()),
                )
            )
        following = _target(urljoin(at.url(), location))  # 3
        if at.scheme == "https" and following.scheme != "https":
            raise FetchError(Message(gettext_noop("%(url)s redirects to an address without TLS."), url=shown(at.url())))
        if following.origin != first.origin:
            sent = {name: value for name, value in sent.items() if name.lower() not in _SECRET}
        at = following
    raise FetchError(
        Message(gettext_noop("%(url)s redirects more than %(most)s times."), url=shown(url), most=limits.redirects)
    )


def _target(url: str) -> Target:
    found = addresses.target(url)
    if isinstance(found, Message):
        raise FetchError(found)
    return found


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine resolves it."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


def _one(
    to: Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    deadline: float,
    limits: Limits,
    *,
    private: bool,
) -> Answer:
    connection = _Connection(to, deadline, limits, private=private)
    try:
        given = {"Host": to.authority, "Accept-Encoding": "identity", "Connection": "close", **headers}
        connection.request(method, to.path, body=body, headers=given)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, _unpacked(_read(response, limits), found, limits), to.url())
    except TimeoutError as error:
        raise _broken(to, gettext_noop("an answer in time"), str(limits.seconds) + " s") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(
            Message(
                gettext_noop("The certificate of %(host)s does not prove that it is %(host)s: %(why)s."),
                host=shown(to.host),
                why=shown(error.verify_message),
            )
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _broken(to, gettext_noop("an answer in HTTP"), str(error) or type(error).__name__) from error
    finally:
        connection.hang_up()


def _broken(to: Target, expected: str, came: str) -> FetchError:
    return FetchError(
        Message(
            gettext_noop("%(url)s: Expected: %(expected)s. Came: %(came)s."),
            url=shown(to.url()),
            expected=Message(expected),
            came=shown(came),
        ),
        again=True,
    )


def _read(response: http.client.HTTPResponse, limits: Limits) -> bytes:
    stated = response.length
    if stated is not None and stated > limits.bytes:
        raise _too_large(limits)
    parts: list[bytes] = []
    size = 0
    while part := response.read(min(_STEP, limits.bytes + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > limits.bytes:
            raise _too_large(limits)
    if stated is not None and size < stated:
        raise http.client.IncompleteRead(b"", stated - size)
    return b"".join(parts)


def _unpacked(body: bytes, headers: Mapping[str, str], limits: Limits) -> bytes:
    """Nothing packed was asked for. Some send gzip all the same."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity" or not body:
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise FetchError(
            Message(gettext_noop("Expected: a body as it is, or gzip. Came: %(came)s."), came=shown(coding))
        )
    stream = zlib.decompressobj(wbits=31)
    try:
        found = stream.decompress(body, limits.bytes + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(found) > limits.bytes or stream.unconsumed_tail:
        raise _too_large(limits)
    if not stream.eof or stream.unused_data:
        raise ValueError("gzip that does not end where the body ends")
    return found


def _too_large(limits: Limits) -> FetchError:
    return FetchError(Message(gettext_noop("Expected: at most %(most)s octets. More came."), most=limits.bytes))


class _Connection(http.client.HTTPConnection):
    """A connection to the address that was checked, of whatever name."""

    def __init__(self, to: Target, deadline: float, limits: Limits, *, private: bool) -> None:
        super().__init__(to.host, to.port)
        self._to, self._deadline, self._limits, self._private = to, deadline, limits, private
        self._made: socket.socket | None = None

    def connect(self) -> None:
        resolved = resolve(self._to.host, self._to.port)
        address = addresses.chosen(self._to, resolved, private=self._private)  # 1
        if isinstance(address, Message):
            raise FetchError(address)
        self._made = connect(str(address), self._to.port, _left(self._deadline))  # 2
        if self._to.scheme == "https":
            self._made.settimeout(_left(self._deadline))
            self._made = ssl.create_default_context().wrap_socket(self._made, server_hostname=self._to.host)
        self.sock = _Bounded(self._made, self._deadline, self._limits.bytes + HEAD_BYTES_MAX)

    def hang_up(self) -> None:
        if self._made is not None:
            self._made.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Bounded:
    """A socket of which no more is read than its limit, and nothing after its time: also if it comes octet by octet."""

    def __init__(self, over: socket.socket, deadline: float, most: int) -> None:
        self._over, self._deadline, self._most = over, deadline, most

    def sendall(self, octets: bytes) -> None:
        self._over.settimeout(_left(self._deadline))
        self._over.sendall(octets)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Octets(self._over, self._deadline, self._most))

    def close(self) -> None:
        """http.client does it as soon as the headers say that nothing follows the body, and then reads the body."""


class _Octets(io.RawIOBase):
    def __init__(self, over: socket.socket, deadline: float, most: int) -> None:
        super().__init__()
        self._over, self._deadline, self._left = over, deadline, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]
        self._over.settimeout(_left(self._deadline))
        count = self._over.recv_into(into)
        self._left -= count
        if self._left < 0:
            raise OSError("more octets than the limit")
        return count
