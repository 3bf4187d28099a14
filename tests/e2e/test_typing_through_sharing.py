"""Whoever types while the plan is shared types on, and finds each letter once."""

import re
from collections.abc import Callable
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = ".item__body >> nth=0"
WHERE = """() => [document.activeElement.dataset.body ?? document.activeElement.tagName,
    document.querySelector("[data-state-words]").innerText]"""

type Share = Callable[[], object]


@pytest.fixture
def pair(server: Server) -> dict[str, Any]:
    return server.fresh_pair()


@pytest.fixture
def plan(pair: dict[str, Any]) -> str:
    return str(next(each for each in pair["sessions"] if each["state"] == "planned")["plan"])


@pytest.fixture
def share(server: Server, pair: dict[str, Any], plan: str) -> Share:
    told = {"Authorization": f"Bearer {pair['mentee']['token']}"}
    told["Content-Type"] = "application/json"
    asked = Request(f"{server.url}/api/plans/{plan}/sharing", b"{}", told, method="POST")
    return lambda: urlopen(asked).read()


@pytest.fixture
def theo(open_browser: OpenBrowser, server: Server, pair: dict[str, Any], plan: str) -> Page:
    page = open_browser()
    page.goto(pair["mentee"]["sign_in"])
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    return opened(page, server, plan)


def opened(page: Page, server: Server, plan: str) -> Page:
    page.goto(f"{server.url}/plans/{plan}/")
    expect_state(page, "Saved")
    return page


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("[data-state-words]")).to_have_text(words)


def type_through(page: Page, share: Share) -> tuple[str, set[str], set[str]]:
    """Types steadily into an emptied item, shares meanwhile; what was typed, where, and what the
    state line said."""
    page.locator(FIRST).click()
    page.keyboard.press("Control+A")
    page.keyboard.type("begun ")
    sharing = Thread(target=share)
    typed, places, lines = "begun ", set(), set()
    for i in range(50):
        if i == 12:
            sharing.start()
        page.keyboard.type(f"{i:02d} ")
        typed += f"{i:02d} "
        place, line = page.evaluate(WHERE)
        places.add(place)
        lines.add(line)
        page.wait_for_timeout(30)
    sharing.join()
    return typed.strip(), places, lines


def expect_once(page: Page, words: str) -> None:
    expect(page.locator(FIRST)).to_have_text(words)


def test_one_types_on_through_a_sharing(
    server: Server, theo: Page, plan: str, share: Share
) -> None:
    typed, places, lines = type_through(theo, share)
    assert len(places) == 1
    assert lines <= {"Saving", "Saved"}
    expect_state(theo, "Saved")
    expect_once(theo, typed)
    expect(theo.get_by_text("has not opened it yet")).to_be_visible()
    expect_once(opened(theo.context.new_page(), server, plan), typed)


def test_two_tabs_of_one_person_double_nothing(
    server: Server, theo: Page, plan: str, share: Share
) -> None:
    second = opened(theo.context.new_page(), server, plan)
    theo.bring_to_front()
    typed, places, lines = type_through(theo, share)
    assert len(places) == 1
    assert lines <= {"Saving", "Saved"}
    for page in (theo, second):
        expect_state(page, "Saved")
        expect_once(page, typed)
    second.reload()
    expect_state(second, "Saved")
    expect_once(second, typed)
