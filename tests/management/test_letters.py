"""`romanesco letters`: numbers for whoever runs it, and nothing that somebody wrote."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from time_machine import Traveller

from romanesco.base import clock as house_clock
from romanesco.mail.claiming import mark_failed, mark_sent
from romanesco.mail.content import Content, Paragraph
from romanesco.mail.failures import Failure
from romanesco.mail.models import Letter
from romanesco.mail.outbox import Envelope, post_content, unsend
from romanesco.reminders.models import Kind, Reminder
from romanesco.replies.models import Arrival
from tests.cast import theo
from tests.harness.serving import Server

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def written(kind: str, *, about: object = None) -> Letter:
    content = Content("Planted subject", "Planted heading", (Paragraph("Planted words"),))
    envelope = Envelope(kind, unsubscribe_url="https://x.example/planted")
    return post_content(theo(), content, envelope)


def noted(kind: Kind, **fields: object) -> None:
    now = house_clock.now()
    told: dict[str, Any] = {"key": f"{kind}:planted:{uuid4()}", "subject_id": uuid4(), **fields}
    Reminder.objects.create(
        kind=kind, person=theo(), fact_at=now, due_at=now, useful_until=now, noted_at=now, **told
    )


def said(*words: str) -> str:
    out = StringIO()
    call_command("letters", *words, stdout=out)
    return out.getvalue()


def a_history() -> None:
    """One of each: sent, waiting, put off, refused, given up."""
    now = house_clock.now()
    mark_sent(written("shared"), at=now)
    written("shared")
    mark_failed(written("prepare"), Failure("451 4.7.1 recipient"), at=now)
    refused = written("soon")
    for number in range(4):
        refused.refresh_from_db()
        at = now + number * HOUR
        mark_failed(refused, Failure("550 5.1.1 recipient", is_refusal=True), at=at)
    Letter.objects.filter(id=written("summary").id).update(dropped_at=now)
    noted(Kind.PREPARE, written_at=now)
    noted(Kind.PREPARE, dropped_at=now, why_dropped="late")
    noted(Kind.SOON, dropped_at=now, why_dropped="silenced")
    noted(Kind.SOON)


def test_it_counts_what_became_of_letters(clock: Traveller) -> None:
    a_history()
    clock.shift(90 * 60)
    found = json.loads(said("--json"))
    counts = {(row["kind"], row["state"]): row["count"] for row in found["letters"]}
    assert counts == {
        ("shared", "sent"): 1,
        ("shared", "waiting"): 1,
        ("prepare", "retrying"): 1,
        ("soon", "refused"): 1,
        ("summary", "dropped"): 1,
    }
    assert {row["day"] for row in found["letters"]} == {"2026-02-11"}
    assert (found["way"], found["waiting"]) == ("none", 2)
    assert found["waiting_since"].startswith("2026-02-11T12:00")
    assert [
        (one["failure"], one["domain"], one["tries"], one["is_over"]) for one in found["failures"]
    ] == [
        ("550 5.1.1 recipient", "example.org", 4, True),
        ("451 4.7.1 recipient", "example.org", 1, False),
    ]


def test_it_counts_reminders_and_why_some_were_dropped(clock: Traveller) -> None:
    a_history()
    rows = json.loads(said("--json"))["reminders"]
    assert {(row["kind"], row["state"], row["why"], row["count"]) for row in rows} == {
        ("prepare", "written", "", 1),
        ("prepare", "dropped", "late", 1),
        ("soon", "dropped", "silenced", 1),
        ("soon", "waiting", "", 1),
    }


def test_in_words(clock: Traveller) -> None:
    assert "None waits. The last went out: never." in said()
    a_history()
    clock.shift(90 * 60)
    told = said()
    assert "2 wait, the oldest for 1 h 30 min. The last went out: 2026-02-11 12:00 UTC." in told
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert "day kind sent waiting retrying refused dropped" in rows
    assert "2026-02-11 shared 1 1 0 0 0" in rows
    assert "2026-02-11 soon 0 1 1 silenced 1" in rows
    assert "550 5.1.1 recipient  example.org  (over)" in told


def test_only_the_days_that_were_asked_for(clock: Traveller) -> None:
    a_history()
    clock.shift(3 * 24 * 3600)
    assert json.loads(said("--json", "--days", "2"))["letters"] == []
    assert len(json.loads(said("--json", "--days", "4"))["letters"]) == 5


def test_what_came_in_is_counted_by_what_became_of_it(clock: Traveller) -> None:
    assert "Answers that came in, by what became of them\n  none" in said()
    now = house_clock.now()
    for number, outcome in enumerate(["placed", "placed", "kept_expired", "unknown"]):
        Arrival.objects.create(digest=str(number), arrived_at=now, outcome=outcome)
    Arrival.objects.create(digest="old", arrived_at=now - 24 * 40 * HOUR, outcome="bounce")
    found = {"kept_expired": 1, "placed": 2, "unknown": 1}
    assert json.loads(said("--json"))["came_in"] == found
    assert "placed 2" in " ".join(said().split())


def test_never_a_word_nor_an_address(clock: Traveller) -> None:
    a_history()
    assert Letter.objects.filter(text__contains="Planted words").exists()
    for told in (said(), said("--json")):
        assert "example.org" in told
        for planted in ("lanted", "theo", "Theo", "lindqvist", "@"):
            assert planted not in told


def test_what_was_taken_back_in_time_is_no_letter_at_all(clock: Traveller) -> None:
    plan = uuid4()
    content = Content("Withdrawn", "Withdrawn", ())
    post_content(theo(), content, Envelope("shared", about=plan))
    unsend(plan)
    assert json.loads(said("--json"))["letters"] == []


def test_it_is_a_command_of_a_real_installation(server: Server) -> None:
    found = json.loads(server.command("letters", "--json"))
    assert found["way"] == "none"
    assert "No mail is set up (EMAIL_URL)" in server.command("letters")
