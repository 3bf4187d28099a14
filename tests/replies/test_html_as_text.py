"""HTML mail, as mail programs write it, becomes lines; what is quoted keeps its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.replies.html_as_text import LONGEST, html_as_text
from romanesco.replies.html_blocks import blocks_of


def test_gmail_answers_above_and_within_the_quote() -> None:
    html = (
        '<div dir="ltr">Hello <b>Rosa</b></div><br><div class="gmail_quote">'
        '<div dir="ltr" class="gmail_attr">On Mon, 23 Nov, Romanesco wrote:<br></div>'
        '<blockquote class="gmail_quote"><div>1. What went well?</div></blockquote></div>'
        "<div>The talk.</div>"
    )
    assert html_as_text(html).split("\n") == [
        "Hello Rosa",
        "",
        "On Mon, 23 Nov, Romanesco wrote:",
        "",
        "> 1. What went well?",
        "",
        "The talk.",
    ]


def test_outlook_puts_its_words_into_cells_and_classes() -> None:
    html = (
        "<html><head><style>p.MsoNormal {color: red}</style><title>x</title></head><body>"
        '<p class="MsoNormal">The talk<o:p></o:p></p><div><div style="border-top:solid">'
        "<p><b>From:</b> Romanesco<br><b>Sent:</b> Monday</p></div></div></body></html>"
    )
    assert html_as_text(html) == "The talk\n\nFrom: Romanesco\nSent: Monday"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>a<br></div><div>b</div>", "a\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a &amp; b &lt;c&gt; &nbsp;d", "a & b <c> \xa0d"),
        ("<ul><li>a<li>b</ul><ol><li>c<li>d</ol>", "- a\n- b\n\n1. c\n2. d"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n>\nc"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("a<script>alert(1)</script><!-- b -->c", "ac"),
        ("<p>unclosed <b>words", "unclosed words"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "ab"),
        ("", ""),
    ],
)
def test_what_a_reader_would_see(html: str, text: str) -> None:
    assert html_as_text(html) == text


def test_quotes_are_not_nested_without_end() -> None:
    words = html_as_text("<blockquote>x" * 15_000)
    assert max(line.count(">") for line in words.split("\n")) == 20


@pytest.mark.parametrize(
    "tag", ["<ul><li>x", "<div>x", "<ul><!--</ul>-->x", "<ul></div>x", "<table><td>x"]
)
def test_nothing_stands_deep(tag: str) -> None:
    found = blocks_of(tag * 1000, deepest=10)
    depth = sum(found.count(one) for one in ("<ul>", "<div>", "<section>")) - found.count("</")
    assert depth == 10
    assert found.count("x") == 1000


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a title="1 > 0" href=x>a</a>', "a"),
        ("a <b c", "a"),
        ("1 < 2 <3", "1 < 2 <3"),
        ("<style>p {}</style>a<SCRIPT>b", "a"),
        ("<svg><text>a</text></svg>b", "b"),
        ("İ<STYLE>x</STYLE>b", "İb"),
        ("<!--[if mso]>a<![endif]-->b<![if !x]>c", "bc"),
        ("</p></blockquote>a", "a"),
        ("<table><td>a<table><td>b</table>c</table>", "a\n\nb\n\nc"),
    ],
)
def test_odd_markup_keeps_its_words(html: str, text: str) -> None:
    assert html_as_text(html) == text


def test_what_is_longer_than_anybody_writes_is_cut() -> None:
    assert len(html_as_text("word " * LONGEST)) <= LONGEST


@given(st.text(alphabet="<>/&;=\"' abpdivblockquote!-\n", max_size=400))
def test_any_tag_soup_becomes_text(soup: str) -> None:
    assert "<blockquote" not in html_as_text(soup).replace("&lt;", "")
