"""A session that was wrapped up by mistake goes on, and nothing is lost or doubled by it."""

from datetime import timedelta

import pytest

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise
from romanesco.base.errors import NotFound
from romanesco.journey import hold, leave, prepare
from romanesco.journey.promise import add_promise
from romanesco.journey.reopen import reopen
from romanesco.journey.wrap_up import wrap_up
from romanesco.plans import operations
from romanesco.plans.hopes import settle_hope
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan
from romanesco.plans.queries import note_for
from romanesco.plans.version_models import PlanVersion
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.reopening import StaysWrappedUp
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic, words_of

pytestmark = pytest.mark.django_db
NEXT = Appointment(MONDAY + timedelta(days=10), "America/Sao_Paulo", 45)
AFTER = MONDAY + timedelta(days=3, hours=5)
LATER = AFTER + timedelta(hours=1)


@pytest.fixture
def plan() -> Plan:
    found = a_plan(signed(a_pair(rosa(), theo())))
    live = hold.start(found.session, by=theo(), at=found.session.starts_at)
    topic(live, "Saying no", "To whom?", by=rosa())
    return live


def wrapped_up(plan: Plan) -> Plan:
    """Wrapped up with a next session; returns the next plan."""
    following = wrap_up(plan, {}, by=theo(), at=AFTER, next_one=NEXT)
    assert following is not None
    return Plan.objects.select_related("session__pair").get(session=following)


def write(plan: Plan, prompt: str, words: str) -> None:
    item = plan.items.get(prompt=prompt)
    operations.replace_body(item, markdown_to_body(words), by=theo(), at=LATER)


def open_topics() -> list[AgendaItem]:
    found = AgendaItem.objects.filter(
        kind="topic", removed_at=None, discussed_at=None, let_go_at=None, carried_to=None
    )
    return list(found)


def test_it_goes_on_with_its_topics_and_they_move_on_once_more(plan: Plan) -> None:
    following = wrapped_up(plan)
    assert prompts(following)[5:] == ["Saying no"]
    again = reopen(plan, by=rosa(), at=LATER)
    assert (again.state, again.session.ended_at) == ("live", None)
    assert prompts(following)[5:] == []
    assert [item.plan_id for item in open_topics()] == [plan.id]
    write(again, "Saying no", "To everybody.")
    wrap_up(again, {}, by=theo(), at=LATER)
    (item,) = open_topics()
    assert (item.plan_id, item.times_raised, item.carried_from_id is None) == (
        following.id,
        2,
        False,
    )
    assert "To everybody." in words_of(following)


def test_words_on_a_draft_go_to_its_preparers_notes_alone(plan: Plan) -> None:
    following = wrapped_up(plan)
    write(following, "Saying no", "To whom?\n\nTo my boss, above all.")
    reopen(plan, by=rosa(), at=LATER)
    assert note_for(following, theo()) == "## Saying no\n\nTo my boss, above all."
    assert note_for(following, rosa()) == ""
    assert "my boss" not in words_of(plan)


def test_words_that_both_saw_come_along_and_what_was_promised_beneath_them(plan: Plan) -> None:
    following = wrapped_up(plan)
    operations.share(following, by=theo(), at=AFTER)
    write(following, "Saying no", "To whom?\n\nTo my boss, above all.")
    moved = following.items.get(prompt="Saying no")
    promise = Promise("Say it once", "mentee", item=moved.id)
    add_promise(Plan.objects.get(id=following.id), promise, by=theo(), at=LATER)
    operations.reword(moved, "Saying no at work", by=theo(), at=LATER)
    reopen(plan, by=theo(), at=LATER)
    (item,) = open_topics()
    assert (item.plan_id, item.prompt) == (plan.id, "Saying no at work")
    assert words_of(plan).split("\n").count("To whom?") == 1
    assert "To my boss, above all." in words_of(plan)
    assert "my boss" not in words_of(following)
    action = ActionItem.objects.get()
    assert (action.item, action.session_id) == (item.id, plan.session_id)


