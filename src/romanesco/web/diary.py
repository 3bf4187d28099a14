"""What a diary tells of sessions that ended: never a word that one of the two may not read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from romanesco.actions.models import ActionItem
from romanesco.goals.models import Goal
from romanesco.pairs.models import Pair
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.plans.models import Challenge, Hope, Plan, PrivateNote, TopOfMind
from romanesco.plans.queries import is_revealed
from romanesco.plans.version_models import PlanVersion
from romanesco.plans.versions import in_words
from romanesco.sessions.models import MentoringSession
from romanesco.web.diary_agenda import Agenda, agendas_of
from romanesco.web.loop import CHALLENGE_WORDS
from romanesco.web.pair_glance import SessionSeen, with_plans

LONGEST_NOTE = 160


@dataclass(frozen=True)
class Entry:
    """A session with what came of it; or a goal that was reached, with nothing else."""

    at: datetime
    goal: Goal | None = None
    seen: SessionSeen | None = None
    lines: list[TopOfMind] = field(default_factory=list)
    agenda: Agenda = field(default_factory=Agenda)
    hopes: list[Hope] = field(default_factory=list)
    challenges: list[tuple[str, str]] = field(default_factory=list)  # and what became of each
    actions: list[ActionItem] = field(default_factory=list)
    note: str = ""  # the first line of one's own
    versions: list[tuple[str, str]] = field(default_factory=list)  # name, and in words


def entries(
    sessions: Sequence[MentoringSession], pair: Pair, me: Person, *, is_first: bool, is_last: bool
) -> list[Entry]:
    """These sessions and the goals reached meanwhile, the latest first; before the last page
    and after the first there are others."""
    found = _of_sessions(sessions, pair, me) + _of_goals(
        pair,
        after=None if is_last or not sessions else sessions[-1].told_at,
        until=None if is_first or not sessions else sessions[0].told_at,
    )
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def by_month(found: Iterable[Entry], me: Person) -> list[tuple[str, list[Entry]]]:
    """The same under the months that this person's calendar shows."""
    months = groupby(found, key=lambda entry: f"{seen_by(me, entry.at):%B %Y}")
    return [(month, list(its)) for month, its in months]


def _of_sessions(sessions: Sequence[MentoringSession], pair: Pair, me: Person) -> list[Entry]:
    seen = with_plans(sessions, pair, me)
    plans = [one.plan for one in seen if one.plan is not None]
    revealed = [plan for plan in plans if is_revealed(plan)]
    lines = _by_plan(TopOfMind.objects.filter(plan__in=revealed).exclude(text=""))
    held = [plan for plan in plans if plan.state == "held"]
    agendas = agendas_of(held)
    challenges = _by_plan(Challenge.objects.filter(plan__in=plans))
    hopes = _by_plan(Hope.objects.filter(plan__in=plans))
    versions = _by_plan(PlanVersion.objects.filter(plan__in=plans).defer("content"))
    notes = _notes(sessions, me)
    actions: dict[UUID | None, list[ActionItem]] = defaultdict(list)
    for action in pair.actions.filter(session__in=sessions):
        action.owner = pair.mentor if action.owner_id == pair.mentor_id else pair.mentee
        actions[action.session_id].append(action)
    return [
        Entry(
            at=one.session.told_at,
            seen=one,
            lines=_mine_first(lines[one.plan.id], pair, me) if one.plan else [],
            agenda=agendas.get(one.plan.id, Agenda()) if one.plan else Agenda(),
            hopes=hopes[one.plan.id] if one.plan else [],
            challenges=_became(challenges[one.plan.id]) if one.plan else [],
            actions=actions[one.session.id],
            note=notes.get(one.session.id, ""),
            versions=_versions(one.plan, versions[one.plan.id]) if one.plan else [],
        )
        for one in seen
    ]


def _by_plan[T: (TopOfMind, Hope, Challenge, PlanVersion)](
    rows: Iterable[T],
) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append(row)
    return found


def _became(challenges: Iterable[Challenge]) -> list[tuple[str, str]]:
    return [(one.text, CHALLENGE_WORDS.get(one.outcome, "")) for one in challenges]


def _mine_first(lines: list[TopOfMind], pair: Pair, me: Person) -> list[TopOfMind]:
    for line in lines:
        line.person = pair.mentor if line.person_id == pair.mentor_id else pair.mentee
    return sorted(lines, key=lambda line: line.person_id != me.pk)


def _notes(sessions: Sequence[MentoringSession], me: Person) -> dict[UUID, str]:
    """The first line of each of one's own notes, by its session."""
    mine = PrivateNote.objects.filter(plan__session__in=sessions, author=me).exclude(text="")
    return {
        session_id: _first_line(text)
        for session_id, text in mine.values_list("plan__session", "text")
    }


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1].rstrip() + "…"


def _versions(plan: Plan, versions: list[PlanVersion]) -> list[tuple[str, str]]:
    if plan.shared_at is None:
        return []
    return [(one.name, in_words(plan, one.name)) for one in versions]


def _of_goals(pair: Pair, *, after: datetime | None, until: datetime | None) -> list[Entry]:
    reached = Goal.objects.filter(pair=pair, reached_at__isnull=False)
    if after is not None:
        reached = reached.filter(reached_at__gt=after)
    if until is not None:
        reached = reached.filter(reached_at__lte=until)
    return [Entry(at=goal.reached_at, goal=goal) for goal in reached if goal.reached_at]
