"""What a closing pack holds, as plain values that a page, Markdown and a PDF are made of. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from romanesco.plans.body import Body, characters

SHORT, FEW = 900, 40  # characters; paragraphs, list entries and runs of text: a third of a page


@dataclass(frozen=True)
class Said:
    """What stood under one question at one session."""

    on: date
    session: int
    plan: UUID
    prompt: str
    body: Body

    @property
    def is_short(self) -> bool:
        """Whether it stays on one page of paper, with its day."""
        return characters(self.body) <= SHORT and _nodes(self.body) <= FEW


@dataclass(frozen=True)
class Told:
    """A line with its day: a hope that was fulfilled, a topic that is open."""

    text: str
    on: date


@dataclass(frozen=True)
class GoalTold:
    """A goal, its measure, and what became of it."""

    text: str
    measure: str
    state: str  # open, reached or let_go
    on: date | None

    @property
    def became(self) -> str:
        """Reached on 12 November 2026."""
        if self.on is None:
            return "still open"
        return f"{'reached' if self.state == 'reached' else 'let go'} on {day(self.on)}"


@dataclass(frozen=True)
class Promised:
    """An action item that is open."""

    text: str
    owner: str
    due_on: date | None

    @property
    def words(self) -> str:
        """Theo, by 3 December 2026."""
        return f"{self.owner}, by {day(self.due_on)}" if self.due_on else self.owner


@dataclass(frozen=True)
class Pack:
    """Everything that both may see of what the two leave behind and take along."""

    mentor: str
    mentee: str
    begun_on: date
    closed_on: date | None = None
    held: int = 0
    first_on: date | None = None
    last_on: date | None = None
    wins: list[Said] = field(default_factory=list)
    went_well: list[Said] = field(default_factory=list)
    hopes: list[Told] = field(default_factory=list)
    goals: list[GoalTold] = field(default_factory=list)
    actions: list[Promised] = field(default_factory=list)
    topics: list[Told] = field(default_factory=list)
    challenges: list[Told] = field(default_factory=list)
    relationship: list[Said] = field(default_factory=list)
    road_ahead: list[Said] = field(default_factory=list)
    staying_in_touch: list[Said] = field(default_factory=list)
    unread: list[date] = field(default_factory=list)  # sessions whose words are damaged

    @property
    def title(self) -> str:
        return f"{self.mentee} and {self.mentor}"

    @property
    def subtitle(self) -> str:
        """What this is, and who was who."""
        return f"Mentoring: {self.mentor} mentored {self.mentee}."

    @property
    def reached(self) -> list[GoalTold]:
        return [goal for goal in self.goals if goal.state == "reached"]

    @property
    def has_wins(self) -> bool:
        return bool(self.wins or self.went_well or self.hopes or self.reached)

    @property
    def has_open(self) -> bool:
        return bool(self.actions or self.topics or self.challenges)

    @property
    def numbers(self) -> str:
        """Facts about the two: 12 sessions, from 3 September to 20 November 2026."""
        if self.first_on is None or self.last_on is None:
            return "No session was held yet."
        if self.held == 1:
            return f"1 session, on {day(self.first_on)}."
        if self.first_on == self.last_on:
            return f"{self.held} sessions, on {day(self.first_on)}."
        return f"{self.held} sessions, from {day(self.first_on)} to {day(self.last_on)}."

    @property
    def closing_words(self) -> list[Said]:
        return [*self.relationship, *self.road_ahead, *self.staying_in_touch]

    @property
    def characters(self) -> int:
        """How much there is to read."""
        return sum(characters(one.body) for one in self._said()) + sum(map(len, self._lines()))

    @property
    def pieces(self) -> int:
        """How much there is to set: each paragraph, list entry, line and run of text."""
        return sum(_nodes(one.body) for one in self._said()) + len(list(self._lines()))

    def _said(self) -> list[Said]:
        return [*self.wins, *self.went_well, *self.closing_words]

    def _lines(self) -> Iterator[str]:
        for goal in self.goals:
            yield goal.text + goal.measure
        for told in (*self.hopes, *self.topics, *self.challenges):
            yield told.text
        for promised in self.actions:
            yield promised.text


def _nodes(body: Body) -> int:
    return sum(1 + _nodes(node.get("content", [])) for node in body)


def day(on: date) -> str:
    """3 December 2026: with the year, since a pack is read later."""
    return f"{on.day} {on:%B %Y}"
