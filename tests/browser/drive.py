"""A browser that does as it is told: JSON lines in, what the page shows out.

Runs in the environment that has Playwright (.venv-browser), apart from the gate's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, sync_playwright  # type: ignore[import-not-found]

QUIET = (
    *("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-gpu"),
    *("--disable-component-update", "--disable-sync", "--no-sandbox"),
)
"""Nothing but what a test asks for leaves the browser."""


def opened(page: Page, url: str) -> dict[str, Any]:
    answer = page.goto(url)
    return {"status": answer.status if answer else 0, "text": page.inner_text("body")}


def said(page: Page, prompt: str) -> dict[str, Any]:
    """Type a prompt, send it, and wait until the page has an answer or a refusal."""
    page.fill("#prompt", prompt)
    page.click("#send")
    return _settled(page)


def uploaded(page: Page, path: str) -> dict[str, Any]:
    page.set_input_files("#file", path)
    return _settled(page)


def told(page: Page, message: str) -> dict[str, Any]:
    """Send a message over the page's WebSocket, opened anew each time."""
    page.fill("#prompt", message)
    page.click("#socket")
    return _settled(page)


def pictured(page: Page, path: str) -> dict[str, Any]:
    page.screenshot(path=path, full_page=True)
    return {}


def _settled(page: Page) -> dict[str, Any]:
    page.wait_for_selector("body[data-settled=yes]", timeout=15_000)
    return {"state": page.get_attribute("body", "data-state"), "text": page.inner_text("#answer")}


DO: dict[str, Callable[[Page, str], dict[str, Any]]] = {
    "open": opened,
    "say": said,
    "upload": uploaded,
    "socket": told,
    "picture": pictured,
}


def main(chromium: str, proxy: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, proxy={"server": proxy}, args=list(QUIET)
        )
        page = browser.new_page(locale="ja-JP")
        for line in sys.stdin:
            order = json.loads(line)
            try:
                shown = DO[order["do"]](page, order["with"])
            except Exception as e:
                shown = {"error": str(e)}
            print(json.dumps(shown), flush=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
