"""Programs of others against a real server: what docs/connecting.md says, word by word, with a token made on the page;
and clients that come in crowds, trickle, or leave in mid-sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.journeys.conftest import ROOT

PAGE = ROOT / "docs" / "connecting.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TAXII = "application/taxii+json;version=2.1"
OWN, SHARED = (f"/taxii2/council/collections/{alias}/objects/" for alias in ("own", "shared"))
SECONDS_MAX = 60


@dataclass(frozen=True)
class Node:
    address: str
    token: str

    def ask(self, method: str, path: str, body: bytes = b"", timeout: float = 30) -> tuple[int, Any]:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=timeout)
        try:
            connection.request(method, path, body or None, self.headers(len(body)))
            answer = connection.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if said else None
        finally:
            connection.close()

    def headers(self, length: int) -> dict[str, str]:
        found = {"Authorization": f"Bearer {self.token}", "Accept": TAXII}
        return found | ({"Content-Type": TAXII, "Content-Length": str(length)} if length else {})

    def opened(self, method: str, path: str, length: int) -> socket.socket:
        """A connection whose head is sent and whose body is not."""
        netloc = urlsplit(self.address)
        connection = socket.create_connection((netloc.hostname, netloc.port), timeout=30)
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers(length).items())
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {netloc.netloc}\r\n{head}\r\n".encode())
        return connection


def token_made_on_the_page(address: str) -> str:
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def csrf(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        return found[1]

    start = opener.open(f"{address}/demo/").read().decode()
    authority = re.search(r'name="authority" value="([0-9a-f-]+)"', start)
    assert authority
    opener.open(
        f"{address}/demo/act-as/",
        urlencode({"csrfmiddlewaretoken": csrf(start), "authority": authority[1]}).encode(),
    )
    page = opener.open(f"{address}/council/tokens/").read().decode()
    fields = [
        ("csrfmiddlewaretoken", csrf(page)),
        ("label", "Our collector"),
        ("scopes", "exchange:read"),
        ("scopes", "exchange:write"),
        ("scopes", "registry:screen"),
        ("days", "1"),
    ]
    made = opener.open(f"{address}/council/tokens/", urlencode(fields).encode()).read().decode()
    secret = re.search(r"<code>(parley_[\w-]+)</code>", made)
    assert secret
    return secret[1]


@pytest.fixture(scope="module")
def node(demo: str) -> Node:
    return Node(demo, token_made_on_the_page(demo))


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(PAGE.read_text()) if kind == language]


def run(command: list[str], node: Node, tmp_path: Path) -> str:
    env = {"PATH": os.environ["PATH"], "NODE": node.address, "TOKEN": node.token, "NO_PROXY": "*"}
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, timeout=SECONDS_MAX, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


# What the page says


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl here.")
def test_curl_reads_adds_and_takes_back_as_the_page_says(node: Node, tmp_path: Path) -> None:
    variables, read, add, take_back, _ = blocks("sh")
    assert re.fullmatch(r"export NODE=http://127\.0\.0\.1:8000 TOKEN=parley_…\n", variables)
    assert set(json.loads(run(["sh", "-ec", read], node, tmp_path))) >= {"objects"}
    status = json.loads(run(["sh", "-ec", add], node, tmp_path))
    assert (status["status"], status["success_count"], status["failure_count"]) == ("complete", 1, 0)
    (id_,) = re.findall(r"indicator--[0-9a-f-]+", take_back)
    assert node.ask("GET", f"{OWN}{id_}/")[0] == 200
    run(["sh", "-ec", take_back], node, tmp_path)
    assert node.ask("GET", f"{OWN}{id_}/")[0] == 404


def ids_shared(node: Node) -> set[str]:
    found: set[str] = set()
    query = "?limit=1000"
    while True:
        _, page = node.ask("GET", SHARED + query)
        found |= {thing["id"] for thing in page.get("objects", [])}
        if not page.get("more"):
            return found
        query = f"?limit=1000&next={page['next']}"


def test_taxii2_client_reads_all_that_is_shared_as_the_page_says(node: Node, tmp_path: Path) -> None:
    pytest.importorskip("taxii2client")
    said = run([sys.executable, "-c", blocks("python")[0]], node, tmp_path)
    assert "Shared with us" in said
    assert set(re.findall(r"[a-z0-9-]+--[0-9a-f-]{36}", said)) == ids_shared(node) != set()


def test_cytaxii2_reads_all_that_is_shared_as_the_page_says(node: Node, tmp_path: Path) -> None:
    pytest.importorskip("cytaxii2")
    said = run([sys.executable, "-c", blocks("python")[1]], node, tmp_path)
    assert "Shared with us" in said
    assert sum(map(int, re.findall(r"^(\d+) objects$", said, re.MULTILINE))) == len(ids_shared(node))


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl here.")
def test_curl_screens_as_the_page_says(node: Node, tmp_path: Path) -> None:
    said = json.loads(run(["sh", "-ec", blocks("sh")[-1]], node, tmp_path))
    first, second = said["answers"]
    assert first["candidates"][0]["name"] == "LASHKAR-E-TAYYIBA"
    assert second["candidates"][0]["name"] == "JAISH-I-MOHAMMED"
    assert "match" not in first["candidates"][0]


def test_yente_client_screens_as_the_page_says(node: Node, tmp_path: Path) -> None:
    pytest.importorskip("yente_client")
    said = run([sys.executable, "-c", blocks("python")[2]], node, tmp_path)
    assert {"default", "joint", "national"} <= set(said.split())
    assert "False LASHKAR-E-TAYYIBA" in said


def test_the_page_has_no_block_that_is_not_run() -> None:
    assert (len(blocks("sh")), len(blocks("python"))) == (5, 3)


# What nobody should do


def indicator(n: int) -> bytes:
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{n:012d}",
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "pattern": f"[domain-name:value = 'n{n}.example']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00Z",
    }
    return json.dumps({"objects": [made]}).encode()


def test_a_hundred_clients_at_once_are_all_answered(node: Node) -> None:
    answers: list[int] = []

    def client(n: int) -> None:
        for method, path, body in (("GET", SHARED, b""), ("POST", OWN, indicator(n)), ("GET", OWN, b"")):
            answers.append(node.ask(method, path, body, timeout=SECONDS_MAX)[0])

    threads = [threading.Thread(target=client, args=(n,)) for n in range(1, 101)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_MAX)
    assert len(answers) == 300
    assert set(answers) == {200, 202}


def test_a_body_that_ends_before_its_time_adds_nothing(node: Node) -> None:
    body = indicator(1001)
    for part in (b"", body[:50], body[:-1]):
        connection = node.opened("POST", OWN, len(body))
        connection.sendall(part)
        connection.close()
    assert node.ask("GET", f"{OWN}indicator--00000000-0000-4000-8000-000000001001/")[0] == 404


def test_a_body_that_trickles_is_read_when_it_is_there(node: Node) -> None:
    body = indicator(1002)
    connection = node.opened("POST", OWN, len(body))
    for at in range(0, len(body), 20):
        connection.sendall(body[at : at + 20])
        assert node.ask("GET", "/taxii2/")[0] == 200
    assert b" 202 " in connection.recv(100)
    connection.close()


def test_bodies_that_never_end_keep_nobody_waiting(node: Node) -> None:
    waiting = [node.opened("POST", OWN, 1000) for _ in range(50)]
    for connection in waiting:
        connection.sendall(b'{"objects":')
    for _ in range(10):
        assert node.ask("GET", "/taxii2/", timeout=10)[0] == 200
    assert node.ask("POST", OWN, indicator(1004), timeout=10)[0] == 503
    for connection in waiting:
        connection.close()
    for _ in range(100):  # the server finds out that they have left
        if node.ask("POST", OWN, indicator(1004), timeout=10)[0] == 202:
            return
    raise AssertionError("nothing can be added any more")


def test_clients_that_stop_reading_keep_nobody_waiting(node: Node) -> None:
    waiting = [node.opened("GET", SHARED, 0) for _ in range(50)]
    assert node.ask("GET", "/taxii2/", timeout=10)[0] == 200
    for connection in waiting:
        connection.close()


def test_a_body_of_100_megabytes_is_refused_before_it_is_sent(node: Node) -> None:
    connection = node.opened("POST", OWN, 100 * 2**20)
    assert b" 413 " in connection.recv(100)
    connection.close()


def test_chunks_without_a_length_are_a_411(node: Node) -> None:
    netloc = urlsplit(node.address)
    connection = socket.create_connection((netloc.hostname, netloc.port), timeout=30)
    head = "".join(f"{name}: {value}\r\n" for name, value in node.headers(1).items() if name != "Content-Length")
    body = indicator(1003)
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    connection.sendall(
        f"POST {OWN} HTTP/1.1\r\nHost: {netloc.netloc}\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk
    )
    assert b" 411 " in connection.recv(100)
    connection.close()
