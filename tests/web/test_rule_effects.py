"""What new rules do to a draft on its way, as a truth table; it holds for what really happens."""

import itertools

import pytest

from romanesco.agreements import operations as agreements
from romanesco.journey import begin
from romanesco.plans.models import Plan
from romanesco.web.rule_effects import effect_on_draft
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo

PREPARERS = ("mentee", "mentor", "turns", "both")
WHENS = ("before", "day_before", "together")


@pytest.mark.parametrize(
    ("prepared_by", "preparer", "share_when", "expected"),
    [
        ("mentee", "mentee", "before", None),
        ("mentee", "mentee", "day_before", None),
        ("mentee", "turns", "before", None),
        ("mentor", "turns", "before", None),
        ("mentee", "mentee", "together", "opens"),
        ("mentee", "turns", "together", "opens"),
        ("mentee", "both", "before", "opens"),
        ("mentee", "mentor", "before", "hands_over"),
        ("mentor", "mentee", "together", "hands_over"),
    ],
)
def test_what_becomes_of_a_draft(
    prepared_by: str, preparer: str, share_when: str, expected: str | None
) -> None:
    assert effect_on_draft(prepared_by, preparer=preparer, share_when=share_when) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("preparer", "share_when"), list(itertools.product(PREPARERS, WHENS)))
def test_what_is_foretold_is_what_happens(preparer: str, share_when: str) -> None:
    pair = signed(a_pair(rosa(), theo()))
    plan = a_plan(pair)
    foretold = effect_on_draft(plan.prepared_by, preparer=preparer, share_when=share_when)
    terms = {"preparer": preparer, "share_when": share_when}
    proposal = agreements.propose(pair, terms, by=theo(), at=MONDAY)
    begin.sign_agreement(proposal, by=rosa(), at=MONDAY)
    after = Plan.objects.get(id=plan.id)
    if after.prepared_by not in ("mentee", "both"):
        assert foretold == "hands_over"
    else:
        assert foretold == ("opens" if after.shared_at else None)
