"""Searching by a program: the same words for the same people as on the page."""

from uuid import uuid4

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from tests.api.client import Api
from tests.journey.stories import topic


def test_what_is_found_and_by_whom(pair: Pair, plan: Plan, theo: Api, rosa: Api, olga: Api) -> None:
    item = topic(plan, "Saying no", "To the krokodil", by=pair.mentee)
    (found,) = theo.get("/search?q=krok").json()["results"]
    assert found["plan"] == str(plan.id)
    assert found["session"] == str(plan.session_id)
    pieces = [("To the ", False), ("krokodil", True)]
    assert found["places"] == [
        {
            "kind": "words",
            "id": str(item.id),
            "under": "Saying no",
            "excerpt": [{"text": text, "marked": is_marked} for text, is_marked in pieces],
        }
    ]
    nothing = {"results": [], "page": 1, "pages": 1, "total": 0}
    here = f"/pairs/{pair.id}/search?q=krok"
    for api, path in ((rosa, "/search?q=krok"), (rosa, here), (olga, "/search?q=krok")):
        assert api.get(path).json() == nothing
    assert olga.get(here).json() == olga.get(f"/pairs/{uuid4()}/search?q=krok").json()
    assert olga.get(here).status_code == 404
    operations.share(plan, by=pair.mentee, at=clock.now())
    assert rosa.get(here).json()["total"] == 1
    assert Plan.objects.get(id=plan.id).opened_at is not None


def test_a_line_beside_a_partners_draft_names_no_plan(pair: Pair, plan: Plan, rosa: Api) -> None:
    operations.write_line(plan, "An alligator", by=pair.mentor, at=clock.now())
    (found,) = rosa.get("/search?q=alligator").json()["results"]
    assert (found["session"], found["plan"]) == (str(plan.session_id), None)
    assert found["places"][0]["id"] == str(pair.mentor.id)


def test_what_it_refuses(rosa: Api) -> None:
    assert rosa.get("/search").status_code == 422
    assert rosa.get("/search?q=x&page=0").status_code == 422
    assert rosa.get("/search?q=%00'%22*").json()["total"] == 0
    assert Api().get("/search?q=x").status_code == 401
