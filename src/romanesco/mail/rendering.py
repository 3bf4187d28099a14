"""A letter as plain text and as HTML."""

from romanesco.mail.content import Block, Content, Listing, Moment, Paragraph, Question, Section


def as_text(content: Content) -> str:
    """The letter for whoever reads text; lines are not broken, mail programs do."""
    parts = [content.heading, *(_block(block) for block in content.blocks)]
    if content.button:
        parts.append(f"{content.button.label}:\n{content.button.url}")
    if content.why:
        parts.append(f"-- \n{content.why}")
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(content: Content) -> str:
    return ""


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text
        case Moment(day, mine, beside, place):
            return "\n".join(line for line in (day, f"{mine} {beside}", place) if line)
        case Section(heading, text, _, note):
            return "\n".join(line for line in (heading, note, text) if line)
        case Listing(heading, lines):
            return "\n".join([heading, *(f"- {line}" for line in lines)])
        case Question(number, prompt, written):
            return f"{number}. {prompt}\n{written}".rstrip()
