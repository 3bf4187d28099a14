"""What the pictures are drawn from, gathered in a constant number of queries.

Only what both may see is asked for: sessions that are over, and topics of plans that this person
has seen. Nothing is counted together across pairs.
"""

from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import Q

from romanesco.actions.models import ActionItem
from romanesco.insight.pictures import Arrived, Hoped, Met, Promised, Returning
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.check_ins import weathers_of_held
from romanesco.plans.models import AgendaItem, Challenge, Hope
from romanesco.plans.queries import on_seen_plans
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import sessions_past

# As many sessions as a picture holds on a phone; about ten months of weeks.
MOST_SESSIONS = 40
WEEKS = timedelta(weeks=26)
OFTEN, MOST_RETURNING = 3, 8


def sessions_of(pair: Pair) -> list[MentoringSession]:
    """The last sessions that are over, the earliest first."""
    return list(sessions_past(pair)[:MOST_SESSIONS])[::-1]


def met(sessions: list[MentoringSession]) -> list[Met]:
    return [Met(s.id, s.told_at, s.state, s.is_moved, s.number) for s in sessions]


def arrived(sessions: list[MentoringSession]) -> list[Arrived]:
    """The weather that each chose, at sessions that were held."""
    found = weathers_of_held([session.id for session in sessions])
    return [Arrived(each.plan.session_id, each.person_id, each.weather) for each in found]


def hoped(sessions: list[MentoringSession]) -> list[Hoped]:
    held = Hope.objects.filter(plan__session__in=sessions, plan__session__state="held")
    found = held.values_list("plan__session_id", "text", "outcome").order_by("line")
    return [Hoped(*row) for row in found]


def promised(pair: Pair, *, at: datetime) -> list[Promised]:
    """Action items that were promised or done in the last half year."""
    since = at - WEEKS
    recent = Q(made_at__gte=since) | Q(done_at__gte=since)
    found = ActionItem.objects.filter(recent, pair=pair)
    return [Promised(*row) for row in found.values_list("made_at", "done_at")]


def returning(pair: Pair, person: Person) -> list[Returning]:
    """Topics that were raised again and again and challenges asked after again and again, the
    most often raised first."""
    found = [*_topics(pair, person), *_challenges(pair)]
    return sorted(found, key=attrgetter("times"), reverse=True)[:MOST_RETURNING]


def _topics(pair: Pair, person: Person) -> list[Returning]:
    seen = on_seen_plans(person, pair)
    often = AgendaItem.objects.filter(
        seen, plan__session__pair=pair, kind="topic", times_raised__gte=OFTEN, removed_at=None
    ).order_by("thread", "-times_raised", "-added_at")
    columns = ("thread", "prompt", "times_raised", "first_raised_at", "discussed_at", "let_go_at")
    rows = often.values_list(*columns)
    return [_topic(*next(same)) for _, same in groupby(rows, key=lambda row: row[0])]


def _topic(
    _thread: UUID,
    prompt: str,
    times: int,
    first_at: datetime,
    discussed_at: datetime | None,
    let_go_at: datetime | None,
) -> Returning:
    is_open = discussed_at is None and let_go_at is None
    return Returning(prompt, times, first_at, is_open=is_open, kind="topic")


def _challenges(pair: Pair) -> list[Returning]:
    often = Challenge.objects.filter(pair=pair, times_asked__gte=OFTEN)
    return [
        Returning(
            one.text,
            one.times_asked,
            one.plan.session.told_at,
            is_open=one.outcome in ("", "ahead"),
            kind="challenge",
        )
        for one in often.select_related("plan__session")
    ]
