"""Reminders: letters a second with several workers, and what a look at what is due takes.

    python -m bench.reminders [--letters 100000] [--pairs 100000] [--workers 4]

On a throw-away PostgreSQL that waits for no disk, and a mail server beside it that takes
everything. Each letter is for one person, an hour before a session. The workers are at work two
hours early; the time begins when their clock is set to noon, at which all of it is due at once.
`send_mass_mail` sends plain ones over one connection to the same server, half of them before and
half after.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F

from bench.house import ROOT, free_port
from bench.tables import machine, median, show, verdict
from tests.harness.postgres import postgres, url_of

AIM_RATIO, AIM_SECONDS = 2.0, 1.0  # a bare letter may be twice as fast
BARE_SHARE = 5  # a fifth of the letters says as much of its rate
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 600.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=4)
    wanted = parser.parse_args()
    print(machine())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="romanesco-bench-")))
        folder.chmod(0o755)
        cluster = stack.enter_context(postgres(folder / "postgres"))
        port = free_port()
        _settle(folder, url_of(cluster, "postgres"), port)
        _letters(folder, port, wanted.letters, wanted.workers)
        _looks(wanted.pairs)


def _settle(folder: Path, database: str, port: int) -> None:
    """This process and its workers: one database, one home, one clock that stands at noon."""
    clock = folder / "clock"
    os.environ |= {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "romanesco.config.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "ROMANESCO_HOME": str(folder / "home"),
        "ROMANESCO_TEST_CLOCK": str(clock),
        "ROMANESCO_URL": "http://127.0.0.1:8000",
    }
    _set_clock(clock, NOON)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _set_clock(clock: Path, moment: datetime) -> None:
    clock.write_text(str(int((moment - datetime.now(UTC)).total_seconds())), encoding="ascii")


def _letters(folder: Path, port: int, count: int, workers: int) -> None:
    from bench.clones import PAIR, PEOPLE, SESSION, Copies

    _told_pair(NOON + timedelta(minutes=58))
    copies = Copies(f"generate_series(1, {count // 2 - 1}) AS n")
    _quickly(lambda: copies.write((*PEOPLE, *PAIR, *SESSION)))
    half = count // BARE_SHARE // 2
    bare = _bare(folder, port, half)
    with _sink(folder / "ours", port) as sunk:
        _set_clock(folder / "clock", NOON - timedelta(hours=2))
        processes = [_worker(folder) for _ in range(workers)]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()  # at work
        time.sleep(3)  # and through their first round
        start = time.monotonic()
        _set_clock(folder / "clock", NOON)
        _wait_for(sunk, count)
        ours = time.monotonic() - start
        time.sleep(3)  # whoever would send one twice
        for process in processes:
            process.terminate()
        codes = [process.wait(timeout=60) for process in processes]
        letters = Counter(line.split()[0] for line in sunk.read_text().splitlines())
    bare += _bare(folder, port, half)
    show(
        f"{count} letters, {workers} workers on PostgreSQL",
        ["who", "letters", "seconds", "letters a second"],
        [["send_mass_mail, plain", 2 * half, bare, 2 * half / bare],
         ["romanesco work, all of it", letters.total(), ours, count / ours]],
    )  # fmt: skip
    print(f"\n  twice: {letters.total() - len(letters)}, missed: {count - len(letters)}, "
          f"workers ended with {codes}")  # fmt: skip
    print(f"  letters a second beside send_mass_mail's: {count / ours / (2 * half / bare):.2f}")
    print(verdict("time a letter beside it", ours / count / (bare / 2 / half), AIM_RATIO, "times"))


def _looks(pairs: int) -> None:
    """A look at what is due, in weeks that are spread over a week, with a short and a long past."""
    from django.db import connection

    from bench.clones import PAIR, PEOPLE, SESSION, Copies

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE romanesco_person, romanesco_ydocument, romanesco_letter CASCADE")
    _told_pair(NOON, past=True)
    spread = "make_interval(secs => n % 604800)"
    _quickly(
        lambda: Copies(
            f"(SELECT x::bigint * 604800 / {pairs} AS n "
            f"FROM generate_series(1, {pairs - 1}) AS x) AS s",
            spread,
        ).write((*PEOPLE, *PAIR, *SESSION))
    )
    rows = [_timed("1 session in the past", pairs)]
    past = "(SELECT -w AS n FROM generate_series(2, 10) AS w) AS s"  # no number has been used
    weeks = Copies(past, "make_interval(weeks => n)", frozenset({"pair_id", "scheduled_by_id",
        "ended_by_id", "changed_by_id", "shared_by_id", "author_id"}))  # fmt: skip
    held = "SELECT id FROM romanesco_mentoringsession WHERE state = 'held'"
    plans = f"SELECT id FROM romanesco_plan WHERE session_id IN ({held})"
    documents = f"SELECT document_id FROM romanesco_plan WHERE session_id IN ({held})"

    def write() -> None:
        weeks.write(["romanesco_ydocument"], f"o.id IN ({documents})")
        weeks.write(["romanesco_agendaitem"], f"o.plan_id IN ({plans})")
        weeks.write(["romanesco_plan"], f"o.session_id IN ({held})")
        weeks.write(["romanesco_mentoringsession"], "o.state = 'held'")

    _quickly(write)
    rows.append(_timed("10 sessions in the past", pairs))
    show(
        f"A look at {pairs} pairs, seconds",
        ["history", "near", "most", "far: most in a tick", "ticks", "in all"],
        rows,
    )
    print()
    most = max(float(value) for row in rows for value in row[2:4])
    print(verdict("the longest tick", most, AIM_SECONDS, "s"))
    print("  The far look is taken every five minutes, in several ticks.")


def _timed(name: str, pairs: int) -> list[Any]:
    from romanesco.reminders.models import FarLook, Reminder

    FarLook.objects.all().delete()
    _far(NOON)  # what the time before would have noted
    Reminder.objects.filter(dropped_at=None).update(written_at=NOON)
    _analyze()
    near = [_tick(NOON + timedelta(seconds=second)) for second in range(1, 11)]
    far = _far(NOON + timedelta(minutes=5))
    return [name, median(near), max(near), max(far), len(far), sum(far)]


def _far(at: datetime) -> list[float]:
    """The ticks of one far look, in seconds."""
    from romanesco.reminders.models import FarLook

    times = [_tick(at)]
    while FarLook.objects.filter(parts_done__lt=F("parts")).exists():
        at += timedelta(seconds=1)
        times.append(_tick(at))
    return times


def _tick(at: datetime) -> float:
    from romanesco.reminders.watch import look

    start = time.monotonic()
    look(at)
    return time.monotonic() - start


def _told_pair(starts_at: datetime, *, past: bool = False) -> None:
    """A pair with an agreement and a session ahead, made by Romanesco's own operations."""
    from romanesco.journey import hold
    from romanesco.journey.wrap_up import wrap_up
    from tests import cast

    week = timedelta(days=7)
    begun = starts_at - 2 * week
    pair = cast.signed(cast.a_pair(cast.rosa(), cast.theo(), at=begun), at=begun)
    if past:
        plan = cast.a_plan(pair, at=begun, days=(7 * 24 - 4) / 24)
        hold.start(plan.session, by=pair.mentee, at=starts_at - week)
        wrap_up(plan, {}, by=pair.mentee, at=starts_at - week + timedelta(hours=1))
    cast.a_plan(pair, at=begun, days=(14 * 24 - 4) / 24)
    pair.sessions.update(changed_at=begun)


