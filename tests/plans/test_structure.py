"""Another structure for a plan, templates of one's own, and what plans begin with."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from romanesco.actions.operations import Promise
from romanesco.base.errors import NotFound
from romanesco.journey import another_structure, hold
from romanesco.journey.promise import add_promise
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairIsOver
from romanesco.people.models import Person
from romanesco.plans import document, operations, structure, templates
from romanesco.plans.begun import is_begun
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Plan
from romanesco.plans.projection import hopes_in
from romanesco.plans.queries import agenda_of
from romanesco.plans.shipped import KEYS, shipped
from romanesco.plans.template import Question
from romanesco.plans.template_models import Template
from romanesco.ydocs import store
from tests.cast import MONDAY, a_pair, a_plan, olga, signed
from tests.journey.stories import answer, prompts, topic, words_of

OURS = [Question("check_in", "How are you?"), Question("hopes", "One thing?")]


def take(plan: Plan, key: str, by: Person) -> Plan:
    another_structure.take_structure(plan, key, by=by, at=MONDAY)
    return Plan.objects.get(id=plan.id)


def test_what_is_written_stays_and_the_rest_gives_way(plan: Plan, theo: Person) -> None:
    answer(plan, "not_well", "The review took a week", by=theo)
    answer(plan, "hopes", "- One page", by=theo)
    topic(plan, "Saying no", "An hour a day", by=theo)
    asked = plan.items.get(purpose="challenges")
    operations.reword(asked, "What could bite?", by=theo, at=MONDAY)

    fresh = take(plan, "swot", theo)
    assert fresh.template == "swot"
    assert [words.split(":")[0].split("?")[0] for words in prompts(fresh)] == [
        "Personal check-in",
        "What are you looking at",
        "Strengths",
        "Weaknesses",
        "Opportunities",
        "Threats",
        "What do the four say together",
        "What are you hoping to accomplish in the coming week",  # with its words, as it was
        "What has not gone well in the last week",
        "What could bite",
        "Saying no",
    ]
    assert {"The review took a week", "One page", "An hour a day"} <= set(
        words_of(fresh).split("\n")
    )
    assert hopes_in(fresh) == ["One page"]

    back = take(fresh, "regular", theo)
    assert prompts(back)[:5] == [
        "Personal check-in",
        "What has gone well in the last week?",
        "What has not gone well in the last week?",
        "What are you hoping to accomplish in the coming week?",
        "What could bite?",
    ]
    assert prompts(back)[5:] == ["Saying no"]
    assert plan.items.count() == 12, "taken up again, not made anew"


def test_the_one_in_use_changes_no_order(plan: Plan, theo: Person) -> None:
    topic(plan, "Saying no", by=theo)
    operations.place(plan.items.get(prompt="Saying no"), 2, by=theo, at=MONDAY)
    before = prompts(plan)
    assert before[1] == "Saying no"
    operations.remove(plan.items.get(purpose="not_well"), by=theo, at=MONDAY)
    assert prompts(take(plan, "regular", theo)) == before, "and what was taken off is back"
    plan.items.get(purpose="went_well").delete()  # as where the template got a new question
    assert prompts(take(plan, "regular", theo)) == [
        before[0],
        "What has gone well in the last week?",
        *before[1:2],
        *before[3:],
    ]


def test_each_new_question_can_be_written_under_at_once(plan: Plan, theo: Person) -> None:
    fresh = take(plan, "grow", theo)
    planted = document.bodies(store.load(fresh.document_id))
    assert {str(item.id) for item in fresh.items.filter(removed_at=None)} <= set(planted)
    answer(fresh, "grow_goal", "Speak at the meetup", by=theo)
    assert "Speak at the meetup" in words_of(fresh)


def test_a_question_with_a_promise_beneath_it_stays(plan: Plan, theo: Person) -> None:
    operations.share(plan, by=theo, at=MONDAY)
    fresh = Plan.objects.get(id=plan.id)
    live = hold.start(fresh.session, by=theo, at=MONDAY + timedelta(days=3, hours=4))
    asked = live.items.get(purpose="went_well")
    add_promise(live, Promise("Call her", "mentor", None, asked.id), by=theo, at=MONDAY)
    operations.focus(live.items.get(purpose="not_well"), is_focus=True, by=theo, at=MONDAY)
    after = take(live, "swot", theo)
    assert asked.prompt in prompts(after)
    assert after.focus is None


def test_only_who_may_write_the_plan_takes_another(plan: Plan, rosa: Person, theo: Person) -> None:
    for stranger in (rosa, olga()):
        with pytest.raises(NotFound):
            take(plan, "swot", stranger)
    own = templates.keep("Mine", OURS, of=rosa, by=rosa, at=MONDAY)
    for key in (str(own.id), "no_such", ""):
        with pytest.raises(NotFound):
            take(plan, key, theo)
    assert prompts(take(plan, "regular", theo))[0] == "Personal check-in"


def test_a_structure_is_kept_without_a_word_of_what_was_said(
    plan: Plan, pair: Pair, rosa: Person, theo: Person
) -> None:
    answer(plan, "check_in", "My secret", by=theo)
    topic(plan, "A topic of mine", by=theo)
    operations.remove(plan.items.get(purpose="challenges"), by=theo, at=MONDAY)
    with pytest.raises(NotFound):
        templates.keep_structure(plan, "Theirs", of=pair, by=rosa, at=MONDAY)
    ours = templates.keep_structure(plan, "Ours", of=pair, by=theo, at=MONDAY)
    assert [one.purpose for one in templates.asked(ours)] == [
        "check_in",
        "went_well",
        "not_well",
        "hopes",
    ]
    assert "secret" not in templates.as_file(ours)
    mine = templates.keep_structure(plan, "Mine", of=theo, by=theo, at=MONDAY)
    assert templates.templates_for(theo, pair) == [ours, mine]
    assert templates.templates_for(rosa, pair) == [ours]
    for stranger in (rosa, olga()):
        with pytest.raises(NotFound):
            templates.template_for(stranger, mine.id)
        with pytest.raises(NotFound):
            templates.delete(mine, by=stranger, at=MONDAY)
    other = signed(a_pair(olga(), theo))
    with pytest.raises(NotFound):
        templates.keep_structure(plan, "Elsewhere", of=other, by=theo, at=MONDAY)


def test_both_change_what_is_the_pairs_and_nobody_else(
    pair: Pair, rosa: Person, theo: Person
) -> None:
    ours = templates.keep("Ours", OURS, of=pair, by=theo, at=MONDAY)
    templates.change(ours, "Our hour", OURS[:1], by=rosa, at=MONDAY)
    assert Template.objects.get().name == "Our hour"
    with pytest.raises(NotFound):
        templates.keep("Theirs", OURS, of=pair, by=olga(), at=MONDAY)
    with pytest.raises(NotFound):
        templates.keep("His", OURS, of=theo, by=rosa, at=MONDAY)
    with pytest.raises(NotFound):
        templates.change(ours, "Hers", OURS, by=olga(), at=MONDAY)
    with pytest.raises(NotFound):
        templates.begin_plans_with(ours, is_chosen=True, by=olga(), at=MONDAY)
    mine = templates.keep("Mine", OURS, of=theo, by=theo, at=MONDAY)
    with pytest.raises(templates.NotOfAPair):
        templates.begin_plans_with(mine, is_chosen=True, by=theo, at=MONDAY)
    Pair.objects.filter(id=pair.id).update(state="closed")
    with pytest.raises(PairIsOver):
        templates.delete(ours, by=theo, at=MONDAY)


def test_plans_begin_with_what_the_pair_has_chosen(plan: Plan, pair: Pair, theo: Person) -> None:
    """Plans ahead that nobody has begun follow; what was begun stays as it is."""
    begun = a_plan(pair, days=10)
    answer(begun, "hopes", "Mine", by=theo)
    ours = templates.keep("Ours", OURS, of=pair, by=theo, at=MONDAY)
    templates.begin_plans_with(ours, is_chosen=True, by=theo, at=MONDAY)
    assert prompts(plan) == ["How are you?", "One thing?"]
    assert not is_begun(Plan.objects.get(id=plan.id))
    assert len(prompts(begun)) == 5
    later = a_plan(pair, days=17)
    assert (prompts(later), later.template) == (prompts(plan), str(ours.id))

    templates.change(ours, "Ours", OURS[1:], by=theo, at=MONDAY)
    assert prompts(plan) == prompts(later) == ["One thing?"]
    another = templates.keep("Another", OURS[:1], of=pair, by=theo, at=MONDAY)
    templates.begin_plans_with(another, is_chosen=True, by=theo, at=MONDAY)
    assert prompts(plan) == ["How are you?"]
    templates.delete(another, by=theo, at=MONDAY)
    assert prompts(plan)[0] == "Personal check-in"
    assert Plan.objects.get(id=plan.id).template == "regular"
    assert structure.beginning_of(pair, "weekly").key == "regular"


def test_questions_follow_the_rhythm_unless_somebody_wrote(
    plan: Plan, pair: Pair, theo: Person
) -> None:
    answer(plan, "went_well", "The review", by=theo)
    operations.reword(plan.items.get(purpose="hopes"), "One thing this week?", by=theo, at=MONDAY)
    signed(pair, cadence="monthly")
    assert prompts(plan) == [
        "Personal check-in",
        "What has gone well in the last week?",
        "What has not gone well since we last met?",
        "One thing this week?",
        "What challenges do you anticipate?",
    ]
    ours = templates.keep("Ours", OURS, of=pair, by=theo, at=MONDAY)
    made = a_plan(pair, days=9)
    structure.word_to_rhythm(made, "weekly")
    templates.begin_plans_with(ours, is_chosen=True, by=theo, at=MONDAY)
    assert prompts(made) == ["How are you?", "One thing?"], "made in another rhythm, not begun"


def test_a_file_brings_a_template_along(pair: Pair, rosa: Person, theo: Person) -> None:
    ours = templates.keep("Ours", OURS, of=pair, by=theo, at=MONDAY)
    copy = templates.read_in(templates.as_file(ours).encode(), of=rosa, by=rosa, at=MONDAY)
    assert (copy.name, templates.asked(copy)) == ("Ours", OURS)
    for number in range(templates.MOST - 1):
        templates.keep(f"{number}", OURS, of=rosa, by=rosa, at=MONDAY)
    with pytest.raises(templates.TooManyTemplates):
        templates.keep("One more", OURS, of=rosa, by=rosa, at=MONDAY)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["take", "take", "write", "reword", "skip", "remove", "topic"]),
            st.integers(0, 30),
        ),
        max_size=12,
    )
)
def test_whatever_structures_it_has_had_nothing_written_is_lost(
    pair: Pair, deeds: list[tuple[str, int]]
) -> None:
    pair.sessions.all().delete()  # of the example before
    plan, theo = a_plan(pair), pair.mentee
    words: dict[UUID, str] = {}
    own: dict[UUID, str] = {}
    for number, (deed, chosen) in enumerate(deeds):
        items = list(agenda_of(plan))
        item = items[chosen % len(items)]
        if deed == "take":
            key = KEYS[chosen % len(KEYS)]
            take(plan, key, theo)
            now = [one.purpose for one in agenda_of(plan) if one.purpose]
            asked = [one.purpose for one in shipped("weekly")[chosen % len(KEYS)].questions]
            assert now[: len(asked)] == asked
            assert len(set(now)) == len(now), "nothing is asked twice"
        elif deed == "write":
            words[item.id] = f"written {number}"
            operations.replace_body(item, markdown_to_body(words[item.id]), by=theo, at=MONDAY)
        elif deed == "reword":
            own[item.id] = f"worded {number}"
            operations.reword(item, own[item.id], by=theo, at=MONDAY)
        elif deed == "skip":
            operations.skip(item, is_skipped=True, by=theo, at=MONDAY)
        elif deed == "remove" and len(items) > 1:
            operations.remove(item, by=theo, at=MONDAY)
            words.pop(item.id, None)
            own.pop(item.id, None)
        elif deed == "topic":
            own[topic(plan, f"topic {number}", by=theo).id] = f"topic {number}"
        standing = {one.id: one.prompt for one in agenda_of(plan)}
        assert words.keys() | own.keys() <= standing.keys()
        assert {id_: standing[id_] for id_ in own} == own
        assert set(words.values()) <= set(words_of(plan).split("\n"))
