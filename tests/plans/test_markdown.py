from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from romanesco.plans.body import Body, BodyRefused, empty, lines, validate
from romanesco.plans.markdown_reading import MAX_BYTES, TextTooLong, markdown_to_body
from romanesco.plans.markdown_writing import body_to_markdown
from tests.plans.bodies import BODIES


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "Words, **bold**, *slanted*, `code` and [a link](https://example.org/a?b=1&c=2)",
        "one\n\ntwo",
        "one\\\ntwo",
        "- a\n- b\n  - c\n- d",
        "1. a\n2. b",
        "- [ ] ask\n- [x] done",
        "> said\n>\n> > twice",
        "```\nlet x = 1\n  x++\n```",
        "- a\n\n  second\n\n- b",
        "- a\n\n* [ ] b",
        "snake_case and 2 \\* 3 and # 4",
        "**bold *both***",
        "\\- no list\n\n1\\. nor this",
        "[a (b)](<https://example.org/(b)>)",
    ],
)
def test_plain_markdown_comes_back_as_it_was(markdown: str) -> None:
    assert body_to_markdown(markdown_to_body(markdown)) == markdown


@pytest.mark.parametrize(
    ("markdown", "kept"),
    [
        ("# Head", "**Head**"),
        ("Head\n===", "**Head**"),
        ("soft\nbreak", "soft break"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("![picture](https://example.org/x.png)", "\\![picture](https://example.org/x.png)"),
        ("<https://example.org>", "[https://example.org](https://example.org)"),
        ("+ a\n+ [X] b", "- a\n\n* [x] b"),
        ("~~~\ncode\n~~~", "```\ncode\n```"),
        ("&amp; &lt;", "& \\<"),
    ],
)
def test_what_a_plan_does_not_have_becomes_what_it_has(markdown: str, kept: str) -> None:
    assert body_to_markdown(markdown_to_body(markdown)) == kept


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](/settings)",
        "[x](//elsewhere)",
        "<javascript:alert(1)>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_what_could_become_script_stays_words(markdown: str) -> None:
    body = markdown_to_body(markdown)
    assert "link" not in repr(body)
    assert {block["type"] for block in body} == {"paragraph"}


def _without_hollows(body: Body) -> Body:
    """Markdown has no empty paragraphs, and no break at the edge of one."""
    return markdown_to_body(body_to_markdown(body))


@given(BODIES)
@settings(deadline=None, max_examples=150)
def test_no_word_is_lost_on_the_way_to_markdown_and_back(body: Body) -> None:
    def words(each: Body) -> str:
        return "".join("".join(lines(each)).split())

    assert words(_without_hollows(body)) == words(body)


@given(BODIES)
@settings(deadline=None, max_examples=150)
def test_after_one_journey_nothing_changes_any_more(body: Body) -> None:
    once = _without_hollows(body)
    assert _without_hollows(once) == once


@given(st.text(st.sampled_from("ab *_`[]()!<>#-+1.>\n\\&;~ \t"), max_size=60))
@settings(deadline=None, max_examples=150)
def test_whatever_is_read_is_a_body(markdown: str) -> None:
    body = markdown_to_body(markdown)
    assert validate(body) == body


@pytest.mark.parametrize(
    "pattern",
    [
        *("![", "[", "[a](", "*a ", "**a", "*_", "a**b ", "`", "`a``b ", "<", "<a ", "&", "[a]"),
        *("([", "> ", "- ", "- a\n", "1. ", "```\n", "\\", "[x](<b\n", "_a__b"),
    ],
)
@pytest.mark.timeout(60)  # what grew with the square would hang here
def test_hostile_text_does_not_hang(pattern: str) -> None:
    text = (pattern * MAX_BYTES)[:MAX_BYTES]
    with suppress(BodyRefused):  # longer than an item may be
        body_to_markdown(markdown_to_body(text))


def test_a_hundred_kilobytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(TextTooLong):
        markdown_to_body("![" * 50_000)


@pytest.mark.parametrize("text", ["\0", "\ud83c", "\r\n\x85\u2028", "\x1b[31m"])
def test_odd_characters_do_no_harm(text: str) -> None:
    assert validate(markdown_to_body(text))


def test_nothing_is_empty_both_ways() -> None:
    assert markdown_to_body(" \n\t") == empty()
    assert body_to_markdown(empty()) == ""
