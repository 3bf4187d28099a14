"""In a demo a letter is shown as it looks, in a frame in which nothing runs."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server

# Run beside the server, in its home: a letter to the one whose address is told.
WRITE = """
import sys
import django
django.setup()
from romanesco.mail.content import Button, Content, Paragraph
from romanesco.mail.outbox import Envelope, post_content
from romanesco.people.models import Person
words = "<script>document.title = 'run'</script> Words of theirs."
content = Content("A letter", "It is there", (Paragraph(words),), Button("Open it", sys.argv[2]))
post_content(Person.objects.get(email=sys.argv[1]), content, Envelope("shared"))
"""


def write(server: Server, to: str, link: str) -> None:
    told = {**server.environ, "DJANGO_SETTINGS_MODULE": "romanesco.config.settings"}
    subprocess.run([sys.executable, "-P", "-c", WRITE, to, link], env=told, check=True)


@pytest.mark.browser
def test_a_letter_is_read_and_its_button_opens_the_page(
    server: Server, open_browser: OpenBrowser
) -> None:
    theo = server.demo()["pairs"][0]["mentee"]
    write(server, theo["email"], f"{server.url}/settings/")
    page = open_browser(viewport={"width": 360, "height": 800})
    page.goto(theo["sign_in"])
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{server.url}/outbox/")
    page.get_by_role("link", name="A letter").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="It is there")).to_be_visible()
    expect(frame.get_by_text("Words of theirs.")).to_contain_text("<script>")
    assert not scrolls_sideways(page)
    frame.get_by_role("link", name="Open it").click()
    expect(page).to_have_url(f"{server.url}/settings/")


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
