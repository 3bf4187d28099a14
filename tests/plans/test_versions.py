"""As it was when shared, as it was wrapped up: kept at that moment, and never before it."""

import json
import zlib
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given

from romanesco.actions.operations import Promise
from romanesco.agreements import operations as agreements
from romanesco.base.errors import NotFound
from romanesco.journey import begin, hold
from romanesco.journey.promise import add_promise
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations, versions
from romanesco.plans.body import Body, plain_text
from romanesco.plans.models import Plan
from romanesco.plans.version_models import PlanVersion
from romanesco.plans.versions_packed import (
    KeptHope,
    KeptItem,
    KeptPromise,
    Version,
    packed,
    unpacked,
)
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import answer, topic
from tests.plans.bodies import BODIES

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(days=3, hours=4)


def again(plan: Plan) -> Plan:
    return Plan.objects.select_related("session__pair").get(id=plan.id)


def kept(plan: Plan) -> list[str]:
    return [str(one.name) for one in versions.versions_of(plan.id)]


def words(plan: Plan, name: str) -> dict[str, str]:
    """What stood beneath each prompt that had words."""
    found = versions.version_of(plan, name).items
    return {item.prompt: text for item in found if (text := plain_text(item.body))}


def held(plan: Plan, *, by: Person) -> Plan:
    hold.start(plan.session, by=by, at=START)
    wrap_up(again(plan), {}, by=by, at=START + timedelta(hours=1))
    return again(plan)


def test_a_draft_has_none(plan: Plan, theo: Person) -> None:
    answer(plan, "check_in", "Only mine", by=theo)
    assert kept(plan) == []
    with pytest.raises(NotFound):
        versions.version_of(plan, "shared")


def test_what_changes_later_leaves_it_as_it_was(plan: Plan, theo: Person, rosa: Person) -> None:
    answer(plan, "check_in", "Tired, and glad", by=theo)
    operations.share(plan, by=theo, at=MONDAY)
    answer(plan, "check_in", "Rested", by=rosa)
    topic(plan, "Saying no", "An hour a day", by=rosa)
    (check_in,) = words(plan, "shared")
    assert words(plan, "shared") == {check_in: "Tired, and glad"}

    plan = held(plan, by=theo)
    assert kept(plan) == ["shared", "wrapped_up"]
    assert words(plan, "shared") == {check_in: "Tired, and glad"}
    assert words(plan, "wrapped_up") == {check_in: "Rested", "Saying no": "An hour a day"}


def test_the_agreed_moment_keeps_one_too(plan: Plan, theo: Person) -> None:
    answer(plan, "check_in", "Tired", by=theo)
    operations.share_due(at=START)
    assert list(words(plan, "shared").values()) == ["Tired"]
    assert versions.version_of(plan, "shared").kept_at == START


def test_it_is_the_whole_agenda(plan: Plan, theo: Person, rosa: Person) -> None:
    first, second, third = plan.items.all()[:3]
    answer(plan, "went_well", "The **retry** queue", by=theo)
    operations.skip(first, is_skipped=True, by=theo, at=MONDAY)
    operations.remove(third, by=theo, at=MONDAY)
    mine = topic(plan, "Saying no", by=theo)
    operations.place(mine, 1, by=theo, at=MONDAY)
    operations.write_line(plan, "Too slow?", by=theo, at=MONDAY)
    operations.write_line(plan, "Steer less", by=rosa, at=MONDAY)
    operations.share(plan, by=theo, at=MONDAY)
    hold.start(again(plan).session, by=rosa, at=START)
    operations.discuss(mine, is_discussed=True, by=rosa, at=START)
    add_promise(again(plan), Promise("Cut it", "mentee", item=mine.id), by=rosa, at=START)
    wrap_up(again(plan), {}, by=rosa, at=START + timedelta(hours=1))

    found = versions.version_of(plan, "wrapped_up")
    assert [item.prompt for item in found.items][:3] == ["Saying no", first.prompt, second.prompt]
    assert third.id not in [item.id for item in found.items]
    assert (found.items[0].author, found.items[0].discussed) == ("mentee", True)
    assert (found.items[1].skipped, found.items[1].body) == (True, [])
    assert found.items[2].body[0]["content"][1]["marks"] == [{"type": "strong"}]
    assert found.lines == {"mentee": "Too slow?", "mentor": "Steer less"}
    assert found.promises == [KeptPromise("Cut it", "mentee", item=mine.id)]
    assert (found.session_number, found.told_at, found.minutes) == (1, START, 45)


def test_where_both_saw_it_grow_it_is_kept_as_the_session_begins(pair: Pair) -> None:
    cast.signed(pair, share_when="together")
    plan = cast.a_plan(pair)
    answer(plan, "check_in", "Together", by=pair.mentor)
    operations.write_line(plan, "Too slow?", by=pair.mentee, at=MONDAY)
    assert kept(plan) == []
    hold.start(plan.session, by=pair.mentor, at=START)
    found = versions.version_of(plan, "shared")
    assert (list(words(plan, "shared").values()), found.kept_at) == (["Together"], START)
    assert found.lines == {"mentee": "Too slow?"}


