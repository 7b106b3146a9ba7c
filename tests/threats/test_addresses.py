"""However a place inside is written, nothing is sent there (31)."""

from __future__ import annotations

import socket

import pytest

from parley.exchange import fetching
from parley.exchange.fetching import FetchError, fetch

INSIDE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://public.example@127.0.0.1/",
    "https://127.0.0.1\\@public.example/",
    "https://public.example#@127.0.0.1:0/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "//127.0.0.1/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_spelling_of_a_place_inside_is_asked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def known(host: str, port: int, **more: int) -> object:
        """Numbers as this machine reads them; no name is looked up elsewhere."""
        inside = "127.0.0.1" if host in {"localhost", "public.example"} else host
        return real(inside, port, flags=socket.AI_NUMERICHOST, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", known)
    monkeypatch.setattr(fetching, "connect", lambda address, *_: asked.append(address))
    with pytest.raises(FetchError):
        fetch(url)
    assert asked == []


def test_a_name_that_resolves_anew_is_not_asked_at_its_new_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is public, every later one is not; and a redirect to it is a new question."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    asked: list[str] = []

    def refused(address: str, *_: object) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching, "resolve", lambda *_: next(answers))
    monkeypatch.setattr(fetching, "connect", refused)
    with pytest.raises(FetchError):
        fetch("https://rebinds.example/")
    with pytest.raises(FetchError, match="public address"):
        fetch("https://rebinds.example/")
    assert asked == ["93.184.215.14"]
