"""`kill -9` at any moment loses nothing that was acknowledged.

Writers post documents to a real server over HTTP while it is killed and started again on the same store. After each
restart, every document whose answer arrived is in the store and in the ledger, and every log verifies.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from http.client import HTTPConnection, HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.journeys.conftest import ROOT, free_port, kill, start_demo

WRITERS = 4
BOUNDARY = "parleytestboundary"


class Writer(threading.Thread):
    """One member's program, which submits documents until its server is gone."""

    def __init__(self, address: str, session: str, csrf: str, prefix: str) -> None:
        super().__init__(daemon=True)
        self.address, self.prefix = address, prefix
        self.cookie = f"sessionid={session}; csrftoken={csrf}"
        self.csrf = csrf
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        number = 0
        while True:
            symbol = f"{self.prefix}/{number}"
            number += 1
            try:
                status, where = self.submit(symbol)
            except OSError:
                return
            if status == 302 and "/documents/" in where:
                self.acknowledged.append(symbol)
            else:
                self.refused.append(f"{status} {where}")
                return

    def submit(self, symbol: str) -> tuple[int, str]:
        fields = {"csrfmiddlewaretoken": self.csrf, "symbol": symbol, "titles_en": "A title", **CIRCULATION}
        body = _multipart(fields, "file_en", b"A line of text.\n")
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Cookie": self.cookie}
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        try:
            connection.request("POST", "/documents/new/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "")
        except HTTPException as error:
            raise OSError from error
        finally:
            connection.close()


STATES = "SELECT a.id FROM council_authority a JOIN council_party p ON p.id = a.party_id WHERE p.kind = 'state' LIMIT ?"
CIRCULATION = {"circulation": "council", "send": "1"}


def _multipart(fields: dict[str, str], file_field: str, content: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    disposition = f'Content-Disposition: form-data; name="{file_field}"; filename="a.txt"'
    head = f"--{BOUNDARY}\r\n{disposition}\r\nContent-Type: text/plain\r\n\r\n"
    return b"".join(parts) + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def sign_in(address: str, authority: str) -> tuple[str, str]:
    """Session and CSRF cookies of a demo authority."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(f"{address}/demo/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = urlencode({"csrfmiddlewaretoken": token[1], "authority": authority}).encode()
    opener.open(Request(f"{address}/demo/act-as/", data, {"Referer": f"{address}/demo/"}))
    cookies = {cookie.name: str(cookie.value) for cookie in jar}
    return cookies["sessionid"], cookies["csrftoken"]


def missing(home: Path, acknowledged: list[str]) -> list[str]:
    """The acknowledged documents that are not in the store with an act of their own in the ledger."""
    with sqlite3.connect(home / "parley.sqlite3") as store:
        found = store.execute(
            "SELECT symbol FROM forum_document d "
            "WHERE EXISTS (SELECT 1 FROM ledger_act a JOIN ledger_leaf l ON l.act_id = a.id "
            "WHERE a.subject = d.id AND a.kind = 'forum.document_submitted') "
            "AND EXISTS (SELECT 1 FROM forum_documentfile f JOIN forum_filecontent c ON c.file_id = f.id "
            "WHERE f.document_id = d.id)"
        )
        kept = {row[0] for row in found}
    return [symbol for symbol in acknowledged if symbol not in kept]


def verify(home: Path) -> dict[str, object]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PARLEY_") and k != "DATABASE_URL"}
    env |= {"PARLEY_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "parley", "ledger", "verify", "--format", "json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout) | {"exit": done.returncode}


def kill_and_look(home: Path, kills: int) -> None:
    acknowledged: list[str] = []
    authorities: list[str] = []
    for round_ in range(kills):
        port = free_port()
        server = start_demo(home, port)
        address = f"http://127.0.0.1:{port}"
        if not authorities:
            with sqlite3.connect(home / "parley.sqlite3") as store:
                authorities = [row[0] for row in store.execute(STATES, [WRITERS])]
        writers = [
            Writer(address, *sign_in(address, authority), f"R{round_}/W{n}") for n, authority in enumerate(authorities)
        ]
        for writer in writers:
            writer.start()
        # Killed after some acknowledged writes, a different number each time, and never at a fixed moment.
        while sum(len(w.acknowledged) for w in writers) < 5 + 3 * (round_ % 7):
            assert any(w.is_alive() for w in writers), [w.refused for w in writers]
            writers[0].join(0.005)
        kill(server)
        for writer in writers:
            writer.join()
            assert not writer.refused, writer.refused
            acknowledged += writer.acknowledged
        assert missing(home, acknowledged) == []
        if round_ % 5 == 0 or round_ == kills - 1:
            report = verify(home)
            assert report["ok"], report


def test_two_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    kill_and_look(tmp_path, 2)


@pytest.mark.slow
def test_fifty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    kill_and_look(tmp_path, 50)
