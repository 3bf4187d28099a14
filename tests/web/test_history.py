"""The diary: what was, as one of the two may read it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.operations import Promise, add_action, complete
from romanesco.goals.models import Goal
from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.challenges import settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.version_models import PlanVersion
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
START = timedelta(days=3, hours=4)


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def held(pair: Pair, *, weeks: int = 0) -> Plan:
    at = MONDAY + timedelta(days=7 * weeks)
    plan = a_plan(pair, at=at)
    answer(plan, "hopes", f"- finish the queue\n- sleep {weeks}", by=theo())
    operations.write_line(plan, f"Mine {weeks}", by=theo(), at=at)
    operations.write_line(plan, f"Hers {weeks}", by=rosa(), at=at)
    operations.write_note(plan, f"\n  Rosa was right {weeks}  \nMore of it", by=theo(), at=at)
    promise = Promise(f"Send the talk {weeks}", owner="mentor")
    add_action(pair, promise, by=theo(), at=at, session=plan.session)
    wrap_up(hold.start(plan.session, by=theo(), at=at + START), {}, by=theo(), at=at + START)
    return plan


def diary(person: Person, pair: Pair, page: int = 1) -> str:
    with time_machine.travel(MONDAY + timedelta(days=20), tick=False):
        told = visit_as(person).get(f"/pairs/{pair.id}/history?page={page}")
    assert told.status_code == 200
    return text_of(told)


def test_it_reads_like_a_diary(pair: Pair) -> None:
    plan = held(pair)
    queue, _ = plan.hopes.all()
    settle_hope(queue.id, "done", by=theo(), at=MONDAY + START)
    complete(pair.actions.get().id, is_done=True, by=rosa(), at=MONDAY + timedelta(days=8))
    Goal.objects.create(
        pair=pair, text="Speak up", made_by=theo(), made_at=MONDAY, changed_at=MONDAY,
        reached_at=MONDAY + timedelta(days=5),
    )  # fmt: skip
    plan_ahead = a_plan(pair, at=MONDAY + timedelta(days=7))
    leave.cancel(plan_ahead.session, by=rosa(), at=MONDAY + timedelta(days=8), reason="Ill")
    told = diary(theo(), pair)
    assert "December 2026 3 December Called off · “Ill” · the plan November 2026" in told
    assert "28 November A goal was reached: Speak up Thursday, 26 November Session 1" in told
    assert "10:00 for you in São Paulo · 14:00 for Rosa in Amsterdam" in told
    assert "Top of mind, you Mine 0 Top of mind, Rosa Hers 0" in told
    assert "You hoped to finish the queue done sleep 0 Promised Send the talk 0" in told
    assert "Rosa · done on 1 December Your note, yours alone Rosa was right 0" in told
    assert "As it was when shared As it was wrapped up" in told
    assert "More of it" not in told


def test_it_tells_what_was_talked_about_and_what_became_of_what_was_seen_coming(
    pair: Pair,
) -> None:
    plan = a_plan(pair)
    said, kept = (topic(plan, text, by=theo()) for text in ("Saying no", "The books"))
    plan.items.filter(purpose="check_in").update(purpose="road_ahead", prompt="And then?")
    plan.items.filter(purpose="not_well").update(purpose="support", prompt="Who helps?")
    answer(plan, "road_ahead", "a talk", by=theo())
    answer(plan, "went_well", "usual", by=theo())
    answer(plan, "challenges", "- The move\n- The audit", by=theo())
    live = hold.start(plan.session, by=theo(), at=MONDAY + START)
    wrap_up(live, {said.id: "discussed"}, by=theo(), at=MONDAY + START)
    settle_challenge(plan.challenges.get(text="The move").id, "met", by=theo(), at=MONDAY + START)
    told = diary(rosa(), pair)
    assert "Talked about Saying no Questions And then? Theo saw coming The move met it" in told
    assert kept.prompt not in told
    draft = a_plan(pair, at=MONDAY + timedelta(days=7))
    quiet = topic(draft, "Crocodile", by=theo())
    AgendaItem.objects.filter(id=quiet.id).update(discussed_at=MONDAY)
    leave.cancel(draft.session, by=theo(), at=MONDAY + timedelta(days=7))
    assert "Crocodile" not in diary(rosa(), pair)
    PlanVersion.objects.all().delete()
    assert "Questions And then? Who helps? Theo saw" in diary(rosa(), pair)


def test_a_note_is_its_authors_alone(pair: Pair) -> None:
    held(pair)
    told = diary(rosa(), pair)
    assert "Rosa was right" not in told
    assert "Top of mind, you Hers 0 Top of mind, Theo Mine 0 Theo hoped to finish" in told


def test_a_draft_that_was_called_off_stays_its_preparers(pair: Pair) -> None:
    plan = a_plan(pair)
    answer(plan, "check_in", "krokodil", by=theo())
    operations.write_line(plan, "alligator", by=theo(), at=MONDAY)
    operations.write_note(plan, "caiman", by=theo(), at=MONDAY)
    leave.cancel(plan.session, by=theo(), at=MONDAY)
    assert "Called off · the plan · caiman (yours alone)" in diary(theo(), pair)
    hers = diary(rosa(), pair)
    assert "Called off" in hers
    for word in ("krokodil", "alligator", "caiman", "the plan"):
        assert word not in hers


def test_a_full_page_takes_as_many_queries_as_one_session(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("romanesco.web.history.A_PAGE", 8)
    client, path = visit_as(theo()), f"/pairs/{pair.id}/history"
    counts = []
    for weeks in (range(1), range(1, 10)):
        for week in weeks:
            held(pair, weeks=week)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 16
    for week in range(0, 10, 3):
        Goal.objects.create(
            pair=pair, text=f"Goal {week}.", made_by=theo(), made_at=MONDAY, changed_at=MONDAY,
            reached_at=MONDAY + timedelta(days=7 * week),
        )  # fmt: skip
    pages = diary(theo(), pair) + diary(theo(), pair, page=2)
    for week in range(0, 10, 3):
        assert pages.count(f"Goal {week}.") == 1
    assert pages.count("Your note, yours alone") == 10


def test_an_outsider_gets_the_same_404_as_for_nothing(pair: Pair) -> None:
    held(pair)
    nothing = text_of(visit_as(olga()).get(f"/pairs/{uuid4()}/history"))
    told = visit_as(olga()).get(f"/pairs/{pair.id}/history")
    assert (told.status_code, text_of(told)) == (404, nothing)
