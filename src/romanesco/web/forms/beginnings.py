"""What the form of a session begins with, so that mostly a glance is enough."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from romanesco.agreements.cadence import weeks_between
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import rules_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import rhythm_of
from romanesco.web.forms.appointment import at_moment

A_MONTH = 28


def for_new(pair: Pair, me: Person, *, at: datetime) -> dict[str, Any]:
    """The next day by how often they meet, at the time and place of the session before; before
    the first one only the agreed length and one's own zone. Beside a rhythm that makes its own
    sessions no day, so that the week opens on the first that suits both."""
    rules = rules_of(pair)
    last = pair.sessions.exclude(state="cancelled").order_by("-starts_at").first()
    if last is None:
        return {"zone": me.time_zone, "minutes": rules.minutes}
    beginning = {"zone": last.time_zone, "minutes": last.minutes, "place": last.place}
    days = None if rhythm_of(pair) else _days_between(rules)
    return {**beginning, **_after(last, days, at)} if days else beginning


def _days_between(rules: Agreement) -> int | None:
    """From one session to the next, on the same weekday; None where they meet when it suits."""
    weeks = weeks_between(rules.cadence, rules.every_weeks)
    if weeks is not None:
        return 7 * weeks
    return A_MONTH if rules.cadence == "monthly" else None


def for_move(session: MentoringSession) -> dict[str, Any]:
    """The session as it stands."""
    return {
        **at_moment(session.starts_at, session.time_zone),
        "minutes": session.minutes,
        "place": session.place,
    }


def for_instead(session: MentoringSession) -> dict[str, Any]:
    """A new date for a session that does not take place: all but the date itself."""
    return {"zone": session.time_zone, "minutes": session.minutes, "place": session.place}


def _after(last: MentoringSession, days: int, at: datetime) -> dict[str, Any]:
    """The first such day after now, on the same weekday at the same local time."""
    local = last.starts_at.astimezone(ZoneInfo(last.time_zone))
    today = at.astimezone(local.tzinfo).date()
    rounds = max((today - local.date()).days // days + 1, 1)
    return {"date": local.date() + timedelta(days=days * rounds), "time": local.time()}
