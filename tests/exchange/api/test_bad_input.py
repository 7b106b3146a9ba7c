"""What comes in to do harm, or by mistake: over TAXII it changes nothing, and its sender reads why."""

from __future__ import annotations

import gzip
import json
from http import HTTPStatus
from typing import Any

import pytest
from django.db import OperationalError
from tests.exchange.api.conftest import MEDIA_TYPE, Council, Taxii, enveloped, id_of, identity, indicator, stix

from parley.exchange import index
from parley.exchange.models import Delivery, Object, Release, Submission
from parley.ledger.models import Act
from parley.settings import SETTINGS

OBJECTS = "collections/council/objects/"


def refused(of: Taxii, raw: bytes) -> tuple[str, str]:
    """The pointer and the sentence with which one object was refused; the one beside it was stored."""
    sent = of.add(raw, identity("beside it"))
    assert (sent["success_count"], sent["failure_count"]) == (1, 1), sent
    (failure,) = sent["failures"]
    pointer, _, sentence = failure["message"].partition(" ")
    assert not pointer or pointer.startswith("/") or not sentence.startswith("/")
    return pointer, failure["message"]


# Envelopes


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b"null",
        b'{"objects":[]}',
        b'{"objects":{}}',
        b'{"objects":[1],"objects":[2]}',
        b'{"objects":[NaN]}',
        b'{"objects":[Infinity]}',
        b'{"objects":[01]}',
        b'{"objects":["\\ud800"]}',
        b'{"objects":["\xff"]}{',
        b"\xef\xbb\xbf" + enveloped(b"{}"),
        enveloped(b"{}").decode().encode("utf-16"),
        b'{"objects":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"objects":[' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"]}",
        b'{"x":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b',"objects":[{}]}',
    ],
    ids=range(17),
)
def test_what_is_no_envelope_is_a_422_or_refused_object_by_object(aa: Taxii, body: bytes) -> None:
    response = aa.ask("POST", OBJECTS, body=body)
    if response.status_code == HTTPStatus.ACCEPTED:
        assert json.loads(response.content)["success_count"] == 0
    else:
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "The envelope" in json.loads(response.content)["description"]
    assert not Object.objects.exists()


def test_an_envelope_of_too_many_objects_is_refused_whole(aa: Taxii) -> None:
    body = enveloped(*[b"{}"] * (SETTINGS.envelope_objects_max + 1))
    response = aa.ask("POST", OBJECTS, body=body)
    assert response.status_code == 422
    assert f"{SETTINGS.envelope_objects_max:,}" in json.loads(response.content)["description"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "identity, gzip"])
def test_a_compressed_body_is_not_unpacked(aa: Taxii, encoding: str) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    response = aa.ask("POST", OBJECTS, body=bomb, **{"Content-Encoding": encoding})
    assert response.status_code == 415


def test_a_body_that_ends_before_its_stated_length_adds_nothing(aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test.client import FakePayload

    body = enveloped(indicator("a"))
    read = FakePayload.read
    monkeypatch.setattr(FakePayload, "read", lambda payload, size=-1: read(payload, min(size, len(payload))))
    response = aa.ask("POST", OBJECTS, body=body, **{"Content-Length": str(len(body) + 10)})
    assert response.status_code == 400
    assert "Nothing was added" in json.loads(response.content)["description"]
    assert not Submission.objects.exists()


# Objects


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (indicator("x", id=id_of("malware", "x")), "/id"),
        (indicator("x", id="indicator--x"), "/id"),
        (indicator("x", modified="2030-01-01T00:00:00.000Z"), "/modified"),
        (indicator("x", created="2021-12-02T00:00:00.000Z"), "/modified"),
        (indicator("x").replace(b'"name"', b'"type"', 1), ""),
        (indicator("x").replace(b'"x"', b'"\\u0000"', 1), "/name"),
        (indicator("x").replace(b'"x"', b'"\xff"', 1), ""),
        (indicator("x", x_deep=json.loads("[" * 100 + "]" * 100)), ""),
        (indicator("x", pattern="[domain-name:value = "), "/pattern"),
        (stix("bundle", "x", objects=[]), "/type"),
        (indicator("x", spec_version="2.0"), "/spec_version"),
        (b"1", ""),
    ],
    ids=range(12),
)
def test_an_object_is_refused_alone_with_a_pointer(aa: Taxii, raw: bytes, pointer: str) -> None:
    where, said = refused(aa, raw)
    assert where == pointer or not pointer
    assert "Expected" in said


def test_a_relationship_of_a_thing_to_itself_is_stored_or_refused_and_breaks_nothing(
    aa: Taxii, bb: Taxii, council: Council
) -> None:
    thing = id_of("identity", "a")
    own = stix("relationship", "r", relationship_type="related-to", source_ref=thing, target_ref=thing)
    sent = aa.add(identity("a"), own)
    assert sent["success_count"] + sent["failure_count"] == 2
    council.clock.tick()
    assert bb.ask("GET", OBJECTS).status_code == 200


