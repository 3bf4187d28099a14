"""The PDF: tagged, titled, printed as it was written, whatever it is that was written."""

import logging
import subprocess
from datetime import date
from shutil import which
from uuid import UUID

import pytest

from romanesco.closing import as_pdf
from romanesco.closing.as_pdf import NotPrinted, TooLongToPrint, pack_as_pdf
from romanesco.closing.pack import GoalTold, Pack, Said
from romanesco.plans.body import Body
from romanesco.plans.markdown_reading import markdown_to_body

DAY = date(2026, 11, 23)
EVERYTHING = """\
I **asked** *early* for `help`. [Read](https://example.org/) #panic("x") $ #sys.inputs

- one
  - deeper

1. first

- [x] done
- [ ] open

> quoted

```
let a = 1
```"""

MISSING = "Some letters are missing in this PDF; the Markdown has them."
needs_poppler = pytest.mark.skipif(not which("pdftotext"), reason="reads a PDF's words")


def words_of(made: bytes) -> str:
    """The words of a PDF, as one reads them; a form feed after each page."""
    reader = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(reader, input=made, capture_output=True, check=True).stdout.decode()


def a_pack(body: Body, name: str = "Theo Lindqvist") -> Pack:
    said = Said(DAY, 1, UUID(int=1), "#panic() = What went well?", body)
    goal = GoalTold('#read("/etc/passwd")', "$x$", "reached", DAY)
    return Pack("Rosa Okafor", name, DAY, wins=[said], goals=[goal])


def test_it_is_tagged_and_says_its_title_language_and_standard() -> None:
    made = pack_as_pdf(a_pack(markdown_to_body(EVERYTHING)))
    assert made.startswith(b"%PDF-1.7")
    for part in (b"/StructTreeRoot", b"/Lang", b"Theo Lindqvist and Rosa Okafor", b"pdfuaid:part"):
        assert part in made


def test_a_script_that_no_font_has_is_no_reason_to_fail() -> None:
    private_use = "\ue123 and \U000f1234"  # no font of any machine has these
    made = pack_as_pdf(a_pack(markdown_to_body(private_use), name="漢字 \ue123"))
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in made


@needs_poppler
def test_it_says_what_it_is_and_nothing_where_no_letter_is_missing() -> None:
    words = words_of(pack_as_pdf(a_pack(markdown_to_body("I asked."))))
    assert "Mentoring: Rosa Okafor mentored Theo Lindqvist." in words
    assert MISSING not in words
    assert MISSING in words_of(pack_as_pdf(a_pack(markdown_to_body("I asked \U000f1234."))))


@needs_poppler
def test_a_session_with_few_lines_stays_on_one_page_with_its_day() -> None:
    said = [
        Said(DAY, n, UUID(int=n), f"Well {n}?", markdown_to_body(f"- a{n}\n- b{n}\n- c{n}"))
        for n in range(40)
    ]
    pages = words_of(pack_as_pdf(Pack("Rosa", "Theo", DAY, wins=said))).split("\f")
    assert len(pages) > 3
    for n in range(40):
        (page,) = [page for page in pages if f"Well {n}?" in page]
        assert f"c{n}" in page


def test_links_lead_only_where_links_may_go() -> None:
    def linked(href: str) -> Body:
        mark = {"type": "link", "attrs": {"href": href}}
        return [{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [mark]}]}]

    assert b"https://example.org/" in pack_as_pdf(a_pack(linked("https://example.org/")))
    assert b"javascript:" not in pack_as_pdf(a_pack(linked("javascript:alert(1)")))


@pytest.mark.parametrize("limit", ["MOST_CHARACTERS", "MOST_PIECES"])
def test_what_is_too_long_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_pdf, limit, 40)
    with pytest.raises(TooLongToPrint):
        pack_as_pdf(a_pack(markdown_to_body("- a\n" * 40)))


def test_what_takes_too_long_or_fails_is_told_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = a_pack(markdown_to_body("SECRETWORDS"))
    monkeypatch.setattr(as_pdf, "PATIENCE", 0.001)
    with caplog.at_level(logging.DEBUG), pytest.raises(NotPrinted):
        pack_as_pdf(secret)
    monkeypatch.setattr(as_pdf, "PATIENCE", 20.0)
    monkeypatch.setattr(as_pdf, "TEMPLATE", as_pdf.TEMPLATE.with_name("nothing.typ"))
    with caplog.at_level(logging.DEBUG), pytest.raises(NotPrinted):
        pack_as_pdf(secret)
    assert [record.args for record in caplog.records] == [
        (subprocess.TimeoutExpired.__name__,),
        (subprocess.CalledProcessError.__name__,),
    ]
