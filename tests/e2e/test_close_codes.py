"""Whatever the server closes a plan with: what one reads, what one can do, and where the words are.

Between the page and the server stands a door that keeps what is typed, and closes as it is told.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.e2e.test_nothing_lost import FIRST, expect_state, plan_url, sign_in, type_at_end
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIVE = re.compile("/live/plans/")
KEPT = "What you typed is kept on this device."
SLOW = 20_000


class Door:
    """Every socket of a page goes through here."""

    def __init__(self, page: Page) -> None:
        self.is_shut = False
        self._sockets: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        page.route_web_socket(LIVE, self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self._sockets.append((socket, server))
        socket.on_message(lambda message: None if self.is_shut else server.send(message))

    @property
    def opened(self) -> int:
        return len(self._sockets)

    def close(self, code: int) -> None:
        """As if the server did."""
        socket, server = self._sockets[-1]
        server.close()
        socket.close(code=code, reason="as told")


@pytest.fixture
def pair(server: Server) -> dict[str, Any]:
    return server.fresh_pair()


@pytest.fixture
def theo(chromium: Browser, server: Server, pair: dict[str, Any]) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, pair["mentee"])
    yield page
    context.close()


@pytest.fixture
def door(theo: Page, server: Server, pair: dict[str, Any]) -> Door:
    door = Door(theo)
    theo.goto(plan_url(server, pair))
    expect_state(theo, "Saved")
    return door


def typed_but_not_saved(page: Page, door: Door) -> None:
    door.is_shut = True
    type_at_end(page, " typed just now")
    expect_state(page, "Saving")


def help_of(page: Page) -> Any:
    return page.locator("[data-state-help]")


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        (1011, "Not saved yet, kept on this device", "Romanesco cannot save just now."),
        (1012, "Offline, kept on this device", "Romanesco is restarting"),
        (4429, "Not saved yet, kept on this device", "That was a lot at once."),
        (4508, "Offline, kept on this device", "This device fell behind."),
    ],
)
def test_after_some_it_comes_back_by_itself(
    theo: Page, door: Door, server: Server, code: int, words: str, why: str
) -> None:
    typed_but_not_saved(theo, door)
    # Longer than a moment, or nothing needs to be said.
    theo.evaluate("() => { Math.random = () => 4 }")
    door.close(code)
    expect_state(theo, words)
    expect(help_of(theo)).to_contain_text(why)
    expect(help_of(theo).get_by_role("button")).to_have_count(0)
    type_at_end(theo, " and more")
    door.is_shut = False
    expect_state(theo, "Saved")
    expect(help_of(theo)).to_be_empty()
    theo.reload()
    expect_state(theo, "Saved")
    expect(theo.locator(FIRST)).to_contain_text("typed just now and more")


def test_a_restart_is_over_within_two_seconds(theo: Page, door: Door) -> None:
    for _ in range(3):
        opened = door.opened
        door.close(1012)
        theo.wait_for_timeout(2000)
        assert door.opened > opened
        expect_state(theo, "Saved")


def test_a_lost_login_is_found_again(theo: Page, door: Door) -> None:
    typed_but_not_saved(theo, door)
    door.close(4401)
    expect_state(theo, "Signed out")
    expect(help_of(theo)).to_contain_text(f"Your sign-in ended. {KEPT}")
    expect(help_of(theo).get_by_role("link", name="Sign in, in a new tab")).to_be_visible()
    type_at_end(theo, " and more")  # one may go on
    door.is_shut = False
    theo.evaluate("() => dispatchEvent(new Event('focus'))")
    expect_state(theo, "Saved")
    expect(theo.locator(FIRST)).to_contain_text("typed just now and more")


def test_a_page_that_is_too_old_is_reloaded(theo: Page, door: Door) -> None:
    typed_but_not_saved(theo, door)
    door.close(4409)
    expect_state(theo, "Out of date")
    expect(help_of(theo)).to_contain_text(
        f"Romanesco has changed since this page was opened. {KEPT}"
    )
    door.is_shut = False
    help_of(theo).get_by_role("button", name="Reload").click()
    expect_state(theo, "Saved")
    expect(theo.locator(FIRST)).to_contain_text("typed just now")


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        (4400, "Not saved", "Something typed here could not be read by the server."),
        (4413, "Too long", "This is more than one plan can hold"),
    ],
)
def test_what_cannot_be_taken_is_there_to_copy(
    theo: Page, door: Door, code: int, words: str, why: str
) -> None:
    typed_but_not_saved(theo, door)
    door.close(code)
    expect_state(theo, words)
    expect(help_of(theo)).to_contain_text(why)
    mine = theo.get_by_role("textbox", name="What you typed")
    expect(mine).to_have_value(re.compile("typed just now"))
    expect(theo.locator(FIRST)).to_contain_text("typed just now")
    door.is_shut = False
    help_of(theo).get_by_role("button", name="Reload").click()
    expect_state(theo, "Saved")
    expect(mine).to_have_value(re.compile("typed just now"), timeout=SLOW)
    expect(theo.locator(FIRST)).not_to_contain_text("typed just now")
    theo.get_by_role("button", name="Let them go").click()
    expect(mine).to_have_count(0)


def test_a_plan_that_is_no_longer_ones_own_gives_the_words_back(theo: Page, door: Door) -> None:
    typed_but_not_saved(theo, door)
    door.close(4404)
    expect_state(theo, "Closed")
    expect(help_of(theo)).to_contain_text(f"This plan is not, or no longer, yours to see. {KEPT}")
    mine = theo.get_by_role("textbox", name="What you typed")
    expect(mine).to_have_value(re.compile("typed just now"))
    expect(help_of(theo).get_by_role("button", name="Reload")).to_have_count(0)


def test_a_device_without_room_does_not_say_that_it_keeps_anything(theo: Page, door: Door) -> None:
    theo.evaluate(
        """() => {
          const add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = function (...given) {
            const asked = add.apply(this, given);
            this.transaction.abort(); // as a full disk does
            return asked;
          };
        }"""
    )
    typed_but_not_saved(theo, door)
    theo.evaluate("() => { Math.random = () => 4 }")
    door.close(1012)
    expect_state(theo, "Offline, kept in this tab only")
    door.is_shut = False
    expect_state(theo, "Saved")


def test_words_that_came_too_late_are_there_to_copy(
    theo: Page, door: Door, server: Server, pair: dict[str, Any], chromium: Browser
) -> None:
    """Rosa wraps up while Theo's words cannot reach the server."""
    theo.get_by_role("button", name="Share now").first.click()
    expect(theo.get_by_text("has not opened it yet")).to_be_visible()
    expect_state(theo, "Saved")
    typed_but_not_saved(theo, door)
    context = chromium.new_context()
    rosa = context.new_page()
    sign_in(rosa, pair["mentor"])
    rosa.goto(plan_url(server, pair))
    rosa.get_by_role("button", name="Start the session").first.click()
    rosa.get_by_role("link", name="Wrap up").first.click()
    rosa.get_by_role("button", name="Wrap up the session").click()
    context.close()

    mine = theo.get_by_role("textbox", name="What you typed")
    expect(mine).to_have_value(re.compile("typed just now"), timeout=SLOW)
    expect(help_of(theo)).to_contain_text("These words of yours are not in the plan.")
    expect(theo.locator(FIRST)).not_to_contain_text("typed just now")
    theo.reload()
    expect(mine).to_have_value(re.compile("typed just now"), timeout=SLOW)
    theo.get_by_role("button", name="Let them go").click()
    expect(mine).to_have_count(0)
    theo.reload()
    expect(theo.get_by_text("Earlier versions")).to_be_visible()
    expect(mine).to_have_count(0)