def test_a_draft_that_nobody_shared_is_kept_as_the_session_opened_it(
    plan: Plan, theo: Person
) -> None:
    answer(plan, "check_in", "Unshared", by=theo)
    hold.start(plan.session, by=theo, at=START)
    assert list(words(plan, "shared").values()) == ["Unshared"]


def test_it_goes_with_the_sharing_and_comes_with_the_next(plan: Plan, theo: Person) -> None:
    answer(plan, "check_in", "Too much said", by=theo)
    operations.share(plan, by=theo, at=MONDAY)
    operations.withdraw_sharing(again(plan), by=theo, at=MONDAY)
    assert kept(plan) == []
    answer(plan, "check_in", "Enough said", by=theo)
    operations.share(again(plan), by=theo, at=START)
    assert list(words(plan, "shared").values()) == ["Enough said"]


def test_it_is_stored_with_its_operation_or_not_at_all(plan: Plan, theo: Person) -> None:
    with transaction.atomic():
        operations.share(plan, by=theo, at=MONDAY)
        assert kept(plan) == ["shared"]
        transaction.set_rollback(True)
    assert kept(plan) == []


def test_nothing_of_what_is_one_persons_own_is_in_it(plan: Plan, theo: Person) -> None:
    answer(plan, "check_in", "Typed and taken back", by=theo)
    answer(plan, "check_in", "Said", by=theo)
    answer(plan, "challenges", "Left out", by=theo)
    operations.skip(plan.items.get(purpose="challenges"), is_skipped=True, by=theo, at=MONDAY)
    operations.write_note(plan, "For myself", by=theo, at=MONDAY)
    held(plan, by=theo)
    for name in ("shared", "wrapped_up"):
        told = repr(versions.version_of(plan, name))
        assert "Said" in told
        assert not any(each in told for each in ("taken back", "Left out", "For myself"))


def test_a_pair_that_wants_none_keeps_none(pair: Pair, plan: Plan, theo: Person) -> None:
    cast.signed(pair, keeps_versions=False)
    assert kept(held(plan, by=theo)) == []


def test_what_was_kept_is_gone_once_both_have_signed(pair: Pair, plan: Plan, theo: Person) -> None:
    held(plan, by=theo)
    proposal = agreements.propose(pair, {"keeps_versions": False}, by=theo, at=START)
    assert kept(plan) == ["shared", "wrapped_up"]  # one of the two decides nothing
    begin.sign_agreement(proposal, by=pair.mentor, at=START)
    assert not PlanVersion.objects.exists()
    cast.signed(pair, keeps_versions=True)
    assert kept(plan) == []


def test_an_ordinary_one_takes_less_than_three_kilobytes(plan: Plan, theo: Person) -> None:
    """Seven texts of some 500 characters each, none of which repeats another."""
    for number, item in enumerate(plan.items.all()):
        lines = "\n".join(f"- {_unlike(number * 10 + line)}" for line in range(6))
        answer(plan, item.purpose, lines, by=theo)
    for number in (5, 6):
        topic(plan, _unlike(number), " ".join(map(_unlike, range(70, 76))), by=theo)
    operations.share(plan, by=theo, at=MONDAY)
    row = PlanVersion.objects.get()
    assert sum(map(len, words(plan, "shared").values())) > 3000
    assert len(bytes(row.content)) < 3000


def _unlike(number: int) -> str:
    """Eighty characters of chance, which compress worse than prose does."""
    chance = Random(number)
    return "".join(chance.choices("etaoinshrdlucm  ", k=80)).strip()


@given(body=BODIES)
def test_any_text_is_the_same_when_it_is_read_again(body: Body) -> None:
    item = KeptItem(
        id=UUID(int=7), kind="topic", prompt="“Saying no”", first_raised_at=MONDAY, body=body
    )
    hopes = [KeptHope("finish the queue", "partly"), KeptHope("“sleep”")]
    one = Version("shared", MONDAY, 1, START, 45, [item], {}, [], hopes, hopes[1:])
    assert unpacked("shared", MONDAY, packed(one)) == one


def test_what_was_kept_in_the_first_form_stays_readable() -> None:
    """It knew of no hopes."""
    first = {
        "form": 1, "session_number": 3, "told_at": START.isoformat(), "minutes": 45,
        "items": [{"id": str(UUID(int=7)), "kind": "topic", "prompt": "Saying no",
                   "first_raised_at": MONDAY.isoformat()}],
        "lines": {"mentee": "Too slow?"}, "promises": [],
    }  # fmt: skip
    found = unpacked("shared", MONDAY, zlib.compress(json.dumps(first).encode()))
    item = KeptItem(UUID(int=7), "topic", "Saying no", MONDAY)
    assert found == Version("shared", MONDAY, 3, START, 45, [item], {"mentee": "Too slow?"}, [])
