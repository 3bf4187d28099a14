"""A plan is made to the rules, and follows them while nobody but its preparer has seen it."""

from datetime import timedelta

import pytest

from romanesco.agreements import operations as agreements
from romanesco.base.errors import NotFound
from romanesco.journey import begin, leave
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Plan
from romanesco.plans.queries import agenda_of, note_for, plan_for
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY


def agree(pair: Pair, **terms: object) -> None:
    proposal = agreements.propose(pair, terms, by=pair.mentee, at=AT)
    begin.sign_agreement(proposal, by=pair.mentor, at=AT)


def again(plan: Plan) -> Plan:
    return Plan.objects.select_related("session__pair").get(id=plan.id)


def test_every_item_has_its_place_in_the_document(plan: Plan) -> None:
    bodies = document.bodies(store.load(plan.document_id))
    assert set(bodies) == {str(item.id) for item in plan.items.all()}
    assert document.is_empty(bodies.values())


def test_taking_turns_begins_with_the_mentee_and_skips_what_was_called_off(pair: Pair) -> None:
    agree(pair, preparer="turns")
    first = cast.a_plan(pair, days=3)
    second = cast.a_plan(pair, days=10)
    third = cast.a_plan(pair, days=17)
    assert [p.prepared_by for p in (first, second, third)] == ["mentee", "mentor", "mentee"]
    leave.cancel(third.session, by=pair.mentee, at=AT)
    assert cast.a_plan(pair, days=20).prepared_by == "mentee"


@pytest.mark.parametrize("terms", [{"preparer": "both"}, {"share_when": "together"}])
def test_both_see_it_from_the_beginning(terms: dict[str, str], pair: Pair, rosa: Person) -> None:
    agree(pair, **terms)
    plan = cast.a_plan(pair)
    assert (plan.state, plan.share_due_at, plan.shared_at) == ("shared", None, AT)
    assert plan_for(rosa, plan.id) == plan


def test_a_new_moment_counts_for_what_is_not_shared(plan: Plan, pair: Pair) -> None:
    agree(pair, share_amount=2, share_unit="days")
    assert again(plan).share_due_at == plan.session.starts_at - timedelta(days=2)


def test_what_is_shared_stays_as_it_is(plan: Plan, pair: Pair, theo: Person) -> None:
    operations.share(plan, by=theo, at=AT)
    agree(pair, preparer="mentor", share_amount=2)
    assert (again(plan).prepared_by, again(plan).state) == ("mentee", "shared")


def test_agreeing_on_together_shows_the_draft_at_once(plan: Plan, pair: Pair, rosa: Person) -> None:
    agree(pair, share_when="together")
    assert plan_for(rosa, plan.id).share_due_at is None


def _begun(plan: Plan, by: Person) -> Plan:
    """One with a word in it, which another plan does not take the place of."""
    question = plan.items.filter(kind="question")[0]
    operations.replace_body(question, markdown_to_body("A word"), by=by, at=AT)
    return plan


class TestHandingOver:
    @pytest.fixture
    def handed(self, plan: Plan, pair: Pair, theo: Person) -> Plan:
        item = plan.items.get(purpose="not_well")
        words = markdown_to_body("I *think* of leaving")
        operations.replace_body(item, words, by=theo, at=AT)
        operations.add_topic(plan, "My manager", by=theo, at=AT)
        agree(pair, preparer="mentor")
        return again(plan)

    def test_leaves_the_draft_to_the_one_who_wrote_it(
        self, handed: Plan, theo: Person, rosa: Person
    ) -> None:
        note = note_for(handed, theo)
        assert "I *think* of leaving" in note
        assert "## My manager" in note
        assert note_for(handed, rosa) == ""
        with pytest.raises(NotFound):
            plan_for(theo, handed.id)

    def test_begins_anew_for_the_other(self, handed: Plan, rosa: Person) -> None:
        seen = plan_for(rosa, handed.id)
        assert [item.kind for item in agenda_of(seen)] == ["question"] * 5
        stored = YDocument.objects.get(id=seen.document_id)
        assert b"leaving" not in bytes(stored.checkpoint)
        assert YDocument.objects.count() == 1

    def test_bars_the_drafts_writers(self, plan: Plan, pair: Pair) -> None:
        writers = document.clients(store.load(plan.document_id))
        agree(pair, preparer="mentor")
        assert set(writers) <= store.read(again(plan).document_id).barred

    def test_takes_no_topic_along_that_the_other_never_saw(
        self, pair: Pair, plan: Plan, theo: Person, rosa: Person
    ) -> None:
        later = _begun(cast.a_plan(pair, days=10), theo)
        operations.add_topic(plan, "Leaving", by=theo, at=AT)
        leave.cancel(plan.session, by=theo, at=AT)
        assert later.items.filter(prompt="Leaving").exists()
        agree(pair, preparer="mentor")
        assert not later.items.filter(prompt="Leaving").exists()
        agree(pair, preparer="mentee")
        assert later.items.get(prompt="Leaving").carried_from is not None

    def test_takes_along_what_both_knew_with_the_words_that_both_knew(
        self, pair: Pair, plan: Plan, theo: Person
    ) -> None:
        known = markdown_to_body("as we said")
        operations.share(plan, by=theo, at=AT)
        operations.add_topic(plan, "On call", by=theo, at=AT, body=known)
        later = _begun(cast.a_plan(pair, days=10), theo)
        leave.cancel(plan.session, by=theo, at=AT)
        carried = later.items.get(prompt="On call")
        operations.replace_body(carried, markdown_to_body("secretly"), by=theo, at=AT)
        operations.reword(carried, "On call, and leaving", by=theo, at=AT)
        agree(pair, preparer="mentor")
        topic = later.items.get(kind="topic")
        assert topic.prompt == "On call"
        state = store.load(again(later).document_id)
        assert document.body_of(state, topic.id) == known
        assert "secretly" in note_for(later, theo)
