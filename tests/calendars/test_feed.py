"""The feed of the running server: nothing of its link is written down anywhere."""

from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.calendars.reading import expanded, strictly
from tests.harness.browsers import OpenBrowser
from tests.harness.serving import Server


def test_a_link_made_in_the_browser_is_read_by_a_calendar(
    server: Server, open_browser: OpenBrowser
) -> None:
    demo = server.demo()
    page = open_browser()
    page.goto(demo["pairs"][0]["mentor"]["sign_in"])
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/settings/calendar/")
    page.get_by_role("button", name="Make my link").click()
    link = urlsplit(page.get_by_label("Link for your calendar").input_value()).path
    with urlopen(server.url + link, timeout=20) as answer:
        ics = answer.read().decode()
        assert answer.headers["Set-Cookie"] is None
    strictly(ics)
    (events,) = expanded(ics)
    assert len(events) >= len(demo["pairs"][0]["sessions"])
    with pytest.raises(HTTPError, match="404"):
        urlopen(server.url + link.replace(".ics", "x.ics"), timeout=20)
    token = link.removeprefix("/calendars/").removesuffix(".ics")
    assert token not in server.log
    assert token not in server.said
