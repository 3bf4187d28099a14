"""The calendar feed of ten years of weekly sessions in four pairs, made.

    python -m bench.feed [--home DIR]

Twice: as four rhythms, of which every tenth session was moved and every twentieth called off, and
as 2,080 sessions that were planned one by one. Made is the function that makes the bytes, in a
process of its own where nothing is cached (first) and again; asked is the running server, by a
calendar that has nothing, and by one that has this version (304).
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.browsing import Unexpected
from bench.house import ROOT, House, house
from bench.tables import machine, median, show, verdict

AIM_MILLISECONDS = 100.0
YEARS, PAIRS = 10, 4
WEEKS = 52 * YEARS
ROUNDS = 15
WEEK = timedelta(days=7)
COLD = "import bench.feed; bench.feed.print_cold({email!r})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    with house(parser.parse_args().home) as built:
        built.demo(1)
        built.open_here()
        feeds = {"four rhythms": _grown("rhythms"), "2,080 single sessions": _grown("singles")}
        built.start()
        measured = {name: _measured(built, token, who) for name, (token, who) in feeds.items()}
    _report(measured)


def print_cold(email: str) -> None:
    """Make one person's feed in this process, which has made none yet; print the seconds."""
    import django

    django.setup()
    from django.db import connection
    from django.urls import reverse

    from romanesco.calendars.feed import published
    from romanesco.people.models import Person

    person = Person.objects.get(email=email)
    connection.ensure_connection()
    reverse("home")  # reads every page's address, which a server has done long before
    began = time.perf_counter()
    published(person, at=datetime.now(UTC))
    print(time.perf_counter() - began)


def _measured(built: House, token: str, email: str) -> dict[str, float]:
    from romanesco.calendars.feed import published
    from romanesco.people.models import Person

    person = Person.objects.get(email=email)
    content = published(person, at=datetime.now(UTC))
    again = [_timed(lambda: published(person, at=datetime.now(UTC))) for _ in range(ROUNDS)]
    door = HTTPConnection("127.0.0.1", built.port, timeout=20)
    path = f"/calendars/{token}.ics"
    first, etag = _asked(door, path)
    asked = [_asked(door, path)[0] for _ in range(ROUNDS)]
    unchanged = [_asked(door, path, etag)[0] for _ in range(ROUNDS)]
    return {
        "kB": len(content.encode()) / 1e3,
        "events": content.count("BEGIN:VEVENT"),
        "made first": median(_cold(email) for _ in range(5)),
        "made again": median(again),
        "asked first": first,
        "asked again": median(asked),
        "304": median(unchanged),
    }


def _asked(door: HTTPConnection, path: str, etag: str = "") -> tuple[float, str]:
    """The milliseconds until the whole answer is there, and its version. Raises Unexpected."""
    began = time.perf_counter()
    door.request("GET", path, headers={"If-None-Match": etag} if etag else {})
    answer = door.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1e3
    if answer.status != (304 if etag else 200):
        raise Unexpected(f"the feed answered {answer.status}")
    return took, answer.headers["ETag"]


def _cold(email: str) -> float:
    words = [sys.executable, "-P", "-c", COLD.format(email=email)]
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(words, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout) * 1e3


def _timed(what: Callable[[], Any]) -> float:
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1e3


def _grown(kind: str) -> tuple[str, str]:
    """Somebody with four pairs and ten years behind them: the feed's token, and the address."""
    from romanesco.calendars.feed import feed_of, make_feed, token_of
    from romanesco.people.models import Person

    email, now = f"{kind}@example.org", datetime.now(UTC)
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_person(email, "Rosa Okafor", time_zone="Europe/Amsterdam")
        for number in range(PAIRS):
            _pair(kind, number, person, now)
    return token_of(feed_of(person) or make_feed(by=person, at=now)), email


def _pair(kind: str, number: int, mentor: Any, now: datetime) -> None:
    from romanesco.pairs.models import Pair
    from romanesco.people.models import Person
    from romanesco.sessions.models import MentoringSession, Rhythm
    from romanesco.sessions.queries import recurrence_of
    from romanesco.sessions.recurrence import occurrences

    zone = ("Europe/Amsterdam", "America/Sao_Paulo", "Asia/Kolkata", "America/New_York")[number]
    name, address = f"Mentee {number}", f"{kind}.{number}@example.org"
    mentee = Person.objects.create_person(address, name, time_zone=zone)
    begun = now - WEEK * WEEKS
    pair = Pair.objects.create(mentor=mentor, mentee=mentee, begun_at=begun, state_changed_at=begun)
    first_on = (begun + timedelta(days=7 - begun.weekday())).date()
    rhythm = Rhythm(
        pair=pair,
        rule="FREQ=WEEKLY;BYDAY=MO",
        first_on=first_on,
        at_time=clock_time(14 + number),
        time_zone=zone,
        begun_at=begun,
        changed_at=begun,
    )
    moments = occurrences(recurrence_of(rhythm), after=begun, count=WEEKS)
    if kind == "rhythms":
        rhythm.save()
    MentoringSession.objects.bulk_create(
        _session(pair, rhythm if kind == "rhythms" else None, count, moment, mentor, now)
        for count, moment in enumerate(moments)
    )


def _session(pair: Any, rhythm: Any, count: int, moment: datetime, by: Any, now: datetime) -> Any:
    from romanesco.sessions.models import MentoringSession

    is_moved = rhythm is not None and count % 10 == 5
    is_off = rhythm is not None and count % 20 == 13
    is_over = moment < now
    starts_at = moment + timedelta(hours=26) if is_moved else moment
    return MentoringSession(
        pair=pair,
        number=count + 1,
        starts_at=starts_at,
        time_zone=pair.mentee.time_zone,
        place="https://meet.example.org/rosa" if rhythm is None else "",
        state="cancelled" if is_off else "held" if is_over else "planned",
        sequence=2 if is_moved else 1,
        scheduled_by=by,
        scheduled_at=pair.begun_at,
        started_at=starts_at if is_over and not is_off else None,
        changed_at=min(moment, now),
        rhythm=rhythm,
        recurs_at=moment if rhythm else None,
    )


def _report(measured: dict[str, dict[str, float]]) -> None:
    print(machine())
    columns = ["four pairs, ten years", "events", "kB", "made first", "made again", "asked first"]
    columns += ["asked again", "304"]
    names = ["events", "kB", "made first", "made again", "asked first", "asked again", "304"]
    rows = [[name, *(figures[one] for one in names)] for name, figures in measured.items()]
    show("The calendar feed, milliseconds", columns, rows)
    print()
    for name, figures in measured.items():
        for how in ("made first", "made again", "asked first", "asked again"):
            print(verdict(f"{name}, {how}", figures[how], AIM_MILLISECONDS, "ms"))


if __name__ == "__main__":
    main()
