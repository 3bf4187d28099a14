"""What was typed survives a dead server, a closed tab, a new document and a lost login."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = ".item__body >> nth=0"

type OpenFor = Callable[[dict[str, Any]], Page]


@pytest.fixture
def pair(server: Server) -> dict[str, Any]:
    """A fresh demo pair; its mentee prepares the plan of the session ahead."""
    return server.fresh_pair()


@pytest.fixture
def open_for(chromium: Browser, server: Server, pair: dict[str, Any]) -> Iterator[OpenFor]:
    """A browser of a person, at the plan. It may complain: here the server is killed on purpose."""
    contexts: list[BrowserContext] = []

    def open_one(person: dict[str, Any]) -> Page:
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        sign_in(page, person)
        page.goto(plan_url(server, pair))
        expect_state(page, "Saved")
        return page

    yield open_one
    for context in contexts:
        context.close()


def sign_in(page: Page, person: dict[str, Any]) -> None:
    page.goto(person["sign_in"])
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    expect(page.get_by_role("link", name=re.compile("settings of", re.IGNORECASE))).to_be_visible()


def plan_url(server: Server, pair: dict[str, Any]) -> str:
    ahead = next(each for each in pair["sessions"] if each["state"] == "planned")
    return f"{server.url}/plans/{ahead['plan']}/"


def type_at_end(page: Page, words: str) -> None:
    page.locator(FIRST).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("[data-state-words]")).to_have_text(words, timeout=20_000)


def test_words_outlive_the_server_and_the_tab(
    server: Server, open_for: OpenFor, pair: dict[str, Any]
) -> None:
    theo = open_for(pair["mentee"])
    type_at_end(theo, " before")
    expect_state(theo, "Saved")
    server.kill()
    type_at_end(theo, " during")
    expect_state(theo, "Offline, kept on this device")

    again = theo.context.new_page()
    theo.close()
    server.start()
    again.goto(plan_url(server, pair))
    expect_state(again, "Saved")
    expect(again.locator(FIRST)).to_contain_text("before during")


def test_words_typed_while_the_draft_became_another_document(
    server: Server, open_for: OpenFor, pair: dict[str, Any]
) -> None:
    here, elsewhere = open_for(pair["mentee"]), open_for(pair["mentee"])
    here.context.set_offline(True)
    server.stop()
    type_at_end(here, " away")
    server.start()
    expect_state(elsewhere, "Saved")
    elsewhere.get_by_role("button", name="Share now").first.click()
    expect(elsewhere.get_by_text("has not opened it yet")).to_be_visible()

    here.context.set_offline(False)
    expect_state(here, "Saved")
    expect(elsewhere.locator(FIRST)).to_contain_text("away", timeout=20_000)
    rosa = open_for(pair["mentor"])
    expect(rosa.locator(FIRST)).to_contain_text("away")


def test_words_wait_for_signing_in_again(
    server: Server, open_for: OpenFor, pair: dict[str, Any]
) -> None:
    theo = open_for(pair["mentee"])
    other = theo.context.new_page()
    other.goto(f"{server.url}/settings/")
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect_state(theo, "Signed out")
    type_at_end(theo, " after")
    theo.get_by_label("Your notes").fill("for myself")
    expect(theo.get_by_text("This is kept on this device.")).to_be_visible()

    sign_in(other, pair["mentee"])
    theo.bring_to_front()
    theo.evaluate("() => dispatchEvent(new Event('focus'))")
    expect_state(theo, "Saved")
    expect(theo.get_by_text("This is kept on this device.")).to_be_hidden(timeout=20_000)
    other.goto(plan_url(server, pair))
    expect(other.locator(FIRST)).to_contain_text("after")
    expect(other.get_by_label("Your notes")).to_have_value("for myself")


def test_no_tab_speaks_under_another_name(
    server: Server, open_for: OpenFor, pair: dict[str, Any]
) -> None:
    theo = open_for(pair["mentee"])
    other = theo.context.new_page()
    other.goto(f"{server.url}/settings/")
    other.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(other, pair["mentor"])
    theo.bring_to_front()
    theo.get_by_label("Your notes").fill("Theo's own")
    expect(theo.get_by_text("This is kept on this device.")).to_be_visible()
    expect_state(theo, "Signed out")
    ahead = next(each for each in pair["sessions"] if each["state"] == "planned")
    other.goto(f"{server.url}/sessions/{ahead['session']}/")
    expect(other.get_by_label(re.compile("notes"))).to_have_value("")
