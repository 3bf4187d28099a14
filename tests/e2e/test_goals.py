"""A goal is written down, a topic serves it, it is reached, and both take it along."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_nothing_lost import plan_url, sign_in
from tests.e2e.test_time import findings, sideways
from tests.e2e.test_whole_path import expect_saved
from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GOAL = "Give a talk to forty people"


def test_from_the_first_word_to_what_they_take_along(
    server: Server, open_browser: OpenBrowser
) -> None:
    pair = server.fresh_pair()
    theo = open_browser(timezone_id="America/Sao_Paulo")
    rosa = open_browser(viewport={"width": 320, "height": 700}, color_scheme="dark")
    sign_in(theo, pair["mentee"])
    sign_in(rosa, pair["mentor"])
    goals = f"{server.url}/pairs/{pair['pair']}/goals/"

    rosa.goto(goals)
    rosa.get_by_text("Add a goal").click()
    rosa.get_by_label("The goal").last.fill(GOAL)
    rosa.get_by_label("We will know it by").last.fill("a talk that is accepted, and given")
    rosa.get_by_role("button", name="Add it").click()
    expect(rosa.get_by_role("heading", name=GOAL)).to_be_visible()

    theo.goto(plan_url(server, pair))
    expect_saved(theo)
    serves(theo, "Saying no to on-call swaps")
    theo.get_by_role("link", name=GOAL).click()
    expect(theo.get_by_role("link", name="Saying no to on-call swaps")).to_be_visible()
    rosa.reload()
    expect(rosa.get_by_role("heading", name=GOAL)).to_be_visible()
    rosa.get_by_role("button", name=f"We reached it: {GOAL}").click()
    expect(rosa.get_by_text(f"Reached: {GOAL}")).to_be_visible()
    assert (findings(rosa), sideways(rosa)) == ([], 0)

    rosa.goto(f"{server.url}/pairs/{pair['pair']}/closing/")
    expect(rosa.get_by_text(GOAL).first).to_be_visible()
    assert (findings(rosa), sideways(rosa)) == ([], 0)
    with rosa.expect_download() as taken:
        rosa.get_by_role("link", name="As a PDF").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def serves(page: Page, topic: str) -> None:
    """Choose the goal in the menu of a topic; the page takes it without a reload."""
    page.get_by_label(f"Change: {topic}").click()
    choice = page.get_by_label("The goal that it serves").locator("visible=true")
    choice.select_option(label=f"Serves: {GOAL}")
    page.get_by_role("button", name="Choose").locator("visible=true").click()
    expect(page.get_by_role("link", name=GOAL)).to_be_visible()
