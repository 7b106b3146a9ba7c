"""Make the pictures in docs/screenshots anew, from a demo council of its own: all, or those that are named (`forum`,
`exchange`, `register`). Needs Chromium.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright  # noqa: E402
from tests.journeys.conftest import (  # noqa: E402
    CHROMIUM,
    QUIET,
    act_as,
    choose_language,
    free_port,
    kill,
    start_demo,
)

from parley.demo.facts.intelligence import TLP, WANNACRY  # noqa: E402

OUT = ROOT / "docs/screenshots"
PAKISTAN, INDIA = "High Commission of Pakistan", "National Security Council Secretariat"
TO_SHARE = [
    {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012}",
        "created": "2021-12-07T05:00:00.000Z",
        "modified": "2021-12-07T05:00:00.000Z",
        "name": f"{name} (illustration)",
        "pattern": f"[domain-name:value = '{value}']",
        "pattern_type": "stix",
        "valid_from": "2021-12-07T05:00:00Z",
        "object_marking_refs": [TLP[tlp]],
    }
    for number, (name, value, tlp) in enumerate(
        [
            ("A false registration page", "register.example.com", "amber"),
            ("A false page of minutes", "minutes.example.com", "red"),
        ]
    )
]
WIDE, PHONE = {"width": 1280, "height": 1000}, {"width": 390, "height": 844}


def forum(page: Page, demo: str) -> None:
    act_as(page, demo, PAKISTAN)
    seminar = page.url
    page.set_viewport_size({"width": 1280, "height": 1500})  # down to Pakistan's line
    page.screenshot(path=OUT / "seminar.png")
    page.set_viewport_size(WIDE)
    page.goto(f"{demo}/documents/")
    page.screenshot(path=OUT / "documents.png")
    act_as(page, demo, INDIA)
    page.goto(f"{demo}/council/")
    page.screenshot(path=OUT / "council.png")
    page.set_viewport_size(PHONE)
    for language, name in (("ur", "urdu"), ("ru", "russian"), ("zh-hans", "chinese")):
        choose_language(page.context, demo, language)
        page.goto(seminar)
        page.screenshot(path=OUT / f"seminar-phone-{name}.png")


def exchange(page: Page, demo: str) -> None:
    act_as(page, demo, INDIA)
    page.set_viewport_size(WIDE)
    page.goto(f"{demo}/exchange/")
    page.screenshot(path=OUT / "exchange.png")
    page.goto(f"{demo}/exchange/objects/{WANNACRY.id}/")
    page.screenshot(path=OUT / "object.png", full_page=True)
    page.goto(f"{demo}/exchange/share/")
    page.locator("#id_text").fill(json.dumps(TO_SHARE))
    page.locator("input[name=into][value=council]").check()
    page.get_by_role("button", name="Show what would reach whom").click()
    page.get_by_role("button", name="Share").first.wait_for()
    page.screenshot(path=OUT / "share.png", full_page=True)


def register(page: Page, demo: str) -> None:
    act_as(page, demo, PAKISTAN)
    page.set_viewport_size(WIDE)
    page.goto(f"{demo}/register/")
    page.screenshot(path=OUT / "register.png")
    page.locator("main .list h3 a").first.click()
    page.screenshot(path=OUT / "proposal.png")
    page.goto(f"{demo}/register/screen/")
    page.locator("#id_name").fill("लश्कर-ए-तैयबा")
    page.locator("#id_purpose").select_option("border control")
    page.locator("#id_name").press("Enter")
    page.locator(".candidate").first.wait_for()
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.screenshot(path=OUT / "screening.png")
    page.set_viewport_size(WIDE)
    page.goto(f"{demo}/register/public/rights/")
    page.screenshot(path=OUT / "rights.png")


PICTURES = {"forum": forum, "exchange": exchange, "register": register}


def main() -> None:
    wanted = sys.argv[1:] or list(PICTURES)
    if unknown := set(wanted) - PICTURES.keys():
        sys.exit(f"Expected: {', '.join(PICTURES)}. Came: {', '.join(sorted(unknown))}.")
    if CHROMIUM is None:
        sys.exit("Screenshots need Chromium. On Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk")
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["PARLEY_TEST_FOLDER"] = home  # where the journeys load the demo
        port = free_port()
        server = start_demo(Path(home) / "node", port)
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            for name in wanted:
                PICTURES[name](browser.new_page(viewport=WIDE), f"http://127.0.0.1:{port}")
            browser.close()
        finally:
            kill(server)


if __name__ == "__main__":
    main()
