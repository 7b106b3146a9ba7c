"""A person looks for something among what others released, and finds it while typing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import act_as

pytestmark = pytest.mark.browser


def test_a_search_answers_while_one_types_and_its_address_can_be_kept(chromium: Browser, demo: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    act_as(page, demo, "High Commission of Pakistan")
    page.goto(f"{demo}/exchange/")
    page.locator("#q").press_sequentially("wannac")
    found = page.locator("#found h3")
    expect(found).to_have_text(["WannaCry"])
    expect(page.locator("#found-said")).to_have_text("1 object is shown.")
    expect(page.locator("#q")).to_be_focused()
    page.goto(page.url)
    expect(found).to_have_text(["WannaCry"])
    page.locator("#type").select_option("indicator")
    expect(page.locator("#found .empty")).to_contain_text("Nothing that you may see holds this")
    context.close()
