"""Promising something while talking."""

from datetime import timedelta

import pytest

from romanesco.actions.operations import Promise, UnknownOwner
from romanesco.base.errors import NotFound
from romanesco.journey.hold import start
from romanesco.journey.promise import NotSharedYet, add_promise
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo

pytestmark = pytest.mark.django_db
CUT_THE_NOTE = Promise("Cut the note to one page", owner="mentee")


def test_a_promise_stands_beneath_the_line_it_was_made_at() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    live = start(plan.session, by=theo(), at=MONDAY + timedelta(days=3, hours=4))
    item = live.items.first()
    assert item is not None
    promise = Promise("Cut the note to one page", owner="mentee", item=item.id)

    action = add_promise(live, promise, by=rosa(), at=MONDAY)

    assert (action.owner, action.item, action.session) == (theo(), item.id, live.session)


def test_nothing_is_promised_in_a_draft_for_the_partner_would_read_of_it() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    with pytest.raises(NotSharedYet):
        add_promise(plan, CUT_THE_NOTE, by=theo(), at=MONDAY)


@pytest.mark.parametrize("somebody", [rosa, olga])
def test_who_does_not_see_the_plan_promises_nothing(somebody: object) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    with pytest.raises(NotFound):
        add_promise(plan, CUT_THE_NOTE, by=somebody(), at=MONDAY)  # type: ignore[operator]


def test_a_line_of_another_plan_and_an_unknown_owner_are_refused() -> None:
    pair = signed(a_pair(rosa(), theo()))
    plan, other = a_plan(pair), a_plan(pair, days=10)
    live = start(plan.session, by=theo(), at=MONDAY + timedelta(days=3, hours=4))
    elsewhere = other.items.first()
    assert elsewhere is not None
    with pytest.raises(NotFound):
        add_promise(live, Promise("x", "mentee", item=elsewhere.id), by=theo(), at=MONDAY)
    with pytest.raises(UnknownOwner):
        add_promise(live, Promise("x", "the cat"), by=theo(), at=MONDAY)
