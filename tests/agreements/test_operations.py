"""Proposing, signing, withdrawing: which version counts when."""

from datetime import date, timedelta

import pytest

from romanesco.agreements import operations
from romanesco.agreements.cadence import EndsBeforeBeginning, EndsTooFarOff, NoSuchRhythm
from romanesco.agreements.models import Agreement
from romanesco.agreements.operations import AlreadySigned, NotYourProposal, ProposalGone
from romanesco.agreements.queries import (
    current_versions,
    earlier_versions,
    in_force,
    proposed,
    rules_of,
)
from romanesco.agreements.terms import FIELDS, changes, terms_of
from romanesco.base.errors import Refused
from romanesco.base.zones import ZoneUnknown
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import PairIsOver, change_state
from tests.cast import MONDAY, a_pair, rosa, signed, theo

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def propose(pair: Pair, **terms: object) -> Agreement:
    return operations.propose(pair, terms, by=theo(), at=MONDAY)


def test_a_new_pair_has_defaults_to_sign_and_lives_by_them_until_then(pair: Pair) -> None:
    first = proposed(pair)
    assert first is not None
    assert (first.number, first.signatures.count()) == (1, 0)
    assert in_force(pair) is None
    rules = rules_of(pair)
    assert (rules.preparer, rules.share_when, rules.share_amount) == ("mentee", "before", 24)


def test_a_version_counts_once_both_have_signed(pair: Pair) -> None:
    first = proposed(pair)
    assert first is not None
    assert operations.sign(first, by=rosa(), at=MONDAY) is False
    assert in_force(pair) is None
    assert operations.sign(first, by=theo(), at=MONDAY + timedelta(hours=1)) is True
    current = in_force(pair)
    assert current == first
    assert current.signed_at("mentor") == MONDAY
    assert current.signed_at("mentee") == MONDAY + timedelta(hours=1)


def test_nobody_signs_twice(pair: Pair) -> None:
    proposal = propose(pair)
    with pytest.raises(AlreadySigned):
        operations.sign(proposal, by=theo(), at=MONDAY)
    assert in_force(pair) is None


def test_a_change_leaves_the_version_in_force_until_it_is_signed(pair: Pair) -> None:
    before = in_force(signed(pair))
    assert before is not None
    proposal = propose(pair, preparer="mentor")
    assert rules_of(pair) == before
    operations.sign(proposal, by=rosa(), at=MONDAY)
    assert rules_of(pair).preparer == "mentor"
    assert list(earlier_versions(pair)) == [before]


def test_a_newer_proposal_takes_the_place_of_the_open_one(pair: Pair) -> None:
    old, new = propose(pair, minutes=30), propose(pair, minutes=60)
    with pytest.raises(ProposalGone):
        operations.sign(old, by=rosa(), at=MONDAY)
    assert proposed(pair) == new
    assert new.number == old.number + 1


def test_only_its_proposer_withdraws_and_what_was_in_force_stays(pair: Pair) -> None:
    current = in_force(signed(pair))
    proposal = propose(pair, minutes=30)
    with pytest.raises(NotYourProposal):
        operations.withdraw_proposal(proposal, by=rosa(), at=MONDAY)
    operations.withdraw_proposal(proposal, by=theo(), at=MONDAY)
    assert (in_force(pair), proposed(pair)) == (current, None)
    with pytest.raises(ProposalGone):
        operations.sign(proposal, by=rosa(), at=MONDAY)
    with pytest.raises(ProposalGone):
        operations.withdraw_proposal(proposal, by=theo(), at=MONDAY)


def test_a_closed_pair_neither_proposes_nor_signs(pair: Pair) -> None:
    proposal = propose(pair)
    change_state(pair, "closed", by=rosa(), at=MONDAY)
    with pytest.raises(PairIsOver):
        propose(pair)
    with pytest.raises(PairIsOver):
        operations.sign(proposal, by=rosa(), at=MONDAY)


def test_unknown_terms_are_a_mistake_of_ours(pair: Pair) -> None:
    with pytest.raises(TypeError):
        propose(pair, pair_id=pair.id)


def test_changes_name_what_differs_in_the_order_of_the_form(pair: Pair) -> None:
    before, after = Agreement(pair=pair), Agreement(pair=pair, minutes=30, preparer="both")
    assert [change.field for change in changes(before, after)] == ["preparer", "minutes"]
    assert set(terms_of(before)) == set(FIELDS)


def test_current_versions_of_several_pairs_come_with_their_signatures(
    pair: Pair, django_assert_num_queries: object
) -> None:
    signed(pair)
    propose(pair)
    reader = theo()
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = list(current_versions([pair.id]))
        assert [version.is_signed_by(reader) for version in found] == [True, True]


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"cadence": "weeks", "every_weeks": 0}, NoSuchRhythm),
        ({"cadence": "monthly", "month_week": 5, "meets_on": "FR"}, NoSuchRhythm),
        ({"meets_on": "TH", "meets_zone": "Atlantis"}, ZoneUnknown),
        ({"begins_on": date(2026, 12, 1), "runs_until": date(2026, 11, 30)}, EndsBeforeBeginning),
    ],
)
def test_a_rhythm_that_could_make_no_dates_is_not_even_proposed(
    pair: Pair, terms: dict[str, object], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        propose(pair, **terms)
    first = proposed(pair)
    assert first is not None
    assert first.number == 1


def test_an_agreement_ends_within_five_years(pair: Pair) -> None:
    for end in (date(9999, 12, 31), MONDAY.date() + timedelta(days=5 * 366 + 1)):
        with pytest.raises(EndsTooFarOff):
            propose(pair, runs_until=end)
    assert propose(pair, runs_until=MONDAY.date() + timedelta(days=5 * 366)).runs_until
