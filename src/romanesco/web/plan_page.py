"""What the plan page shows to one of the two, gathered in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from romanesco.actions.models import ActionItem
from romanesco.actions.queries import actions_of, open_actions
from romanesco.base.prepared import Prepared
from romanesco.closing.final import is_final
from romanesco.goals.queries import goals_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document, queries
from romanesco.plans.body_html import body_html
from romanesco.plans.check_ins import weather_for
from romanesco.plans.document_schema import VERSION
from romanesco.plans.models import AgendaItem, Plan, Weather
from romanesco.plans.structure import structure_name
from romanesco.sessions.models import Attendance, MentoringSession
from romanesco.sessions.places import place_url
from romanesco.sessions.queries import sessions_ahead
from romanesco.sessions.reopening import is_reopenable
from romanesco.web.attendance import coming
from romanesco.web.boards import has_board, on_boards
from romanesco.web.loop import Asked, brought_up, held_lately, loop_beside
from romanesco.web.pair_frame import pair_frame
from romanesco.web.thinking import turns_beside
from romanesco.ydocs import store

TIMED = timedelta(hours=12)


@dataclass(frozen=True)
class ItemShown:
    """One agenda item as its template reads it."""

    id: UUID
    kind: str
    purpose: str
    prompt: str
    skipped: bool
    discussed: bool
    let_go: bool
    is_focus: bool
    author: Person | None
    times_raised: int
    first_raised_on: date
    body_html: SafeString
    actions: list[ActionItem] = field(default_factory=list)
    goal_id: UUID | None = None  # which it serves
    side: str = ""  # of a board: left or right
    hopes: list[Asked] = field(default_factory=list)  # of last time, that stand beside it
    challenges: list[Asked] = field(default_factory=list)  # that were seen coming
    is_let_go_here: bool = False  # on a plan that goes on, where it can be taken up again
    since: str = ""  # where an earlier version is read: how it differs from now

    @property
    def is_off(self) -> bool:
        """Whether it is put off or let go here, so that nothing is written beneath it."""
        return self.skipped or self.is_let_go_here

    @property
    def classes(self) -> SafeString:
        """Of its element: what a style sheet tells it by."""
        marks = {"focus": self.is_focus, "discussed": self.discussed, "skipped": self.is_off}
        told = [name for name, is_so in marks.items() if is_so]
        told += ["cell", self.side] if self.side else []
        return SafeString(" ".join(["item", *(f"item--{name}" for name in told)]))


def plan_context(plan: Plan, person: Person, *, at: datetime) -> dict[str, Any]:
    """Everything the plan page's templates ask for."""
    session, pair = plan.session, plan.session.pair
    person = pair.person_on(pair.side_of(person))  # the request's own is lazy: slower to read
    made_here = _of_the_two(_made_at(session.id), pair)
    held = held_lately(pair.id)
    items = loop_beside(plan, on_boards(_items(plan, made_here, person)), held)
    return {
        **pair_frame(pair, person),
        **_rights(plan, person, at),
        "plan": plan,
        "plan_at": _address("plan", plan.id),
        "session": session,
        "session_at": _address("session", session.id),
        "items": items,
        "board": has_board(items),
        "structure": structure_name(plan, person),
        "turns": turns_beside(plan, person, items, at=at),
        "actions": brought_up(_still_open(pair, made_here), held, at=at),
        "goals": goals_of(pair.id),
        "made_here": made_here,
        "top_of_mind": _lines(plan, person),
        "weather": _weather(plan, person),
        "notes": queries.note_for(plan, person),
        "place_url": place_url(session.place),
        "coming": _coming(session, person),
        "document_id": plan.document_id,
        "schema_version": VERSION,
        "now": at,
        "has_clock": _has_clock(session, at),
    }


def summary_context(plan: Plan, *, at: datetime) -> dict[str, Any]:
    """What a plan that was wrapped up shows beside its agenda."""
    following = sessions_ahead(plan.session.pair).first()
    return {
        "hopes_made": list(plan.hopes.all()),
        "challenges_made": list(plan.challenges.all()),
        "next_session": following,
        "is_final": is_final(plan),
        "may_reopen": is_reopenable(plan.session, at=at),
    }