@pytest.mark.parametrize("is_shared", [True, False])
def test_what_was_taken_off_next_is_over_only_where_both_saw_it(
    plan: Plan, is_shared: bool
) -> None:
    following = wrapped_up(plan)
    if is_shared:
        operations.share(following, by=theo(), at=AFTER)
    operations.remove(following.items.get(prompt="Saying no"), by=theo(), at=LATER)
    reopen(plan, by=theo(), at=LATER)
    assert bool(open_topics()) is not is_shared


def test_it_stood_on_a_session_in_between_that_was_called_off(plan: Plan) -> None:
    between = wrapped_up(plan)
    operations.share(between, by=theo(), at=AFTER)
    when = Appointment(NEXT.starts_at + timedelta(days=3), "UTC")
    late = prepare.schedule(plan.session.pair, when, by=theo(), at=LATER)
    topic(Plan.objects.get(session=late), "Another", by=theo())  # it is begun: none takes its place
    leave.cancel(between.session, by=theo(), at=LATER)
    reopen(plan, by=theo(), at=LATER)
    item = AgendaItem.objects.get(prompt="Saying no", carried_to=None)
    assert item.plan_id == plan.id
    assert item.carried_from is not None
    assert item.carried_from.plan_id == between.id
    assert AgendaItem.objects.filter(thread=item.thread).count() == 2


def test_hopes_and_challenges_keep_what_was_said_of_them(plan: Plan) -> None:
    answer(plan, "hopes", "- One page\n- Pair with Ana", by=theo())
    answer(plan, "challenges", "- The migration", by=theo())
    wrapped_up(plan)
    settle_hope(Hope.objects.get(text="Pair with Ana").id, "partly", by=theo(), at=LATER)
    before = set(Hope.objects.values_list("id", flat=True))
    again = reopen(plan, by=rosa(), at=LATER)
    answer(again, "hopes", "- Sleep\n- One page\n- Pair with Ana", by=theo())
    wrap_up(again, {}, by=theo(), at=LATER)
    said = list(Hope.objects.values_list("text", "outcome"))
    assert said == [("Sleep", ""), ("One page", ""), ("Pair with Ana", "partly")]
    assert before < set(Hope.objects.values_list("id", flat=True))
    assert [one.text for one in Challenge.objects.all()] == ["The migration"]


def test_the_version_goes_and_the_next_wrap_up_takes_another(plan: Plan) -> None:
    wrapped_up(plan)
    kept = PlanVersion.objects.filter(plan=plan, name="wrapped_up")
    assert kept.exists()
    again = reopen(plan, by=rosa(), at=LATER)
    assert not kept.exists()
    wrap_up(again, {}, by=theo(), at=LATER)
    assert kept.get().kept_at == LATER


def test_one_that_was_held_elsewhere_began_when_it_was_to_begin() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    wrap_up(plan, {}, by=theo(), at=AFTER)
    again = reopen(plan, by=theo(), at=LATER)
    assert again.session.started_at == plan.session.starts_at


def test_it_stays_wrapped_up_once_another_has_begun_or_a_week_has_passed(plan: Plan) -> None:
    following = wrapped_up(plan)
    with pytest.raises(StaysWrappedUp):
        reopen(plan, by=theo(), at=AFTER + timedelta(days=8))
    hold.start(following.session, by=theo(), at=LATER)
    with pytest.raises(StaysWrappedUp):
        reopen(plan, by=theo(), at=LATER)
    with pytest.raises(StaysWrappedUp):
        reopen(following, by=theo(), at=LATER)
    assert MentoringSession.objects.get(id=plan.session_id).state == "held"


def test_nobody_else_takes_it_up(plan: Plan) -> None:
    wrapped_up(plan)
    with pytest.raises(NotFound):
        reopen(plan, by=olga(), at=LATER)
    assert Plan.objects.get(id=plan.id).state == "held"


def test_a_topic_that_leads_back_to_itself_stays_where_it_is(plan: Plan) -> None:
    """No operation does this; should it be so, taking up again comes to an end."""
    following = wrapped_up(plan)
    here, there = plan.items.get(prompt="Saying no"), following.items.get(prompt="Saying no")
    AgendaItem.objects.filter(id=here.id).update(carried_from=there)
    reopen(plan, by=theo(), at=LATER)
    assert set(AgendaItem.objects.filter(thread=here.thread)) == {here, there}
