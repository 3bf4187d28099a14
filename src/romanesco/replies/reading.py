"""From an answer's text to the words under each question, and those that stand free. Pure.

Each line is the person's own, a question of the letter, or something else that is quoted. Own
words belong to the question above them, until something of the letter follows that belongs to
none. Numbered answers without a quote go to the questions with those numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from unicodedata import category

from romanesco.mail.echo import Echo, sound
from romanesco.replies.anchors import Question, Questions, anchor_at
from romanesco.replies.courtesies import without_courtesies
from romanesco.replies.numbering import numbered_answers
from romanesco.replies.printed import Printed
from romanesco.replies.quoting import Line, ReplyTooLong, lines_of

LONGEST_WRAPPED = 30  # lines that one line of the letter may be broken into
_OURS = re.compile(r"https?://\S{1,200}?/(?:plans|letters|sessions|settings|pairs)/")
_LINK = re.compile(r"<[^<>]{0,500}>|\(https?:[^()\s]{0,500}\)|\[(?:image|cid):[^\[\]]{0,100}\]")
_SAFE_LINK = re.compile(
    r"<?https://[\w.-]{1,80}(?:safelinks\.protection\.outlook|urldefense)\.com/"
)


@dataclass(frozen=True)
class Answer:
    """What somebody wrote below a question: the item, and the text as they typed it."""

    item: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What an answer says. `is_sure` is false where a line may have been words or a quote."""

    answers: tuple[Answer, ...] = ()
    free: str = ""
    is_sure: bool = True


@dataclass
class _Piece:
    """Own lines that stand together, and the item of the question above them."""

    item: str | None
    lines: list[str] = field(default_factory=list)


def read_reply(text: str, questions: Questions, *, name: str = "") -> Reading:
    """Read an answer of the person with this name. Raises ReplyTooLong."""
    pieces, is_sure = _Walk(lines_of(text), questions).pieces()
    answers, free = _sorted(pieces, questions, name)
    return Reading(tuple(answers), free, is_sure)


def own_words(text: str, echo: Echo, *, name: str = "") -> str:
    """What the person wrote, whatever it stands below; all of it where that cannot be told."""
    try:
        reading = read_reply(text, Questions((), replace(echo, asked={})), name=name)
    except ReplyTooLong:
        return text
    return reading.free if reading.free and reading.is_sure else text


def _sorted(pieces: Sequence[_Piece], questions: Questions, name: str) -> tuple[list[Answer], str]:
    answers: dict[str, list[str]] = {}
    free: list[str] = []
    for piece in _renumbered(pieces, questions, name):
        lines = without_courtesies(piece.lines, name)
        if piece.item is None:
            free += ["\n".join(lines)] if lines else []
        else:
            answers.setdefault(piece.item, []).append("\n".join(lines or piece.lines).strip("\n"))
    return (
        [Answer(item, "\n\n".join(texts)) for item, texts in answers.items()],
        "\n\n".join(free).strip("\n"),
    )


def _renumbered(pieces: Sequence[_Piece], questions: Questions, name: str) -> list[_Piece]:
    """Free pieces that answer by number, as the answers that they are; also one below the last
    question that answers all of them, and is all that was written."""
    out: list[_Piece] = []
    for piece in pieces:
        numbers = questions.numbers()
        found = None
        if piece.item is None or len(pieces) == 1:
            found = numbered_answers(without_courtesies(piece.lines, name), numbers)
        if found and (piece.item is None or set(found.by_number) == numbers):
            out += [_Piece(None, found.before)] if found.before else []
            out += [
                _Piece(questions.by_number(number), lines)
                for number, lines in found.by_number.items()
            ]
        else:
            out.append(piece)
    return out


