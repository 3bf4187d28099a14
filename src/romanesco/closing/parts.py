"""A closing pack in its parts, as the page and the PDF show it: headings, lines, words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from romanesco.closing.pack import GoalTold, Pack, Said, day


@dataclass(frozen=True)
class Line:
    """One line, and what is told of it in small."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Piece:
    """Lines or words beneath one heading; "" where the part has no other."""

    heading: str = ""
    lines: list[Line] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lines or self.said)


@dataclass(frozen=True)
class Part:
    heading: str
    pieces: list[Piece]


def parts_of(pack: Pack) -> list[Part]:
    """What there is to read, in order; what is empty is left out."""
    parts = [
        _part("Wins", _wins(pack)),
        _part("Goals", [Piece(lines=[_goal(goal) for goal in pack.goals])]),
        _part("What is open", _open(pack)),
        _part("What it was like", [Piece(said=pack.relationship)]),
        _part("The road ahead", [Piece(said=pack.road_ahead)]),
        _part("Staying in touch", [Piece(said=pack.staying_in_touch)]),
        _part("What could not be read", [Piece(lines=[_unread(on) for on in pack.unread])]),
    ]
    return [part for part in parts if part.pieces]


def _part(heading: str, pieces: Iterable[Piece]) -> Part:
    return Part(heading, [piece for piece in pieces if piece])


def _wins(pack: Pack) -> list[Piece]:
    reached = [Line(goal.text, goal.became) for goal in pack.reached]
    hopes = [Line(hope.text, f"hoped for on {day(hope.on)}") for hope in pack.hopes]
    return [
        Piece(said=pack.wins),
        Piece("Goals that were reached", reached),
        Piece("Hopes that came true", hopes),
        Piece("What went well, session by session", said=pack.went_well),
    ]


def _goal(goal: GoalTold) -> Line:
    known = f"Known by: {goal.measure} · " if goal.measure else ""
    return Line(goal.text, f"{known}{goal.became}")


def _unread(on: date) -> Line:
    return Line(f"The plan of {day(on)}", "what is stored of it is damaged; the rest is whole")


def _open(pack: Pack) -> list[Piece]:
    return [
        Piece("Promised", [Line(one.text, one.words) for one in pack.actions]),
        Piece(
            "Not talked about yet",
            [Line(one.text, f"first raised on {day(one.on)}") for one in pack.topics],
        ),
        Piece(
            "Challenges still ahead",
            [Line(one.text, f"seen coming on {day(one.on)}") for one in pack.challenges],
        ),
    ]
