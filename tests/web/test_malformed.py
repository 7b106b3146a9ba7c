"""What no browser sends gets an answer like everything else, and never one that says "server error"."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from tests.worlds import council_of

from parley.web.wsgi import in_utf8

pytestmark = pytest.mark.django_db


def read(content_type: str, query: str) -> WSGIRequest:
    """The request that Django makes of what was sent, on its way through the served application."""
    made: list[WSGIRequest] = []

    def serve(environ: dict[str, Any], _start_response: object) -> list[bytes]:
        made.append(WSGIRequest(environ))
        return []

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/about/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "wsgi.input": BytesIO(),
    }
    in_utf8(serve)(environ, lambda *_: None)
    return made[0]


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "unicode_escape", "utf-8", "none such"])
def test_no_charset_that_a_request_names_is_obeyed(charset: str) -> None:
    request = read(f"text/plain; charset={charset}", "next=%5cud800&name=%D0%AE")
    assert (request.GET["next"], request.GET["name"]) == ("\\ud800", "Ю")


@pytest.mark.parametrize("parameters", ["charset*=x''y; boundary=b", 'BOUNDARY=b; x="', "boundary=b"])
def test_of_a_body_s_type_the_boundary_alone_is_told(parameters: str) -> None:
    request = read(f"multipart/form-data; {parameters}", "")
    assert (request.content_type, request.content_params) == ("multipart/form-data", {"boundary": "b"})


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
