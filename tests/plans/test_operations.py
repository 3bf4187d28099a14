"""What one does with the agenda."""

from collections.abc import Callable
from typing import Any

import pytest

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.journey import hold, leave
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.access import PlanNotWritable
from romanesco.plans.body import Body
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import agenda_of
from romanesco.ydocs import store
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY
EVERY_WRITE: list[Callable[[Plan, AgendaItem, Person], Any]] = [
    lambda plan, item, by: operations.add_topic(plan, "Mine", by=by, at=AT),
    lambda plan, item, by: operations.replace_body(item, [], by=by, at=AT),
    lambda plan, item, by: operations.reword(item, "Mine", by=by, at=AT),
    lambda plan, item, by: operations.place(item, 3, by=by, at=AT),
    lambda plan, item, by: operations.skip(item, is_skipped=True, by=by, at=AT),
    lambda plan, item, by: operations.remove(item, by=by, at=AT),
    lambda plan, item, by: operations.restore(item, by=by, at=AT),
    lambda plan, item, by: operations.discuss(item, is_discussed=True, by=by, at=AT),
    lambda plan, item, by: operations.focus(item, is_focus=True, by=by, at=AT),
]


def first(plan: Plan) -> AgendaItem:
    return agenda_of(plan)[0]


def prompts(plan: Plan) -> list[str]:
    return [item.prompt for item in agenda_of(plan)]


def body(item: AgendaItem) -> Body:
    state = store.load(Plan.objects.get(id=item.plan_id).document_id)
    return document.body_of(state, item.id)


@pytest.mark.parametrize("write", EVERY_WRITE)
def test_a_draft_is_nothing_to_anybody_but_its_preparer(
    write: Callable[..., Any], plan: Plan, rosa: Person
) -> None:
    before = list(plan.items.values())
    for person in (rosa, cast.olga()):
        with pytest.raises(NotFound):
            write(plan, first(plan), person)
    assert list(plan.items.values()) == before


@pytest.mark.parametrize("write", EVERY_WRITE)
def test_both_write_once_it_is_shared(
    write: Callable[..., Any], plan: Plan, theo: Person, rosa: Person
) -> None:
    operations.share(plan, by=theo, at=AT)
    for person in (rosa, theo):
        write(plan, first(plan), person)


@pytest.mark.parametrize("write", EVERY_WRITE)
def test_nobody_writes_when_it_is_over(write: Callable[..., Any], plan: Plan, theo: Person) -> None:
    item = first(plan)
    leave.cancel(plan.session, by=theo, at=AT)
    with pytest.raises(PlanNotWritable):
        write(plan, item, theo)


@pytest.mark.parametrize("write", EVERY_WRITE)
def test_nobody_writes_while_the_pair_is_on_pause(
    write: Callable[..., Any], plan: Plan, theo: Person
) -> None:
    leave.pause(plan.session.pair, by=theo, at=AT)
    with pytest.raises(PlanNotWritable):
        write(plan, first(plan), theo)


def test_a_topic_stands_at_the_end_with_its_words(plan: Plan, theo: Person) -> None:
    words = markdown_to_body("- one\n- two")
    topic = operations.add_topic(plan, "  Saying\n no ", by=theo, at=AT, body=words)
    assert prompts(plan)[-1] == "Saying no"
    assert body(topic) == words
    assert (topic.author, topic.times_raised, topic.first_raised_at) == (theo, 1, AT)


@pytest.mark.parametrize(
    ("prompt", "code"),
    [("", "prompt_missing"), (" \t\n", "prompt_missing"), ("x" * 301, "prompt_too_long")],
)
def test_a_topic_needs_a_few_words(prompt: str, code: str, plan: Plan, theo: Person) -> None:
    for attempt in (
        lambda: operations.add_topic(plan, prompt, by=theo, at=AT),
        lambda: operations.reword(first(plan), prompt, by=theo, at=AT),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert (refusal.value.code, refusal.value.field) == (code, "prompt")
    assert len(prompts(plan)) == 5


def test_a_plan_holds_sixty_items(plan: Plan, theo: Person) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(plan=plan, kind="topic", prompt="x", position=9, added_at=AT, first_raised_at=AT)
        for _ in range(55)
    )
    with pytest.raises(operations.TooManyItems):
        operations.add_topic(plan, "One more", by=theo, at=AT)
    operations.remove(first(plan), by=theo, at=AT)
    added = operations.add_topic(plan, "One more", by=theo, at=AT)
    removed = plan.items.exclude(removed_at=None).get()
    with pytest.raises(operations.TooManyItems):
        operations.restore(removed, by=theo, at=AT)
    operations.remove(added, by=theo, at=AT)
    operations.restore(removed, by=theo, at=AT)


