"""A template as a file: what is written is read again, and what is not one is refused whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from romanesco.plans.shipped import PURPOSES, shipped
from romanesco.plans.template import MOST_QUESTIONS, Question, plain
from romanesco.plans.template_file import LARGEST, FileNotRead, Told, read, written

WORDS = st.text(min_size=1, max_size=60).map(plain).filter(bool)


@settings(max_examples=120)
@given(
    WORDS,
    st.lists(
        st.builds(Question, st.sampled_from(["", *sorted(PURPOSES)]), WORDS),
        min_size=1,
        max_size=MOST_QUESTIONS,
        unique_by=(lambda one: one.prompt, lambda one: one.purpose or one.prompt),
    ),
)
def test_what_is_written_is_read_again(name: str, questions: list[Question]) -> None:
    text = written(name, questions)
    assert read(text.encode(), PURPOSES) == Told(name, tuple(questions))


def test_what_ships_reads_as_one_would_write_it() -> None:
    regular = shipped("weekly")[0]
    assert written(regular.name, regular.questions).startswith(
        "# Regular session\n\n- Personal check-in {check_in}\n- What has gone well in the last"
    )
    by_hand = "\ufeff# Our hour\r\n\r\n1. Check-in\r\n2) Braces {}\r\n* A {b} {}\r\n"
    told = read(by_hand.encode(), PURPOSES)
    assert [one.prompt for one in told.questions] == ["Check-in", "Braces", "A {b}"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"\n \n", "This file is empty."),
        (b"# Ours\n", "a name and no question"),
        (b"PK\x03\x04\x14\x00", "Line 1 has a character in it"),
        (b"# Ours\n- ok\n\xff\xfe", "Line 3 is not text"),
        (b"- A question", "Line 1 should be the template’s name"),
        (b"# " + b"x" * 81, "Line 1 is a name of more than 80"),
        (b"# Ours\n\nJust words", "Line 3 is no question"),
        (b"# Ours\n- Fine\n- Why? {hope}", "Line 3 is for “hope”, which"),
        (b"# Ours\n- One {hopes}\n- Two {hopes}", "Line 3 is the second one for"),
        (b"# Ours\n- One\n- One", "Line 3 asks what an earlier line asks"),
        (b"# Ours\n- {hopes}", "Line 2 has no words"),
        (b"# Ours\n- " + b"x" * 301, "Line 2 is longer than 300"),
        (b"# Ours\n" + b"".join(b"- %d\n" % n for n in range(31)), "Line 32 is one more than"),
        (b"# Ours\n- ok\n" + b" " * LARGEST, "larger than 64 kB"),
    ],
)
def test_what_is_no_template_is_refused_with_line_and_reason(content: bytes, words: str) -> None:
    with pytest.raises(FileNotRead) as refusal:
        read(content, PURPOSES)
    assert words in refusal.value.message
