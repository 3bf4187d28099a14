"""The same two people with a rhythm that begins, changes and ends, days away, and one skipped.

All that holds without a rhythm holds with one; and what the rhythm itself promises.
"""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from romanesco.journey import away, leave
from romanesco.journey.filling import AHEAD
from romanesco.journey.rhythm import make_more
from romanesco.journey.taking_over import is_begun
from romanesco.people.models import TimeAway
from romanesco.people.time_away import away_at
from romanesco.plans import document, operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Plan, PrivateNote
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import recurrence_of, rhythm_of, sessions_ahead
from romanesco.sessions.recurrence import occurrences
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument
from tests.journey.test_nothing_is_lost import SIDE, WHICH
from tests.journey.test_nothing_is_lost_going_back import PairGoingBack

EXAMPLES = {"sqlite": 15, "postgresql": 2}
IN_SAO_PAULO = {"meets_at": time(10), "meets_zone": "America/Sao_Paulo"}
RHYTHMS: list[dict[str, Any]] = [
    {},
    {"cadence": "weekly", "meets_on": "TH", **IN_SAO_PAULO},
    {"cadence": "weekly", "meets_on": "TU", **IN_SAO_PAULO},
    {"cadence": "weekly", "meets_on": "TH", **IN_SAO_PAULO, "minutes": 60},
    {"cadence": "fortnightly", "meets_on": "MO", **IN_SAO_PAULO},
    {"cadence": "monthly", "month_week": -1, "meets_on": "FR", **IN_SAO_PAULO},
    {"cadence": "irregular"},
]


class PairInRhythm(PairGoingBack):
    """Rosa and Theo, whose sessions ahead are made by what they agreed on."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[str, UUID] = {}  # questions with an answer, and their plans

    @initialize(terms=st.sampled_from(RHYTHMS[1:]))
    def begin_rhythm(self, terms: dict[str, Any]) -> None:
        self.change_rhythm(terms)

    @rule(terms=st.sampled_from(RHYTHMS))
    def change_rhythm(self, terms: dict[str, Any]) -> None:
        self.rhythm = terms
        self.sign()

    @rule(days=st.integers(0, 20), length=st.integers(0, 20), side=SIDE)
    def be_away(self, days: int, length: int, side: str) -> None:
        first = (self.now + timedelta(days=days)).date() + timedelta(days=1)
        until = first + timedelta(days=length)
        self._try(lambda: away.note(self._on(side), first, until, at=self.now))

    @rule(which=WHICH)
    def write(self, which: int) -> None:
        """Whoever prepares a draft answers a question of it."""
        plan = self._plan(which)
        if plan is None or plan.preparer is None or plan.shared_at is not None:
            return
        question, by = plan.items.filter(kind="question", removed_at=None).first(), plan.preparer
        words = markdown_to_body(f"Answer {len(self.written) + 1}.")
        if question is not None and self._try(
            lambda: operations.replace_body(question, words, by=by, at=self.now)
        ):
            self.written[str(question.id)] = plan.id

    @rule(which=WHICH, side=SIDE)
    def skip(self, which: int, side: str) -> None:
        """What was written stays on the one that was skipped only where no plan ahead is free."""
        session, plan = self._ahead(which), self._plan(which)
        if session is None or plan is None or not is_begun(session):
            return
        by = self._on(side)
        if not self._try(lambda: leave.cancel(session, by=by, at=self.now)):
            return
        if not self._is_left(plan):
            return
        alike = Plan.objects.filter(
            session__pair=self.pair,
            session__state="planned",
            session__starts_at__gte=max(session.starts_at, self.now + timedelta(days=1)),
            shared_at=None,
            prepared_by=plan.prepared_by,
        )
        assert not [one for one in alike.select_related("session") if not is_begun(one.session)]

    def _is_left(self, plan: Plan) -> bool:
        found = Plan.objects.select_related("session").get(id=plan.id)
        return found.session.state == "cancelled" and plan.id in self.written.values()

    @rule()
    def be_there_after_all(self) -> None:
        for noted in TimeAway.objects.filter(person__in=[self.pair.mentor, self.pair.mentee])[:1]:
            away.take_back(noted.person, noted.id, at=self.now)

    @rule(days=st.integers(1, 40))
    def more_are_made(self, days: int) -> None:
        self.time_passes(days)
        make_more(at=self.now)
        rhythm = rhythm_of(self.pair)
        if rhythm is not None:
            standing = rhythm.sessions.filter(state__in=["planned", "live"])
            assert standing.filter(recurs_at__gt=self.now).count() >= AHEAD

    # What the rhythm promises

    @invariant()
    def written_answers_are_found_again(self) -> None:
        """On the plan that they were written in, wherever that stands now, or in the private
        notes of the one who wrote them, where another prepares."""
        for item_id, plan_id in self.written.items():
            plan = Plan.objects.get(id=plan_id)
            bodies = document.bodies(store.load(plan.document_id))
            kept = PrivateNote.objects.filter(plan=plan, text__contains="Answer ")
            assert bodies.get(item_id) or kept.exists()

    @invariant()
    def each_stands_on_an_occurrence_and_no_two_meet(self) -> None:
        rhythm = rhythm_of(self.pair)
        planned = self.pair.sessions.filter(state="planned", starts_at__gt=self.now)
        ahead = list(planned)
        moments = [one.starts_at for one in ahead]
        assert len(set(moments)) == len(moments)
        if rhythm is None:
            assert not [one for one in ahead if one.rhythm_id]
            return
        last = max([*moments, self.now]) + timedelta(days=60)
        known = set(occurrences(recurrence_of(rhythm), after=self.now, before=last))
        for one in ahead:
            if one.rhythm_id and not one.is_moved:
                assert one.rhythm_id == rhythm.id
                assert one.starts_at in known

    @invariant()
    def nobody_is_away_from_one_that_was_not_begun(self) -> None:
        times = TimeAway.objects.filter(person__in=[self.pair.mentor, self.pair.mentee])
        for session in self._untouched():
            assert not away_at(session.starts_at, [self.pair.mentor, self.pair.mentee], times)

    @invariant()
    def each_session_ahead_has_its_plan_and_no_document_is_left(self) -> None:
        ahead = sessions_ahead(self.pair)
        assert Plan.objects.filter(session__in=ahead).count() == ahead.count()
        assert YDocument.objects.count() == Plan.objects.count()

    def _untouched(self) -> list[MentoringSession]:
        """Sessions of the rhythm on which nobody can have laid a hand."""
        ahead = sessions_ahead(self.pair).filter(starts_at__gt=self.now, plan__shared_at=None)
        made = ahead.exclude(rhythm=None).exclude(plan__items__kind="topic")
        return [one for one in made.filter(sequence=0, rhythm__ended_at=None) if not one.is_moved]


@pytest.mark.django_db
def test_topics_are_never_lost_doubled_or_shown_too_early_in_a_rhythm() -> None:
    run_state_machine_as_test(
        PairInRhythm,
        settings=settings(
            max_examples=EXAMPLES[connection.vendor],
            stateful_step_count=20,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