def test_an_item_and_a_plan_hold_so_much(plan: Plan, theo: Person) -> None:
    long = [{"type": "paragraph", "content": [{"type": "text", "text": "x" * 50_001}]}]
    with pytest.raises(operations.ItemTooLong):
        operations.replace_body(first(plan), long, by=theo, at=AT)
    full = [{"type": "paragraph", "content": [{"type": "text", "text": "x" * 50_000}]}]
    for number in range(19):
        operations.add_topic(plan, f"Topic {number}", by=theo, at=AT, body=full)
    with pytest.raises(operations.PlanTooLarge):
        operations.add_topic(plan, "One more", by=theo, at=AT, body=full)
    assert len(store.load(plan.document_id)) < 1_000_000


def test_words_are_replaced_and_the_rooms_are_told(
    plan: Plan, theo: Person, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        operations.replace_body(first(plan), markdown_to_body("A"), by=theo, at=AT)
    stop()
    assert body(first(plan)) == markdown_to_body("A")
    updates = [one for one in heard if isinstance(one, bus.DocumentUpdated)]
    assert [one.document_id for one in updates] == [plan.document_id]


def test_nothing_is_told_of_what_was_refused(
    plan: Plan, theo: Person, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        operations.add_topic(plan, "", by=theo, at=AT)
    stop()
    assert heard == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, "eabcd"), (3, "abecd"), (5, "abcde"), (99, "abcde"), (0, "eabcd"), (-7, "eabcd")],
)
def test_items_make_room(place: int, expected: str, plan: Plan, theo: Person) -> None:
    for item, name in zip(agenda_of(plan), "abcde", strict=True):
        operations.reword(item, name, by=theo, at=AT)
    operations.place(agenda_of(plan)[4], place, by=theo, at=AT)
    assert "".join(prompts(plan)) == expected


def test_what_is_removed_can_be_put_back(plan: Plan, theo: Person) -> None:
    item = agenda_of(plan)[1]
    before = prompts(plan)
    operations.remove(item, by=theo, at=AT)
    assert item.prompt not in prompts(plan)
    operations.restore(item, by=theo, at=AT)
    assert prompts(plan) == before


def test_what_is_skipped_can_be_taken_up_again(plan: Plan, theo: Person) -> None:
    operations.skip(first(plan), is_skipped=True, by=theo, at=AT)
    assert first(plan).skipped_at == AT
    operations.skip(first(plan), is_skipped=False, by=theo, at=AT)
    assert first(plan).skipped_at is None


def test_one_item_is_in_focus_and_leaves_it_when_it_is_discussed(
    plan: Plan, theo: Person, rosa: Person
) -> None:
    hold.start(plan.session, by=theo, at=AT)
    one, other = agenda_of(plan)[:2]
    operations.focus(one, is_focus=True, by=theo, at=AT)
    operations.focus(other, is_focus=True, by=rosa, at=AT)
    plan.refresh_from_db()
    assert plan.focus == other
    operations.discuss(other, is_discussed=True, by=rosa, at=AT)
    plan.refresh_from_db()
    assert plan.focus is None


def test_an_item_of_another_plan_cannot_be_reached_through_this_one(
    plan: Plan, theo: Person
) -> None:
    other = cast.a_plan(plan.session.pair, days=9)
    item = first(plan)
    stray = AgendaItem(id=item.id, plan=other)
    with pytest.raises(NotFound):
        operations.reword(stray, "Mine", by=theo, at=AT)
