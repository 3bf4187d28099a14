"""Ticking, letting go, and saying what became of a hope."""

import pytest

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise, add_action
from romanesco.journey import leave
from romanesco.pairs.models import Pair
from romanesco.plans.models import Hope
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import SCRIPT, text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


@pytest.fixture
def action(pair: Pair) -> ActionItem:
    return add_action(pair, Promise("Send the write-up", "mentee"), by=theo(), at=MONDAY)


@pytest.fixture
def hope(pair: Pair) -> Hope:
    return Hope.objects.create(pair=pair, plan=a_plan(pair), line=0, text="One page")


def test_a_script_hears_done_and_a_form_goes_back_where_it_was(action: ActionItem) -> None:
    client, path = visit_as(rosa()), f"/actions/{action.id}/completion"
    assert client.post(path, {"done": "1"}, headers=SCRIPT).status_code == 204
    from_plan = {"Referer": "http://testserver/plans/x/"}
    assert client.post(path, {"done": "0"}, headers=from_plan).headers["Location"] == (
        "http://testserver/plans/x/"
    )
    from_elsewhere = {"Referer": "https://evil.example/"}
    answer = client.post(path, {"done": "1"}, headers=from_elsewhere)
    assert answer.headers["Location"] == f"/pairs/{action.pair_id}/"
    action.refresh_from_db()
    assert action.done_at is not None


@pytest.mark.parametrize("outcome", ["done", "partly", "not_yet", "let_go", ""])
def test_any_answer_to_a_hope_may_change(hope: Hope, outcome: str) -> None:
    client, path = visit_as(theo()), f"/hopes/{hope.id}/outcome"
    client.post(path, {"outcome": "partly"}, headers=SCRIPT)
    assert client.post(path, {"outcome": outcome}, headers=SCRIPT).status_code == 204
    hope.refresh_from_db()
    assert hope.outcome == outcome
    assert (hope.outcome_at is None) == (outcome == "")


def test_an_unknown_answer_is_refused(hope: Hope) -> None:
    answer = visit_as(theo()).post(f"/hopes/{hope.id}/outcome", {"outcome": "x"}, headers=SCRIPT)
    assert (answer.status_code, b"Choose one of" in answer.content) == (409, True)
    hope.refresh_from_db()
    assert hope.outcome == ""


def test_in_a_closed_pair_all_stands_as_it_was(action: ActionItem, hope: Hope) -> None:
    leave.close(action.pair, by=rosa(), at=MONDAY)
    for path in (
        f"/actions/{action.id}/completion",
        f"/actions/{action.id}/letting-go",
        f"/hopes/{hope.id}/outcome",
    ):
        answer = visit_as(theo()).post(path, {"outcome": "done"}, follow=True)
        assert "stands as it was" in text_of(answer)
    action.refresh_from_db()
    assert action.is_open
