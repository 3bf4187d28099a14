"""Finding plans, guarded by the share rule: the same NotFound for whoever may not see one."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from romanesco.base.errors import NotFound
from romanesco.base.prepared import Prepared
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import share_rule
from romanesco.plans.models import BOTH, AgendaItem, Hope, Plan, PrivateNote, TopOfMind
from romanesco.sessions.models import MentoringSession


def plans_with_pair() -> QuerySet[Plan]:
    return Plan.objects.select_related("session__pair__mentor", "session__pair__mentee")


def plan_for(person: Person, plan_id: UUID) -> Plan:
    """That plan, if this person may see it now. Raises NotFound, also before it is shared."""
    for plan in _plan_of(person.pk, plan_id):
        if may_see(plan, person):
            return plan
    raise NotFound


def _plan_with_person(person_id: UUID, plan_id: UUID) -> QuerySet[Plan]:
    pair = "session__pair"
    mine = Q(**{f"{pair}__mentor": person_id}) | Q(**{f"{pair}__mentee": person_id})
    return plans_with_pair().filter(mine, id=plan_id)


_plan_of = Prepared(_plan_with_person, UUID, UUID)


def may_see(plan: Plan, person: Person) -> bool:
    side = plan.session.pair.side_of(person)
    return share_rule.may_see(side.value, plan.prepared_by, is_shared=plan.shared_at is not None)


def has_seen(plan: Plan, person: Person) -> bool:
    """Whether its words may stand on a page of this person's that does not open the plan."""
    return share_rule.has_seen(
        plan.session.pair.side_of(person).value,
        plan.prepared_by,
        plan.state,
        is_shared=plan.shared_at is not None,
        is_opened=plan.opened_at is not None,
        is_open_rule=is_open_rule(plan),
    )


def on_seen_plans(person: Person, pair: Pair) -> Q:
    """`has_seen` in a query about items: what lists items of several plans asks by this, or
    opens each plan that it shows (opening.py)."""
    mine = Q(plan__prepared_by__in=[pair.side_of(person).value, BOTH])
    opened = Q(plan__opened_at__isnull=False) | Q(plan__share_due_at=None)
    stays = opened | ~Q(plan__session__state="planned")
    return mine | (Q(plan__shared_at__isnull=False) & stays)


def may_write(plan: Plan, person: Person) -> bool:
    """Whether the agenda is this person's to change now; a pair on pause or closed only reads."""
    pair = plan.session.pair
    side = pair.side_of(person).value
    return share_rule.may_write_in(pair.state, side, plan.prepared_by, plan.state)


def may_share(plan: Plan, person: Person) -> bool:
    pair = plan.session.pair
    return pair.state == "active" and share_rule.may_share(
        pair.side_of(person).value, plan.prepared_by, plan.state
    )


def may_withdraw(plan: Plan, person: Person) -> bool:
    side = plan.session.pair.side_of(person)
    return share_rule.may_withdraw(
        side.value,
        plan.prepared_by,
        plan.state,
        is_opened=plan.opened_at is not None,
        is_open_rule=is_open_rule(plan),
    )


def may_start(plan: Plan, person: Person, *, at: datetime) -> bool:
    """Whether this person may start the session now, as far as the plan is concerned."""
    return share_rule.may_start(
        plan.session.pair.side_of(person).value,
        plan.prepared_by,
        is_shared=plan.shared_at is not None,
        starts_at=plan.session.starts_at,
        at=at,
    )


def may_date(plan: Plan, person: Person, was_to_start_at: datetime, *, at: datetime) -> bool:
    """Whether this person may give the plan the date that its session has now."""
    return share_rule.may_date(
        plan.session.pair.side_of(person).value,
        plan.prepared_by,
        is_shared=plan.shared_at is not None,
        starts_at=plan.session.starts_at,
        was_to_start_at=was_to_start_at,
        at=at,
    )


