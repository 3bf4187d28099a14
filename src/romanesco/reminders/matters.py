"""What a letter is about, read from the database for many letters at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from romanesco.actions.models import ActionItem
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.body import Body, is_empty
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import may_see
from romanesco.reminders.around import absent_from, pairs_of, told_dates
from romanesco.reminders.models import Kind, Reminder
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.ydocs import store


@dataclass
class Agenda:
    """A plan's items with their words; the document is not read before it is asked for."""

    plan: Plan
    items: list[AgendaItem] = field(default_factory=list)  # neither removed nor skipped

    @cached_property
    def bodies(self) -> dict[str, Body]:
        try:
            return document.bodies(store.load(self.plan.document_id))
        except store.DocumentGone:
            return {}  # it was shared or taken back just now; whoever asked will ask again

    def body(self, item: AgendaItem) -> Body:
        return self.bodies.get(str(item.id), [])

    @property
    def is_empty(self) -> bool:
        """As `plans.sharing` asks: no words under a question, and no topic."""
        return not any(item.kind == "topic" for item in self.items) and all(
            is_empty(self.body(item)) for item in self.items
        )


@dataclass
class Matter:
    """One row of the ledger, with what it is about."""

    row: Reminder
    person: Person
    session: MentoringSession | None = None
    agenda: Agenda | None = None
    rhythm: Rhythm | None = None
    pair: Pair | None = None  # where it is about the pair itself
    was_at: datetime | None = None  # the date that this person was told before
    absent: frozenset[UUID] = frozenset()  # who said that they cannot come
    promises: list[ActionItem] = field(default_factory=list)
    also: list[Reminder] = field(default_factory=list)  # rows that this one speaks for

    @property
    def kind(self) -> Kind:
        return Kind(self.row.kind)

    @property
    def rows(self) -> list[Reminder]:
        return [self.row, *self.also]

    @property
    def a_session(self) -> MentoringSession:
        assert self.session is not None
        return self.session

    @property
    def an_agenda(self) -> Agenda:
        assert self.agenda is not None
        return self.agenda

    @property
    def partner(self) -> Person:
        return self.a_pair.partner_of(self.person)

    @property
    def a_pair(self) -> Pair:
        if self.pair is not None:
            return self.pair
        return self.session.pair if self.session else self.a_rhythm.pair

    @property
    def is_of_closing(self) -> bool:
        """Whether this happened because the pair was closed, of which another letter tells."""
        pair, thing = self.a_pair, self.session or self.a_rhythm
        return pair.state == "closed" and thing.changed_at == pair.state_changed_at

    @property
    def a_rhythm(self) -> Rhythm:
        assert self.rhythm is not None
        return self.rhythm

    @property
    def sees_the_plan(self) -> bool:
        """Whether its words may be in a letter to this person."""
        return self.agenda is not None and may_see(self.agenda.plan, self.person)


def read(rows: Iterable[Reminder]) -> list[Matter]:
    """Each row with its things, in at most ten queries; promises of one person are one matter."""
    rows = list(rows)
    ids = {row.subject_id for row in rows}
    people = Person.objects.in_bulk({row.person_id for row in rows})
    plans = _plans(ids)
    sessions = _sessions(ids, plans.values())
    rhythms = {one.id: one for one in _of_pairs(Rhythm, ids)}
    actions = {one.id: one for one in _of_pairs(ActionItem, ids)}
    pairs, told, absent = pairs_of(rows), told_dates(rows), absent_from(rows)
    items = _items(plans)
    by_session = {plan.session_id: plan for plan in plans.values()}
    matters: list[Matter] = []
    promised: dict[UUID, Matter] = {}
    for row in rows:
        matter = Matter(row, people[row.person_id])
        if row.subject_id in actions:
            one = promised.setdefault(row.person_id, matter)
            if one is not matter:
                one.also.append(row)
            else:
                matters.append(matter)
            one.promises.append(actions[row.subject_id])
            continue
        plan = plans.get(row.subject_id) or by_session.get(row.subject_id)
        matter.session = plan.session if plan else sessions.get(row.subject_id)
        matter.agenda = Agenda(plan, items[plan.id]) if plan else None
        matter.rhythm = rhythms.get(row.subject_id)
        matter.pair = pairs.get(row.subject_id)
        matter.was_at = told.get((row.person_id, row.subject_id)) or _by_rule(matter.session)
        matter.absent = frozenset(absent[row.subject_id])
        matters.append(matter)
    return matters


def _plans(ids: Collection[UUID]) -> dict[UUID, Plan]:
    """Plans by their own id or by their session's."""
    with_pair = Plan.objects.select_related(
        "session__pair__mentor", "session__pair__mentee", "session__changed_by"
    )
    found = [*with_pair.filter(id__in=ids), *with_pair.filter(session__in=ids)]
    return {plan.id: plan for plan in found}


def _items(plans: Iterable[UUID]) -> defaultdict[UUID, list[AgendaItem]]:
    found: defaultdict[UUID, list[AgendaItem]] = defaultdict(list)
    shown = AgendaItem.objects.filter(plan__in=list(plans), removed_at=None, skipped_at=None)
    for item in shown.select_related("author"):
        found[item.plan_id].append(item)
    return found


def _sessions(ids: Collection[UUID], plans: Iterable[Plan]) -> dict[UUID, MentoringSession]:
    """Those whose plan went on with another."""
    known = {plan.session_id for plan in plans}
    left = [one for one in ids if one not in known]
    found = MentoringSession.objects.select_related("pair__mentor", "pair__mentee", "changed_by")
    return found.in_bulk(left)


def _of_pairs[M: (Rhythm, ActionItem)](kind: type[M], ids: Collection[UUID]) -> list[M]:
    return list(kind.objects.select_related("pair__mentor", "pair__mentee").filter(id__in=ids))


def _by_rule(session: MentoringSession | None) -> datetime | None:
    """What the letter about the series told, before anybody moved this one."""
    return session.recurs_at if session else None
