"""The application that granian serves."""

from __future__ import annotations

import ctypes
import gc
import os
import re
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from django.core.wsgi import get_wsgi_application

from parley.settings import SETTINGS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.web.django_settings")

gc.set_threshold(20_000, 20, 20)  # what is kept for long, as the names of the register, holds no cycles
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_BOUNDARY = re.compile(r'; *boundary=("[^"]+"|[^"; ]+)', re.ASCII | re.IGNORECASE)


def in_utf8(serve: Application) -> Application:
    """Have every request read as UTF-8, whatever it calls itself: of a body's type, Django is told the boundary alone.
    The whole is under `parley.content_type`.

    Django obeys a charset while it makes the request, before any middleware: codecs that are not for text ("hex") fail
    there, and others ("unicode_escape") make halves of surrogate pairs.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if stated := environ.get("CONTENT_TYPE"):
            environ["parley.content_type"] = stated
            boundary = _BOUNDARY.search(stated)
            environ["CONTENT_TYPE"] = stated.partition(";")[0].strip() + (boundary[0] if boundary else "")
        return serve(environ, start_response)

    return application


TURN_SECONDS = 0.25
_turns = BoundedSemaphore(max(1, SETTINGS.threads_count // 2))


class Body:
    """A request's body, of which only half of the threads read at a time: whoever sends slowly, or never ends, keeps
    those waiting who send as well, and nobody who reads. Without a turn it is a `TimeoutError`.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._in_turn(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._in_turn(self._stream.readline, size)

    @staticmethod
    def _in_turn(read: Callable[[int], bytes], size: int) -> bytes:
        if not _turns.acquire(timeout=TURN_SECONDS):
            raise TimeoutError("Too many bodies are being read.")
        try:
            return read(size)
        finally:
            _turns.release()


def in_turn(serve: Application) -> Application:
    """Have every body read as `Body` says."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = Body(environ["wsgi.input"])
        return serve(environ, start_response)

    return application


_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -2, -3, -8
"""Numbers of glibc's mallopt(3)."""
KEPT_BYTES, APART_BYTES, AHEAD_BYTES = 16 * 2**20, 4 * 2**20, 2**20


def keep_memory() -> None:
    """Have the allocator keep what a page of a feed takes. Otherwise it gives up to a megabyte back to the system after
    each page and asks for it again, and that takes longer than to write the page. One heap serves all threads, so the
    whole keeps at most `KEPT_BYTES`; what is larger than `APART_BYTES` goes back at once.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc alone has it
    if tune is not None:
        tune(_M_ARENA_MAX, 1)
        tune(_M_TRIM_THRESHOLD, KEPT_BYTES)
        tune(_M_MMAP_THRESHOLD, APART_BYTES)
        tune(_M_TOP_PAD, AHEAD_BYTES)


def in_one_piece(serve: Application) -> Application:
    """Hand over whole what is whole already. Of what it is given to iterate over, granian neither knows the length nor
    sends it without a thread's turn for each part.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response: Any = serve(environ, start_response)
        if getattr(response, "streaming", True):
            return response  # type: ignore[no-any-return]
        try:
            return [response.content]
        finally:
            response.close()

    return application


keep_memory()
application = in_one_piece(in_turn(in_utf8(get_wsgi_application())))
