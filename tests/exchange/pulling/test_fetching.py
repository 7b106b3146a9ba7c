"""What is fetched comes from where it was checked to come from, and within bounds."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from parley.exchange import fetching
from parley.exchange.fetching import Answer, FetchError, Limits, fetch

Serve = Callable[[bytes], Iterator[bytes]]
QUICK = Limits(bytes=1000, seconds=2, redirects=2)


@contextmanager
def server(answers: Callable[[str], list[bytes]]) -> Iterator[tuple[str, list[str]]]:
    """On loopback: for the head of each request the octets that are sent. Gives its address and what it was asked."""
    asked: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while True:
            try:
                met, _ = listening.accept()
            except OSError:
                return
            if stopped.is_set():
                return
            with met:
                head = b""
                while b"\r\n\r\n" not in head and (more := met.recv(65536)):
                    head += more
                asked.append(head.decode())
                try:
                    for octets in answers(head.decode().split(" ")[1]):
                        met.sendall(octets)
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    port = listening.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", asked
    finally:
        stopped.set()
        with socket.create_connection(("127.0.0.1", port)):
            pass
        listening.close()
        thread.join(5)


def ok(body: bytes, *headers: str) -> list[bytes]:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return ["\r\n".join(lines).encode() + b"\r\n\r\n" + body]


def to(url: str) -> list[bytes]:
    return [f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode()]


def get(url: str, **headers: str) -> Answer:
    return fetch(url, headers=headers, limits=QUICK, private=True)


def test_an_answer_has_its_status_headers_and_body() -> None:
    with server(lambda _: ok(b"here", "X-More: 1")) as (url, asked):
        answer = get(url + "/a?b=c", Authorization="Bearer s")
    assert (answer.status, answer.headers["x-more"], answer.body) == (200, "1", b"here")
    assert asked[0].startswith("GET /a?b=c HTTP/1.1\r\n")
    assert "Authorization: Bearer s" in asked[0]


def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with server(lambda _: ok(b"here")) as (url, _):
        assert get(url).body == b"here"


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://0x7f000001/", "https://127.1/"])
def test_nothing_inside_is_asked_unless_it_was_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> socket.socket:
        raise AssertionError("it connected")

    monkeypatch.setattr(fetching, "connect", refuse)
    with pytest.raises(FetchError):
        fetch(url)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public once and private the next time: it is resolved once."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    went: list[str] = []

    def connect(address: str, *_: object) -> socket.socket:
        went.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching, "resolve", lambda *_: next(answers))
    monkeypatch.setattr(fetching, "connect", connect)
    with pytest.raises(FetchError):
        fetch("https://rebinding.example/")
    assert went == ["8.8.8.8"]


def test_a_redirect_is_followed_and_keeps_what_is_secret_with_its_origin() -> None:
    with server(lambda path: ok(b"there")) as (other, asked_there):
        with server(lambda path: to("/b") if path == "/a" else ok(b"here")) as (url, asked):
            assert get(url + "/a", Authorization="Bearer s").body == b"here"
        assert all("Bearer s" in head for head in asked)
        with server(lambda _: to(other)) as (url, _), pytest.raises(FetchError, match="Nothing was sent there"):
            get(url, Authorization="Bearer s")  # another origin, and not a public one
    assert asked_there == []


@pytest.mark.parametrize("where", ["http://169.254.169.254/latest/", "file:///etc/passwd", "https://10.0.0.1/"])
def test_a_redirect_leads_to_no_place_inside(where: str) -> None:
    with server(lambda _: to(where)) as (url, _), pytest.raises(FetchError):
        get(url)


def test_redirects_end() -> None:
    with server(lambda _: to("/again")) as (url, asked), pytest.raises(FetchError, match="more than 2 times"):
        get(url)
    assert len(asked) == 3


def test_what_is_sent_is_not_sent_on() -> None:
    with server(lambda _: to("/b")) as (url, asked), pytest.raises(FetchError, match="It redirects"):
        fetch(url, method="POST", body=b"{}", private=True, limits=QUICK)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"a" * 1001),
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n\r\n", *[b"a" * 500] * 3],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1f4\r\n" + b"a" * 500 + b"\r\n"] * 3],
        ok(gzip.compress(b"a" * 1_000_000, mtime=0)[:900], "Content-Encoding: gzip"),
        ok(gzip.compress(b"a" * 1001, mtime=0), "Content-Encoding: gzip"),
        ok(b"abc", "Content-Encoding: br"),
        ok(b"not gzip", "Content-Encoding: gzip"),
        [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"],
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000],
        [b"SSH-2.0-OpenSSH\r\n"],
        [b""],
    ],
)
def test_an_answer_that_is_too_large_or_no_answer_is_refused(answer: list[bytes]) -> None:
    with server(lambda _: answer) as (url, _), pytest.raises(FetchError):
        get(url)


def test_gzip_that_was_not_asked_for_is_unpacked_within_the_limit() -> None:
    with server(lambda _: ok(gzip.compress(b"a" * 1000), "Content-Encoding: gzip")) as (url, _):
        assert get(url).body == b"a" * 1000


def test_an_answer_that_comes_octet_by_octet_ends_with_its_time() -> None:
    def trickle(_: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
        for _ in range(900):
            threading.Event().wait(0.02)
            yield b"a"

    short = Limits(bytes=1000, seconds=0.3, redirects=0)
    with server(trickle) as (url, _), pytest.raises(FetchError, match="in time"):  # type: ignore[arg-type]
        fetch(url, limits=short, private=True)


def test_without_tls_nothing_but_this_machine_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "resolve", lambda *_: ["8.8.8.8"])
    with pytest.raises(FetchError, match="https://"):
        fetch("http://intel.example/", private=True)
    with pytest.raises(FetchError):
        fetch("http://intel.example/")
