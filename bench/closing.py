"""The closing pack of two people with fifty sessions behind them: page, Markdown and PDF.

    python -m bench.closing [--sessions 50] [--rounds 7] [--home DIR]

A demo pair gets as many sessions as were asked for, written in bulk: each with five questions and
three topics, all answered, two hopes, two challenges and two promises; ten goals; and the words of
a final session. The first time is that of a server that has made none yet. Memory is the server's:
Typst runs in a process of its own, whose peak is told apart.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.browsing import Line, Unexpected, sign_in
from bench.house import house, megabytes
from bench.tables import machine, median, show, verdict

AIM_SECONDS = 2.0
WORDS = """\
I asked for help on the **second** day, not the second week, and Ana answered within the hour.

- The importer is five pieces, and two are in
- Wrote the note that nobody had asked for; three people read it
- `idempotency_key` is a word that support knows"""
QUESTIONS = {
    "check_in": "Personal check-in",
    "went_well": "What has gone well in the last week?",
    "not_well": "What has not gone well in the last week?",
    "hopes": "What are you hoping to accomplish in the coming week?",
    "challenges": "What challenges do you anticipate?",
}
FINAL = {
    "wins": "Which wins, large and small, do you take along?",
    "relationship": "Apart from goals: what was it like to work with each other?",
    "road_ahead": "What is the mentee’s road ahead, without the mentor?",
    "staying_in_touch": "How do you stay in touch, if you like to?",
}
FORMS = {"page": "", "Markdown": "pack.md", "PDF": "pack.pdf"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    wanted = parser.parse_args()
    print(machine())
    with house(wanted.home) as built:
        demo = built.demo(1)
        built.open_here()
        pair = demo["pairs"][0]
        _grow(UUID(pair["pair"]), wanted.sessions)
        built.start()
        line = Line(built.port, sign_in(built, pair["mentee"]["sign_in"]))
        before = megabytes(built.pid)[0]
        times = _times(line, f"/pairs/{pair['pair']}/closing/", wanted.rounds)
        line.close()
        after = megabytes(built.pid)[0]
        press = _peak_of_the_press(UUID(pair["pair"]))
    _report(times, wanted.sessions)
    print(f"\nthe server's memory (RSS): {before:.0f} MB before, {after:.0f} MB after")
    print(f"the press's own, at its peak: {press:.0f} MB, for as long as it prints")


def _times(line: Line, at: str, rounds: int) -> dict[str, list[float]]:
    """Seconds of each form in turns, and its size last."""
    times: dict[str, list[float]] = {name: [] for name in FORMS}
    sizes: dict[str, float] = {}
    for _ in range(rounds):
        for name, path in FORMS.items():
            answer = line.page(at + path)
            if answer.status != 200:
                raise Unexpected(f"{path or 'the page'} answered {answer.status}")
            times[name].append(answer.seconds)
            sizes[name] = len(answer.body) / 1e3
    return {name: [*each, sizes[name]] for name, each in times.items()}


def _report(times: dict[str, list[float]], sessions: int) -> None:
    rows = [
        [name, each[0], median(each[1:-1]), max(each[:-1]), each[-1]]
        for name, each in times.items()
    ]
    columns = ["form", "first s", "again s", "most s", "kB"]
    show(f"The closing pack of {sessions} sessions", columns, rows)
    print()
    for name, each in times.items():
        print(verdict(f"{name}, the slowest", max(each[:-1]), AIM_SECONDS, "s"))


def _peak_of_the_press(pair_id: UUID) -> float:
    from romanesco.closing.as_pdf import PRESS, TEMPLATE, as_json
    from romanesco.closing.gathering import pack_for
    from romanesco.pairs.models import Pair

    pair = Pair.objects.get(id=pair_id)
    told = as_json(pack_for(pair, pair.mentee), "en")
    words = [sys.executable, "-I", str(PRESS), str(TEMPLATE)]
    press = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert press.stdin is not None
    press.stdin.write(told)
    press.stdin.close()
    _, status, used = os.wait4(press.pid, 0)
    press.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss * 1024 / 1e6


def _grow(pair_id: UUID, sessions: int) -> None:
    """Bring a pair to so many sessions held, the last a final one."""
    from django.db import connections, transaction

    from romanesco.pairs.models import Pair
    from romanesco.sessions.models import MentoringSession

    pair = Pair.objects.get(id=pair_id)
    held = MentoringSession.objects.filter(pair=pair, state="held").count()
    with transaction.atomic():
        rows = [_session(pair, number) for number in range(held, sessions)]
        for kind, made in _by_kind(rows).items():
            kind.objects.bulk_create(made)
        _goals(pair)
    connections.close_all()


def _by_kind(rows: list[list[Any]]) -> dict[Any, list[Any]]:
    """Rows of one table together, those that others point to first."""
    found: dict[Any, list[Any]] = {}
    for row in (row for each in rows for row in each):
        found.setdefault(type(row), []).append(row)
    return found


def _session(pair: Any, number: int) -> list[Any]:
    from romanesco.plans import document
    from romanesco.plans.markdown_reading import markdown_to_body
    from romanesco.plans.models import Plan
    from romanesco.sessions.models import MentoringSession
    from romanesco.ydocs.models import YDocument

    at = pair.begun_at - timedelta(days=7 * (number + 1))
    session = MentoringSession(
        pair=pair, number=1000 + number, starts_at=at, time_zone="Europe/Amsterdam", state="held",
        scheduled_by=pair.mentee, scheduled_at=at, started_at=at, ended_at=at,
    )  # fmt: skip
    plan = Plan(session=session, prepared_by="mentee", created_at=at, shared_at=at, opened_at=at)
    items = list(_items(plan, at, is_final=number == 6))
    body = markdown_to_body(WORDS)
    plan.document = YDocument(checkpoint=document.fresh({item.id: body for item in items}))
    return [session, plan.document, plan, *items, *_lines(pair, plan, at)]


def _items(plan: Any, at: Any, *, is_final: bool) -> Iterator[Any]:
    from romanesco.plans.models import AgendaItem

    told: list[tuple[str, str, str]] = [("question", *one) for one in QUESTIONS.items()]
    told += [("topic", "", f"Topic {n} of {at:%-d %B}") for n in range(3)]
    if is_final:
        told += [("question", *one) for one in FINAL.items()]
    for place, (kind, purpose, prompt) in enumerate(told):
        yield AgendaItem(
            plan=plan, kind=kind, purpose=purpose, prompt=prompt, position=place, added_at=at,
            first_raised_at=at, discussed_at=None if place == 7 else at,
        )  # fmt: skip


def _lines(pair: Any, plan: Any, at: Any) -> Iterator[Any]:
    from romanesco.actions.models import ActionItem
    from romanesco.plans.models import Challenge, Hope

    for line in range(2):
        outcome = "done" if line else "partly"
        yield Hope(pair=pair, plan=plan, line=line, text="Finish the importer", outcome=outcome)
        yield Challenge(pair=pair, plan=plan, line=line, text="A new team", outcome="ahead")
        yield ActionItem(
            pair=pair, session=plan.session, text="Send the write-up", owner=pair.mentee,
            made_by=pair.mentor, made_at=at, done_at=at if line else None,
        )  # fmt: skip


def _goals(pair: Any) -> None:
    from romanesco.goals.models import Goal

    for number in range(10 - pair.goals.count()):
        Goal.objects.create(
            pair=pair, text=f"Goal {number}", measure="Two people say so", made_by=pair.mentee,
            made_at=pair.begun_at, changed_at=pair.begun_at,
            reached_at=pair.begun_at if number % 2 else None,
        )  # fmt: skip


if __name__ == "__main__":
    main()
