"""What a letter says, before it is text or HTML. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Moment:
    """When a session is: the day, one's own clock, the partner's beside it, and where."""

    day: str
    mine: str
    beside: str
    place: str = ""


@dataclass(frozen=True)
class Section:
    """Words of the plan: what stands under one heading, as plain text and as safe HTML."""

    heading: str
    text: str
    html: str
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A line that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class Listing:
    heading: str
    lines: tuple[str | Link, ...]


@dataclass(frozen=True)
class Question:
    """A question that is answered below it, in the answer to this letter."""

    number: int
    prompt: str
    written: str = ""  # what stands there already, as plain text
    item: str = ""  # which item of the plan it is, so that an answer finds it again
    html: str = ""  # what stands there, as safe HTML; without it the plain text is shown


@dataclass(frozen=True)
class Code:
    """A few characters to be typed elsewhere, shown large."""

    text: str


type Block = Paragraph | Moment | Section | Listing | Question | Code


@dataclass(frozen=True)
class Button:
    """The one clear thing to do."""

    label: str
    url: str


@dataclass(frozen=True)
class Content:
    """A letter. `subject` is one line; `preview` is what a list of letters shows beside it."""

    subject: str
    heading: str
    blocks: tuple[Block, ...]
    button: Button | None = None
    preview: str = ""
    why: str = ""  # why one gets this letter, at its foot
