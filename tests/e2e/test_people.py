"""At the door, in a real browser: what was typed waits, and signing out elsewhere bites."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = pytest.mark.browser
PASSWORD = "three tram stops from home"


def sign_up(page: Page, server: Server, email: str) -> None:
    page.goto(f"{server.url}/account/signup/")
    page.get_by_label("Your name").fill("Rosa Okafor")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("link", name="Start a pair").first).to_be_visible()


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_what_was_typed_waits_when_the_login_ended_meanwhile(server: Server, browser: Page) -> None:
    sign_up(browser, server, "rosa1@example.org")
    browser.goto(f"{server.url}/invitations/new")
    browser.get_by_label("the mentor").check()
    browser.get_by_label("Your partner's name").press_sequentially("Theo Lindqvist")
    browser.context.clear_cookies(name="sessionid")
    browser.get_by_role("button", name="Make the link").click()
    expect(browser.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(browser, "rosa1@example.org")
    expect(browser.get_by_role("heading", name="Start a pair")).to_be_visible()
    expect(browser.get_by_label("Your partner's name")).to_have_value("Theo Lindqvist")


def test_signing_out_everywhere_else(server: Server, open_browser: OpenBrowser) -> None:
    here, there = open_browser(), open_browser(viewport={"width": 320, "height": 700})
    sign_up(here, server, "rosa2@example.org")
    there.goto(f"{server.url}/account/login/?next=/settings/")
    sign_in(there, "rosa2@example.org")
    expect(there.get_by_role("heading", name="Settings")).to_be_visible()
    here.goto(f"{server.url}/settings/")
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("You are signed out everywhere but here.")).to_be_visible()
    there.reload()
    expect(there.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_scripts_one_signs_up_all_the_same(
    server: Server, open_browser: OpenBrowser
) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto(f"{server.url}/account/signup/")
    page.get_by_label("Your time zone").select_option("Europe/Amsterdam")
    page.get_by_label("Your name").fill("Rosa Okafor")
    page.get_by_label("Email").fill("rosa3@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("link", name="Start a pair").first).to_be_visible()
