"""A template as a small Markdown file, to be passed on and read in again. Pure.

Markdown, because two people can read it, mend it in any editor and put it beside their notes:

    # Our hour

    - Personal check-in {check_in}
    - What would you rather not talk about?

The name is the heading, each question a line of a list. What a question is for may stand at its
end in braces; without, it is a plain question.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from romanesco.base.errors import Refused
from romanesco.plans.template import (
    LONGEST_NAME,
    LONGEST_PROMPT,
    MOST_QUESTIONS,
    PURPOSE,
    Question,
    kept,
    plain,
)

LARGEST = 64_000  # bytes
LINE_ENDS = re.compile(r"\r\n|\r|\n")
LINE = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+(.*)")
MEANING = re.compile(r"(.*?)\s*\{([^{}]*)\}")


@dataclass(frozen=True)
class Told:
    """What a file says."""

    name: str
    questions: tuple[Question, ...]


class FileNotRead(Refused):
    code = "template_file_not_read"
    message = "This file is no template."
    field = "file"


def written(name: str, questions: Iterable[Question]) -> str:
    """A template as a file's text."""
    lines = [f"- {one.prompt}{_meaning(one)}" for one in questions]
    return f"# {name}\n\n" + "".join(f"{line}\n" for line in lines)


def read(content: bytes, known: Iterable[str]) -> Told:
    """What a file says, `known` being what questions may be for.

    Raises FileNotRead with the line and the reason; nothing of such a file is taken.
    """
    if len(content) > LARGEST:
        raise FileNotRead("This file is larger than 64 kB, and a template is a few lines.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(line, "is not text (UTF-8)") from None
    return _told(text, frozenset(known))


def _told(text: str, known: frozenset[str]) -> Told:
    lines = [(number, line.strip()) for number, line in enumerate(LINE_ENDS.split(text), start=1)]
    lines = [(number, words) for number, words in lines if words]
    if not lines:
        raise FileNotRead("This file is empty.")
    for number, words in lines:
        _require_printable(number, words)
    name = _name(*lines[0])
    found: list[Question] = []
    for number, words in lines[1:]:
        question = _question(number, words, known)
        _require_new(number, question, found)
        found.append(question)
    if not found:
        raise FileNotRead("This file has a name and no question. A question is a line “- …”.")
    return Told(name, tuple(kept(found)))


def _require_new(number: int, question: Question, found: list[Question]) -> None:
    if question.purpose and question.purpose in {one.purpose for one in found}:
        raise _refusal(number, f"is the second one for “{question.purpose}”")
    if question.prompt in {one.prompt for one in found}:
        raise _refusal(number, "asks what an earlier line asks already")
    if len(found) == MOST_QUESTIONS:
        raise _refusal(number, f"is one more than the {MOST_QUESTIONS} questions of a template")


def _require_printable(number: int, words: str) -> None:
    if not words.replace("\t", " ").isprintable():
        raise _refusal(number, "has a character in it that cannot be shown")


def _name(number: int, words: str) -> str:
    name = plain(words.removeprefix("# ")) if words.startswith("# ") else ""
    if not name:
        raise _refusal(number, "should be the template’s name, as in “# Our hour”")
    if len(name) > LONGEST_NAME:
        raise _refusal(number, f"is a name of more than {LONGEST_NAME} characters")
    return name


def _question(number: int, words: str, known: frozenset[str]) -> Question:
    line = LINE.fullmatch(words)
    if line is None:
        raise _refusal(number, "is no question: those are lines of a list, as in “- …”")
    meant = MEANING.fullmatch(line[1])
    prompt, purpose = (meant[1], meant[2].strip()) if meant else (line[1], "")
    if purpose and (purpose not in known or not PURPOSE.fullmatch(purpose)):
        raise _refusal(number, f"is for “{plain(purpose)[:40]}”, which Romanesco does not know")
    prompt = plain(prompt)
    if not prompt:
        raise _refusal(number, "has no words")
    if len(prompt) > LONGEST_PROMPT:
        raise _refusal(number, f"is longer than {LONGEST_PROMPT} characters")
    return Question(purpose, prompt)


def _refusal(line: int, reason: str) -> FileNotRead:
    return FileNotRead(f"Line {line} {reason}. Nothing was taken from this file.")


def _meaning(question: Question) -> str:
    if question.purpose:
        return f" {{{question.purpose}}}"
    return " {}" if MEANING.fullmatch(question.prompt) else ""
