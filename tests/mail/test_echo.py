"""A letter is known again when it is quoted, by digests that hold none of its words."""

import json

from romanesco.mail.content import Content, Paragraph, Question
from romanesco.mail.echo import echo_of, read_echoes, sound

KEY = b"a key"
LETTER = Content(
    "Session 7 with Rosa",
    "Your plan is still empty",
    (Paragraph("A line is plenty."), Question(2, "What went well?", "We shipped.", item="abc")),
)
TEXT = "Your plan is still empty\n\nA line is plenty.\n\n2. What went well?\n  We shipped.\n"
HTML = "<head><style>p { color: red }</style></head><p>Open <b>your</b>\nplan</p><td>2.</td>"


def test_a_line_is_known_however_it_is_set() -> None:
    echo = read_echoes([echo_of(LETTER, TEXT, HTML, key=KEY)], key=KEY)
    assert echo.has(sound("*A line\nis plenty*"))
    assert echo.has(sound("open your plan"))
    assert not echo.has(sound("color: red"))
    assert not echo.has(sound("Something of mine"))
    assert echo.has_written(sound("- We shipped"))
    assert not echo.has_written(sound("A line is plenty."))
    assert echo.number_of(sound("what went well")) == 2
    assert echo.asked[2].item == "abc"


def test_it_holds_no_words_and_fits_no_other_key() -> None:
    value = echo_of(LETTER, TEXT, HTML, key=KEY)
    assert "shipped" not in json.dumps(value)
    assert not read_echoes([value], key=b"another").has(sound("A line is plenty."))


def test_of_two_letters_the_latter_one_numbers() -> None:
    later = Content("", "", (Question(1, "What went well?"),))
    values = [echo_of(one, "", "", key=KEY) for one in (later, LETTER)]
    echo = read_echoes(values, key=KEY)
    assert list(echo.asked) == [1]
    assert echo.has_written(sound("We shipped."))


def test_a_huge_letter_has_a_small_echo() -> None:
    text = "\n".join(f"line {number}" for number in range(10_000))
    assert len(json.dumps(echo_of(LETTER, text, "", key=KEY))) < 15_000
