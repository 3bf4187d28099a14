"""By keyboard alone: one keeps one's place when an item goes, and when it comes back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_nothing_lost import plan_url, sign_in
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_focus_stays_near_what_was_removed_and_returns_with_it(
    server: Server, browser: Page
) -> None:
    pair = server.fresh_pair()
    sign_in(browser, pair["mentee"])
    browser.goto(plan_url(server, pair))
    expect(browser.locator("[data-state-words]")).to_have_text("Saved", timeout=20_000)
    second, third = prompt(browser, 1), prompt(browser, 2)

    menu(browser, second).focus()
    browser.keyboard.press("Enter")
    browser.get_by_role("button", name="Remove", exact=True).focus()
    browser.keyboard.press("Enter")
    expect(menu(browser, third)).to_be_focused()

    browser.get_by_role("button", name="Undo").focus()
    browser.keyboard.press("Enter")
    expect(menu(browser, second)).to_be_focused()


def prompt(page: Page, place: int) -> str:
    return page.locator(".item__prompt").nth(place).inner_text()


def menu(page: Page, words: str) -> Locator:
    return page.locator(f'.item summary[aria-label="Change: {words}"]')
