"""Make the pictures in docs/screenshots anew, from a demo council of its own. Needs Chromium."""

from __future__ import annotations

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

OUT = ROOT / "docs/screenshots"
PAKISTAN, INDIA = "High Commission of Pakistan", "National Security Council Secretariat"
WIDE, PHONE = {"width": 1280, "height": 1000}, {"width": 390, "height": 844}


def pictures(page: Page, demo: str) -> None:
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


def main() -> None:
    if CHROMIUM is None:
        sys.exit("Screenshots need Chromium. On Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk")
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        port = free_port()
        server = start_demo(Path(home), port)
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            pictures(browser.new_page(viewport=WIDE), f"http://127.0.0.1:{port}")
            browser.close()
        finally:
            kill(server)


if __name__ == "__main__":
    main()
