"""A real server, a real mail server, and time that passes."""

import time
from datetime import datetime, timedelta

import httpx
import pytest

from tests.harness.post import PostOffice
from tests.harness.serving import StartServer

PATIENCE_SECONDS = 60


@pytest.mark.both_databases
def test_letters_come_in_their_time(
    start_server: StartServer, post_office: PostOffice, server_database: str | None
) -> None:
    database = {"DATABASE_URL": server_database} if server_database else {}
    server = start_server(EMAIL_URL=post_office.url, **database)
    pair = server.demo()["pairs"][0]
    token = {"Authorization": f"Bearer {pair['mentee']['token']}"}
    path = f"{server.url}/api/plans/{pair['sessions'][-1]['plan']}"
    due = datetime.fromisoformat(httpx.get(path, headers=token).json()["share_due_at"])
    server.travel_to(due + timedelta(seconds=5))
    letter = _wait_for(post_office, "shared the plan", "’s plan for")
    assert "List-Unsubscribe-Post" in letter
    server.kill()
    server.start()
    count = len(post_office.received)
    time.sleep(3)
    assert len(post_office.received) == count
    post_office.close()


def _wait_for(office: PostOffice, *words: str) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for one in office.received:
            text = one.message.get_body(("plain",))
            if text is not None and any(word in text.get_content() for word in words):
                return one.raw.decode()
        time.sleep(0.2)
    raise AssertionError([one.message["Subject"] for one in office.received])
