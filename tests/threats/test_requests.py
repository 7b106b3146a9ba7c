"""What a browser was led to send, what is made to cost much, and what others wrote, on our pages (33, 36, 42)."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from tests.exchange.api.conftest import Clock, Council, Taxii, id_of, indicator, stix
from tests.promise.responses import ABSENT, EXAMPLES, Route, routes

from parley.settings import SETTINGS

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


def paged() -> list[Route]:
    """Every address of the node that takes a session."""
    return [route for route in routes() if not route.name.startswith("taxii:")]


def address(route: Route) -> str:
    parts = {name: EXAMPLES.get(name, [ABSENT])[0] for name, _ in route.parameters}
    return reverse(route.name, kwargs=parts)


@pytest.mark.django_db
def test_no_address_takes_what_a_page_of_another_site_sends(council: Council) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(council.world.secretariat.first.account)
    for route in paged():
        answer = browser.post(address(route), {"confirmed": "1"}, headers={"Origin": "https://evil.example"})
        without_sessions = route.name.startswith("registry_api:")  # where only a token counts
        assert answer.status_code == (401 if without_sessions else 403), route


def test_what_others_wrote_is_text_on_every_page(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    links = [{"source_name": SCRIPT, "url": "javascript:alert(1)", "description": SCRIPT}]
    a, b = id_of("indicator", "a"), id_of("malware", "b")
    said = {"description": SCRIPT, "labels": [SCRIPT], "external_references": links, "x_own": {SCRIPT: SCRIPT}}
    named = {"sighting_of_ref": a, "count": 1, "description": SCRIPT}
    remark = {"content": SCRIPT, "abstract": SCRIPT, "authors": [SCRIPT], "object_refs": [a]}
    sent = aa.add(
        indicator(
            "a", **(said | {"name": SCRIPT, "pattern": f"[domain-name:value = '{SCRIPT.replace(chr(39), '')}']"})
        ),
        stix("malware", "b", name=SCRIPT, is_family=False),
        stix("relationship", "r", relationship_type="indicates", source_ref=a, target_ref=b, description=SCRIPT),
        stix("sighting", "s", **named),
        stix("note", "n", **remark),
    )
    assert sent["failure_count"] == 0, sent
    clock.tick()
    pages = [f"/exchange/?q={SCRIPT}", "/exchange/", reverse("exchange:object", args=[a]), f"/exchange/objects/{b}/"]
    browser = council.members[1].first.browser()
    for page in pages:
        shown = browser.get(page).content.decode()
        assert "onerror" in shown
        assert not re.search(r"<script>alert|<img src=x|href=[\"']?javascript:", shown), page
    own = council.members[0].first.browser()
    for page in (
        reverse("exchange:withdraw", args=[a]),
        reverse("exchange:release", args=[a]),
        f"/exchange/sent/{sent['id']}/",
    ):
        assert not re.search(r"<script>alert|<img src=x", own.get(page).content.decode()), page


def test_octets_run_nowhere(council: Council, clock: Clock, aa: Taxii) -> None:
    aa.shared(indicator("a", description=SCRIPT))
    clock.tick()
    answer = council.members[1].first.browser().get(reverse("exchange:octets", args=[id_of("indicator", "a")]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_ranges_are_not_served(council: Council, clock: Clock, aa: Taxii) -> None:
    aa.shared(indicator("a"))
    clock.tick()
    ranges = {"Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(1000))}
    octets = (
        council.members[1]
        .first.browser()
        .get(reverse("exchange:octets", args=[id_of("indicator", "a")]), headers=ranges)
    )
    assert octets.status_code == 200
    assert "Content-Range" not in octets
    assert aa.ask("GET", "collections/own/objects/", **ranges).status_code == 200


def test_a_form_of_very_many_fields_or_files_is_refused(council: Council) -> None:
    browser = council.members[0].first.browser()
    assert browser.post(reverse("exchange:share"), {f"f{n}": "x" for n in range(501)}).status_code == 400
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n'
        for _ in range(SETTINGS.files_per_document_max + 1)
    )
    sent = browser.post(reverse("exchange:share"), parts + b"--b--\r\n", content_type="multipart/form-data; boundary=b")
    assert sent.status_code == 400


def test_a_part_of_endless_headers_ends(council: Council) -> None:
    body = b"--b\r\n" + b"X: y\r\n" * 200_000 + b'Content-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--\r\n'
    began = time.process_time()
    council.members[0].first.browser().post(
        reverse("exchange:share"), body, content_type="multipart/form-data; boundary=b"
    )
    assert time.process_time() - began < 5
