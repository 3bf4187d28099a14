"""When the two of a pair are away, as each other's pages need it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from romanesco.people.local_words import first_name, plain_day, seen_by
from romanesco.people.models import Person, TimeAway


@dataclass(frozen=True)
class Away:
    """The times away of several people that are not over on a day."""

    times: tuple[TimeAway, ...]

    def of(self, person_id: UUID) -> list[tuple[date, date]]:
        """Somebody's, as first and last day."""
        return [(it.from_on, it.until_on) for it in self.times if it.person_id == person_id]

    def who(self, instant: datetime, me: Person, partner: Person) -> str:
        """Rosa is away; "" where neither is."""
        gone = (self.has(me, instant), self.has(partner, instant))
        return {
            (True, True): "You are both away",
            (True, False): "You are away",
            (False, True): f"{first_name(partner)} is away",
        }.get(gone, "")

    def has(self, person: Person, instant: datetime) -> bool:
        """Whether somebody is away then, on their own calendar."""
        day = seen_by(person, instant).date()
        return any(first <= day <= last for first, last in self.of(person.pk))

    def words(self, me: Person, partner: Person) -> list[str]:
        """Rosa is away 24 December to 2 January. One's own come first."""
        in_order = sorted(self.times, key=lambda it: (it.person_id != me.pk, it.from_on))
        return [_words(it, me, partner) for it in in_order]


def times_away(people: Iterable[Person], *, since: date) -> Away:
    """What these people noted that is not over by a day, in one query."""
    found = TimeAway.objects.filter(person__in=list(people), until_on__gte=since)
    return Away(tuple(found))


def span_in_words(first: date, last: date) -> str:
    """24 December to 2 January, or 1 to 5 May; one day alone is said once."""
    if first == last:
        return plain_day(first)
    begin = plain_day(first)
    if first.year == last.year:
        begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{begin} to {plain_day(last)}"


def _words(it: TimeAway, me: Person, partner: Person) -> str:
    who = "You are" if it.person_id == me.pk else f"{first_name(partner)} is"
    on = "on " if it.from_on == it.until_on else ""
    return f"{who} away {on}{span_in_words(it.from_on, it.until_on)}"