class _Walk:
    """Goes through the lines once, and keeps the own ones with the question above them."""

    def __init__(self, lines: list[Line], questions: Questions) -> None:
        self.lines = lines
        self.questions = questions
        self.found: list[_Piece] = []
        self.item: str | None = None
        self.depth = 0  # of the question above
        self.is_sure = True
        self.is_in_foot = False  # the letter's own, below "-- "
        self.is_near = False  # whether the line before was the person's own
        self.has_marks = any(line.depth and line.is_beyond for line in lines) or not any(
            line.is_beyond for line in lines
        )
        self.bodies = {q.item: sound(q.written) for q in questions.all}

    def pieces(self) -> tuple[list[_Piece], bool]:
        place = 0
        while place < len(self.lines):
            place += self._step(place)
        printed = Printed(self.questions.echo)
        for piece in self.found:
            piece.lines = printed.without(piece.lines)
        return [p for p in self.found if any(map(str.strip, p.lines))], self.is_sure

    def _step(self, place: int) -> int:
        """Deal with what begins on this line; returns how many lines it took."""
        line = self.lines[place]
        if line.part == "frame" or (line.part == "signature" and not line.is_beyond):
            self.is_near = False
            return 1
        if line.is_blank:
            if self.is_near and self.found:
                self.found[-1].lines.append("")
            return 1
        is_quoted = bool(line.depth) or (line.is_beyond and not self.has_marks)
        if anchor := anchor_at(self.lines, place, self.questions, is_quoted=is_quoted):
            self.item, self.depth, self.is_near = anchor.item, line.depth, False
            if anchor.rest and not self._stands_already(anchor.rest):
                self._own(anchor.rest)
            return anchor.lines
        if not is_quoted:
            if line.part == "words":
                self._own(line.text)
            return 1
        return self._quoted_or_own(place)

    def _quoted_or_own(self, place: int) -> int:
        """A line that is quoted as far as its marks or its place tell."""
        line, echo = self.lines[place], self.questions.echo
        count = self._echoed(place)
        if count or not echo:
            self.is_in_foot = line.part == "signature"
            return self._quoted(place, max(count, 1))
        is_signature = line.part == "signature" and not self.is_in_foot
        if line.depth > 1 or is_signature or self._is_made(line.text):
            self.is_near = False
            return 1
        if line.depth and (self.item is None or line.depth != self.depth):
            self.is_near = False
            self.is_sure &= self.item is not None
            return 1
        self._own(line.text)
        return 1

    def _quoted(self, place: int, count: int) -> int:
        line = self.lines[place]
        joined = sound("".join(one.text for one in self.lines[place : place + count]))
        echo = self.questions.echo
        self.is_near = False
        if echo:
            if not echo.has_written(joined):
                self.item = None
        elif self._stands_already(line.text):
            pass
        elif line.part == "signature" or _OURS.search(line.text) or line.text.strip() == "--":
            self.item = None
        elif line.depth == 0 and self.item is not None:
            self._own(line.text)
        elif line.depth <= 1:
            self.is_sure = False
        return count

    def _echoed(self, place: int) -> int:
        """How many lines from here are one line of the letter; 0 if none are."""
        echo, joined = self.questions.echo, ""
        first = self.lines[place]
        if not echo:
            return 0
        for count, line in enumerate(self.lines[place : place + LONGEST_WRAPPED], start=1):
            if line.is_blank or line.depth != first.depth or len(joined) > echo.longest:
                return 0
            joined += sound(line.text)
            if echo.has(joined):
                return count
        return 0

    def _is_made(self, text: str) -> bool:
        """Whether a mail program made this of a line of ours: with its link or picture behind it,
        or its link alone, led over the program's own address."""
        said = _LINK.sub("", text)
        is_silent = not sound(said) and not any(category(letter) == "So" for letter in said)
        return (
            is_silent
            or self.questions.echo.has(sound(said))
            or _SAFE_LINK.match(text.strip()) is not None
        )

    def _stands_already(self, text: str) -> bool:
        return self.item is not None and sound(text) in self.bodies.get(self.item, "")

    def _own(self, text: str) -> None:
        if not self.found or self.found[-1].item != self.item or not self.is_near:
            is_same = self.found and self.found[-1].item == self.item
            if not is_same:
                self.found.append(_Piece(self.item))
            elif self.found[-1].lines[-1:] != [""]:
                self.found[-1].lines.append("")
        self.found[-1].lines.append(text)
        self.is_near = True


__all__ = ["Answer", "Question", "Questions", "Reading", "own_words", "read_reply"]
