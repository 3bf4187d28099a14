"""Finding sessions, guarded by who asks."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Least

from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import Attendance, MentoringSession, Rhythm
from romanesco.sessions.recurrence import Recurrence


def session_for(person: Person, session_id: UUID) -> MentoringSession:
    """That session, if this person is of its pair. Raises NotFound."""
    found = (
        MentoringSession.objects.select_related("pair__mentor", "pair__mentee")
        .filter(Q(pair__mentor=person) | Q(pair__mentee=person), id=session_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def sessions_ahead(pair: Pair) -> QuerySet[MentoringSession]:
    """Those that can still be held, the one in session first, then by date."""
    return pair.sessions.filter(state__in=["planned", "live"]).order_by("state", "starts_at")


def ahead_of(pairs: Iterable[UUID]) -> QuerySet[MentoringSession]:
    """The same for several pairs at once."""
    return MentoringSession.objects.filter(
        pair__in=list(pairs), state__in=["planned", "live"]
    ).order_by("state", "starts_at")


def next_session(pair: Pair) -> MentoringSession | None:
    """The one in session, or else the nearest ahead."""
    return sessions_ahead(pair).first()


def sessions_past(pair: Pair) -> QuerySet[MentoringSession]:
    """Those that ended, however they did, the latest first: by when one was held, or was to be;
    one called off ahead of its date counts from then."""
    ended = pair.sessions.filter(state__in=["held", "cancelled", "missed"])
    return ended.order_by(Coalesce("started_at", Least("starts_at", "ended_at")).desc())


def rhythm_of(pair: Pair) -> Rhythm | None:
    """The rhythm that goes on, or None where every session is planned by hand."""
    return pair.rhythms.filter(ended_at=None).first()


def recurrence_of(rhythm: Rhythm) -> Recurrence:
    """A rhythm as the rule that its dates come from."""
    return Recurrence(
        rhythm.rule, rhythm.first_on, rhythm.at_time, rhythm.time_zone, rhythm.until_on
    )


def attendances_of(session: MentoringSession) -> QuerySet[Attendance]:
    """Who answered to the date that the session has now; what was said of an earlier one does
    not count."""
    return session.attendances.filter(sequence__gte=session.dated_sequence).select_related("person")
