"""The words of a plan in the text of a letter: read as they are meant, without marks."""

from romanesco.mail.content import Content, Link, Listing, Question
from romanesco.mail.rendering import as_html, as_text
from romanesco.plans.body_html import body_html
from romanesco.plans.markdown_reading import read
from romanesco.reminders.letters.plain_words import plain_words


def test_a_broken_line_is_a_line_and_nothing_is_escaped() -> None:
    body = read("Ship the retry dashboard\\\nthen *rest* \\[really\\]\n\n- one\n- `two`")
    assert plain_words(body) == "Ship the retry dashboard\nthen rest [really]\n\n- one\n- two"


def test_links_and_ticks_are_told() -> None:
    body = read("See [the note](https://example.org/n)\n\n- [x] sent\n- [ ] read")
    assert plain_words(body) == "See the note (https://example.org/n)\n\n- [x] sent\n- [ ] read"


def test_no_words_are_no_text() -> None:
    assert plain_words([{"type": "paragraph"}]) == ""


def test_an_answer_and_a_link_are_shown_as_html_and_told_as_text() -> None:
    body = read("- one\n- two")
    asked = Question(1, "What went well?", plain_words(body), "item", body_html(body))
    lines = Listing("Also", (Link("Still open: Send it", "https://example.org/p/"),))
    content = Content("Session 7", "Session 7", (asked, lines))
    html, text = as_html(content), as_text(content)
    assert "<li" in html.split("What went well?")[1].split("Also")[0]
    assert ">Still open: Send it</a>" in html
    assert "1. What went well?\n  - one\n  - two" in text
    assert "- Still open: Send it\n  https://example.org/p/" in text
