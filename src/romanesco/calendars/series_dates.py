"""Which dates of a rhythm stand in a calendar: its rule, where it ends, what is taken out of it,
and what is told anew."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from romanesco.calendars.meetings import STANDS, Meeting, Series
from romanesco.people.time_away import away_at
from romanesco.sessions.models import Rhythm
from romanesco.sessions.queries import recurrence_of
from romanesco.sessions.recurrence import occurrences

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
FAR = 10  # years; an end that lies further ahead is told as none until it is nearer
MOST_AWAY = timedelta(days=4 * 366)  # longer than any time away that may be noted reaches


@dataclass(frozen=True)
class SeriesDates:
    """Dates on the wall of the rhythm's zone. `until` is the last one's instant (UTC), None
    without an end. `taken_out` are dates of the rule, `told` the sessions that are not simply
    where the rule has them, each with its date in the rule; `beside` are dates that a session
    stands for and the rule has not."""

    until: datetime | None
    taken_out: list[datetime]
    told: list[tuple[datetime, Meeting]]
    beside: list[datetime]


def series_dates(series: Series, *, at: datetime) -> SeriesDates | None:
    """The dates, as far as sessions were made by their sessions, from then on by the rule; None
    where nothing of the rhythm ever stood or will stand."""
    made = _made(series)
    by_rule = {series.date_of(each): each for each in _expected(series, at)}
    standing = {day for day, session in made.items() if session.state in STANDS}
    is_endless = series.goes_on and _ends_on(series, at) is None
    last = None if is_endless else _last(series, by_rule, standing, at)
    if not (is_endless or last or standing):
        return None
    taken_out = [
        day
        for day, instant in by_rule.items()
        if day not in standing and (last is None or instant <= last)
    ]
    told = [
        (_wall(series, day), session)
        for day, session in sorted(made.items(), key=_day)
        if day in standing and _is_told(series, session, by_rule.get(day))
    ]
    return SeriesDates(
        until=None if is_endless else last or _first(series),
        taken_out=[_wall(series, day) for day in taken_out + _away(series, at)],
        told=told,
        beside=[_wall(series, day) for day in sorted(standing - by_rule.keys())],
    )


def date_on_wall(rhythm: Rhythm, recurs_at: datetime) -> datetime:
    """How the rule has an occurrence: its day, at the rhythm's time."""
    return datetime.combine(recurs_at.astimezone(rhythm.zone).date(), rhythm.at_time)


def _made(series: Series) -> dict[date, Meeting]:
    return {
        series.date_of(session.recurs_at): session
        for session in series.sessions
        if session.recurs_at is not None
    }


def _known_until(series: Series, at: datetime) -> datetime:
    """Up to here it is the sessions that say what takes place."""
    moments = [session.recurs_at for session in series.sessions if session.recurs_at is not None]
    return max([at, *moments, *series.left_out])


def _expected(series: Series, at: datetime) -> list[datetime]:
    """The occurrences of the rule as far as sessions say what became of them."""
    recurrence = replace(recurrence_of(series.rhythm), until_on=None)
    end = _known_until(series, at) + SECOND
    return occurrences(recurrence, after=datetime(1970, 1, 1, tzinfo=UTC), before=end)


def _last(
    series: Series, by_rule: dict[date, datetime], standing: set[date], at: datetime
) -> datetime | None:
    """The last date that stands, or will."""
    stood = [instant for day, instant in by_rule.items() if day in standing]
    ahead = _last_ahead(series, at) if series.goes_on else None
    return max([*stood, *([ahead] if ahead else [])], default=None)


def _last_ahead(series: Series, at: datetime) -> datetime | None:
    """The last date that is still to be made, before the agreed end."""
    recurrence = recurrence_of(series.rhythm)
    ends_on = _ends_on(series, at)
    if ends_on is None:
        return None
    end = _instant(series, _wall(series, ends_on) + DAY)
    ahead = occurrences(recurrence, after=_known_until(series, at), before=end)
    return ahead[-1] if ahead else None


def _ends_on(series: Series, at: datetime) -> date | None:
    """The agreed end, where it is near enough to be told."""
    until_on = series.rhythm.until_on
    return until_on if until_on is not None and until_on.year <= at.year + FAR else None


def _away(series: Series, at: datetime) -> list[date]:
    """Dates to come that will not be made, because one of the two is away then."""
    if not (series.goes_on and series.away):
        return []
    pair = series.rhythm.pair
    known = _known_until(series, at)
    last = min(max(time.until_on for time in series.away), (at + MOST_AWAY).date())
    before = datetime.combine(last + 2 * DAY, datetime.min.time(), UTC)
    ahead = occurrences(recurrence_of(series.rhythm), after=known, before=before)
    both = (pair.mentor, pair.mentee)
    return [series.date_of(each) for each in ahead if away_at(each, both, series.away)]


def _is_told(series: Series, session: Meeting, expected: datetime | None) -> bool:
    rhythm = series.rhythm
    return (session.told_at, session.minutes, session.place) != (
        expected,
        rhythm.minutes,
        rhythm.place,
    )


def _day(made: tuple[date, Meeting]) -> date:
    return made[0]


def _first(series: Series) -> datetime:
    return _instant(series, _wall(series, series.rhythm.first_on))


def _instant(series: Series, wall: datetime) -> datetime:
    return wall.replace(tzinfo=series.rhythm.zone).astimezone(UTC)


def _wall(series: Series, day: date) -> datetime:
    return datetime.combine(day, series.rhythm.at_time)