def _quickly(write: Callable[[], object]) -> None:
    """Without asking of each row whether what it points to is there."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        write()
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(
            "UPDATE romanesco_plan SET shared_at = share_due_at, opened_at = share_due_at "
            "WHERE shared_at IS NULL AND share_due_at <= %s",
            [NOON],
        )
    _analyze()


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _bare(folder: Path, port: int, count: int) -> float:
    """Seconds until the server has as many plain letters."""
    from django.core.mail import send_mass_mail

    text = "You meet Theo today at 14:00.\n\n" + "Each session has a plan. " * 20
    letters = [
        ("Session 1 with Theo", text, "romanesco@localhost", [f"p{n}@example.org"])
        for n in range(count)
    ]
    with _sink(folder / "bare", port) as sunk, _plain_django():
        start = time.monotonic()
        send_mass_mail(letters)
        _wait_for(sunk, count)
        return time.monotonic() - start


@contextmanager
def _plain_django() -> Iterator[None]:
    """Django's own mailer, as it comes."""
    from django.conf import settings
    from django.test import override_settings

    ours = settings.MAILERS["default"]
    bare = {**ours, "BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
    with override_settings(MAILERS={"default": bare}):
        yield


@contextmanager
def _sink(file: Path, port: int) -> Iterator[Path]:
    with file.open("w") as out:
        words = [sys.executable, "-m", "bench.post_sink", str(port)]
        process = subprocess.Popen(
            words, stdout=out, cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        time.sleep(1)
        try:
            yield file
        finally:
            process.terminate()
            process.wait(timeout=10)


def _worker(folder: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-P", "-m", "romanesco", "work"]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE)


def _wait_for(sunk: Path, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with sunk.open("rb") as lines:
            if sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b"")) >= count:
                return
        time.sleep(0.2)


if __name__ == "__main__":
    main()
