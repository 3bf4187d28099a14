"""Whatever two people do with their sessions, no open topic is lost, doubled or shown too early.

Hypothesis plays both of them: it schedules, moves, cancels, misses, starts and wraps up, writes
and takes back, agrees anew, pauses and resumes, and lets time pass.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from romanesco.agreements import operations as agreements
from romanesco.base.errors import NotFound, Refused
from romanesco.journey import begin, hold, leave, prepare, wrap_up
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.carry_over import Raised, may_carry
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan, PrivateNote
from romanesco.plans.queries import may_see, plans_with_pair, waiting_topics
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import sessions_ahead
from romanesco.ydocs import store
from tests import cast

# The same stories on both, and on PostgreSQL only the first: each takes four times as long there,
# and what they call has tests of its own on both.
EXAMPLES = {"sqlite": 25, "postgresql": 3}
WHICH = st.integers(0, 9)
SIDE = st.sampled_from(["mentor", "mentee"])
DAYS = st.integers(1, 30)
PERHAPS = st.sampled_from([None, None, 2, 9, 20])
RULES = st.sampled_from(
    [
        {"preparer": "mentee"},
        {"preparer": "mentor"},
        {"preparer": "both"},
        {"preparer": "turns"},
        {"preparer": "mentee", "share_when": "together"},
        {"preparer": "mentor", "share_when": "day_before"},
    ]
)


class Pair(RuleBasedStateMachine):
    """Rosa and Theo, and what is known of their topics from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.now: datetime = cast.MONDAY
        self.pair = cast.signed(cast.a_pair(cast.rosa(), cast.theo()))
        self.authors: dict[str, Person] = {}
        self.closed: set[str] = set()  # discussed, let go or taken off
        self.unsure: set[str] = set()
        self.exposed: set[str] = set()  # has been on a plan that was shared
        self.agreed: dict[str, Any] = {}
        self.rhythm: dict[str, Any] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize(days=st.lists(DAYS, min_size=2, max_size=2, unique=True), terms=RULES)
    def begin(self, days: list[int], terms: dict[str, str]) -> None:
        self.agree_anew(terms)
        for which, far in enumerate(days):
            self.schedule("mentee", far)
            self.add(which, "mentee")
            self.add(which, "mentor")

    # What they do

    @precondition(lambda self: sessions_ahead(self.pair).filter(rhythm=None).count() < 3)
    @rule(side=SIDE, days=DAYS)
    def schedule(self, side: str, days: int) -> None:
        self._try(
            lambda: prepare.schedule(self.pair, self._in(days), by=self._on(side), at=self.now)
        )

    @rule(which=WHICH, days=DAYS)
    def move(self, which: int, days: int) -> None:
        if session := self._ahead(which):
            self._try(
                lambda: prepare.move(session, self._in(days), by=self.pair.mentor, at=self.now)
            )

    @rule(which=WHICH, is_missed=st.booleans(), days=PERHAPS)
    def call_off(self, which: int, is_missed: bool, days: int | None) -> None:
        call_off: Any = leave.miss if is_missed else leave.cancel
        instead = self._in(days) if days else None
        if session := self._ahead(which):
            self._try(lambda: call_off(session, by=self.pair.mentee, at=self.now, instead=instead))

    @rule(which=WHICH, side=SIDE)
    def start(self, which: int, side: str) -> None:
        if session := self._ahead(which):
            self._try(lambda: hold.start(session, by=self._on(side), at=self.now))

    @rule(
        which=WHICH,
        side=SIDE,
        choices=st.lists(st.sampled_from(["keep", "discussed", "let_go"]), max_size=4),
        days=PERHAPS,
    )
    def wrap_up(self, which: int, side: str, choices: list[str], days: int | None) -> None:
        session = self._ahead(which)
        if session is None:
            return
        plan = plans_with_pair().get(session=session)
        topics = plan.items.filter(kind="topic", removed_at=None)
        decisions = dict(zip([topic.id for topic in topics], choices, strict=False))
        next_one = self._in(days) if days else None
        by = self._on(side)
        if self._try(
            lambda: wrap_up.wrap_up(plan, decisions, by=by, at=self.now, next_one=next_one)
        ):
            chosen = {topic.id: topic.prompt for topic in topics}
            self.closed |= {chosen[item] for item, choice in decisions.items() if choice != "keep"}

    @rule(which=WHICH, side=SIDE)
    def add(self, which: int, side: str) -> None:
        prompt = f"Topic {len(self.authors) + 1}"
        body = markdown_to_body(f"Words of {prompt}")
        by = self._on(side)
        if (plan := self._plan(which)) and self._try(
            lambda: operations.add_topic(plan, prompt, by=by, at=self.now, body=body)
        ):
            self.authors[prompt] = by

    @rule(which=WHICH, item=WHICH, side=SIDE)
    def discuss(self, which: int, item: int, side: str) -> None:
        if (topic := self._topic(which, item)) and self._try(
            lambda: operations.discuss(topic, is_discussed=True, by=self._on(side), at=self.now)
        ):
            self._close(topic)

    @rule(which=WHICH, item=WHICH, side=SIDE)
    def take_off(self, which: int, item: int, side: str) -> None:
        if (topic := self._topic(which, item)) and self._try(
            lambda: operations.remove(topic, by=self._on(side), at=self.now)
        ):
            self._close(topic)

    def _close(self, topic: AgendaItem) -> None:
        """What was carried to a draft and ended there unseen may come back: when another begins
        to prepare, or because its author has not seen that it was taken off."""
        is_unseen = topic.carried_from is not None and topic.plan.shared_at is None
        (self.unsure if is_unseen else self.closed).add(topic.prompt)

    @rule(which=WHICH, side=SIDE)
    def share(self, which: int, side: str) -> None:
        if plan := self._plan(which):
            self._try(lambda: operations.share(plan, by=self._on(side), at=self.now))

    @rule(which=WHICH, side=SIDE)
    def take_back(self, which: int, side: str) -> None:
        if plan := self._plan(which):
            self._try(lambda: operations.withdraw_sharing(plan, by=self._on(side), at=self.now))

    @rule(days=st.integers(1, 10))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        operations.share_due(at=self.now)

    @rule(days=PERHAPS)
    def meet(self, days: int | None) -> None:
        """The next session is held as it should be."""
        if session := self._ahead(0):
            self.now = max(self.now, session.starts_at)
            operations.share_due(at=self.now)
            self.start(0, "mentor")
            self.wrap_up(0, "mentee", ["discussed"], days)

    @rule(days=DAYS)
    def meet_once_the_later_one_was_called_off(self, days: int) -> None:
        self.call_off(sessions_ahead(self.pair).count() - 1, is_missed=False, days=None)
        self.meet(days)

    @rule(terms=RULES)
    def agree_anew(self, terms: dict[str, Any]) -> None:
        self.agreed = terms
        self.sign()

    def sign(self) -> None:
        terms = {**self.agreed, **self.rhythm}
        proposal = agreements.propose(self.pair, terms, by=self.pair.mentee, at=self.now)
        begin.sign_agreement(proposal, by=self.pair.mentor, at=self.now)

    @rule()
    def pause_and_resume(self) -> None:
        leave.pause(self.pair, by=self.pair.mentor, at=self.now)
        self.now += timedelta(days=2)
        leave.resume(self.pair, by=self.pair.mentor, at=self.now)

    # What always holds

    @invariant()
    def nothing_is_shown_before_its_plan_was_shared(self) -> None:
        plans = list(plans_with_pair().filter(session__pair=self.pair))
        shared = [plan.id for plan in plans if plan.shared_at]
        topics = AgendaItem.objects.filter(plan__in=shared, kind="topic")
        self.exposed |= set(topics.values_list("prompt", flat=True))
        for plan in plans:
            for person in (self.pair.mentor, self.pair.mentee):
                if may_see(plan, person):
                    seen = set(plan.items.filter(kind="topic").values_list("prompt", flat=True))
                    mine = {prompt for prompt in seen if self.authors[prompt] == person}
                    assert seen <= mine | self.exposed

    @invariant()
    def every_open_topic_stands_in_one_place(self) -> None:
        ends = AgendaItem.objects.filter(
            plan__session__pair=self.pair, kind="topic", carried_to=None
        )
        count = Counter(
            ends.filter(removed_at=None, let_go_at=None, discussed_at=None).values_list(
                "prompt", flat=True
            )
        )
        for prompt in self.unsure:
            assert count[prompt] <= 1, f"{prompt} is doubled"
        for prompt in self.authors.keys() - self.closed - self.unsure:
            assert count[prompt] <= 1, f"{prompt} is doubled"
            assert count[prompt] or self._is_kept_otherwise(prompt), f"{prompt} is lost"
        for prompt in self.closed - self.unsure:
            assert count[prompt] == 0, f"{prompt} came back"

    @invariant()
    def what_moved_on_does_not_stay_behind(self) -> None:
        ahead = AgendaItem.objects.filter(plan__session__in=sessions_ahead(self.pair))
        assert not ahead.filter(removed_at=None, carried_to__isnull=False).exists()

    @invariant()
    def the_next_plan_has_what_waits(self) -> None:
        following = sessions_ahead(self.pair).first()
        if following is None:
            return
        plan = Plan.objects.get(session=following)
        for item in waiting_topics(self.pair):
            if item.prompt in self.unsure:
                continue  # taken off this very plan: it comes back with another
            raised = Raised(
                kind="topic",
                plan_was_shared=item.plan.shared_at is not None,
                prepared_by=item.plan.prepared_by,
            )
            is_open = plan.shared_at is not None
            assert not may_carry(raised, prepared_by=plan.prepared_by, is_open=is_open), item.prompt

    @invariant()
    def the_words_go_along(self) -> None:
        for plan in Plan.objects.filter(session__pair=self.pair):
            bodies = document.bodies(store.load(plan.document_id))
            for topic in plan.items.filter(kind="topic", removed_at=None):
                words = markdown_to_body(f"Words of {topic.prompt}")
                assert bodies[str(topic.id)] == words, topic.prompt

    # How to get at it

    def _is_kept_otherwise(self, prompt: str) -> bool:
        """Kept in its author's private notes, when another began to prepare."""
        notes = PrivateNote.objects.filter(author=self.authors[prompt], text__contains=prompt)
        return notes.exists()

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                act()
        except (Refused, NotFound):
            return False
        return True

    def _on(self, side: str) -> Person:
        return self.pair.person_on(side)

    def _in(self, days: int) -> Appointment:
        return Appointment(self.now + timedelta(days=days, hours=3), "America/Sao_Paulo")

    def _ahead(self, which: int) -> MentoringSession | None:
        ahead = list(sessions_ahead(self.pair).select_related("pair__mentor", "pair__mentee"))
        return ahead[which % len(ahead)] if ahead else None

    def _plan(self, which: int) -> Plan | None:
        session = self._ahead(which)
        return plans_with_pair().get(session=session) if session else None

    def _topic(self, which: int, item: int) -> AgendaItem | None:
        plan = self._plan(which)
        topics = list(plan.items.filter(kind="topic", removed_at=None)) if plan else []
        return topics[item % len(topics)] if topics else None


@pytest.mark.django_db
def test_topics_are_never_lost_doubled_or_shown_too_early() -> None:
    run_state_machine_as_test(
        Pair,
        settings=settings(
            max_examples=EXAMPLES[connection.vendor],
            stateful_step_count=20,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # a failure is shown as it was found: shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
