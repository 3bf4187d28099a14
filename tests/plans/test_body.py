from typing import Any

import pytest
from hypothesis import given

from romanesco.plans.body import (
    Body,
    BodyRefused,
    characters,
    empty,
    is_empty,
    lines,
    plain_text,
    tidied,
    validate,
)
from tests.plans.bodies import BODIES


def text(words: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"marks": list(marks)} if marks else {})}


def paragraph(*content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


STRONG: dict[str, Any] = {"type": "strong"}


@given(BODIES)
def test_every_body_is_valid_and_in_its_normal_form(body: Body) -> None:
    assert validate(body) == body
    assert tidied(body) == body


def test_nothing_is_one_empty_paragraph() -> None:
    assert validate([]) == empty() == [{"type": "paragraph"}]
    assert is_empty(empty())
    assert is_empty([paragraph(text("  "), {"type": "hard_break"})])
    assert not is_empty([paragraph(text("x"))])


def test_neighbours_with_equal_marks_are_joined() -> None:
    body = [paragraph(text("a", STRONG), text("b", STRONG), text("c"), text(""), text("d"))]
    assert validate(body) == [paragraph(text("ab", STRONG), text("cd"))]


def test_what_is_hollow_is_filled_or_left_out() -> None:
    body: Body = [
        {"type": "bullet_list"},
        {"type": "tick_list", "content": [{"type": "tick_item"}]},
    ]
    tick = {"type": "tick_item", "attrs": {"checked": False}, "content": empty()}
    assert tidied(body) == [{"type": "tick_list", "content": [tick]}]


def test_control_characters_are_left_out() -> None:
    assert validate([paragraph(text("a\0b\x1b[31mc\n\td"))]) == [paragraph(text("ab[31mc\n\td"))]


def test_words_and_lines() -> None:
    body: Body = [
        paragraph(text("One "), text("line", STRONG), {"type": "hard_break"}, text("and one")),
        {
            "type": "bullet_list",
            "content": [
                {"type": "list_item", "content": [paragraph(text("a"))]},
                {"type": "list_item", "content": [paragraph(), paragraph(text("b"))]},
            ],
        },
        {"type": "code_block", "content": [text("x\n\ny")]},
    ]
    assert lines(body) == ["One line", "and one", "a", "b", "x", "y"]
    assert plain_text(body) == "One line\nand one\na\nb\nx\ny"


def test_characters_are_counted_as_javascript_does() -> None:
    assert characters([paragraph(text("a🎉é"))]) == 4


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "AAA",
        ["AAA"],
        [{}],
        [{"type": 7}],
        [{"type": "heading"}],
        [{"type": "script"}],
        [{"type": "text", "text": "bare"}],
        [{"type": "list_item"}],
        [{"type": "paragraph", "content": {}}],
        [{"type": "paragraph", "content": [{"type": "paragraph"}]}],
        [{"type": "paragraph", "attrs": {"onclick": "x"}}],
        [{"type": "paragraph", "onclick": "x"}],
        [{"type": "paragraph", "attrs": 3}],
        [paragraph({"type": "text"})],
        [paragraph({"type": "text", "text": 7})],
        [paragraph(text("half \ud83c"))],
        [paragraph(text("x", {"type": "colour"}))],
        [paragraph(text("x", {"type": "strong", "attrs": {"class": "x"}}))],
        [paragraph({"type": "text", "text": "x", "marks": {}})],
        [paragraph(text("x", {"type": "link"}))],
        [paragraph(text("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}}))],
        [paragraph(text("x", {"type": "link", "attrs": {"href": "data:text/html,x"}}))],
        [{"type": "code_block", "content": [text("x", STRONG)]}],
        [{"type": "tick_list", "content": [{"type": "tick_item", "attrs": {"checked": "yes"}}]}],
        [paragraph(text("x" * 50_001))],
        [paragraph(text("🎉" * 25_001))],
    ],
)
def test_what_is_no_body_is_refused_with_a_reason(value: object) -> None:
    with pytest.raises(BodyRefused) as refused:
        validate(value)
    assert refused.value.message.endswith(".")


def test_nesting_is_bounded() -> None:
    body: Body = [{"type": "paragraph"}]
    for _ in range(23):
        body = [{"type": "blockquote", "content": body}]
    assert validate(body) == body
    for _ in range(5_000):
        body = [{"type": "blockquote", "content": body}]
    with pytest.raises(BodyRefused):
        validate(body)
