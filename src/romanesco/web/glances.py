"""Each of a person's pairs at a glance, in a constant number of queries however many they are."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import current_versions
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person, TimeAway
from romanesco.people.time_away import away_at
from romanesco.plans.models import Plan
from romanesco.sessions.models import Attendance, MentoringSession
from romanesco.sessions.queries import ahead_of
from romanesco.web.attention import PROMISES_AHEAD, PairFacts, SessionFacts

A_DAY = timedelta(days=1)


@dataclass
class Glance:
    """One pair as one of the two sees it from afar: never a word of a plan."""

    pair: Pair
    me: Person
    sessions: list[MentoringSession] = field(default_factory=list)
    in_force: Agreement | None = None
    proposed: Agreement | None = None
    promises: list[ActionItem] = field(default_factory=list)
    declined: set[UUID] = field(default_factory=set)  # sessions that the partner cannot come to
    times: list[TimeAway] = field(default_factory=list)

    @property
    def partner(self) -> Person:
        return self.pair.partner_of(self.me)

    @property
    def side(self) -> str:
        return self.pair.side_of(self.me).value

    @property
    def next_session(self) -> MentoringSession | None:
        return self.sessions[0] if self.sessions else None

    @property
    def facts(self) -> PairFacts:
        return PairFacts(
            state=self.pair.state,
            sessions=tuple(self._facts_of(session) for session in self.sessions),
            has_agreement=self.in_force is not None,
            waits_for_signature=self._unsigned_since(),
            promises=tuple(promise.due_on for promise in self.promises),
        )

    def who_is_away(self, session: MentoringSession) -> list[Person]:
        return away_at(session.starts_at, (self.me, self.partner), self.times)

    def _facts_of(self, session: MentoringSession) -> SessionFacts:
        return replace(
            session_facts(session.plan, self.me),
            partner_declined=session.id in self.declined,
            somebody_is_away=bool(self.who_is_away(session)),
        )

    def _unsigned_since(self) -> datetime | None:
        if self.proposed is None or self.proposed.is_signed_by(self.me):
            return None
        return self.proposed.proposed_at


def session_facts(plan: Plan, me: Person) -> SessionFacts:
    """What the rules of attention need of a session that is ahead."""
    session = plan.session
    return SessionFacts(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_live=session.state == "live",
        is_mine=plan.is_prepared_by(me),
        is_shared=plan.shared_at is not None,
        is_opened=plan.opened_at is not None,
        share_due_at=plan.share_due_at,
    )


def glances(me: Person, *, today: date) -> list[Glance]:
    """One for each pair, active ones first; `today` is the person's own."""
    found = {pair.id: Glance(pair, me) for pair in pairs_of(me)}
    _take_agreements(found)
    _take_sessions(found, me)
    _take_times_away(found, today)
    _take_promises(found, me, today)
    return list(found.values())


def _take_agreements(found: dict[UUID, Glance]) -> None:
    for agreement in current_versions(found):
        glance = found[agreement.pair_id]
        if agreement.in_force_at is None:
            glance.proposed = agreement
        else:
            glance.in_force = agreement


def _take_sessions(found: dict[UUID, Glance], me: Person) -> None:
    counts = Q(answer="declined", sequence__gte=OuterRef("dated_sequence"))
    theirs = Attendance.objects.filter(counts, session=OuterRef("pk")).exclude(person=me)
    ahead = ahead_of(found).select_related("plan").annotate(is_declined=Exists(theirs))
    for session in ahead:
        glance = found[session.pair_id]
        session.pair = glance.pair
        glance.sessions.append(session)
        if session.is_declined:
            glance.declined.add(session.id)


def _take_times_away(found: dict[UUID, Glance], today: date) -> None:
    people = {one for glance in found.values() for one in (glance.me.pk, glance.partner.pk)}
    times = TimeAway.objects.filter(person__in=people, until_on__gte=today - A_DAY)
    by_person: dict[UUID, list[TimeAway]] = defaultdict(list)
    for one in times:
        by_person[one.person_id].append(one)
    for glance in found.values():
        glance.times = by_person[glance.me.pk] + by_person[glance.partner.pk]


def _take_promises(found: dict[UUID, Glance], me: Person, today: date) -> None:
    near: dict[UUID, list[ActionItem]] = defaultdict(list)
    mine = ActionItem.objects.filter(
        owner=me, done_at=None, let_go_at=None, due_on__lte=today + PROMISES_AHEAD
    )
    for promise in mine.order_by("due_on", "made_at"):
        near[promise.pair_id].append(promise)
    for pair_id, promises in near.items():
        found[pair_id].promises = promises
