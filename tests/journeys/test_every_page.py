"""Every page of the demo, as different people see it: accessible, without JavaScript, on a phone, in each direction."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import act_as, choose_language

pytestmark = pytest.mark.browser

PAKISTAN = "High Commission of Pakistan"
INDIA = "National Security Council Secretariat"
SECRETARIAT = "Executive Committee"
PAGES_MAX = 160
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
OF_AN_OBJECT = rf"[a-z0-9-]+--{UUID}(?=/[a-z])"  # its own page is another for each type, what is done to it is not
# Addresses that change something when followed, or that are not pages.
NOT_PAGES = re.compile(
    r"/files/|/octets/|/blocklists/|/misp/|/ledger/[^/]+/(checkpoint|keys|tile)|export|/static/|/proof|/logout"
)


def every_page(page: Page, demo: str) -> Iterator[str]:
    """Go to every page that links lead to, each kind of address once; yield where the page now is."""
    found: set[str] = set()
    waiting = [page.url, *(f"{demo}{path}" for path in ("/", "/demo/", "/about/", "/nowhere/"))]
    while waiting and len(found) < PAGES_MAX:
        address = waiting.pop(0)
        kind = re.sub(UUID, "*", re.sub(OF_AN_OBJECT, "*", address.split("?")[0].split("#")[0]))
        if kind in found or NOT_PAGES.search(address):
            continue
        found.add(kind)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == (404 if "nowhere" in address else 200), address
        waiting += [
            link
            for link in page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
            if link.startswith(demo) and "#" not in link
        ]
        yield address
    assert len(found) > 15
    assert not waiting or len(found) < PAGES_MAX, "more pages than PAGES_MAX: raise it"


def violations(page: Page) -> list[str]:
    result = Axe().run(page)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in result.response["violations"]]


COMBINATIONS = (
    (INDIA, "ur", "dark"),
    (INDIA, "en", "light"),
    (PAKISTAN, "ru", "light"),
    (PAKISTAN, "ur", "light"),
    (SECRETARIAT, "zh-hans", "dark"),
    (SECRETARIAT, "ur", "dark"),
)
"""Each authority in both directions, every language, light and dark."""


@pytest.mark.slow
@pytest.mark.parametrize(("authority", "language", "scheme"), COMBINATIONS)
def test_every_page_is_accessible_and_fits_a_phone(
    chromium: Browser, demo: str, authority: str, language: str, scheme: str
) -> None:
    context = chromium.new_context(viewport=WIDE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    act_as(page, demo, authority)
    choose_language(context, demo, language)
    faults = []
    for address in every_page(page, demo):
        faults += [f"{address} {fault}" for fault in violations(page)]
        page.set_viewport_size(PHONE)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            faults.append(f"{address} scrolls sideways: {width} px")
        page.set_viewport_size(WIDE)
        faults += [f"{address} console: {error}" for error in errors if "404" not in error]
        errors.clear()
    context.close()
    assert not faults, "\n".join(faults)


def test_every_page_works_without_javascript(chromium: Browser, demo: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    act_as(page, demo, PAKISTAN)
    for address in every_page(page, demo):
        assert page.locator("h1").count() == 1, address
    context.close()
