"""The same two people, who also go back: they take up sessions again that were wrapped up, let
topics go and take them up again, and write on the next plan meanwhile.

Beside their topics they have hopes, challenges and promises: each is one thing, with what was said
of it, however often its session is wrapped up.
"""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from romanesco.actions import operations as actions
from romanesco.actions.queries import open_actions
from romanesco.journey import letting_go
from romanesco.journey.reopen import reopen
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.body import Body, lines
from romanesco.plans.challenges import OPEN, asked_after, settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan, PrivateNote
from romanesco.plans.queries import may_see, may_write, plans_with_pair
from romanesco.sessions.queries import sessions_ahead
from romanesco.ydocs import store
from tests.journey.test_nothing_is_lost import DAYS, RULES, SIDE, WHICH, Pair

EXAMPLES = {"sqlite": 12, "postgresql": 4}
OUTCOMES: dict[type, list[str]] = {
    Hope: ["done", "partly", "not_yet", "let_go", ""],
    Challenge: ["met", "stayed_away", "ahead", "let_go", ""],
}
KIND = st.sampled_from([Hope, Challenge])
MEANWHILE = st.lists(
    st.sampled_from(["share", "write", "write", "let go", "take off"]), min_size=1, max_size=3
)


class PairGoingBack(Pair):
    """Rosa and Theo, who change their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.added: dict[str, Person] = {}  # lines beneath topics, and who wrote them
        self.said: dict[str, str] = {}  # what was said of hopes and challenges, by their words
        self.promises: dict[UUID, str] = {}
        self.looked = 0

    # What they do

    @rule(which=WHICH, side=SIDE)
    def take_up_what_was_wrapped_up(self, which: int, side: str) -> None:
        held = plans_with_pair().filter(session__pair=self.pair, session__state="held")
        plans = list(held.order_by("-session__ended_at"))
        if not plans:
            return
        plan = plans[which % len(plans)]
        before = {person: self._seen_by(person) for person in self._both()}
        if self._try(lambda: reopen(plan, by=self._on(side), at=self.now)):
            for person in self._both():
                assert self._seen_by(person) <= before[person], "a draft was shown"

    @rule(side=SIDE, item=WHICH, days=DAYS, meanwhile=MEANWHILE)
    def wrap_up_by_mistake(self, side: str, item: int, days: int, meanwhile: list[str]) -> None:
        """The next session is held, and something happens on the plan after it."""
        if sessions_ahead(self.pair).count() < 2:
            self.schedule(side, days)
        if session := self._ahead(0):
            self.now = max(self.now, session.starts_at)
        operations.share_due(at=self.now)
        self.start(0, side)
        self.add(0, side)
        self.wrap_up(0, side, [], days)
        plan = self._plan(0)
        if plan is None:
            return
        writer = side if plan.shared_at or plan.preparer is None else plan.prepared_by
        item = -1 - item % 2  # one that moved on stands at the end
        for what in meanwhile:
            if what == "share":
                self.share(0, writer)
            elif what == "write":
                self.add_words(0, item, writer)
            elif what == "let go":
                self.let_go(0, item, writer)
            else:
                self.take_off(0, item, writer)
        self.take_up_what_was_wrapped_up(0, side)

    @rule(which=WHICH, item=WHICH, side=SIDE)
    def let_go(self, which: int, item: int, side: str) -> None:
        if (topic := self._topic(which, item)) and self._try(
            lambda: letting_go.let_topic_go(topic, by=self._on(side), at=self.now)
        ):
            self._close(topic)

    @rule(item=WHICH, side=SIDE)
    def take_up_again(self, item: int, side: str) -> None:
        over = AgendaItem.objects.filter(plan__session__pair=self.pair, let_go_at__isnull=False)
        found = list(over.select_related("plan__session__pair").order_by("added_at", "prompt"))
        if not found:
            return
        topic = found[item % len(found)]
        if self._try(
            lambda: letting_go.take_topic_up_again(topic, by=self._on(side), at=self.now)
        ) and (topic.removed_at is None and topic.discussed_at is None):
            self.closed.discard(topic.prompt)

    @rule(which=WHICH, item=WHICH, side=SIDE)
    def add_words(self, which: int, item: int, side: str) -> None:
        topic, by = self._topic(which, item), self._on(side)
        if topic is None:
            return
        self.looked += 1
        line = f"Line {self.looked}"
        body = self._bodies(topic.plan).get(str(topic.id), [])
        more = [*body, *markdown_to_body(line)]
        if self._try(lambda: operations.replace_body(topic, more, by=by, at=self.now)):
            self.added[line] = by

    @rule(which=WHICH, kind=KIND)
    def look_ahead(self, which: int, kind: type[Hope] | type[Challenge]) -> None:
        """Another line on top of those that stand there."""
        plan = self._plan(which)
        purpose = "hopes" if kind is Hope else "challenges"
        item = plan.items.filter(purpose=purpose, removed_at=None).first() if plan else None
        if plan is None or item is None:
            return
        self.looked += 1
        words = markdown_to_body(f"{purpose} {self.looked}")
        body = [*words, *self._bodies(plan).get(str(item.id), [])]
        by = self.pair.mentee if may_write(plan, self.pair.mentee) else self.pair.mentor
        self._try(lambda: operations.replace_body(item, body, by=by, at=self.now))

    @rule(which=WHICH, kind=KIND, outcome=WHICH, side=SIDE)
    def say_what_became(
        self, which: int, kind: type[Hope] | type[Challenge], outcome: int, side: str
    ) -> None:
        made = self.pair.hopes if kind is Hope else self.pair.challenges
        rows: list[Hope | Challenge] = list(made.order_by("text"))
        if not rows:
            return
        row, words = rows[which % len(rows)], OUTCOMES[kind][outcome % 5]
        settle: Callable[..., object] = settle_hope if kind is Hope else settle_challenge
        if self._try(lambda: settle(row.id, words, by=self._on(side), at=self.now)):
            self.said[f"{row.plan_id} {row.text}"] = words

    @rule(which=WHICH, side=SIDE, state=st.sampled_from(["new", "done", "let_go", "open"]))
    def promise(self, which: int, side: str, state: str) -> None:
        by = self._on(side)
        if state == "new" or not self.promises:
            promise = actions.Promise(f"Promise {len(self.promises) + 1}", side)
            made = actions.add_action(self.pair, promise, by=by, at=self.now)
            self.promises[made.id] = "open"
            return
        action = list(self.promises)[which % len(self.promises)]
        if state == "let_go":
            actions.let_go(action, by=by, at=self.now)
        else:
            actions.complete(action, is_done=state == "done", by=by, at=self.now)
        self.promises[action] = state

    # What always holds

    @invariant()
    def the_words_go_along(self) -> None:
        for plan in Plan.objects.filter(session__pair=self.pair):
            bodies = self._bodies(plan)
            for topic in plan.items.filter(kind="topic", removed_at=None):
                words = lines(bodies[str(topic.id)])
                assert words.count(f"Words of {topic.prompt}") == 1, topic.prompt
                assert len(words) == len(set(words)), "a line is doubled"

    @invariant()
    def added_words_are_found_again_by_who_wrote_them(self) -> None:
        seen = {person: self._seen_by(person) for person in self._both()}
        for line, writer in self.added.items():
            assert line in seen[writer], f"{line} is lost"

    @invariant()
    def a_hope_or_a_challenge_is_one_thing_with_what_was_said_of_it(self) -> None:
        for found in (self.pair.hopes.all(), self.pair.challenges.all()):
            rows: list[Hope | Challenge] = list(found)
            count = Counter((row.plan_id, row.text) for row in rows)
            assert set(count.values()) <= {1}
            for row in rows:
                assert row.outcome == self.said.get(f"{row.plan_id} {row.text}", "")

    @invariant()
    def the_next_plan_asks_after_every_open_challenge(self) -> None:
        following = sessions_ahead(self.pair).first()
        if following is None:
            return
        held = Challenge.objects.filter(pair=self.pair, plan__session__state="held")
        asked = asked_after(Plan.objects.select_related("session").get(session=following))
        assert set(held.filter(outcome__in=OPEN)) <= set(asked)

    @invariant()
    def a_promise_stays_what_it_is(self) -> None:
        still_open = {one.id for one in open_actions(self.pair)}
        assert still_open == {id_ for id_, state in self.promises.items() if state == "open"}
        assert self.pair.actions.count() == len(self.promises)

    def look_at_all_of_it(self) -> None:
        self.nothing_is_shown_before_its_plan_was_shared()
        self.every_open_topic_stands_in_one_place()
        self.what_moved_on_does_not_stay_behind()
        self.the_next_plan_has_what_waits()
        self.the_words_go_along()
        self.added_words_are_found_again_by_who_wrote_them()
        self.a_hope_or_a_challenge_is_one_thing_with_what_was_said_of_it()
        self.the_next_plan_asks_after_every_open_challenge()

    # How to get at it

    def _close(self, topic: AgendaItem) -> None:
        """What is taken off a draft goes for good when it is shared, with its words."""
        super()._close(topic)
        if AgendaItem.objects.filter(id=topic.id, removed_at__isnull=False).exists():
            for line in lines(self._bodies(topic.plan)[str(topic.id)]):
                self.added.pop(line, None)

    def _both(self) -> tuple[Person, Person]:
        return self.pair.mentor, self.pair.mentee

    def _bodies(self, plan: Plan) -> dict[str, Body]:
        return document.bodies(store.load(plan.document_id))

    def _seen_by(self, person: Person) -> set[str]:
        """Every added line that stands where this person may look."""
        found: set[str] = set()
        for plan in plans_with_pair().filter(session__pair=self.pair):
            if may_see(plan, person):
                bodies = self._bodies(plan)
                for item_id in plan.items.filter(removed_at=None).values_list("id", flat=True):
                    found |= set(lines(bodies[str(item_id)]))
        for note in PrivateNote.objects.filter(author=person):
            found |= set(note.text.split("\n"))
        return found & self.added.keys()


@pytest.mark.django_db
@settings(max_examples=15, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
@given(terms=RULES, side=SIDE, item=WHICH, meanwhile=MEANWHILE)
def test_what_is_done_on_the_next_plan_meanwhile_is_kept(
    terms: dict[str, str], side: str, item: int, meanwhile: list[str]
) -> None:
    """The same in one straight line, over and over: random walks come by here too rarely."""
    pair = PairGoingBack()
    try:
        pair.begin([3, 25], terms)
        for _ in range(2):
            pair.look_ahead(0, Challenge)
            pair.wrap_up_by_mistake(side, item, 20, meanwhile)
            pair.say_what_became(0, Challenge, 0, side)
            pair.look_ahead(0, Challenge)
            pair.wrap_up(0, side, ["let_go"], None)
            pair.take_up_again(item, side)
            pair.look_at_all_of_it()
    finally:
        pair.teardown()


@pytest.mark.django_db
def test_nothing_is_lost_or_doubled_by_going_back() -> None:
    run_state_machine_as_test(
        PairGoingBack,
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
