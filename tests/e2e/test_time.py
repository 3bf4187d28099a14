"""A rhythm from the first word to a moved session: two people, a keyboard, a narrow screen."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_nothing_lost import sign_in
from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path("node_modules/axe-core/axe.min.js").read_text()
# At eleven in São Paulo it is afternoon in Amsterdam, in winter and in summer.
TIMES = re.compile(r"11:00 for you · 1[56]:00 for Rosa")


@pytest.fixture
def pair(server: Server) -> dict[str, Any]:
    return server.fresh_pair()


def test_a_rhythm_is_agreed_and_a_session_of_it_moved_and_skipped(
    server: Server, two_browsers: tuple[Page, Page], pair: dict[str, Any]
) -> None:
    rosa, theo = two_browsers
    sign_in(rosa, pair["mentor"])
    sign_in(theo, pair["mentee"])
    at = f"{server.url}/pairs/{pair['pair']}/"

    theo.goto(f"{at}agreement/proposal")
    choose_a_rhythm(theo)
    theo.get_by_role("button", name="Sign, and send it to Rosa").click()

    rosa.goto(f"{at}agreement/")
    expect(rosa.locator(".dates__date")).to_have_count(5)
    expect(rosa.locator(".dates__words")).to_contain_text("Every Tuesday at 11:00 in São Paulo")
    rosa.get_by_role("button", name="Sign", exact=True).press("Enter")
    expect(rosa.get_by_text("It is in force now.")).to_be_visible()

    rosa.goto(at)
    expect(rosa.get_by_role("link", name="Skip this one")).to_have_count(5)
    theo.goto(at)
    move_with_the_keyboard(theo)
    rosa.reload()
    expect(rosa.get_by_text("Moved, from Tuesday,")).to_be_visible()

    rosa.get_by_role("link", name="Skip this one").last.press("Enter")
    rosa.get_by_role("button", name="Skip it").press("Enter")
    expect(rosa.get_by_text("This one is skipped")).to_be_visible()
    expect(rosa.get_by_role("link", name="Skip this one")).to_have_count(5)


def choose_a_rhythm(page: Page) -> None:
    """The dates follow while one types; details that do not count are out of sight."""
    first = page.locator(".dates__date").first
    expect(page.get_by_label("Every so many weeks")).to_be_hidden()
    page.get_by_label("Day (if you like)").select_option("Tuesday")
    expect(page.locator(".dates__missing")).to_have_text(re.compile("Say at what time as well"))
    page.get_by_label("Time (if you like)").fill("09:30")
    expect(first).to_contain_text("09:30 for you")
    page.get_by_label("Time (if you like)").fill("11:00")
    expect(first).to_contain_text(TIMES)
    page.get_by_label("How often you meet").select_option("Every month")
    page.get_by_label("On the").select_option("last")
    expect(page.locator(".dates__words")).to_contain_text("On the last Tuesday of each month")
    page.get_by_label("How often you meet").select_option("When it suits")
    expect(page.get_by_label("Time (if you like)")).to_be_hidden()
    page.get_by_label("How often you meet").select_option("Every week")
    expect(page.locator(".dates__words")).to_contain_text("Every Tuesday at 11:00 in São Paulo")
    expect(page.locator(".dates__date")).to_have_count(5)


def move_with_the_keyboard(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Move ?: Tuesday")).last.press("Enter")
    page.get_by_role("link", name="The week after").press("Enter")
    expect(page).to_have_url(re.compile("week="))
    times = page.get_by_role("radio", name=re.compile(r"for you, .* for Rosa$"))
    times.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(times.nth(1)).to_be_checked()
    expect(page.get_by_label("Day", exact=True)).to_be_hidden()
    name = times.nth(1).locator("xpath=..").inner_text().split()
    expect(page.locator(".form__preview")).to_contain_text("for you in São Paulo")
    page.keyboard.press("Enter")
    said = page.get_by_text("The session is moved:")
    expect(said).to_be_visible()
    assert any(word in said.inner_text() for word in name if re.fullmatch(r"\d\d:\d\d", word))


def test_without_scripts_one_moves_by_picking_a_time(
    server: Server, open_browser: OpenBrowser, pair: dict[str, Any]
) -> None:
    page = open_browser(java_script_enabled=False, viewport={"width": 320, "height": 700})
    sign_in(page, pair["mentee"])
    page.goto(f"{server.url}/sessions/{pair['sessions'][-1]['session']}/move")
    page.get_by_role("link", name="The week after").click()
    picked = page.get_by_role("radio", name=re.compile("^Friday .* for you, .* for Rosa$")).nth(2)
    day = picked.locator("xpath=..").text_content() or ""
    picked.locator("xpath=..").click()
    expect(picked).to_be_checked()
    page.get_by_role("button", name="Move it").click()
    said = page.get_by_text("The session is moved: Friday,").inner_text()
    clock = re.search(r"\d\d:\d\d", day)
    assert clock is not None
    assert clock.group() in said


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_time_are_whole_for_everybody(
    server: Server, open_browser: OpenBrowser, pair: dict[str, Any], scheme: str
) -> None:
    wide, narrow = (
        open_browser(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for width in (1280, 320)
    )
    at, session = f"/pairs/{pair['pair']}/", f"/sessions/{pair['sessions'][-1]['session']}/"
    pages = (
        at, f"{at}agreement/proposal", f"{at}sessions/new", session, f"{session}move",
        f"{session}cancellation", "/settings/", "/settings/away/",
    )  # fmt: skip
    for page in (wide, narrow):
        sign_in(page, pair["mentor"])
        for path in pages:
            page.goto(server.url + path)
            fill_in(page)
            assert findings(page) == []
            assert sideways(page) <= 0, path


def fill_in(page: Page) -> None:
    """The proposal with its dates, and the strip with a time picked."""
    day = page.locator("#id_meets_on")
    if day.count():
        day.select_option("Tuesday")
        page.locator("#id_meets_at").fill("15:00")
        expect(page.locator(".dates__date")).to_have_count(5)
    fold = page.get_by_text("Look for a time that suits you both")
    if fold.count():
        fold.click()
    times = page.locator(".week__choice")
    if times.count():
        times.first.click()


def findings(page: Page) -> list[str]:
    """What axe-core has to say, contrast among it."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def sideways(page: Page) -> int:
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))
