"""A plan's Markdown, edited elsewhere while the plan went on here."""

import pytest

from romanesco.base import bus
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.access import PlanNotWritable
from romanesco.plans.models import Plan
from romanesco.takeout.bringing_back import Returned, bring_back
from romanesco.takeout.plan_reading import NotBroughtBack
from romanesco.takeout.plan_text import plan_as_markdown
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import answer, prompts, topic, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """Shared: both write in it."""
    plan = cast.a_plan(cast.signed(cast.a_pair(cast.rosa(), cast.theo())))
    answer(plan, "check_in", "First\n\nSecond\n\nThird", by=cast.theo())
    topic(plan, "Saying *no*", "- one\n- two", by=cast.theo())
    operations.write_line(plan, "Too slow?", by=cast.theo(), at=MONDAY)
    return operations.share(plan, by=cast.theo(), at=MONDAY)


def taken(plan: Plan) -> str:
    return plan_as_markdown(Plan.objects.get(id=plan.pk), cast.theo())


def back(plan: Plan, text: str, by: Person | None = None) -> Returned:
    return bring_back(Plan.objects.get(id=plan.pk), text, by=by or cast.theo(), at=MONDAY)


def test_brought_back_as_it_was_nothing_changes(plan: Plan) -> None:
    text = taken(plan)
    assert back(plan, text) == Returned()
    assert back(plan, text.replace("\n", "\r\n")) == Returned()
    assert taken(plan) == text


def test_what_was_changed_there_is_taken_and_what_was_changed_here_stays(plan: Plan) -> None:
    text = taken(plan)
    answer(plan, "check_in", "First\n\nSecond\n\nThird, as Rosa has it", by=cast.rosa())
    answer(plan, "hopes", "Written here meanwhile", by=cast.rosa())
    edited = text.replace("First", "First, *edited*").replace("- two", "- two\n- [ ] three")
    returned = back(plan, edited)
    assert returned.changed == ["Personal check-in", "Saying *no*"]
    assert returned.both == []
    words = words_of(plan)
    assert "First, edited\nSecond\nThird, as Rosa has it" in words
    assert "one\ntwo\nthree" in words
    assert "Written here meanwhile" in words


def test_where_both_changed_it_both_stand_there(plan: Plan) -> None:
    text = taken(plan)
    answer(plan, "check_in", "First\n\nSecond, Rosa\n\nThird", by=cast.rosa())
    edited = text.replace("Second", "Second, Theo")
    assert back(plan, edited).both == ["Personal check-in"]
    assert "First\nSecond, Rosa\nSecond, Theo\nThird" in words_of(plan)
    assert back(plan, edited) == Returned()  # once is enough


def test_nothing_is_deleted_that_was_changed_here(plan: Plan) -> None:
    text = taken(plan)
    answer(plan, "check_in", "First\n\nSecond, Rosa\n\nThird", by=cast.rosa())
    back(plan, text.replace("First\n\nSecond\n\nThird", "Third"))
    assert "Second, Rosa\nThird" in words_of(plan)
    assert "First" not in words_of(plan)  # nobody had touched that


def test_a_heading_that_is_new_there_is_a_topic(plan: Plan) -> None:
    new = "## 1\\. A *new* one\n\nWith words\n\n"
    edited = taken(plan).replace("## Top of mind", f"{new}## Top of mind")
    assert back(plan, edited).added == ["1. A new one"]
    assert prompts(plan)[-1] == "1. A new one"
    assert "With words" in words_of(plan)
    assert back(plan, edited) == Returned()  # not twice
    assert "Too slow?" not in words_of(plan)  # told along, never brought back


def test_a_heading_worded_anew_rewords_the_item(plan: Plan) -> None:
    text = taken(plan)
    edited = text.replace("Saying \\*no\\*", "Saying no, kindly")
    back(plan, edited)
    assert "Saying no, kindly" in prompts(plan)
    item = plan.items.get(prompt="Saying no, kindly")
    operations.reword(item, "Rosa words it", by=cast.rosa(), at=MONDAY)
    back(plan, text.replace("Saying \\*no\\*", "Again otherwise"))
    assert "Rosa words it" in prompts(plan)


def test_what_was_taken_off_here_comes_back_only_if_it_was_changed_there(plan: Plan) -> None:
    text = taken(plan)
    operations.remove(plan.items.get(prompt="Saying *no*"), by=cast.rosa(), at=MONDAY)
    assert back(plan, text).left_off == ["Saying *no*"]
    assert "Saying *no*" not in prompts(plan)
    assert back(plan, text.replace("- two", "- two\n- three")).added == ["Saying *no*"]


def test_an_item_that_is_missing_there_stays(plan: Plan) -> None:
    text = taken(plan)
    head, _, rest = text.partition("## Saying")
    assert back(plan, head + rest.partition("## ")[1] + rest.partition("## ")[2]) == Returned()
    assert "Saying *no*" in prompts(plan)


def test_open_rooms_hear_of_it(plan: Plan, django_capture_on_commit_callbacks: object) -> None:
    heard: list[object] = []
    end = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        back(plan, taken(plan).replace("First", "Otherwise"))
    end()
    document_id = Plan.objects.get(id=plan.pk).document_id
    told = [one for one in heard if isinstance(one, bus.DocumentUpdated)]
    assert [one.document_id for one in told] == [document_id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "", "Line 1: The lines are missing"),
        (lambda text: "# Only\n\nwords", "Line 1: The lines are missing"),
        (lambda text: text.split("items:")[0], "do not end"),
        (lambda text: text.replace("kind: romanesco-plan", "kind: recipe"), "Line 2"),
        (lambda text: text.replace("items:", "<script>"), "Line 5: This line above"),
        (lambda text: text.replace("## ", "### "), "no question or topic"),
        (lambda text: text + "## Long\n\n" + "x" * 70_000, "Up to 64 kB"),
        (lambda text: text + f"## {'x' * 400}\n", "Up to 300 characters"),
        (lambda text: text + "##\n\nwithout a heading\n", "Give the topic a few words"),
        (lambda text: text + "".join(f"## Topic {n}\n\n" for n in range(70)), "sixty items"),
        (lambda text: text + "x" * 500_001, "Up to 500,000"),
    ],
)
def test_what_cannot_be_brought_back_is_said_with_its_line(
    plan: Plan, change: object, said: str
) -> None:
    before = taken(plan)
    edited = change(before.replace("First", "Edited"))  # type: ignore[operator]
    with pytest.raises(NotBroughtBack, match=said):
        back(plan, edited)
    assert taken(plan) == before


def test_only_into_its_own_plan_and_only_by_who_may_write(plan: Plan) -> None:
    pair = Pair.objects.get()
    other = cast.a_plan(pair, days=10)
    with pytest.raises(NotBroughtBack, match="another plan"):
        back(other, taken(plan))
    Pair.objects.update(state="paused")
    with pytest.raises(PlanNotWritable):
        back(plan, taken(plan))
