"""The way in: tokens, media types, methods, and one form for every refusal (TAXII 2.1, 1.6, 3.1, 3.6, 8.2)."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.exchange.api.conftest import MEDIA_TYPE, ROOT, START, Council, Taxii, enveloped, id_of, indicator

from parley.council import acts
from parley.council.models import Council as ServedCouncil
from parley.council.rules import Scope
from parley.exchange.api import door
from parley.settings import SETTINGS, load

OBJECTS = "collections/council/objects/"
OBJECT = f"{OBJECTS}{id_of('indicator', 'a')}/"
ADDRESSES = (
    "/taxii2/",
    ROOT,
    "entitlements/",
    "status/99999999-9999-4999-8999-999999999999/",
    "collections/",
    "collections/council/",
    "collections/99999999-9999-4999-8999-999999999999/",
    "collections/council/manifest/",
    OBJECTS,
    OBJECT,
    f"{OBJECT}versions/",
    "nothing/",
    "nothing",
    "%0A/",
)
METHODS = ("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS")


def body_of(response: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(response.content)
    return found


# Who asks (1.6.9, 4, 5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("where", ADDRESSES)
def test_without_a_token_everything_is_a_401(aa: Taxii, where: str, method: str) -> None:
    """One answer, whether anything is there or not, and whatever is wrong with the token."""
    headers = [
        {"Authorization": ""},
        {"Authorization": "Bearer parley_unknown"},
        {"Authorization": f"Basic {base64.b64encode(b'someone:parley_unknown').decode()}"},
        {"Authorization": "Digest x"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "", "Cookie": "sessionid=x"},
    ]
    answers = [aa.ask(method, where, **given) for given in headers]
    assert {a.status_code for a in answers} == {401}
    assert len({a.content for a in answers}) == 1
    assert "Bearer" in answers[0]["WWW-Authenticate"]
    assert "Basic" in answers[0]["WWW-Authenticate"]


def test_a_session_of_a_browser_does_not_count_here(council: Council) -> None:
    browser = council.members[0].first.browser()
    assert browser.get("/taxii2/", headers={"Accept": MEDIA_TYPE}).status_code == 401


def test_a_token_is_taken_as_bearer_and_as_the_password_of_basic(aa: Taxii) -> None:
    basic = base64.b64encode(f"whoever:{aa.secret}".encode()).decode()
    for header in (f"Bearer {aa.secret}", f"bearer {aa.secret}", f"Basic {basic}"):
        assert aa.ask("GET", "collections/", Authorization=header).status_code == 200


@pytest.mark.parametrize("scope", [Scope.LEDGER_READ, Scope.COUNCIL_EXPORT])
def test_a_token_for_something_else_is_no_token_here(council: Council, scope: Scope) -> None:
    other = council.token(council.members[0], scope)
    assert other.ask("GET", "/taxii2/").status_code == 401


def test_a_token_that_is_revoked_in_mid_poll_reads_no_further_page(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"), indicator("b"))
    council.clock.tick()
    token, secret = acts.issue_token(
        council.members[1].actor(council.clock.now), label="TAXII", scopes=[Scope.EXCHANGE_READ], days=30
    )
    reader = Taxii(secret, aa.party, aa.council)
    cursor = reader.get(OBJECTS, limit=1)["next"]
    acts.revoke_token(council.members[1].actor(council.clock.now), token.id)
    council.clock.tick()
    after = reader.ask("GET", OBJECTS, {"limit": "1", "next": cursor})
    assert (after.status_code, after.content) == (401, reader.ask("GET", "/taxii2/").content)


def test_a_token_ends_with_its_days(aa: Taxii, council: Council) -> None:
    council.clock.now = START + timedelta(days=31)
    assert aa.ask("GET", OBJECTS).status_code == 401


def test_nobody_has_to_say_who_made_the_client(aa: Taxii) -> None:
    for agent in ("", "curl/8.0", "x" * 1000):
        assert aa.ask("GET", "collections/", **{"User-Agent": agent}).status_code == 200


# Media types (1.6.8, 3.1)


def refusals(of: Taxii, of_none: Taxii, writes: Taxii) -> list[Any]:
    """One of each status that a client can bring about."""
    large = str(SETTINGS.request_bytes_max + 1)
    post = ("POST", OBJECTS)
    return [
        of.ask("GET", OBJECTS, "limit=0"),  # 400
        of_none.ask("GET", OBJECTS),  # 401
        writes.ask("GET", OBJECTS),  # 403
        of.ask("GET", "nothing/"),  # 404
        of.ask("PUT", OBJECTS),  # 405
        of.ask("GET", OBJECTS, Accept="text/html"),  # 406
        of.ask(*post, body=b"{}", **{"Content-Length": large}),  # 413
        of.ask(*post, body=b"{}", content_type="application/json"),  # 415
        of.ask(*post, body=b"{}"),  # 422
    ]


def test_every_refusal_is_an_error_object(aa: Taxii, council: Council) -> None:
    none = Taxii("parley_none", aa.party, aa.council)
    statuses = []
    for response in refusals(aa, none, council.token(council.members[0], Scope.EXCHANGE_WRITE)):
        said = body_of(response)
        assert set(said) <= {"title", "description", "error_id", "error_code", "http_status", "external_details"}
        assert all(isinstance(value, str) and value for value in said.values())
        assert said["title"]
        assert said["http_status"] == str(response.status_code)
        statuses.append(response.status_code)
    assert statuses == [400, 401, 403, 404, 405, 406, 413, 415, 422]


def test_every_answer_is_taxii_2_1(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    none = Taxii("parley_none", aa.party, aa.council)
    answers = [aa.ask(method, where) for where in ADDRESSES for method in METHODS if method != "DELETE"]
    for response in [*answers, *refusals(aa, none, council.token(council.members[0], Scope.EXCHANGE_WRITE))]:
        assert response["Content-Type"] == MEDIA_TYPE
        assert response["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("accept", ["application/taxii+json", "*/*", "", "application/*;q=0.1, text/html"])
def test_without_a_version_the_answer_is_taxii_2_1(aa: Taxii, accept: str) -> None:
    for where in ("/taxii2/", ROOT, "collections/", OBJECTS):
        response = aa.ask("GET", where, Accept=accept)
        assert (response.status_code, response["Content-Type"]) == (200, MEDIA_TYPE)


@pytest.mark.parametrize("accept", ["application/taxii+json;version=2.0", "text/html", "application/json", "x" * 5000])
def test_an_accept_that_shuts_taxii_2_1_out_is_a_406(aa: Taxii, accept: str) -> None:
    for where in ("/taxii2/", ROOT, "collections/", OBJECTS):
        assert aa.ask("GET", where, Accept=accept).status_code == 406


@pytest.mark.parametrize("stated", [MEDIA_TYPE, "application/taxii+json", "application/taxii+json; version=2.1"])
def test_an_envelope_may_leave_its_version_out(aa: Taxii, stated: str) -> None:
    assert aa.ask("POST", OBJECTS, body=enveloped(indicator("a")), content_type=stated).status_code == 202


@pytest.mark.parametrize(
    "stated", ["application/taxii+json;version=2.0", "application/json", "text/plain", "multipart/form-data;boundary=x"]
)
def test_a_body_of_another_type_is_a_415(aa: Taxii, stated: str) -> None:
    assert aa.ask("POST", OBJECTS, body=enveloped(indicator("a")), content_type=stated).status_code == 415


def test_the_server_is_told_the_whole_type_of_a_body() -> None:
    """Django is told less (web/wsgi.py), so that no charset of a body is obeyed."""
    from parley.web.wsgi import in_utf8

    seen: dict[str, Any] = {}
    application = in_utf8(lambda environ, _: seen.update(environ) or [])
    application({"CONTENT_TYPE": "application/taxii+json;version=2.0"}, lambda *_: None)
    assert seen["CONTENT_TYPE"] == "application/taxii+json"
    assert seen["parley.content_type"] == "application/taxii+json;version=2.0"


# Addresses and methods (3.1)


@pytest.mark.parametrize("where", [address.rstrip("/") for address in ADDRESSES if address not in {"nothing"}])
def test_an_address_without_its_last_slash_is_a_404_that_says_so(aa: Taxii, where: str) -> None:
    if where == "/taxii2":  # that is the pages' address, not TAXII's
        assert Client().get(where).status_code in {302, 404}
        return
    response = aa.ask("GET", where)
    assert response.status_code == 404
    assert where == "%0A" or "slash" in body_of(response)["description"]


@pytest.mark.parametrize("where", ADDRESSES)
def test_a_method_that_is_not_taken_is_a_405_that_names_the_others(aa: Taxii, where: str) -> None:
    response = aa.ask("PATCH", where)
    if where == "%0A/":
        assert response.status_code == 404
        return
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert aa.ask("OPTIONS", where)["Allow"] == response["Allow"]


# Bodies (4.2.1)


def test_a_body_within_max_content_length_is_never_too_large(aa: Taxii) -> None:
    most = aa.get("")["max_content_length"]
    assert most == SETTINGS.request_bytes_max
    body = enveloped(indicator("a"))
    assert aa.ask("POST", OBJECTS, body=body).status_code == 202
    assert aa.ask("POST", OBJECTS, body=body + b" " * (most - len(body))).status_code != 413


def test_a_larger_body_is_refused_before_it_is_read(aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_holder", None)  # not even the token is looked up
    for length in (SETTINGS.request_bytes_max + 1, 100 * 2**20, 10**30):
        response = aa.ask("POST", OBJECTS, body=b"{}", **{"Content-Length": str(length)})
        assert response.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused(aa: Taxii, length: str) -> None:
    assert aa.ask("POST", OBJECTS, body=b"{}", **{"Content-Length": length}).status_code == 413


# A node that was restored


def test_a_sealed_node_takes_nothing_in_and_lets_things_be_taken_back(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    ServedCouncil.objects.update(sealed=True)
    refused = aa.ask("POST", OBJECTS, body=enveloped(indicator("b")))
    assert refused.status_code == 503
    assert refused["Retry-After"]
    assert len(aa.get(OBJECTS)["objects"]) == 1
    assert aa.ask("DELETE", OBJECT).status_code == 200


def test_the_settings_of_the_tests_are_the_nodes_own() -> None:
    assert load({}).request_bytes_max == SETTINGS.request_bytes_max
