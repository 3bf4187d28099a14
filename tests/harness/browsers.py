"""Real Chromium, driven by Playwright. Each person gets a context: own cookies, zone, screen."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Chromium says this of each 4xx answer; whether that was right is for the test to say.
ANSWERS = "Failed to load resource: the server responded"

type OpenBrowser = Callable[..., Page]

# A machine that is busy with other tests takes its time; nobody waits that long for a success.
expect.set_options(timeout=20_000)


def chromium_path() -> str:
    """The browser of this machine; ROMANESCO_CHROMIUM names another."""
    for name in (os.environ.get("ROMANESCO_CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("No Chromium here. bin/test says how to install it.")


# Not for the whole session: while Playwright's loop is there, Django refuses the ORM in its thread.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    words = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=words)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[OpenBrowser]:
    """Opens a page for one person; any complaint of the browser itself fails the test.

    Takes what `Browser.new_context` takes: `timezone_id`, `viewport`, `color_scheme`, …
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**wishes: Any) -> Page:
        wishes = {"timezone_id": "Europe/Amsterdam", "locale": "en-GB", **wishes}
        wishes.setdefault("viewport", {"width": 1280, "height": 800})
        context = chromium.new_context(**wishes)
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda message: complaints.extend(_complaint(message)))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    if message.type != "error" or message.text.startswith(ANSWERS):
        return []
    return [message.text]


@pytest.fixture
def browser(open_browser: OpenBrowser) -> Page:
    """One page, in Amsterdam."""
    return open_browser()


@pytest.fixture
def two_browsers(open_browser: OpenBrowser) -> tuple[Page, Page]:
    """Rosa's page in Amsterdam and Theo's in São Paulo."""
    return open_browser(), open_browser(timezone_id="America/Sao_Paulo")
