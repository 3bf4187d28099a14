"""Taking up a session again that was wrapped up by mistake."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.sessions.lifecycle import may_reopen
from romanesco.sessions.models import MentoringSession, SessionState


class StaysWrappedUp(Refused):
    code = "stays_wrapped_up"
    message = (
        "This session stays wrapped up: another has begun since, or a week has passed. What is "
        "open waits for the next one."
    )


@transaction.atomic
def reopen(session: MentoringSession, *, by: Person, at: datetime) -> MentoringSession:
    """Let a session that was held go on; one that was held elsewhere began when it was to begin.
    Raises StaysWrappedUp."""
    sessions = MentoringSession.objects.select_for_update(of=("self",))
    locked = sessions.select_related("pair__mentor", "pair__mentee").get(id=session.id)
    if locked.ended_at is None or not is_reopenable(locked, at=at):
        raise StaysWrappedUp
    locked.state = SessionState.LIVE
    locked.started_at = locked.started_at or min(locked.starts_at, locked.ended_at)
    locked.ended_at = locked.ended_by = None
    locked.sequence += 1
    locked.changed_at, locked.changed_by = at, by
    locked.save()
    bus.announce(bus.PairChanged(pair_id=locked.pair_id))
    return locked


def is_reopenable(session: MentoringSession, *, at: datetime) -> bool:
    """Whether it can be, as things stand between the two."""
    if session.state != "held" or session.ended_at is None:
        return False
    since = Q(started_at__gte=session.ended_at) | Q(state="held", ended_at__gt=session.ended_at)
    others = MentoringSession.objects.filter(pair=session.pair_id).exclude(id=session.id)
    return may_reopen(
        session.state,
        pair_state=session.pair.state,
        ended_at=session.ended_at,
        has_another_begun=others.filter(since | Q(state="live")).exists(),
        at=at,
    )
