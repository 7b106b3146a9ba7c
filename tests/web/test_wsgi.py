"""What the server is handed: a whole answer as one list, a stream as it is; and statements that stay the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse

from parley.web.wsgi import in_one_piece

pytestmark = pytest.mark.django_db


def answered(response: Any) -> tuple[Iterable[bytes], list[object]]:
    finished: list[object] = []

    def note(sender: object, **_: object) -> None:
        finished.append(sender)

    request_finished.connect(note)
    try:
        return in_one_piece(lambda _environ, _start: response)({}, lambda *_: None), finished
    finally:
        request_finished.disconnect(note)


def test_a_whole_answer_is_handed_over_as_a_list_once_its_request_is_finished() -> None:
    body, finished = answered(HttpResponse(b"page"))
    assert body == [b"page"]
    assert len(finished) == 1


def test_an_answer_that_streams_goes_on_as_it_is() -> None:
    response = StreamingHttpResponse(iter([b"a", b"b"]))
    body, finished = answered(response)
    assert body is response
    assert finished == []


def test_a_statement_means_the_same_the_second_time() -> None:
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("SELECT %s || '%%s' || %s", ["a", "b"])
            assert cursor.fetchone() == ("a%sb",)
