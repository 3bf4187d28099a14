"""Two people in two browsers while the line, the page, the server and the disk fail them: both end
with the same plan, and the state line never says "Saved" of what is not."""

import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.test_nothing_lost import expect_state, plan_url, sign_in
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = ".item__body >> nth=0"
STATE = "[data-state-words]"
NOT_SAVED = {"Saving", "Not saved yet, kept on this device", "Offline, kept on this device"}
WORDS = """body => {
  const copy = body.cloneNode(true);
  const drawn = copy.querySelectorAll('.ProseMirror-widget, .ProseMirror-trailingBreak');
  drawn.forEach(one => one.remove());
  return copy.textContent.replace(/\\u2060|\\ufeff/g, '');
}"""

# Before the page's own scripts run, as if it had been made by an older version of ours.
AS_IF_OLD = """document.addEventListener('readystatechange', () => {
  document.querySelectorAll('[data-schema]').forEach(one => { one.dataset.schema = '0'; });
})"""


@pytest.fixture
def pair(server: Server) -> dict[str, Any]:
    return server.fresh_pair()


@pytest.fixture
def pages(chromium: Browser, server: Server, pair: dict[str, Any]) -> Iterator[tuple[Page, Page]]:
    """Theo's page and Rosa's, of the plan that he has shared."""
    contexts: list[BrowserContext] = [chromium.new_context() for _ in range(2)]
    theo, rosa = (context.new_page() for context in contexts)
    sign_in(theo, pair["mentee"])
    theo.goto(plan_url(server, pair))
    expect_state(theo, "Saved")
    theo.get_by_role("button", name="Share now").first.click()
    expect(theo.get_by_text("has not opened it yet")).to_be_visible()
    sign_in(rosa, pair["mentor"])
    rosa.goto(plan_url(server, pair))
    for page in (theo, rosa):
        expect_state(page, "Saved")
    yield theo, rosa
    for context in contexts:
        context.close()


def type_at_end(page: Page, words: str) -> None:
    page.locator(FIRST).get_by_role("textbox").or_(page.locator(FIRST)).last.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def words_of(page: Page) -> str:
    return str(page.locator(FIRST).evaluate(WORDS))


def alike(*pages: Page) -> str:
    """Wait until all show the same words; what they are."""
    for page in pages:
        expect_state(page, "Saved")
    for _ in range(100):
        if len({words_of(page) for page in pages}) == 1:
            return words_of(pages[0])
        pages[0].wait_for_timeout(100)
    raise AssertionError([words_of(page) for page in pages])


def test_two_screens_converge_whatever_happens_to_them(
    server: Server, pair: dict[str, Any], pages: tuple[Page, Page]
) -> None:
    chance = random.Random(4)
    typed: list[str] = []

    def both_type() -> None:
        for page in pages:
            typed.append(f"w{len(typed)}x")
            type_at_end(page, f" {typed[-1]}")

    theo, rosa = pages
    both_type()
    theo.context.set_offline(True)
    server.kill()  # an open socket outlives set_offline
    both_type()
    expect_state(theo, "Offline, kept on this device")
    server.start()
    expect_state(rosa, "Saved")
    both_type()
    theo.context.set_offline(False)
    theo.evaluate("() => dispatchEvent(new Event('online'))")
    alike(theo, rosa)
    for _ in range(2):
        chance.choice(pages).reload()
        both_type()
    server.stop()
    both_type()
    server.start()
    ends = alike(theo, rosa)
    assert [word for word in typed if word not in ends] == []
    for page in pages:
        page.reload()
    assert alike(theo, rosa) == ends


def test_a_full_disk_is_not_called_saved(server: Server, pages: tuple[Page, Page]) -> None:
    theo, rosa = pages
    with no_room(server):
        type_at_end(theo, " held")
        for _ in range(80):
            theo.wait_for_timeout(100)
            assert theo.locator(STATE).inner_text() in NOT_SAVED
        expect(rosa.locator(FIRST)).not_to_contain_text("held")
    expect_state(theo, "Saved")
    expect(rosa.locator(FIRST)).to_contain_text("held")


@contextmanager
def no_room(server: Server) -> Iterator[None]:
    """No file of the server may grow."""
    assert server.process is not None
    limit = partial(resource.prlimit, server.process.pid, resource.RLIMIT_FSIZE)
    before = limit()
    grown = (server.home / "romanesco.sqlite3-wal").stat().st_size
    limit((grown, before[1]))
    try:
        yield
    finally:
        limit(before)


def test_a_tab_with_an_old_schema_says_reload_and_destroys_nothing(
    server: Server, pair: dict[str, Any], pages: tuple[Page, Page]
) -> None:
    theo, rosa = pages
    before = words_of(rosa)
    old = theo.context.new_page()
    old.add_init_script(AS_IF_OLD)
    old.goto(plan_url(server, pair))
    expect_state(old, "Out of date")
    expect(old.get_by_text("Reload", exact=False).first).to_be_visible()
    theo.reload()
    assert alike(theo, rosa) == before
