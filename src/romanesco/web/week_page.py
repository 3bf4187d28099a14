"""The strip of a week beside a date that is looked for, from what is known of both people.

What one of them has with others is shown as "taken": never whose it is, nor with whom.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import LATEST
from romanesco.web.forms.appointment import AppointmentForm
from romanesco.web.signed_in import person_of
from romanesco.web.times_away import span_in_words
from romanesco.web.week_choices import WeekDay, week_days
from romanesco.web.week_known import WEEK, WEEKS_TO_LOOK, Known, known_to
from romanesco.web.week_strip import DAY, has_free, monday_of


@dataclass(frozen=True)
class Strip:
    """A week of times that suit both, and the ways to the weeks beside it."""

    days: list[WeekDay]
    first_on: date
    last_on: date
    previous: str  # 2026-W48, or "" where it has passed
    following: str
    is_stretched: bool  # nothing suits both; these times lie a little outside somebody's hours
    is_apart: bool  # nor do any within reach, in this week or those after it
    nearest: str  # the week that has some, where this one has none at all
    chosen: str
    is_asked: bool  # somebody turned to this week, or picked a time

    @property
    def span(self) -> str:
        """30 November to 6 December."""
        return span_in_words(self.first_on, self.last_on)

    @property
    def has_choices(self) -> bool:
        return any(day.has_choices for day in self.days)


def week_beside(
    request: HttpRequest, form: AppointmentForm, pair: Pair, *, but: MentoringSession | None = None
) -> Strip:
    """The strip beside a form: the week that is asked for, else the one of what the form says."""
    minutes = form["minutes"].value()
    told = form.appointment
    person = person_of(request)
    near = form.initial.get("date")
    if near is None and but is not None:
        near = seen_by(person, but.starts_at).date()
    return strip(
        pair,
        person,
        at=clock.now(),
        asked="" if told else request.GET.get("week", ""),
        near=seen_by(person, told.starts_at).date() if told else near,
        minutes=_minutes(minutes),
        but=but,
        chosen=str(form["slot"].value() or ""),
    )


def _minutes(told: Any) -> int:
    """A length as it was typed, or the usual one while that is none."""
    text = str(told or "")
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return minutes if 5 <= minutes <= 480 else 45


def strip(
    pair: Pair,
    me: Person,
    *,
    at: datetime,
    asked: str = "",
    near: date | None = None,
    minutes: int = 45,
    but: MentoringSession | None = None,
    chosen: str = "",
) -> Strip:
    """The week that is asked for (2026-W49), else the one of `near`, else this one, or the first
    after it in which something suits both.

    `but` is the session that looks for another date; its own time is free.
    """
    partner, today = pair.partner_of(me), seen_by(me, at).date()
    monday = _within(_week(asked) or near or today, today)
    known = known_to(pair, me, partner, monday, but, minutes, at)
    nearest = "" if has_free(known.week(monday)) else _nearest(known, monday)
    if nearest and not _week(asked):
        monday, nearest = _week(nearest) or monday, ""  # nobody has asked for an empty one
    slots = known.week(monday)
    do_meet = known.hours_meet(monday)
    is_stretched = not do_meet and has_free(known.stretched(monday))
    if is_stretched:
        slots = known.stretched(monday)
    return Strip(
        days=week_days(monday, slots, me, partner, (known.mine, known.theirs), today=today),
        first_on=monday,
        last_on=monday + 6 * DAY,
        previous="" if monday <= monday_of(today) else _name(monday - WEEK),
        following="" if monday + WEEK > (at + LATEST).date() else _name(monday + WEEK),
        is_stretched=is_stretched,
        is_apart=not (do_meet or is_stretched or nearest),
        nearest=nearest,
        chosen=chosen,
        is_asked=bool(asked or chosen),
    )


def _week(asked: str) -> date | None:
    """The Monday of an ISO 8601 week such as 2026-W49; None for anything else."""
    year, _, week = asked.partition("-W")
    if not (year.isascii() and year.isdigit() and week.isascii() and week.isdigit()):
        return None
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except (ValueError, OverflowError):
        return None


def _within(day: date, today: date) -> date:
    return monday_of(max(min(day, today + LATEST), today))


def _name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _nearest(known: Known, monday: date) -> str:
    """The next week in which something suits both, or "" where none does for a while."""
    later = (monday + ahead * WEEK for ahead in range(1, WEEKS_TO_LOOK))
    return next((_name(each) for each in later if has_free(known.week(each))), "")