def may_start_now(plan: Plan, person: Person, *, at: datetime) -> bool:
    """Whether the page offers to start: as `may_start`, for a session that still can be."""
    session = plan.session
    is_startable = session.state == "planned" and session.pair.state == "active"
    return is_startable and may_start(plan, person, at=at)


def plan_of(session: MentoringSession) -> Plan | None:
    """The plan of a session that this person was found to be of; who may see it is another
    question. None where the plan went on with a session planned instead."""
    plan = Plan.objects.filter(session=session).first()
    if plan is not None:
        plan.session = session
    return plan


def drafts_of(pair: Pair) -> QuerySet[Plan]:
    """The pair's plans that are not shared yet and whose session is ahead."""
    return (
        plans_with_pair()
        .filter(session__pair=pair, session__state="planned", shared_at=None)
        .order_by("session__starts_at")
    )


def is_open_rule(plan: Plan) -> bool:
    """Whether both saw the plan from the beginning, so that there was no moment of sharing."""
    return plan.share_due_at is None


def is_revealed(plan: Plan) -> bool:
    return share_rule.is_revealed(plan.state, is_open_rule=is_open_rule(plan))


def agenda_of(plan: Plan) -> QuerySet[AgendaItem]:
    """The items as they stand, skipped ones too, removed ones not."""
    return plan.items.filter(removed_at=None).select_related("author")


def item_for(person: Person, plan_id: UUID, item_id: UUID) -> AgendaItem:
    """That item of a plan that this person may see; a removed one too, so that it can be
    restored. Raises NotFound."""
    plan = plan_for(person, plan_id)
    item = plan.items.filter(id=item_id).first()
    if item is None:
        raise NotFound
    item.plan = plan
    return item


def lines_for(plan: Plan, person: Person) -> tuple[str, str | None]:
    """One's own top of mind, and the partner's: None until both are revealed."""
    lines = {line.person_id: line.text for line in _lines_of(plan.id)}
    partner = plan.session.pair.partner_of(person)
    theirs = lines.get(partner.pk, "") if is_revealed(plan) else None
    return lines.get(person.pk, ""), theirs


def note_for(plan: Plan, person: Person) -> str:
    """One's own private note. There is no way to ask for the partner's."""
    return "".join(note.text for note in _notes_of(plan.id, person.pk))


_lines_of = Prepared(lambda plan_id: TopOfMind.objects.filter(plan=plan_id), UUID)
_notes_of = Prepared(
    lambda plan_id, person_id: PrivateNote.objects.filter(plan=plan_id, author=person_id),
    UUID,
    UUID,
)


def last_hopes(plan: Plan) -> QuerySet[Hope]:
    """What was hoped for at the session held last before this one, whatever their dates were."""
    session = plan.session
    last = (
        Plan.objects.filter(session__pair=session.pair_id, session__state="held")
        .exclude(id=plan.id)
        .annotate(began=Coalesce("session__started_at", "session__starts_at"))
        .filter(began__lt=session.began_at)
        .order_by("-began")
        .values("id")[:1]
    )
    return Hope.objects.filter(plan__in=last)


def hope_for(person: Person, hope_id: UUID) -> Hope:
    """That hope, if this person is of its pair. Raises NotFound."""
    mine = Q(pair__mentor=person) | Q(pair__mentee=person)
    hope = Hope.objects.select_related("pair").filter(mine, id=hope_id).first()
    if hope is None:
        raise NotFound
    return hope


def waiting_topics(pair: Pair) -> QuerySet[AgendaItem]:
    """Topics of plans that ended which are open and on no plan ahead, the oldest first."""
    return (
        AgendaItem.objects.filter(
            plan__session__pair=pair,
            plan__session__state__in=["held", "cancelled", "missed"],
            kind="topic",
            removed_at=None,
            discussed_at=None,
            let_go_at=None,
            carried_to=None,
        )
        .select_related("plan__session", "author")
        .order_by("first_raised_at", "added_at")
    )
