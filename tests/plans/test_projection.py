"""Hopes are made of the document, and making them again changes nothing."""

import pytest

from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.hopes import settle_hope
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Hope, Plan
from romanesco.plans.projection import hopes_in, project_hopes
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY


def hoped(plan: Plan, text: str, by: Person) -> None:
    item = plan.items.get(purpose="hopes")
    operations.replace_body(item, markdown_to_body(text), by=by, at=AT)


def texts() -> list[str]:
    return [hope.text for hope in Hope.objects.all()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- one page\n- pair with **Ana**", ["one page", "pair with Ana"]),
        ("One page, not six.", ["One page, not six."]),
        ("First:\n\n1. a\n2. b\n\n- [x] c", ["First:", "a", "b", "c"]),
        ("", []),
    ],
)
def test_each_line_is_a_hope(text: str, lines: list[str], plan: Plan, theo: Person) -> None:
    hoped(plan, text, theo)
    assert hopes_in(plan) == lines
    project_hopes(plan)
    assert texts() == lines


def test_again_gives_the_same_rows_with_what_became_of_them(plan: Plan, theo: Person) -> None:
    hoped(plan, "- one\n- two\n- three", theo)
    first = project_hopes(plan)
    settle_hope(first[0].id, "done", by=theo, at=AT)
    before = list(Hope.objects.values())
    project_hopes(plan)
    assert list(Hope.objects.values()) == before
    hoped(plan, "- one\n- other", theo)
    project_hopes(plan)
    assert [(hope.text, hope.outcome) for hope in Hope.objects.all()] == [
        ("one", "done"),
        ("other", ""),
    ]


def test_a_skipped_question_holds_no_hopes(plan: Plan, theo: Person) -> None:
    hoped(plan, "- one", theo)
    item = plan.items.get(purpose="hopes")
    operations.skip(item, is_skipped=True, by=theo, at=AT)
    assert project_hopes(plan) == []


def test_there_are_at_most_twenty_of_a_line_each(plan: Plan, theo: Person) -> None:
    hoped(plan, "\n".join(f"- {number} {'x' * 600}" for number in range(25)), theo)
    project_hopes(plan)
    assert len(texts()) == 20
    assert all(len(text) == 500 for text in texts())
