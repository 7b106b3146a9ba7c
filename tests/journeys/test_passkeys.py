"""A passkey in a real browser: added on the security page, and the account opened with it alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import act_as

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page) -> None:
    """The browser's own, for which nobody has to touch anything (Chrome DevTools Protocol, WebAuthn)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_a_passkey_is_added_and_opens_the_account(chromium: Browser, demo: str) -> None:
    here = demo.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page = chromium.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with_authenticator(page)
    act_as(page, here, "High Commission of Pakistan")
    page.goto(f"{here}/account/security/passkeys/add/")
    page.get_by_label("Name of the passkey").fill("Phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{here}/account/security/")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.context.clear_cookies()
    page.goto(f"{here}/account/login/?next=/account/security/")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security of my account")
    assert errors == []
    page.close()


def test_at_a_number_the_page_says_why_a_passkey_cannot_be_used(chromium: Browser, demo: str) -> None:
    page = chromium.new_page()
    page.goto(f"{demo}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("not at a number such as 127.0.0.1")
    page.close()


@pytest.mark.parametrize("path", ["login/", "security/app/"])  # the crawl of test_every_page finds the others
@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_sign_in_pages_are_accessible_and_fit_a_phone(
    chromium: Browser, demo: str, path: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    if path != "login/":
        act_as(page, demo, "High Commission of Pakistan")
    context.add_cookies([{"name": "parley_language", "value": language, "url": demo}])
    page.goto(f"{demo}/account/{path}")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
