"""Whether anybody has put anything into a plan yet; and taking out one that nobody has."""

from django.db.models import Q

from romanesco.base import bus
from romanesco.plans import document
from romanesco.plans.models import Plan, PrivateNote
from romanesco.plans.shipped import RHYTHMS, five_questions, in_rhythm
from romanesco.plans.structure import beginning_of
from romanesco.ydocs import store

REGULAR = {question.prompt for rhythm in RHYTHMS for question in five_questions(rhythm)}


def is_begun(plan: Plan, *, but_moved: bool = False) -> bool:
    """Whether there is a word of anybody's in it, a topic, a changed question, a line or a note,
    or the partner has opened it; `but_moved`: beside the topics that have moved on from it.
    Nothing is written into it until the transaction ends."""
    store.hold(plan.document_id)
    moved = plan.items.filter(carried_to__isnull=False) if but_moved else plan.items.none()
    if plan.shared_at is not None and plan.opened_at is not None:
        return True
    known = REGULAR | _beginning(plan)
    questions = Q(kind="question", prompt__in=known, skipped_at=None, removed_at=None)
    items = plan.items.exclude(id__in=moved.values("id"))
    if items.exclude(questions).exists() or items.exclude(discussed_at=None).exists():
        return True
    if plan.top_of_mind.exclude(text="").exists():
        return True
    if PrivateNote.objects.filter(plan=plan).exclude(text="").exists():
        return True
    bodies = document.bodies(store.load(plan.document_id))
    gone = {str(item_id) for item_id in moved.values_list("id", flat=True)}
    return not document.is_empty(body for key, body in bodies.items() if key not in gone)


def _beginning(plan: Plan) -> set[str]:
    """How the questions are worded that plans of this pair begin with."""
    asked = beginning_of(plan.session.pair, RHYTHMS[0]).questions
    return {one.prompt for rhythm in RHYTHMS for one in in_rhythm(asked, rhythm)}


def take_out(plan: Plan) -> None:
    """Delete a plan that nobody has begun, with its document."""
    plan_id, document_id = plan.id, plan.document_id
    plan.delete()
    store.delete(document_id)
    bus.announce(bus.PlanChanged(plan_id=plan_id))
