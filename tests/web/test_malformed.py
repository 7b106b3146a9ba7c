"""What no browser sends gets an answer like everything else, and never one that says "server error"."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.worlds import council_of

pytestmark = pytest.mark.django_db


def asked(content_type: str, query: str, body: bytes = b"") -> str:
    """The status that the served application answers: what the tests' client makes passes another way in."""
    from parley.web.wsgi import application

    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/about/",
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    statuses: list[str] = []
    list(application(environ, lambda status, _headers: statuses.append(status)))
    return statuses[0]


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "unicode_escape", "utf-8", "none such"])
def test_no_charset_that_a_request_names_is_obeyed(charset: str) -> None:
    assert asked(f"text/plain; charset={charset}", "next=%5cud800") == "200 OK"


def test_a_broken_parameter_of_a_content_type_is_passed_over() -> None:
    assert asked("multipart/form-data; charset*=x''y; boundary=b", "") == "200 OK"


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "parley_language"])
def test_a_cookie_with_a_nul_is_none_of_ours(cookie: str) -> None:
    answer = Client(raise_request_exception=False).get(
        "/meetings/", headers={"Cookie": f'{cookie}="\\000aaaaaaaaaaaa"'}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("address", ["/documents/", "/meetings/"])
@pytest.mark.parametrize(
    "key", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31", "2021-12-07T00:00:00+00:00"]
)
def test_no_place_in_a_list_is_too_early_or_too_late_to_be_asked_for(address: str, key: str) -> None:
    place = base64.urlsafe_b64encode(f"{key} {uuid4().hex}".encode()).rstrip(b"=").decode()
    browser = council_of(1).members[0].first.browser()
    for way in ("before", "after"):
        assert browser.get(address, {way: place}).status_code in {200, 400, 404}
