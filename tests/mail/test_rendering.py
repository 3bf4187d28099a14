"""What a letter looks like: its text, its HTML, and nothing of what somebody planted."""

import re
from html.parser import HTMLParser

import pytest

from romanesco.mail.content import Button, Content, Listing, Moment, Paragraph, Question, Section
from romanesco.mail.rendering import as_html, as_text
from romanesco.mail.words_html import for_mail
from tests.mail.letters import LETTERS, RICH

STOP = "https://mentoring.example.org/letters/stop/abc"
PLANTED = (
    '<script>alert(1)</script>"><img src=https://evil.example/x.png onerror=alert(2)> & \u202egnaw'
)


def test_as_text_it_can_be_read_and_answered() -> None:
    content = Content(
        "Session 7 with Rosa",
        "Your plan is half there",
        (
            Moment("Thursday, 26 November", "10:00", "for you · 14:00 for Rosa", "Room 2"),
            Paragraph("Answer below the numbers."),
            Question(1, "Personal\ncheck-in", "Better week.\n2. Slept."),
            Question(2, "What has gone well?"),
            Section("A topic", "Its words", "<p>Its words</p>", "third time raised"),
            Listing("Still open", ("Send it",)),
        ),
        Button("Open the plan", "https://x.example/p"),
        "Not shown",
        "You get this because you prepare.",
    )
    assert as_text(content, STOP) == (
        "Your plan is half there\n\n"
        "Thursday, 26 November\n10:00 for you · 14:00 for Rosa\nRoom 2\n\n"
        "Answer below the numbers.\n\n"
        "Open the plan:\nhttps://x.example/p\n\n"
        "1. Personal check-in\n  Better week.\n  2. Slept.\n\n"
        "2. What has gone well?\n\n"
        "A topic\nthird time raised\nIts words\n\n"
        "Still open\n- Send it\n\n"
        "-- \nYou get this because you prepare.\n"
        f"Stop these letters:\n{STOP}\nhttp://127.0.0.1:8000\n"
    )


class _Reader(HTMLParser):
    """Collects what a mail program would run or fetch, and whether every tag is closed."""

    VOID = frozenset({"meta", "br", "img", "input", "link", "base"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += [] if tag in self.VOID else [tag]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.fetched += [value or "" for name, value in attrs if name in {"src", "background"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_runs_and_nothing_is_fetched(name: str) -> None:
    html = as_html(LETTERS[name], STOP)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert not reader.tags & {"img", "script", "link", "iframe", "form", "input", "table"}
    assert (reader.fetched, reader.handlers) == ([], [])
    assert "url(" not in html
    assert "@import" not in html


def test_what_somebody_planted_is_shown_as_they_wrote_it() -> None:
    content = Content(
        PLANTED,
        PLANTED,
        (
            Moment(PLANTED, PLANTED, PLANTED, PLANTED),
            Paragraph(PLANTED),
            Section(PLANTED, PLANTED, "<p>safe</p>", PLANTED),
            Listing(PLANTED, (PLANTED,)),
            Question(1, PLANTED, PLANTED),
        ),
        Button(PLANTED, f"https://x.example/{PLANTED}"),
        PLANTED,
        PLANTED,
    )
    html = as_html(content, STOP)
    reader = _Reader()
    reader.feed(html)
    assert "img" not in reader.tags
    assert "script" not in reader.tags
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 13
    for form in (html, as_text(content, STOP)):
        assert "\u202e" not in form


@pytest.mark.parametrize(
    ("place", "is_link"),
    [
        ("https://meet.example.org/x", True),
        ("http://meet.example.org/x", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("Café Corso", False),
    ],
)
def test_a_place_is_a_link_only_where_links_may_go(place: str, is_link: bool) -> None:
    html = as_html(Content("S", "H", (Moment("Thursday", "10:00", "", place),)))
    assert (f'href="{place}"' in html) is is_link
    assert place in html


def test_words_of_a_plan_get_styles_and_signs() -> None:
    html = for_mail(RICH)
    assert "<input" not in html
    assert html.count("☑") == html.count("☐") == 1
    assert not re.search(r"<(p|ul|ol|li|a|pre|blockquote)[ >](?!style=)", html)
    assert "<code>def wait():" in html  # the block around it has the ground
    assert "href='https://example.org/a?b=1&amp;c=2'" in html


def test_both_forms_tell_why_and_how_to_stop() -> None:
    content = LETTERS["with questions"]
    for form in (as_text(content, STOP), as_html(content, STOP)):
        assert "You get this because you prepare your sessions with Rosa." in form
        assert STOP in form
        assert "Stop these letters" in form
    assert "Stop these letters" not in as_html(content)


def test_the_preview_is_in_the_html_and_not_to_be_seen() -> None:
    html = as_html(LETTERS["with questions"])
    hidden = re.search(r'<div style="display:none[^>]*>(.*?)</div>', html)
    assert hidden is not None
    assert hidden[1].startswith("It is shared with Rosa tomorrow at 10:00")
