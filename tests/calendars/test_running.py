"""The running server writes into a calendar by itself, moments after it was connected."""

import re
import time
from datetime import timedelta

import httpx

from tests.harness.radicale import NAME, PASSWORD, Radicale
from tests.harness.serving import StartServer


def test_sessions_are_written_while_nobody_asks(
    start_server: StartServer, radicale: Radicale
) -> None:
    calendar = radicale.make_calendar("Work")
    server = start_server(ROMANESCO_PRIVATE_NETWORKS="127.0.0.0/8")
    link = server.demo()["pairs"][0]["mentor"]["sign_in"]
    with httpx.Client(follow_redirects=True, base_url=server.url) as browser:
        _send(browser, link, {}, to=link)
        account = {"address": radicale.url, "username": NAME, "password": PASSWORD}
        page = _send(browser, "/settings/calendar/", account, to="/settings/calendar/account")
    assert "on their way into “Work”" in page
    until = time.monotonic() + timedelta(minutes=1).total_seconds()
    while not radicale.events(calendar):
        assert time.monotonic() < until, server.log
        time.sleep(0.2)
    assert all("with Theo" in event for event in radicale.events(calendar).values())
    assert PASSWORD not in server.log


def _send(browser: httpx.Client, page: str, typed: dict[str, str], *, to: str) -> str:
    """Fill in a form of a page, and return the page that comes of it."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page).text)
    assert token is not None
    answer = browser.post(to, data={**typed, "csrfmiddlewaretoken": token.group(1)})
    assert answer.status_code == 200, answer.text
    return answer.text
