"""Clients: the OASIS `taxii2-client` for reading, plain HTTP for adding."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

MEDIA_TYPE = "application/taxii+json;version=2.1"


class Bearer(requests.auth.AuthBase):
    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self.secret}"
        return request


def pages(url: str, auth: Any, size: int, most: int, **query: Any) -> tuple[float, int, list[float]]:
    """Poll with `as_pages` until the feed ends or `most` pages came: seconds, objects, and seconds of each page."""
    from taxii2client.v21 import Collection, as_pages

    with Collection(url, auth=auth) as collection:
        assert collection.can_read  # this asks for the collection, before the clock starts
        got, times = 0, []
        start = last = time.perf_counter()
        for page in as_pages(collection.get_objects, per_request=size, **query):
            got += len(page.get("objects", ()))
            now = time.perf_counter()
            times.append(now - last)
            last = now
            if len(times) == most:
                break
        return last - start, got, times


class Adding:
    """Connections that stay open, each adding one envelope after another."""

    def __init__(self, url: str, auth: Any, clients: int) -> None:
        self.url, self.clients = f"{url}objects/", clients
        self.sessions = [requests.Session() for _ in range(clients)]
        for session in self.sessions:
            session.auth = auth
            session.headers.update({"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE})

    def add(self, envelopes: list[bytes]) -> float:
        """The seconds until the last of them was answered."""
        shares = [envelopes[n :: self.clients] for n in range(self.clients)]
        start = time.perf_counter()
        with ThreadPoolExecutor(self.clients) as pool:
            list(pool.map(self._add, self.sessions, shares))
        return time.perf_counter() - start

    def _add(self, session: requests.Session, envelopes: list[bytes]) -> None:
        for body in envelopes:
            answer = session.post(self.url, data=body)
            assert answer.status_code == 202, (answer.status_code, answer.text[:500])
            said = answer.json()
            assert said.get("failure_count", 0) == 0, said
