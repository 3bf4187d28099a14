"""Two people go the whole way in two browsers: from signing up to what stands in the next plan."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from romanesco.base import clock
from tests.harness.serving import Server

PASSWORD = "three tram stops from home"
SECRET = "I may be quitting"


def test_from_signing_up_to_what_stands_in_the_next_plan(
    server: Server, two_browsers: tuple[Page, Page]
) -> None:
    rosa, theo = two_browsers

    sign_up(rosa, server.url, "Rosa Okafor", "rosa@example.org")
    link = invite(rosa, as_the="the mentor", partner="Theo")
    accept_without_an_account(theo, link, "Theo Lindqvist", "theo@example.org")
    sign_the_agreement(theo)
    rosa.goto(server.url)
    rosa.get_by_role("link", name=re.compile("Theo")).last.click()
    sign_the_agreement(rosa)

    plan_a_session(theo, in_days=3)
    plan = theo.url
    write(theo, "Personal check-in", f"{SECRET} ")
    for _ in range(len(SECRET) + 1):
        theo.keyboard.press("Backspace")
    theo.keyboard.type("Better week. **Slept** properly.")
    write(theo, "What are you hoping to accomplish", "- One page, not six")
    add_topic(theo, "Saying no to on-call swaps")
    expect_saved(theo)

    assert rosa.goto(plan).status == 404  # type: ignore[union-attr]
    theo.get_by_role("button", name="Share now").first.click()
    expect(theo.get_by_text("has not opened it yet").first).to_be_visible()
    rosa.goto(plan)
    expect(body(rosa, "Personal check-in")).to_contain_text("Better week. Slept properly.")
    expect(body(rosa, "Personal check-in").locator("strong")).to_have_text("Slept")
    assert SECRET not in rosa.content()

    rosa.get_by_role("button", name="Start the session").first.click()
    expect(theo.get_by_role("timer")).to_be_visible()
    both_type_at_once(rosa, theo)
    promise(rosa, theo)
    next_plan = wrap_up(theo)
    expect(rosa.get_by_text("You both get this summary").or_(rosa.locator("#held"))).to_be_visible()

    theo.goto(next_plan)
    expect(theo.get_by_role("heading", name="Saying no to on-call swaps")).to_be_visible()
    expect(theo.get_by_text("second time raised")).to_be_visible()
    expect(theo.get_by_text("Cut the note to one page")).to_be_visible()
    expect(theo.locator(".hopes")).to_contain_text("One page, not six")


def sign_up(page: Page, url: str, name: str, email: str) -> None:
    page.goto(f"{url}/account/signup/")
    fill_sign_up(page, name, email)


def fill_sign_up(page: Page, name: str, email: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)
    with_a_password = page.get_by_label("With a password")
    if with_a_password.is_visible():
        with_a_password.check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").last.click()


def invite(page: Page, *, as_the: str, partner: str) -> str:
    page.get_by_role("link", name="Start a pair").first.click()
    page.get_by_label(as_the).check()
    page.get_by_label("Your partner's name").fill(partner)
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("Link to the invitation").input_value()


def accept_without_an_account(page: Page, link: str, name: str, email: str) -> None:
    page.goto(link)
    page.goto(link)  # looking twice decides nothing
    page.get_by_role("button", name="Sign up to accept").click()
    fill_sign_up(page, name, email)
    accept = page.get_by_role("button", name=re.compile("Accept"))
    expect(accept.or_(page.get_by_role("heading", name="Rosa & you"))).to_be_visible()
    if accept.is_visible():
        accept.click()
    expect(page.get_by_role("heading", name="Rosa & you")).to_be_visible()


def sign_the_agreement(page: Page) -> None:
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(
        page.get_by_text("signed on").or_(page.get_by_text("has signed, too")).first
    ).to_be_visible()
    page.get_by_role("link", name=re.compile("& you")).first.click()


def plan_a_session(page: Page, *, in_days: int) -> None:
    page.get_by_role("link", name="Plan a session").click()
    day = clock.now() + timedelta(days=in_days)
    page.get_by_label("Day", exact=True).fill(f"{day:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_role("button", name="Plan it").click()
    if not re.search("/plans/", page.url):
        page.get_by_role("link", name="Prepare the plan").click()
    page.wait_for_url("**/plans/**")


def item(page: Page, prompt: str) -> Locator:
    return page.locator("[data-item]").filter(has=page.get_by_role("heading", name=prompt))


def body(page: Page, prompt: str) -> Locator:
    return item(page, prompt).locator("[data-body]")


def write(page: Page, prompt: str, words: str) -> None:
    expect_saved(page)
    box = item(page, prompt).get_by_role("textbox").first
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-state-words]")).to_have_text("Saved")


def add_topic(page: Page, words: str) -> None:
    page.get_by_label("Add a topic").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def both_type_at_once(rosa: Page, theo: Page) -> None:
    write(rosa, "What has gone well", "Rosa: ")
    write(theo, "What has gone well", "Theo: ")
    for letter in "abcdef":
        rosa.keyboard.type(letter)
        theo.keyboard.type(letter.upper())
    expect_saved(rosa)
    expect_saved(theo)
    for page in (rosa, theo):
        expect(body(page, "What has gone well")).to_contain_text(re.compile("Rosa:"))
        expect(body(page, "What has gone well")).to_contain_text(re.compile("Theo:"))
    texts = [
        body(page, "What has gone well").locator("p").first.evaluate(WORDS) for page in (rosa, theo)
    ]
    assert texts[0] == texts[1]
    expect(body(theo, "What has gone well").get_by_text("Rosa", exact=True)).to_be_attached()


# What stands in a paragraph, without the carets drawn into it.
WORDS = """paragraph => {
  const copy = paragraph.cloneNode(true);
  const drawn = copy.querySelectorAll('[contenteditable=false], .ProseMirror-widget');
  drawn.forEach(one => one.remove());
  return copy.textContent.replace(/\\u2060|\\ufeff/g, '');
}"""


def promise(rosa: Page, theo: Page) -> None:
    item(rosa, "What has not gone well").get_by_role(
        "button", name=re.compile("Talk about this")
    ).click()
    expect(item(theo, "What has not gone well")).to_have_class(re.compile("item--focus"))
    words = item(theo, "What has not gone well").get_by_label("Action item")
    words.fill("Cut the note to one page")
    words.press("Enter")
    expect(
        item(rosa, "What has not gone well").get_by_text("Cut the note to one page")
    ).to_be_visible()
    expect(words).to_be_focused()
    item(theo, "What has not gone well").get_by_role("button", name="Discussed").click()
    expect(item(rosa, "What has not gone well")).to_have_class(re.compile("item--discussed"))


def wrap_up(page: Page) -> str:
    page.get_by_role("link", name="Wrap up").first.click()
    expect(page.get_by_text("Saying no to on-call swaps")).to_be_visible()
    expect(page.get_by_text("One page, not six")).to_be_visible()
    page.get_by_role("button", name="Wrap up the session").click()
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/plans/**")
    return page.url
