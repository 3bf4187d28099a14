"""Passkeys in a real browser, with an authenticator of its own (WebAuthn, level 3, section 11)."""

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

pytestmark = pytest.mark.browser


def give_authenticator(page: Page) -> None:
    """A device with a screen lock that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    wishes = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": wishes})


def at_its_name(server: Server) -> str:
    """Passkeys belong to a name, so not to 127.0.0.1."""
    return server.url.replace("127.0.0.1", "localhost")


def tell_who(page: Page, name: str, email: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)


def test_theo_signs_up_out_and_in_by_passkey_and_keeps_the_last(
    server: Server, open_browser: OpenBrowser
) -> None:
    page = open_browser(timezone_id="America/Sao_Paulo")
    give_authenticator(page)
    page.goto(f"{at_its_name(server)}/account/signup/?next=/settings/")
    tell_who(page, "Theo Lindqvist", "theo@example.org")
    expect(page.get_by_label("Your time zone")).to_have_value("America/Sao_Paulo")
    page.get_by_label("With a passkey").check()
    expect(page.get_by_label("Password", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("What to call it").fill("This laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="This laptop")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(f"{at_its_name(server)}/account/login/?next=/settings/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Theo Lindqvist")

    page.get_by_role("button", name="Remove This laptop").click()
    expect(page.get_by_text("This is your only way to sign in.")).to_be_visible()


def test_a_browser_that_does_not_finish_changes_nothing(
    server: Server, open_browser: OpenBrowser
) -> None:
    page = open_browser()
    page.goto(f"{at_its_name(server)}/account/login/")
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('no'))")
    page.reload()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing has changed; try again when you like.")).to_be_visible()


def test_somebody_with_a_password_adds_a_passkey_and_proves_it_again(
    server: Server, open_browser: OpenBrowser
) -> None:
    page = open_browser()
    give_authenticator(page)
    page.goto(f"{at_its_name(server)}/account/signup/?next=/settings/")
    tell_who(page, "Rosa Okafor", "rosa@example.org")
    page.get_by_label("Password", exact=True).fill("nine slow herons")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("link", name="Add one").click()
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("paragraph").filter(has_text="My phone")).to_be_visible()
    page.goto(f"{at_its_name(server)}/account/reauthenticate/passkey/?next=/settings/tokens/")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="API tokens")).to_be_visible()


def test_at_a_number_no_passkey_is_offered(server: Server, open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto(f"{server.url}/account/signup/")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    expect(page.get_by_text("With a passkey")).to_have_count(0)
    page.goto(f"{server.url}/account/login/")
    expect(page.get_by_text("Sign in with a passkey")).to_have_count(0)
