"""A whole week by letter: out through a mail server, back through our port, into the plan.

Nobody signs in. What the plan holds is looked at over the API.
"""

import re
import signal
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import httpx
import pytest

from tests.harness.post import PostOffice
from tests.harness.serving import Server, StartServer, free_port

DOMAIN = "reply.example.org"
PATIENCE = 40.0
ANSWERS = {
    "gone well": "The talk at the meetup.\nForty people came.",
    "hoping to accomplish": "- Finish the proposal\n- Ask Ada for a review",
}


@pytest.fixture
def served(start_server: StartServer, post_office: PostOffice) -> tuple[Server, int]:
    """A server that writes letters to the post office, and the port that it is answered by."""
    port = free_port()
    reply_url = f"smtp://127.0.0.1:{port}?domain={DOMAIN}"
    return start_server(EMAIL_URL=post_office.url, REPLY_URL=reply_url), port


def eventually[T](look: Callable[[], T | None]) -> T:
    """What is to be seen once the server has come to it. Raises AssertionError."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("It did not come to be")


def plan_of(server: Server, person: dict[str, Any], plan: str) -> dict[str, Any]:
    answer = httpx.get(
        f"{server.url}/api/plans/{plan}",
        headers={"Authorization": f"Bearer {person['token']}"},
        timeout=20,
    )
    return dict(answer.json()) if answer.status_code == 200 else {}


def letter_to(office: PostOffice, person: dict[str, Any], words: str) -> EmailMessage:
    """The letter to this person with these words in it that can be answered."""

    def look() -> EmailMessage | None:
        ours = [one.message for one in office.received if one.to == person["email"]]
        return next(
            (one for one in ours if DOMAIN in str(one["Reply-To"]) and words in text_of(one)), None
        )

    return eventually(look)


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def answered_below(letter: EmailMessage, answers: dict[str, str]) -> str:
    """As one writes between the quoted lines."""
    lines = ["Hi,", "", "On Mon, 23 Nov 2026 at 10:00, Romanesco wrote:"]
    for line in text_of(letter).rstrip("\n").split("\n"):
        lines.append(f"> {line}".rstrip())
        for asked, said in answers.items():
            if re.match(r"\d+\. ", line) and asked in line:
                lines += ["", said, ""]
    return "\n".join(lines)


def hand_over(port: int, person: dict[str, Any], letter: EmailMessage, text: str) -> None:
    """Answer a letter, through the port."""
    answer = EmailMessage()
    answer["From"] = f"{person['name']} <{person['email']}>"
    answer["To"] = letter["Reply-To"]
    answer["Subject"] = f"Re: {letter['Subject']}"
    answer["Message-ID"] = make_msgid(domain="mail.example.org")
    answer["In-Reply-To"] = letter["Message-ID"]
    answer.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        assert client.send_message(answer) == {}


def bodies(plan: dict[str, Any]) -> dict[str, str]:
    return {item["prompt"]: item["body"] for item in plan.get("items", [])}


@pytest.mark.slow
def test_both_take_part_by_letter_alone(
    served: tuple[Server, int], post_office: PostOffice
) -> None:
    server, port = served
    pair = server.demo()["pairs"][0]
    theo, rosa = pair["mentee"], pair["mentor"]
    plan = next(one["plan"] for one in pair["sessions"] if one["state"] == "planned")
    shared_at = datetime.fromisoformat(plan_of(server, theo, plan)["share_due_at"])

    server.travel_to(shared_at - timedelta(hours=20))
    asked = letter_to(post_office, theo, "What has gone well")
    hand_over(port, theo, asked, answered_below(asked, ANSWERS))
    server.stop(signal.SIGKILL)  # what was taken is on the disk
    server.start()
    said = bodies(plan_of(server, theo, plan))
    assert "Forty people came." in next(said[one] for one in said if "gone well" in one)
    assert "- Ask Ada for a review" in next(said[one] for one in said if "accomplish" in one)
    assert plan_of(server, rosa, plan) == {}

    server.travel_to(shared_at + timedelta(minutes=1))
    shown = letter_to(post_office, rosa, "Forty people came.")
    hand_over(port, rosa, shown, "Could we talk about sabbaticals?\n\n> Forty people came.")
    topics = [one for one in plan_of(server, theo, plan)["items"] if one["kind"] == "topic"]
    assert any("sabbaticals" in one["prompt"] + one["body"] for one in topics)
