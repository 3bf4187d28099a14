"""A thinking partnership in two browsers, one of which has its clock wrong; then a board."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_nothing_lost import plan_url, sign_in
from tests.e2e.test_whole_path import body, expect_saved, write
from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path("node_modules/axe-core/axe.min.js").read_text()
FOUND = "axe.run('#plan').then(t => t.violations.map(v => v.id + ': ' + v.nodes[0].html))"
# A device whose clock is three minutes ahead.
AHEAD = "{ const now = Date.now; Date.now = () => now() + 180_000; }"


def test_both_count_alike_and_swap(server: Server, open_browser: OpenBrowser) -> None:
    pair = server.fresh_pair()
    theo = open_browser(timezone_id="America/Sao_Paulo")
    rosa = open_browser(viewport={"width": 390, "height": 844}, color_scheme="dark")
    rosa.add_init_script(AHEAD)
    sign_in(theo, pair["mentee"])
    sign_in(rosa, pair["mentor"])
    plan = plan_url(server, pair)

    theo.goto(plan)
    theo.get_by_role("button", name="Share now").first.click()
    expect(theo.get_by_text("has not opened it yet").first).to_be_visible()
    rosa.goto(plan)
    expect_saved(rosa)
    take(theo, "Thinking partnership")
    expect_saved(theo)
    expect(rosa.locator("#turns")).to_be_visible()  # without a reload

    theo.get_by_role("button", name="Start", exact=True).click()
    expect(theo.locator("#turns-who")).to_have_text("You think. Rosa listens.")
    expect(theo.get_by_role("button", name="Pause")).to_be_focused()  # what Start has become
    expect(rosa.locator("#turns-who")).to_have_text("Theo thinks. You listen.")
    expect(rosa.locator("#turns-left")).to_have_text(re.compile("^6:5[0-8]$"))
    count_alike(theo, rosa)
    expect(rosa.locator("#turns-near")).to_have_text(re.compile("^Theo’s turn 6:5[0-9]$"))
    write(theo, "The mentee’s turn", "Do I want to lead?")
    rosa.reload()
    expect(body(rosa, "The mentee’s turn")).to_contain_text("Do I want to lead?")
    count_alike(theo, rosa)

    rosa.get_by_role("button", name="Swap now").click()
    for page, words in ((theo, "Rosa thinks. You listen."), (rosa, "You think. Theo listens.")):
        expect(page.locator("#turns-who")).to_have_text(words)
        expect(page.locator("#turns-said")).to_have_text(words)
    count_alike(theo, rosa)
    theo.get_by_role("button", name="Pause").click()
    expect(rosa.get_by_role("button", name="Go on")).to_be_visible()
    assert theo.locator("#turns-left").inner_text() == rosa.locator("#turns-left").inner_text()
    assert complaints(rosa) == []
    rosa.get_by_role("button", name="End").click()
    expect(theo.locator("#turns-said")).to_have_text(
        "Both turns are over. What has become clearer?"
    )

    take(rosa, "SWOT")
    expect(theo.get_by_role("heading", name="Strengths")).to_be_visible()
    left, right = (top_and_left(theo, cell) for cell in ("Strengths", "Weaknesses"))
    assert (left[0], right[1] > left[1]) == (right[0], True), "side by side where there is room"
    above, below = (top_and_left(rosa, cell) for cell in ("Strengths", "Weaknesses"))
    assert (above[1], below[0] > above[0]) == (below[1], True), "one beneath the other on a phone"
    expect(body(theo, "The mentee’s turn")).to_contain_text("Do I want to lead?")
    write(theo, "Strengths", "Patience")
    expect(body(rosa, "Strengths")).to_contain_text("Patience")
    assert complaints(theo) == []


def take(page: Page, name: str) -> None:
    page.get_by_role("link", name="Another structure").click()
    page.get_by_role("button", name=f"Use it: {name}").click()
    expect(page.get_by_text(f"This plan is a “{name}” now.")).to_be_visible()


def count_alike(one: Page, other: Page) -> None:
    """At one moment both show the same second, or neighbours."""
    told = [page.locator("#turns-left").inner_text() for page in (one, other, one)]
    first, between, last = (60 * int(t.split(":")[0]) + int(t.split(":")[1]) for t in told)
    assert last - 1 <= between <= first + 1


def top_and_left(page: Page, heading: str) -> tuple[int, int]:
    box = (
        page.locator("[data-item]")
        .filter(has=page.get_by_role("heading", name=heading))
        .bounding_box()
    )
    assert box is not None
    return round(box["y"]), round(box["x"])


def complaints(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FOUND)
    return found
