"""Topics that had moved on stand again in a session that was taken up again."""

from datetime import datetime
from uuid import UUID

from romanesco.base import bus
from romanesco.people.models import Person
from romanesco.plans import document, notes
from romanesco.plans.as_markdown import Section, as_markdown
from romanesco.plans.body import MAX_CHARACTERS, Body, characters, is_empty
from romanesco.plans.carry_over import Back, closes_with, coming_back
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.ydocs import store


def bring_back(plan: Plan, *, at: datetime) -> dict[UUID, UUID]:
    """Let what moved on from this plan stand here alone, so that it is nowhere twice.

    Words that were written on the next plan meanwhile come along where both saw them; on a draft
    they go to its preparer's private notes. Returns for each item that is gone which one it is
    now. The caller holds the lock on this plan and those ahead.
    """
    became: dict[UUID, UUID] = {}
    for item in plan.items.filter(carried_to__isnull=False):
        later = _later(item)
        if not later:
            continue
        tip = later[-1]
        is_ahead, is_open = tip.plan.session.is_ahead, tip.plan.shared_at is not None
        _keep_words(item, tip, plan, coming_back(is_ahead=is_ahead, is_open=is_open))
        _take_marks(item, tip, is_open=is_open)
        if is_ahead:
            became[tip.id] = item.id
            later.pop()
            tip.delete()
            bus.announce(bus.PlanChanged(plan_id=tip.plan_id))
        _stand_last(item, later)
    return became


def _later(item: AgendaItem) -> list[AgendaItem]:
    """What the topic was after this, plan by plan; nothing, should that lead back to it."""
    thread = AgendaItem.objects.filter(thread=item.thread).select_related("plan__session__pair")
    after = {one.carried_from_id: one for one in thread}
    found: dict[UUID, AgendaItem] = {}
    at = item.id
    while (following := after.get(at)) is not None:
        at = following.id
        if at == item.id or at in found:
            return []
        found[at] = following
    return list(found.values())


def _keep_words(item: AgendaItem, tip: AgendaItem, plan: Plan, back: Back) -> None:
    if back == Back.NOTHING:
        return
    here, there = _body_of(plan, item), _body_of(tip.plan, tip)
    new = [block for block in there if block not in here]
    is_new = not is_empty(new)
    if back == Back.KEEP_ALONE:
        if is_new or tip.prompt != item.prompt:
            _note(tip.plan, tip.prompt, new, [tip.plan.preparer])
        return
    item.prompt, item.goal_id = tip.prompt, tip.goal_id
    if is_new and characters([*here, *new]) <= MAX_CHARACTERS:
        _write(plan, item, new if is_empty(here) else [*here, *new])
    elif is_new:
        pair = plan.session.pair
        _note(tip.plan, tip.prompt, new, [pair.mentor, pair.mentee])
    _write(tip.plan, tip, [])


def _note(plan: Plan, prompt: str, body: Body, people: list[Person | None]) -> None:
    """Into the private notes of the one who prepares; of both, where both saw it and it is more
    than one item holds."""
    words = as_markdown([Section(prompt, body_to_markdown(body))])
    for person in people:
        if person is not None:
            notes.keep(plan, words, person=person)


def _take_marks(item: AgendaItem, tip: AgendaItem, *, is_open: bool) -> None:
    ends = (tip.discussed_at, tip.let_go_at, tip.removed_at)
    if closes_with(is_open=is_open, is_closed=any(ends)):
        item.discussed_at, item.let_go_at = tip.discussed_at, tip.let_go_at or tip.removed_at
    item.save(update_fields=["prompt", "goal", "discussed_at", "let_go_at"])


def _stand_last(item: AgendaItem, between: list[AgendaItem]) -> None:
    """Where other sessions came in between that were called off, the topic stood there before it
    stands here again."""
    if not between:
        return
    origin = item.carried_from_id
    AgendaItem.objects.filter(id=item.id).update(carried_from=None)
    AgendaItem.objects.filter(id=between[0].id).update(carried_from=origin)
    AgendaItem.objects.filter(id=item.id).update(carried_from=between[-1])


def _body_of(plan: Plan, item: AgendaItem) -> Body:
    store.hold(plan.document_id)
    return document.bodies(store.load(plan.document_id)).get(str(item.id), [])


def _write(plan: Plan, item: AgendaItem, body: Body) -> None:
    state = store.load(plan.document_id)
    store.append(plan.document_id, [document.replace_body(state, str(item.id), body)])
