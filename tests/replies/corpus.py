"""Answers as mail programs write them, and what stands in each: `letters/*.txt`.

Above the line of `=` stands what is expected: the mail program, the words below each question by
its number, and those that stand free; below it the text as it came.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from romanesco.mail.content import Content, Question
from romanesco.mail.echo import Echo, echo_of, read_echoes
from romanesco.replies import anchors

FOLDER = Path(__file__).parent / "letters"
THE_LETTER = FOLDER / "the_letter.txt"
KEY = b"a key"
PROMPTS = (
    "Personal check-in",
    "What has gone well in the last week?",
    "What has not gone well in the last week?",
    "What are you hoping to accomplish in the coming week?",
    "What challenges do you anticipate?",
)
WRITTEN = {
    4: "Finish the review of the search page, which has been waiting for two weeks now because "
    "nobody dared to touch it."
}


@dataclass(frozen=True)
class Sample:
    name: str
    client: str
    expected: dict[str, str]  # by number, or "free"
    text: str


@cache
def samples() -> list[Sample]:
    paths = sorted(path for path in FOLDER.glob("*.txt") if path != THE_LETTER)
    return [_sample(path) for path in paths]


@cache
def echo() -> Echo:
    """The echo of the letter that all of them answer."""
    asked = tuple(Question(n, p, WRITTEN.get(n, ""), f"item {n}") for n, p in enumerate(PROMPTS, 1))
    value = echo_of(Content("", "", asked), THE_LETTER.read_text(), "", key=KEY)
    return read_echoes([value], key=KEY)


def questions(*, is_letter_known: bool = True) -> anchors.Questions:
    asked = tuple(
        anchors.Question(f"item {n}", prompt, n, WRITTEN.get(n, ""))
        for n, prompt in enumerate(PROMPTS, 1)
    )
    return anchors.Questions(asked, echo() if is_letter_known else Echo())


def words(text: str) -> str:
    """The words alone, since lines are broken by mail programs."""
    return " ".join(text.replace(" / ", " ").split())


def _sample(path: Path) -> Sample:
    head, _, text = path.read_bytes().decode().partition("\n=====\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    return Sample(path.stem, told.pop("client"), {k: words(v) for k, v in told.items()}, text)
