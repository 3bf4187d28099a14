"""An answer's words are told from what is quoted, in each mail program and language."""

import pytest

from romanesco.mail.echo import Echo, digest
from romanesco.replies.anchors import Question, Questions
from romanesco.replies.printed import Printed
from romanesco.replies.reading import Reading, read_reply
from tests.replies import corpus

# Without the letter at hand these cannot be told; what is unsure is kept whole.
NEED_THE_LETTER = {"gmail_web_inside_the_quote", "outlook_below_all"}
ALL = [pytest.param(sample, id=sample.name) for sample in corpus.samples()]


def found(sample: corpus.Sample, *, is_letter_known: bool) -> tuple[dict[str, str], Reading]:
    asked = corpus.questions(is_letter_known=is_letter_known)
    reading = read_reply(sample.text, asked, name="Theo Lindqvist")
    words = {one.item.split()[1]: corpus.words(one.text) for one in reading.answers}
    return words | ({"free": corpus.words(reading.free)} if reading.free else {}), reading


def test_the_corpus_is_large() -> None:
    assert len(corpus.samples()) >= 45


@pytest.mark.parametrize("sample", ALL)
def test_each_answer_is_read_right(sample: corpus.Sample) -> None:
    assert found(sample, is_letter_known=True)[0] == sample.expected


@pytest.mark.parametrize("sample", [s for s in ALL if s.id not in NEED_THE_LETTER])
def test_nearly_each_without_the_letter_at_hand_too(sample: corpus.Sample) -> None:
    assert found(sample, is_letter_known=False)[0] == sample.expected


def test_what_was_typed_inside_an_unknown_quote_is_unsure() -> None:
    sample = next(s for s in corpus.samples() if s.name == "gmail_web_inside_the_quote")
    assert not found(sample, is_letter_known=False)[1].is_sure


def read(text: str, *prompts: str, name: str = "Theo Lindqvist") -> tuple[dict[str, str], str]:
    asked = tuple(Question(str(n), prompt, n) for n, prompt in enumerate(prompts, start=1))
    reading = read_reply(text, Questions(asked, Echo()), name=name)
    return {one.item: one.text for one in reading.answers}, reading.free


def test_a_greeting_and_a_good_bye_are_not_words_for_a_plan() -> None:
    text = "Dear Romanesco,\n\n1. Tired\n\nBest regards,\nTheo"
    assert read(text, "How are you?") == ({"1": "Tired"}, "")
    assert read("Liebe Rosa,\n\n1. Tired\n\nThanks, Theo!", "How are you?") == ({"1": "Tired"}, "")
    assert read("Hey Jude\n\nLove\nTheo", "How are you?")[1] == "Hey Jude\n\nLove\nTheo"
    assert read("Hi there, one thing:\nBest of all", "How are you?")[1] == (
        "Hi there, one thing:\nBest of all"
    )
    assert read("> 1. How are you?\n\nThanks", "How are you?") == ({"1": "Thanks"}, "")


def test_a_sentence_that_begins_with_on_is_no_attribution() -> None:
    text = "On 3 May my manager wrote:\nno more meetings.\n\n> 1. How are you?\n"
    assert read(text, "How are you?")[1] == "On 3 May my manager wrote:\nno more meetings."


def test_a_sentence_that_begins_with_sent_is_no_footer() -> None:
    text = "Sent from my desk, it is easier than from my mobile phone."
    assert read(text, "How are you?")[1] == text
    assert read("1. Tired\n\nSent from my mobile phone", "How are you?") == ({"1": "Tired"}, "")


def test_a_list_below_a_question_stays_a_list() -> None:
    text = "> 1. How are you?\n\n1. tired\n2. hungry\n\n> 2. What else?\n\nNothing."
    assert read(text, "How are you?", "What else?") == (
        {"1": "1. tired\n2. hungry", "2": "Nothing."},
        "",
    )


def test_numbers_that_are_no_questions_are_words() -> None:
    assert read("2019 was good.\n7. Dezember auch.", "A?", "B?")[0] == {}
    assert read("A long story.\n" * 5 + "2. And so on.", "A?", "B?")[0] == {}


def test_from_at_the_beginning_of_a_line_is_no_quote() -> None:
    text = "> 1. How are you?\n\n>From Monday on better.\n\n> 2. What else?"
    assert read(text, "How are you?", "What else?")[0] == {"1": "From Monday on better."}


def test_a_question_in_other_words_is_the_one_most_like_it_or_has_its_number() -> None:
    prompts = ("How are you today?", "What went well?", "What else is new?")
    text = "> 2. How are you?\n\nTired.\n\n> 3. Anything more?\n\nNo."
    assert read(text, *prompts)[0] == {"1": "Tired.", "3": "No."}


def test_a_signature_ends_at_the_next_quote() -> None:
    text = "Hello\n\n1. Tired\n-- \nTheo\n+55 11\n\n> 2. What else?\n\nNothing."
    assert read(text, "How are you?", "What else?") == ({"1": "Tired", "2": "Nothing."}, "")


def test_links_in_an_unmarked_quote_are_told_from_ones_own() -> None:
    quoted = corpus.THE_LETTER.read_text().replace(
        "1. Personal check-in\n",
        "1. Personal check-in\nIt is here: https://example.org/search\nhttps://example.org/plans/\n",
    )
    quoted = quoted.replace(
        "Open your plan:", "[cid:mark.png]\nOpen your plan:<https://x.example/>"
    )
    safe = "<https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fromanesco>"
    text = f"From: R <r@x.example>\nSent: now\nTo: T\nSubject: S\n\n{safe}\n{quoted}"
    reading = read_reply(text, corpus.questions())
    assert [one.text for one in reading.answers] == [
        "It is here: https://example.org/search\nhttps://example.org/plans/"
    ]
    assert reading.free == ""


def test_lines_of_the_letter_are_nobodys_words_however_they_came() -> None:
    ours = [line for line in corpus.THE_LETTER.read_text().splitlines() if line.strip()]
    foot = ours[-4:]
    question = "> 1. Personal check-in\n\n"
    for lines in (
        foot,
        [" ".join(foot)],
        [" ".join(foot[:2]), *foot[2:]],
        " ".join(ours[:6]).replace(" for you", " for\nyou").splitlines(),
    ):
        text = f"On 1 Nov 2026, R <r@x.example> wrote:\n\n{question}Tired.\n\n"
        reading = read_reply(text + "\n".join(lines), corpus.questions())
        assert [one.text for one in reading.answers] == ["Tired."]
        assert reading.free == ""
    alone = read_reply("Thursday 26 November", corpus.questions())
    assert alone.free == "Thursday 26 November"


def test_our_own_lines_are_looked_for_within_limits() -> None:
    printed = Printed(Echo(b"k", frozenset({digest("a", b"k")}), longest=80))
    assert printed.without(["a " * 1000 + "b"] * 300) == ["a " * 1000 + "b"] * 300
    assert printed.looks < 0


def test_a_sign_says_something_too() -> None:
    quoted = corpus.THE_LETTER.read_text().replace("2. What", "\N{THUMBS UP SIGN}\n\n2. What")
    text = f"From: R <r@x.example>\nSent: now\nTo: T\nSubject: S\n\n{quoted}"
    reading = read_reply(text, corpus.questions())
    assert [one.text for one in reading.answers] == ["\N{THUMBS UP SIGN}"]