def _has_clock(session: MentoringSession, at: datetime) -> bool:
    """Whether the time that is left means anything: not for one taken up again on another day."""
    return session.state == "live" and at - session.began_at < TIMED


def _rights(plan: Plan, person: Person, at: datetime) -> dict[str, bool]:
    is_ahead = plan.session.state == "planned" and plan.session.pair.state == "active"
    return {
        "may_write": queries.may_write(plan, person),
        "may_share": queries.may_share(plan, person),
        "may_withdraw": queries.may_withdraw(plan, person),
        "may_start": is_ahead and queries.may_start(plan, person, at=at),
        "may_jot": plan.session.is_ahead and plan.session.pair.state != "closed",
        "may_tick": plan.session.pair.state != "closed",
    }


def _coming(session: MentoringSession, person: Person) -> tuple[str, ...]:
    """What the two answered to the date, while it is ahead."""
    if session.state != "planned":
        return ()
    return coming(session, _answers_to(session.id), person, session.pair.partner_of(person)).words


def _lines(plan: Plan, person: Person) -> dict[str, Any]:
    mine, theirs = queries.lines_for(plan, person)
    return {"mine": mine, "partner": theirs, "revealed": theirs is not None}


def _weather(plan: Plan, person: Person) -> dict[str, Any]:
    mine, theirs = weather_for(plan, person)
    return {"mine": mine, "partner": theirs, "choices": list(Weather)}


def _items(plan: Plan, made_here: list[ActionItem], person: Person) -> list[ItemShown]:
    bodies = document.bodies(store.load(plan.document_id))
    beneath: dict[UUID | None, list[ActionItem]] = defaultdict(list)
    for action in made_here:
        beneath[action.item].append(action)
    return [
        _shown(item, plan, body_html(bodies.get(str(item.id), [])), beneath[item.id], person.zone)
        for item in _agenda(plan.id)
    ]


def _shown(
    item: AgendaItem, plan: Plan, html: SafeString, actions: list[ActionItem], zone: ZoneInfo
) -> ItemShown:
    return ItemShown(
        id=item.id,
        kind=item.kind,
        purpose=item.purpose,
        prompt=item.prompt,
        skipped=item.skipped_at is not None,
        discussed=item.discussed_at is not None,
        let_go=item.let_go_at is not None,
        is_let_go_here=item.let_go_at is not None and plan.session.is_ahead,
        is_focus=plan.state == "live" and plan.focus_id == item.id,
        author=_known(plan.session.pair).get(item.author_id) or item.author,
        times_raised=item.times_raised,
        first_raised_on=item.first_raised_at.astimezone(zone).date(),
        body_html=html,
        actions=actions,
        goal_id=item.goal_id,
    )


def _still_open(pair: Pair, made_here: list[ActionItem]) -> list[ActionItem]:
    here = {action.id for action in made_here if action.item}
    found = [action for action in _open_between(pair.id) if action.id not in here]
    return _of_the_two(found, pair)


def _of_the_two(actions: list[ActionItem], pair: Pair) -> list[ActionItem]:
    """Each with its owner, who is one of the two and so is known already."""
    known = _known(pair)
    for action in actions:
        if action.owner_id in known:
            action.owner = known[action.owner_id]
    return actions


def _known(pair: Pair) -> dict[UUID | None, Person]:
    return {pair.mentor_id: pair.mentor, pair.mentee_id: pair.mentee}


def _address(name: str, of: UUID) -> SafeString:
    """Where a plan or session stands. What one may do there stands beneath."""
    return conditional_escape(reverse(name, args=[of]))


# What the page asks for, its SQL written once: it would take longer than all the rest.
_agenda = Prepared(lambda plan_id: queries.agenda_of(Plan(id=plan_id)).select_related(None), UUID)
_made_at = Prepared(
    lambda session_id: actions_of(MentoringSession(id=session_id)).select_related(None), UUID
)
_answers_to = Prepared(lambda session_id: Attendance.objects.filter(session=session_id), UUID)
_open_between = Prepared(lambda pair_id: open_actions(Pair(id=pair_id)).select_related(None), UUID)
