"""Sessions that the two agreed not to keep: gone from every table and from the files."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise
from romanesco.journey import hold, leave
from romanesco.journey.promise import add_promise
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import Challenge, CheckIn, Plan
from romanesco.sessions.models import MentoringSession
from romanesco.takeout.retention import delete_old, kept_since
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import answer, prompts, topic, words_of
from tests.plans.everywhere import tables_with
from tests.takeout.test_erasing import _in_files

OLD = [
    "Krokodil", "Wombat note", "Own line: Lemur", "Hoped: Marmot", "Send: Ocelot", "Said: Panther",
]  # fmt: skip
LATER = MONDAY + timedelta(days=75)


@pytest.fixture
def pair(db: None) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo()), keeps_months=2)


def held(pair: Pair, at: datetime, *, words: str = "", talked: tuple[str, ...] = ()) -> Plan:
    """A session prepared, shared and wrapped up three days after `at`."""
    plan, theo = cast.a_plan(pair, at=at), pair.mentee
    if words:
        answer(plan, "check_in", words, by=theo)
    if plan.shared_at is None:
        operations.share(plan, by=theo, at=at)
    began = at + timedelta(days=3)
    plan = hold.start(plan.session, by=theo, at=began)
    items = plan.items.filter(prompt__in=talked)
    wrap_up(plan, {item.pk: "discussed" for item in items}, by=theo, at=began)
    return Plan.objects.get(id=plan.pk)


def a_past(pair: Pair) -> Plan:
    """A session long ago, with something in every corner; a topic of it went on."""
    theo, rosa = pair.mentee, pair.mentor
    plan = cast.a_plan(pair)
    answer(plan, "check_in", "Krokodil", by=theo)
    answer(plan, "hopes", "Hoped: Marmot", by=theo)
    operations.write_line(plan, "Own line: Lemur", by=theo, at=MONDAY)
    operations.write_note(plan, "Wombat note", by=rosa, at=MONDAY)
    operations.share(plan, by=theo, at=MONDAY)
    topic(Plan.objects.get(id=plan.pk), "Said: Panther", "x", by=rosa)
    topic(Plan.objects.get(id=plan.pk), "Goes on", "Its words", by=rosa)
    CheckIn.objects.create(plan=plan, person=theo, weather=2, chosen_at=MONDAY)
    began = MONDAY + timedelta(days=3)
    plan = hold.start(plan.session, by=theo, at=began)
    for text in ("Send: Ocelot", "Still open"):
        add_promise(plan, Promise(text, "mentee", date(2026, 12, 1)), by=theo, at=began)
    ActionItem.objects.filter(text="Send: Ocelot").update(done_at=began)
    wrap_up(plan, {plan.items.get(prompt="Said: Panther").pk: "discussed"}, by=theo, at=began)
    Challenge.objects.get_or_create(pair=pair, plan=plan, line=0, defaults={"text": "Old worry"})
    return Plan.objects.get(id=plan.pk)


@pytest.mark.django_db
def test_what_is_old_is_in_no_table_and_what_is_open_stays(pair: Pair) -> None:
    past = a_past(pair)
    young = held(pair, MONDAY + timedelta(days=60), words="Young: Narwhal")
    waiting = cast.a_plan(pair, at=MONDAY + timedelta(days=70))
    assert [words for words in OLD if not tables_with(words)] == []
    thread = past.items.get(prompt="Goes on").thread
    assert delete_old(at=MONDAY + timedelta(days=30)) == 0
    assert delete_old(at=LATER) == 1
    assert {words: tables_with(words) for words in OLD if tables_with(words)} == {}
    assert not tables_with("Old worry")
    assert not MentoringSession.objects.filter(id=past.session_id).exists()
    assert "Young: Narwhal" in words_of(young)
    still = ActionItem.objects.get(text="Still open")
    assert (still.session, still.item) == (None, None)
    carried = waiting.items.get(prompt="Goes on")
    assert (carried.thread, carried.first_raised_at) == (
        thread,
        MONDAY + timedelta(days=3, hours=4),
    )
    assert carried.times_raised >= 2
    assert "Its words" in words_of(waiting)
    assert delete_old(at=LATER) == 0


@pytest.mark.django_db
def test_a_thread_through_a_deleted_plan_is_joined_and_nothing_waits_anew(pair: Pair) -> None:
    """The middle of three ended first, whatever the order of their dates."""
    theo = pair.mentee
    first = cast.a_plan(pair)
    topic(first, "Goes on", "Its words", by=theo)
    first = held_now(first, theo, MONDAY + timedelta(days=3))
    second = held_now(
        cast.a_plan(pair, at=MONDAY + timedelta(days=4)), theo, MONDAY + timedelta(days=7)
    )
    third = cast.a_plan(pair, at=MONDAY + timedelta(days=8))
    early = MONDAY - timedelta(days=30)
    MentoringSession.objects.filter(id=second.session_id).update(ended_at=early)
    assert delete_old(at=MONDAY + timedelta(days=60)) == 1
    one, other = (plan.items.get(prompt="Goes on") for plan in (first, third))
    assert other.carried_from == one
    assert one.thread == other.thread
    assert prompts(third).count("Goes on") == 1


def held_now(plan: Plan, theo: Person, at: datetime) -> Plan:
    plan = hold.start(plan.session, by=theo, at=at)
    wrap_up(plan, {}, by=theo, at=at)
    return Plan.objects.get(id=plan.pk)


@pytest.mark.django_db
def test_a_session_of_which_a_topic_waits_is_kept_until_it_has_gone_on(pair: Pair) -> None:
    theo = pair.mentee
    plan = cast.a_plan(pair)
    topic(plan, "Waits", "Its words", by=theo)
    held_now(plan, theo, MONDAY + timedelta(days=3))
    assert delete_old(at=LATER) == 0
    following = cast.a_plan(pair, at=LATER)
    assert "Waits" in prompts(following)
    assert delete_old(at=LATER) == 1
    assert "Its words" in words_of(following)


@pytest.mark.django_db
def test_in_a_closed_pair_nothing_waits_any_more(pair: Pair) -> None:
    plan = cast.a_plan(pair)
    topic(plan, "Waits", "Its words", by=pair.mentee)
    held_now(plan, pair.mentee, MONDAY + timedelta(days=3))
    leave.close(pair, by=pair.mentee, at=MONDAY + timedelta(days=4))
    assert delete_old(at=LATER) == 1
    assert not tables_with("Its words")


@pytest.mark.django_db
def test_only_what_both_signed_counts_and_others_keep_all(pair: Pair) -> None:
    held(pair, MONDAY)
    others = cast.signed(cast.a_pair(cast.rosa(), cast.olga()))
    kept = held(others, MONDAY)
    cast.signed(pair, keeps_months=None)
    assert delete_old(at=LATER) == 0
    cast.signed(pair, keeps_months=2)
    assert delete_old(at=LATER) == 1
    assert Plan.objects.get() == kept


@pytest.mark.parametrize(
    ("at", "since"),
    [(date(2026, 3, 31), date(2026, 2, 28)), (date(2026, 1, 15), date(2025, 12, 15))],
)
def test_months_are_those_of_the_calendar(at: date, since: date) -> None:
    noon = datetime(at.year, at.month, at.day, 12, tzinfo=MONDAY.tzinfo)
    assert kept_since(1, at=noon).date() == since


@pytest.mark.django_db(transaction=True)
def test_the_files_hold_none_of_it_either() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps deleted rows until VACUUM")
    a_past(cast.signed(cast.a_pair(cast.rosa(), cast.theo()), keeps_months=2))
    cast.a_plan(Pair.objects.get(), at=MONDAY + timedelta(days=70))
    assert all(_in_files(words) for words in OLD)
    assert delete_old(at=LATER) == 1
    assert [words for words in OLD if _in_files(words)] == []
