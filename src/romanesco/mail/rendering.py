"""A letter as plain text and as HTML.

The text form is answered below its questions, so a question is a line of its own that begins with
its number and a full stop; `replies` looks for that line. What stands there already is indented,
so that no line of it looks like the next question.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from romanesco.mail.content import (
    Block,
    Code,
    Content,
    Link,
    Listing,
    Moment,
    Paragraph,
    Question,
    Section,
)
from romanesco.mail.plain import one_line, plain
from romanesco.mail.words_html import for_mail

FILES: dict[type[Block], str] = {
    Paragraph: "letters/blocks/paragraph.html",
    Moment: "letters/blocks/moment.html",
    Section: "letters/blocks/section.html",
    Listing: "letters/blocks/listing.html",
    Question: "letters/blocks/question.html",
    Code: "letters/blocks/code.html",
}
LONG = (Section, Listing, Question)
# After the preview, so that a list of letters shows nothing of what follows it.
FILLING = mark_safe("&#847;&zwnj;&nbsp;" * 40)  # noqa: S308 - our own
STOP = "Stop these letters"


def as_text(content: Content, stop_url: str = "") -> str:
    """The letter for whoever reads text; lines are not broken, mail programs do."""
    opening, words = _parted(content)
    parts = [content.heading, *map(_block, opening)]
    if content.button:
        parts.append(f"{content.button.label}:\n{one_line(content.button.url, 2000)}")
    parts += map(_block, words)
    foot = [
        content.why,
        f"{STOP}:\n{one_line(stop_url, 2000)}" if stop_url else "",
        settings.PUBLIC_URL,
    ]
    # RFC 3676 4.3: what follows "-- " is a signature, and left out when somebody answers.
    parts.append("-- \n" + "\n".join(line for line in foot if line))
    return plain("\n\n".join(part for part in parts if part)) + "\n"


def as_html(content: Content, stop_url: str = "") -> str:
    """The letter for whoever reads HTML, in light and dark; everything in it is escaped."""
    opening, words = _parted(content)
    context = {
        "content": content,
        "opening": [(FILES[type(block)], block) for block in opening],
        "words": [(FILES[type(block)], _for_html(block)) for block in words],
        "filling": FILLING,
        "stop_url": stop_url,
        "home_url": settings.PUBLIC_URL,
        "host": urlsplit(settings.PUBLIC_URL).netloc,
    }
    return plain(get_template("letters/letter.html").render(context))


def _parted(content: Content) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What comes before the button, so that it is in sight, and the words that may be long."""
    blocks = content.blocks
    at = next((at for at, block in enumerate(blocks) if isinstance(block, LONG)), len(blocks))
    return blocks[:at], blocks[at:]


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text
        case Moment(day, mine, beside, place):
            return "\n".join(line for line in (day, f"{mine} {beside}".strip(), place) if line)
        case Section(heading, text, _, note):
            return "\n".join(line for line in (heading, note, text) if line)
        case Listing(heading, lines):
            return "\n".join([heading, *map(_entry, lines)])
        case Question(number, prompt, written):
            return "\n".join([f"{number}. {one_line(prompt)}", *_indented(written)])
        case Code(text):
            return f"    {text}"


def _entry(line: str | Link) -> str:
    if isinstance(line, Link):
        return f"- {one_line(line.text, 2000)}\n  {one_line(line.url, 2000)}"
    return f"- {line}"


def _indented(written: str) -> list[str]:
    return [f"  {line}" for line in written.splitlines() if line.strip()]


def _for_html(block: Block) -> Block:
    match block:
        case Section(heading, text, html, note):
            return Section(heading, text, mark_safe(for_mail(html)), note)  # noqa: S308 - it was
        case Question(number, prompt, written, item, html):
            safe = mark_safe(for_mail(html))  # noqa: S308 - it was
            return Question(number, one_line(prompt), written, item, safe)
    return block
