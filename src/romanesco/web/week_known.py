"""What a strip of a week is made of: both people's hours, and when either has something already.

Of sessions it takes their instants alone, so that nothing else can be told.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from romanesco.agreements.models import Agreement, Weekday
from romanesco.agreements.queries import rules_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person, TimeAway
from romanesco.sessions.models import MentoringSession
from romanesco.web.week_strip import DAY, Hours, Slot, Span, nearest_slots, week_slots

WEEKS_TO_LOOK = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Known:
    """What counts: both people's hours, and what they have already."""

    mine: Hours
    theirs: Hours
    taken: list[Span]
    minutes: int
    at: datetime

    def week(self, monday: date) -> list[list[Slot]]:
        return week_slots(
            monday, self.mine, self.theirs, self.taken, minutes=self.minutes, after=self.at
        )

    def hours_meet(self, monday: date) -> bool:
        """Whether their hours have anything in common in this week, passed or taken."""
        early = datetime.combine(monday - WEEK, time(0), tzinfo=self.mine.zone)
        length = self.minutes
        return any(week_slots(monday, self.mine, self.theirs, [], minutes=length, after=early))

    def stretched(self, monday: date) -> list[list[Slot]]:
        return nearest_slots(
            monday, self.mine, self.theirs, self.taken, minutes=self.minutes, after=self.at
        )


def known_to(
    pair: Pair,
    me: Person,
    partner: Person,
    monday: date,
    but: MentoringSession | None,
    minutes: int,
    at: datetime,
) -> Known:
    """Everything that is asked of the database for the weeks from `monday` on."""
    rules = rules_of(pair)
    until = monday + (WEEKS_TO_LOOK + 1) * WEEK
    away = list(
        TimeAway.objects.filter(
            person__in=[me, partner], until_on__gte=monday - WEEK, from_on__lte=until
        )
    )
    return Known(
        _hours(me, rules, away),
        _hours(partner, rules, away),
        _taken((me, partner), monday - DAY, until, but),
        minutes,
        at,
    )


def _hours(person: Person, rules: Agreement, away: list[TimeAway]) -> Hours:
    quiet, suits = rules.quiet_days.split(","), person.days.split(",")
    return Hours(
        zone=person.zone,
        day_from=person.day_from,
        day_until=person.day_until,
        quiet_from=rules.quiet_from,
        quiet_until=rules.quiet_until,
        days_off=frozenset(
            i for i, day in enumerate(Weekday.values) if day in quiet or day not in suits
        ),
        away=tuple((one.from_on, one.until_on) for one in away if one.person_id == person.pk),
    )


def _taken(
    people: tuple[Person, Person], first: date, last: date, but: MentoringSession | None
) -> list[Span]:
    """When either of the two has a session, in whichever pair; instants, and nothing else."""
    found = MentoringSession.objects.filter(
        Q(pair__mentor__in=people) | Q(pair__mentee__in=people),
        state__in=["planned", "live"],
        starts_at__date__gte=first - DAY,
        starts_at__date__lte=last + DAY,
    )
    if but is not None:
        found = found.exclude(id=but.id)
    spans = found.values_list("starts_at", "minutes")
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in spans]