def test_things_that_refer_to_each_other_in_a_circle_are_released(aa: Taxii, bb: Taxii, council: Council) -> None:
    one, other = id_of("identity", "one"), id_of("identity", "other")
    aa.shared(identity("one", created_by_ref=other), identity("other", created_by_ref=one))
    council.clock.tick()
    assert len(bb.get(OBJECTS)["objects"]) == 2


@pytest.mark.parametrize(
    "pattern",
    ["[" + "(" * 5000 + "a:b = 1" + ")" * 5000 + "]", "[a:b = '" + "x" * 20_000 + "' AND a:b MATCHES '(a+)+$']"],
    ids=["deep", "long"],
)
def test_a_pattern_that_is_made_to_blow_up_ends_in_time(aa: Taxii, council: Council, pattern: str) -> None:
    sent = aa.add(indicator("x", pattern=pattern))
    council.clock.tick()
    done = aa.get(f"status/{sent['id']}/")
    assert (done["status"], done["total_count"]) == ("complete", 1)


# Questions


@pytest.mark.parametrize("limit", ["-1", "0", "1.5", "1e9", "٣", "9" * 400, "", "NaN"])
def test_a_limit_that_is_no_number_above_zero_is_a_400(aa: Taxii, limit: str) -> None:
    assert aa.ask("GET", OBJECTS, {"limit": limit}).status_code == 400


def test_a_limit_of_a_thousand_million_is_the_servers_own(
    aa: Taxii, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parley.exchange.api import taxii
    from parley.settings import load

    monkeypatch.setattr(taxii, "SETTINGS", load({"PARLEY_TAXII_PAGE_OBJECTS_MAX": "2"}))
    aa.shared(*(identity(f"{n}") for n in range(3)))
    council.clock.tick()
    found = aa.get(OBJECTS, limit=10**9)
    assert (len(found["objects"]), found["more"]) == (2, True)


@pytest.mark.parametrize(
    "next_", ["x", "A" * 54, "A" * 10_000, "%00", "é", "AAAA====", "../..", "'; DROP TABLE exchange_object; --"]
)
def test_a_cursor_that_was_not_given_is_a_400(aa: Taxii, next_: str) -> None:
    assert aa.ask("GET", OBJECTS, {"next": next_}).status_code == 400


def test_a_cursor_with_one_bit_turned_is_a_400(aa: Taxii, council: Council) -> None:
    aa.shared(identity("a"), identity("b"))
    council.clock.tick()
    cursor = aa.get(OBJECTS, limit=1)["next"]
    for at in range(0, len(cursor), 7):
        other = "A" if cursor[at] != "A" else "B"
        turned = cursor[:at] + other + cursor[at + 1 :]
        assert aa.ask("GET", OBJECTS, {"limit": "1", "next": turned}).status_code == 400


@pytest.mark.parametrize("quoted", ["'", '"', "%", "_", "\\", "%00", "' OR '1'='1", "\u202e", "x" * 300])
def test_text_in_a_filter_is_only_text(aa: Taxii, council: Council, quoted: str) -> None:
    aa.shared(identity("a"))
    council.clock.tick()
    for name in ("match[id]", "match[type]"):
        response = aa.ask("GET", OBJECTS, {name: quoted})
        assert response.status_code in {200, 400}
        assert response.status_code == 400 or json.loads(response.content) == {}


def test_a_thousand_ids_are_a_page_and_more_are_refused(aa: Taxii, council: Council) -> None:
    aa.shared(identity("a"))
    council.clock.tick()
    ids = [id_of("identity", "a"), *(f"a--{n}" for n in range(999))]
    assert len(aa.get(OBJECTS, match_id=",".join(ids))["objects"]) == 1
    assert aa.ask("GET", OBJECTS, {"match[id]": ",".join([*ids, "b"])}).status_code == 400


# A store that is full, or busy


def counts() -> list[int]:
    return [model.objects.count() for model in (Object, Release, Delivery, Submission, Act)]


def test_a_disk_that_fills_during_an_add_leaves_nothing_half_done(aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    aa.shared(indicator("before"))
    before = counts()

    def full(*_: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(index, "write", full)
    response = aa.ask("POST", OBJECTS, body=enveloped(indicator("a"), indicator("b")))
    assert response.status_code == 503
    assert response["Content-Type"] == MEDIA_TYPE
    assert response["Retry-After"]
    assert "disk" not in response.content.decode()
    assert counts() == before


def test_a_store_that_cannot_write_a_receipt_serves_no_page(
    aa: Taxii, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parley.exchange.acts import reading

    aa.shared(identity("a"))
    council.clock.tick()

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(reading, "_fetched", full)
    response = aa.ask("GET", OBJECTS)
    assert response.status_code == 503
    assert id_of("identity", "a").encode() not in response.content


def test_a_fault_of_ours_is_a_500_that_tells_nothing(aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.exchange.api import taxii

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(taxii.channels, "collections", broken)
    response = aa.ask("GET", "collections/")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert json.loads(response.content)["http_status"] == "500"
