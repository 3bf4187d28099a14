"""`romanesco letters`: what became of them, for whoever runs the installation."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from romanesco.base import clock
from romanesco.mail import demo_mode
from romanesco.management.tallies import (
    LETTER_STATES,
    REMINDER_STATES,
    LateFailure,
    Row,
    Tally,
    tally,
)

DAYS = 14


class Command(BaseCommand):
    help = "Tell how many letters wait, went out or failed. Never what they say, nor to whom."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", help="home folder; ROMANESCO_HOME does the same")
        parser.add_argument("--json", action="store_true", help="print one JSON object, no words")
        parser.add_argument(
            "--days", type=int, default=DAYS, metavar="N", help=f"so many days back ({DAYS})"
        )

    def handle(self, *, days: int, **options: Any) -> None:
        """Print the numbers of the last days."""
        now = clock.now()
        found = tally(days=max(days, 1), at=now)
        if options["json"]:
            told = {"way": _way(), **found.as_json()}
            self.stdout.write(DjangoJSONEncoder(ensure_ascii=False).encode(told))
        else:
            self.stdout.write("\n".join(_in_words(found, now)))


def _way() -> str:
    """How letters leave: mail, demo, or none."""
    return "mail" if settings.HAS_MAIL else "demo" if demo_mode.is_on() else "none"


WAYS = {
    "mail": "Letters go out by mail.",
    "demo": "This is a demo: letters are read at /outbox/.",
    "none": "No mail is set up (EMAIL_URL): letters wait.",
}


def _in_words(found: Tally, now: datetime) -> list[str]:
    lines = [WAYS[_way()], _waiting(found, now)]
    lines += ["", "Letters, by the day they were written (UTC)"]
    lines += _table(found.letters, LETTER_STATES)
    lines += ["", "Reminders, by the day they were noted (UTC)"]
    lines += _table(found.reminders, REMINDER_STATES)
    lines += ["", "Answers that came in, by what became of them"]
    lines += [f"  {code:24}{count:>6}" for code, count in found.came_in.items()] or ["  none"]
    lines += ["", "What failed last"]
    lines += [_failure(one) for one in found.failures] or ["  nothing"]
    return lines


def _waiting(found: Tally, now: datetime) -> str:
    sent = f"{found.last_sent_at:%Y-%m-%d %H:%M} UTC" if found.last_sent_at else "never"
    if found.waiting_since is None:
        return f"None waits. The last went out: {sent}."
    hours, minutes = divmod(int((now - found.waiting_since).total_seconds()) // 60, 60)
    return (
        f"{found.waiting} wait, the oldest for {hours} h {minutes} min. The last went out: {sent}."
    )


def _table(rows: list[Row], states: tuple[str, ...]) -> list[str]:
    """A line for each day and kind, a column for each state, and why some were dropped."""
    if not rows:
        return ["  none"]
    lines = [f"  {'day':10}  {'kind':12}" + "".join(f"{state:>10}" for state in states)]
    for day, kind in dict.fromkeys((row.day, row.kind) for row in rows):
        these = [row for row in rows if (row.day, row.kind) == (day, kind)]
        counts = [sum(row.count for row in these if row.state == state) for state in states]
        why = ", ".join(f"{row.why} {row.count}" for row in these if row.why)
        line = f"  {day}  {kind:12}" + "".join(f"{count:>10}" for count in counts)
        lines.append(f"{line}  {why}".rstrip())
    return lines


def _failure(one: LateFailure) -> str:
    state = "over" if one.is_over else f"tries: {one.tries}"
    return (
        f"  {one.failed_at:%Y-%m-%d %H:%M}  {one.kind:12}  {one.failure}  {one.domain}  ({state})"
    )
