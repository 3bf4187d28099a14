"""Whatever somebody writes, wherever in the letter: every word of it comes out again."""

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from romanesco.plans.body import plain_text
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.replies.quoting import MAX_CHARACTERS, MAX_LINES, ReplyTooLong, lines_of
from romanesco.replies.reading import read_reply
from romanesco.replies.topics import one_topic, topics_in
from romanesco.replies.wording import body_of, joined, without_what_stands
from tests.replies import corpus

LETTER = corpus.THE_LETTER.read_text().splitlines()
MARKS = ["", "- ", "* ", "1. ", "3) ", "# ", "`", "**", "[a](", "    ", "&amp; ", "~~~ ", "_", "+ "]
lines = st.builds(
    lambda mark, words: mark + " ".join(f"zq{word}" for word in words),
    st.sampled_from(MARKS),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
)
texts = st.lists(st.one_of(lines, st.just("")), max_size=6).map("\n".join)
free_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=">"), max_size=300
)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"zq\d+", text))


@given(
    above=texts,
    below=st.dictionaries(st.integers(1, 5), texts),
    after=texts,
    mark=st.sampled_from(["> ", ">", "", ">> "]),
    head=st.sampled_from(["On 1 Nov 2026, R <r@x.example> wrote:", "-----Original Message-----"]),
)
@example("", {5: "zq1"}, "zq2", "", "-----Original Message-----")
def test_of_an_answer(above: str, below: dict[int, str], after: str, mark: str, head: str) -> None:
    letter, below = [above, "", head, ""], dict(below)
    number = 0
    for line in LETTER:
        letter.append((mark + line).rstrip())
        if re.match(r"[1-5]\. ", line):
            number = int(line[0])
        is_end = line.startswith("  ") or (number and number != 4)
        if number in below and is_end:
            letter += ["", below.pop(number), ""]
    typed = "\n".join([*letter, "", after])
    reading = read_reply(typed, corpus.questions(), name="Theo Lindqvist")
    found = words("\n".join([*(answer.text for answer in reading.answers), reading.free]))
    assert not words(typed) - found


@given(free_texts)
@example("3. Dezember")
@example("```python x\ny")
@example("[words](javascript:alert)\n<b>bold</b> &copy;")
@example("1\\.\n===\n| a | b |")
def test_of_a_body(text: str) -> None:
    said = Counter(re.findall(r"[^\W_]+", body_to_markdown(body_of(text))))
    assert not Counter(re.findall(r"[^\W_]+", text)) - said


@given(texts.filter(str.strip))
def test_of_topics(text: str) -> None:
    for topics in (topics_in(text), [one_topic(text)]):
        found = "\n".join(f"{one.prompt}\n{one.text}" for one in topics)
        assert not words(text) - words(found)
        assert all(0 < len(one.prompt.strip()) <= 300 for one in topics)


@given(st.text(max_size=400))
def test_nothing_that_comes_is_refused_but_for_its_length(text: str) -> None:
    read_reply(text, corpus.questions(), name="Theo")
    read_reply(text, corpus.questions(is_letter_known=False))
    body_of(text.encode("utf-8", "replace").decode().replace("\0", ""))


def test_its_length_is_looked_at_before_anything_else() -> None:
    for text in (">" * (MAX_CHARACTERS + 1), "a\n" * (MAX_LINES + 1)):
        try:
            lines_of(text)
        except ReplyTooLong:
            continue
        raise AssertionError(text[:3])
    assert len(lines_of("\n" * MAX_CHARACTERS)) == 1


def test_hostile_letters_are_read() -> None:
    for text in ("On ", "1. ", "> ", "-- \n", "[", "a@b ", "From: a\n", "sent from my "):
        letter = (text * MAX_CHARACTERS)[:MAX_CHARACTERS].split("\n")[: MAX_LINES - 1]
        read_reply("\n".join(letter), corpus.questions(), name="Theo")


def test_lines_broken_by_a_mail_program_run_on_and_others_do_not() -> None:
    wrapped = [
        "This is a line that a mail program broke after some seventy letters or",
        "so, and this is the rest of it.",
        "This one was broken by hand.",
    ]
    assert joined(wrapped) == [" ".join(wrapped[:2]), wrapped[2]]
    assert plain_text(body_of("One\nTwo")).splitlines() == ["One", "Two"]
    assert body_to_markdown(body_of("• One\n• Two")) == "- One\n- Two"


def test_paragraphs_that_stand_already_are_left_out_and_others_are_not() -> None:
    present = body_of("Good\n\nWe shipped the search page, and nobody has complained yet.")
    again = "good.\n\nwe shipped the search\npage, and nobody has complained\n\nGood news"
    assert without_what_stands(again, present) == "Good news"
