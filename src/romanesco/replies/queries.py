"""Finding kept replies: one's own alone. There is no query for another's."""

from uuid import UUID

from django.db.models import QuerySet

from romanesco.base.errors import NotFound
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import may_see, may_write, plans_with_pair
from romanesco.replies.keeping import QUIET
from romanesco.replies.models import KeptReply
from romanesco.sessions.queries import sessions_ahead


def kept_replies(person: Person) -> QuerySet[KeptReply]:
    """What waits for a place, the latest first."""
    mine = KeptReply.objects.filter(person=person, settled_at=None)
    return mine.select_related(
        "person", "plan__session__pair__mentor", "plan__session__pair__mentee"
    ).order_by("-arrived_at", "id")


def kept_reply_for(person: Person, kept_id: UUID) -> KeptReply:
    """That one, settled or not. Raises NotFound for another's."""
    found = KeptReply.objects.filter(person=person, id=kept_id).select_related(
        "person", "plan__session__pair__mentor", "plan__session__pair__mentee"
    )
    kept = found.first()
    if kept is None:
        raise NotFound
    return kept


def plan_open_for(kept: KeptReply) -> Plan | None:
    """The plan that takes these words now: the one they were about, or else the pair's next that
    this person may write in."""
    plan, person = kept.plan, kept.person
    if plan is None or not plan.session.pair.has(person):
        return None
    ahead = sessions_ahead(plan.session.pair).values_list("id", flat=True)
    later = plans_with_pair().filter(session__in=list(ahead)).order_by("session__starts_at")
    for one in (plan, *later):
        if may_see(one, person) and may_write(one, person):
            return one
    return None


def open_items(plan: Plan) -> QuerySet[AgendaItem]:
    """The questions and topics of a plan that words can go under, in their order."""
    return plan.items.filter(removed_at=None)


def waiting(person: Person) -> int:
    """How many letters home tells of: a line that only led to answers is not worth a word."""
    return kept_replies(person).exclude(why=QUIET).count()


def plan_with_notes_for(kept: KeptReply) -> Plan | None:
    """The plan beside which these words can be a private note."""
    plan = kept.plan
    return plan if plan is not None and plan.session.pair.has(kept.person) else None
