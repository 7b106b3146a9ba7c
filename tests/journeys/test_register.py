"""The register's whole story in a browser: proposed, objected to, revised, listed, screened, a homonym cleared, a
petition heard, delisted, and acknowledged by every system. Months pass in it, so the clock is the test's own.

It goes by addresses and fields, never by words, so that it is the same in every language.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page

from parley.registry.index import keeping
from parley.settings import SETTINGS
from parley.web import middleware
from tests.journeys.conftest import ROOT
from tests.journeys.test_every_page import PHONE, WIDE, violations
from tests.registry.acts.samples import reviewing
from tests.worlds import NOON, Person, council_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STATIC = ROOT / "src/parley/web/static/parley"
LANGUAGES = ["ur", "en", "ru", "zh-hans"]


class Story:
    """One browser, in which one person after another sits, on one day after another."""

    def __init__(self, context: BrowserContext, address: str, language: str, patch: pytest.MonkeyPatch) -> None:
        self.context, self.address, self.language, self.patch = context, address, language, patch
        context.route("**/static/parley/*", lambda route: route.fulfill(path=STATIC / Path(route.request.url).name))
        self.page: Page = context.new_page()
        self.day = 0
        self.faults: list[str] = []

    def sits(self, who: Person | None, *, after: int = 0) -> None:
        self.day += after
        moment: datetime = NOON + timedelta(days=self.day)
        self.patch.setattr(middleware, "now", lambda: moment)
        self.context.clear_cookies()
        given: list[Any] = [{"name": "parley_language", "value": self.language, "url": self.address}]
        if who is not None:
            session = who.browser().cookies["sessionid"].value
            given.append({"name": "sessionid", "value": session, "url": self.address})
        self.context.add_cookies(given)

    def goes(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        self.looks()

    def follows(self, ending: str) -> None:
        """A link by what its address ends with."""
        self.page.locator(f"main a[href$='{ending}']").first.click()
        self.looks()

    def sends(self, **typed: str) -> None:
        """Fill in the fields by their ids, and send the form by its first button, as Enter does."""
        for name, value in typed.items():
            field = self.page.locator(f"#id_{name}")
            match field.evaluate("field => field.tagName"):
                case "SELECT":
                    field.select_option(value)
                case _:
                    field.fill(value)
        self.page.locator("main form.form button").first.click()
        self.looks()

    def looks(self) -> None:
        """What every page keeps to, whatever it shows."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("getComputedStyle(document.body).display") == "flex"  # the stylesheet is there
        assert self.page.locator("h1").count() == 1
        assert self.page.locator("#errors").count() == 0, self.page.locator("#errors").inner_text()
        self.faults += [f"{self.page.url} {fault}" for fault in violations(self.page)]
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            self.faults.append(f"{self.page.url} scrolls sideways: {width} px")
        self.page.set_viewport_size(WIDE)


@pytest.fixture
def own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "register")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    keeping.forget()
    cache.clear()
    yield
    keeping.forget()


@pytest.mark.slow
@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_proposal_to_an_acknowledged_delisting(
    chromium: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    world = council_of(3)
    aa, bb, _ = (member.first for member in world.members)
    keeper, reviewer = world.secretariat.first, reviewing(world)
    context = chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]
    story = Story(context, live_server.url, language, monkeypatch)
    page = story.page
    met = {"meeting": "Council, 1st session"}

    story.sits(bb)  # a system, before anything is listed
    story.goes("/register/systems/")
    story.sends(name="The gate")

    story.sits(aa)  # propose
    story.goes("/register/propose/")
    page.locator("input[name=kind][value=person]").check()
    page.locator("#id_names_language_1").select_option("ru")
    story.sends(
        names_text_0="Ivan Nobody",
        names_text_1="Иван Нободи",
        names_basis_1="His passport",
        legal_basis="Article 6",
        **{f"reasons_{language}": "Made up."},
    )
    entry = page.url.removeprefix(live_server.url)

    story.sits(bb, after=1)  # object
    story.goes(entry)
    story.follows("/object/")
    story.sends(text="Which of them?")

    story.sits(aa, after=1)  # revise
    story.goes(entry)
    story.follows("/revise/")
    story.sends(births_first_0="1980-01-02", note="This one.")

    story.sits(bb, after=1)  # lift
    story.goes(entry)
    story.follows("/lift/")
    story.sends()

    story.sits(keeper, after=SETTINGS.consideration_days)  # list
    story.goes(entry)
    story.follows("/listed/")
    story.sends(**met, meeting_on=_day(story))
    assert page.locator(".pill.is-confirmed").first.is_visible()

    story.sits(bb, after=1)  # screen, and clear a homonym
    story.goes("/register/screen/")
    story.sends(name="Ivan Nobodi", purpose="border control", born="1991-03-04")
    assert page.locator(".candidate").count() == 1
    page.locator(".candidate h3 a").click()
    story.follows("/clear/")
    page.locator("input[name=purposes][value='border control']").check()
    story.sends(name="Ivan Nobodi", born="1991-03-04", reasons="His passport was seen.", expires_on=_day(story, 90))
    story.goes("/register/screen/")
    story.sends(name="Ivan Nobodi", purpose="border control", born="1991-03-04")
    assert page.locator(".candidate .message.success").count() == 1

    story.sits(None, after=1)  # petition, without an account
    story.goes("/register/public/")
    page.locator("main .list a").first.click()
    story.looks()
    page.locator("a[href*='/petition/']").first.click()
    story.sends(petitioner="Karim", text="It is not so.")
    code = page.locator(".key code").inner_text()

    story.sits(reviewer, after=1)  # review
    story.goes("/register/petitions/")
    page.locator("main .list a").first.click()
    story.looks()
    for step, typed in (("gather", {}), ("dialogue", {}), ("report", {"text": "It does not hold."})):
        story.follows(f"/{step}/")
        if step == "report":
            page.locator("input[name=recommends][value=delisted]").check()
        story.sends(**typed)

    story.sits(None, after=SETTINGS.petition_effect_days)  # delisted, by time
    story.goes("/register/public/follow/")
    story.sends(code=code)
    assert page.locator(".timeline > li").count() >= 4
    story.goes("/register/public/")
    assert page.locator("main .list a").count() == 0

    story.sits(aa)  # whatever is done next writes down that it left
    story.goes("/register/propose/")
    page.locator("input[name=kind][value=organisation]").check()
    story.sends(names_text_0="The Others", legal_basis="Article 6", **{f"reasons_{language}": "Made up."})
    story.follows("/evidence/")
    story.sends(title="A report", text="Text")

    story.sits(bb, after=1)  # acknowledge
    story.goes("/register/systems/")
    page.locator("main .list button").first.click()
    story.looks()
    assert page.locator("main .list button").count() == 0
    story.goes(entry)
    assert page.locator(".section[aria-labelledby=acknowledged] .pill.is-confirmed").count() == 1
    if folder := os.environ.get("PARLEY_PICTURES"):
        page.screenshot(path=Path(folder) / f"register-{language}.png", full_page=True)
    context.close()
    assert not story.faults, "\n".join(story.faults)


def _day(story: Story, after: int = 0) -> str:
    return (NOON + timedelta(days=story.day + after)).date().isoformat()
