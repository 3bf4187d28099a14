"""The loop over the API: what a plan asks after, what became of it, what was let go."""

from uuid import uuid4

import pytest

from romanesco.base import clock
from romanesco.journey.hold import start
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.plans.models import Challenge, Hope, Plan
from romanesco.plans.operations import add_topic, share
from tests.api.client import Api
from tests.cast import a_plan
from tests.journey.stories import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(plan: Plan) -> Plan:
    """Wrapped up with a hope and something that was seen coming; the topic was let go."""
    mentee = plan.session.pair.mentee
    answer(plan, "hopes", "One page", by=mentee)
    answer(plan, "challenges", "The migration", by=mentee)
    item = add_topic(plan, "Saying no", by=mentee, at=clock.now())
    start(plan.session, by=mentee, at=clock.now())
    wrap_up(plan, {item.id: "let_go"}, by=mentee, at=clock.now())
    return plan


def test_the_next_plan_asks_after_both_and_either_may_say(
    pair: Pair, held: Plan, theo: Api, rosa: Api
) -> None:
    following = a_plan(pair, at=clock.now(), days=9)
    found = theo.get(f"/plans/{following.id}/loop").json()
    hope, challenge = found["hopes"][0], found["challenges"][0]
    assert (hope["text"], hope["outcome"], hope["plan"]) == ("One page", None, str(held.id))
    assert (challenge["text"], challenge["times_asked"]) == ("The migration", 0)
    said = rosa.send("PUT", f"/hopes/{hope['id']}/outcome", {"outcome": "partly"})
    assert (said.status_code, said.json()["outcome"]) == (200, "partly")
    said = theo.send("PUT", f"/challenges/{challenge['id']}/outcome", {"outcome": "ahead"})
    assert (said.status_code, said.json()["outcome"]) == (200, "ahead")
    unsaid = theo.send("PUT", f"/hopes/{hope['id']}/outcome", {"outcome": None})
    assert unsaid.json()["outcome"] is None
    unknown = theo.send("PUT", f"/hopes/{hope['id']}/outcome", {"outcome": "failed"})
    assert unknown.status_code == 422


def test_what_was_let_go_is_listed_and_taken_up_again(pair: Pair, held: Plan, rosa: Api) -> None:
    item = held.items.get(kind="topic")
    page = rosa.get(f"/pairs/{pair.id}/let-go").json()
    assert [(one["what"], one["id"]) for one in page["found"]] == [("topic", str(item.id))]
    again = rosa.send("POST", f"/plans/{held.id}/items/{item.id}/letting-go", {"let_go": False})
    assert again.status_code == 200
    assert rosa.get(f"/pairs/{pair.id}/let-go").json() == {"found": [], "pages": 1}
    assert rosa.get(f"/pairs/{pair.id}/let-go?page=9").json()["found"] == []
    twice = rosa.send("POST", f"/plans/{held.id}/items/{item.id}/letting-go", {"let_go": False})
    assert (twice.status_code, twice.json()["code"]) == (409, "topic_has_moved_on")


def test_it_is_nothing_to_an_outsider_and_a_draft_is_not_to_the_partner(
    pair: Pair, held: Plan, rosa: Api, olga: Api
) -> None:
    draft = a_plan(pair, at=clock.now(), days=9)
    item = add_topic(draft, "Mine", by=pair.mentee, at=clock.now())
    on_draft: list[tuple[str, str, object]] = [
        ("GET", f"/plans/{draft.id}/loop", None),
        ("POST", f"/plans/{draft.id}/items/{item.id}/letting-go", {}),
    ]
    of_the_pair: list[tuple[str, str, object]] = [
        ("PUT", f"/hopes/{Hope.objects.get().id}/outcome", {"outcome": "done"}),
        ("PUT", f"/challenges/{Challenge.objects.get().id}/outcome", {"outcome": "met"}),
        ("GET", f"/pairs/{pair.id}/let-go", None),
    ]
    nothing = olga.get(f"/plans/{uuid4()}").content
    for who, attempts in ((rosa, on_draft), (olga, on_draft + of_the_pair)):
        for attempt in attempts:
            told = who.send(*attempt)
            assert (told.status_code, told.content) == (404, nothing)
    share(draft, by=pair.mentee, at=clock.now())
    assert [rosa.send(*attempt).status_code for attempt in on_draft] == [200, 200]
