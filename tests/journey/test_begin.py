"""Becoming a pair, and what a signature does to plans that are not shared yet."""

from datetime import timedelta

import pytest

from romanesco.agreements import operations as agreements
from romanesco.agreements.queries import proposed
from romanesco.base.errors import NotFound
from romanesco.journey import begin
from romanesco.pairs import invitations
from romanesco.pairs.invitations import InvitationExpired, Invitee, OwnInvitation
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see, note_for
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_the_one_who_accepts_takes_the_other_side(side: str) -> None:
    invitation = invitations.invite(Invitee("Theo"), side=side, by=rosa(), at=MONDAY)
    pair = begin.accept_invitation(invitation, by=theo(), at=MONDAY)
    assert pair.person_on(side) == rosa()
    assert pair.partner_of(rosa()) == theo()
    assert proposed(pair) is not None


def test_an_invitation_makes_one_pair_for_one_other() -> None:
    invitation = invitations.invite(Invitee("Theo"), side="mentor", by=rosa(), at=MONDAY)
    with pytest.raises(OwnInvitation):
        begin.accept_invitation(invitation, by=rosa(), at=MONDAY)
    begin.accept_invitation(invitation, by=theo(), at=MONDAY)
    with pytest.raises(NotFound):
        begin.accept_invitation(invitation, by=olga(), at=MONDAY)
    assert Pair.objects.count() == 1


def test_an_expired_invitation_makes_none() -> None:
    invitation = invitations.invite(Invitee("Theo"), side="mentor", by=rosa(), at=MONDAY)
    with pytest.raises(InvitationExpired):
        begin.accept_invitation(invitation, by=theo(), at=MONDAY + timedelta(days=15))
    assert not Pair.objects.exists()


def agree(pair: Pair, **terms: object) -> None:
    proposal = agreements.propose(pair, terms, by=rosa(), at=MONDAY)
    begin.sign_agreement(proposal, by=theo(), at=MONDAY)


def test_a_new_moment_reaches_a_draft_and_not_a_shared_plan() -> None:
    pair = signed(a_pair(rosa(), theo()))
    draft, shared = a_plan(pair, days=7), a_plan(pair, days=3)
    Plan.objects.filter(id=shared.id).update(shared_at=MONDAY)
    agree(pair, share_amount=2, share_unit="days")
    draft.refresh_from_db()
    due, shared_due = draft.share_due_at, shared.share_due_at
    shared.refresh_from_db()
    assert due == draft.session.starts_at - timedelta(days=2)
    assert shared.share_due_at == shared_due


def test_agreeing_to_write_together_opens_a_draft() -> None:
    pair = signed(a_pair(rosa(), theo()))
    plan = a_plan(pair)
    answer(plan, "went_well", "The retry queue is live", by=theo())
    assert not may_see(plan, rosa())
    agree(pair, share_when="together")
    plan.refresh_from_db()
    assert may_see(plan, rosa())
    assert "retry queue" in words_of(plan)


def test_a_draft_stays_with_its_writer_where_the_other_prepares_now() -> None:
    pair = signed(a_pair(rosa(), theo()))
    plan = a_plan(pair)
    answer(plan, "not_well", "The design note got long", by=theo())
    agree(pair, preparer="mentor")
    plan.refresh_from_db()
    assert (plan.prepared_by, may_see(plan, theo())) == ("mentor", False)
    assert "design note" not in words_of(plan)
    assert "design note" in note_for(plan, theo())
    assert note_for(plan, rosa()) == ""


def test_one_signature_changes_nothing() -> None:
    pair = signed(a_pair(rosa(), theo()))
    plan = a_plan(pair)
    agreements.propose(pair, {"share_when": "together"}, by=rosa(), at=MONDAY)
    plan.refresh_from_db()
    assert plan.shared_at is None
