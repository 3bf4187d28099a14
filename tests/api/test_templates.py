"""Templates over the API: what there is for a plan, taking one, and nobody else's."""

import pytest

from romanesco.base import clock
from romanesco.plans import operations, templates
from romanesco.plans.models import Plan
from romanesco.plans.template import Question
from tests.api.client import Api

pytestmark = pytest.mark.django_db
OURS = [Question("hopes", "One thing?"), Question("", "And the cat?")]


def test_a_plan_is_given_another_structure(theo: Api, plan: Plan) -> None:
    pair = plan.session.pair
    kept = templates.keep("Ours", OURS, of=pair, by=pair.mentor, at=clock.now())
    templates.keep("Hers alone", OURS, of=pair.mentor, by=pair.mentor, at=clock.now())
    listed = theo.get(f"/plans/{plan.id}/templates").json()
    assert [one["whose"] for one in listed] == ["pair", *["everybody"] * 10]
    assert listed[0] == {
        "template": str(kept.id),
        "name": "Ours",
        "about": "",
        "whose": "pair",
        "in_use": False,
        "questions": [
            {"prompt": "One thing?", "purpose": "hopes"},
            {"prompt": "And the cat?", "purpose": ""},
        ],
    }
    assert [one["template"] for one in listed if one["in_use"]] == ["regular"]
    told = theo.send("PUT", f"/plans/{plan.id}/template", {"template": str(kept.id)})
    assert [item["prompt"] for item in told.json()["items"]] == ["One thing?", "And the cat?"]
    swot = theo.send("PUT", f"/plans/{plan.id}/template", {"template": "swot"}).json()
    assert len(swot["items"]) == 8


def test_nobody_elses(theo: Api, rosa: Api, olga: Api, plan: Plan) -> None:
    hers = templates.keep(
        "Hers", OURS, of=plan.session.pair.mentor, by=plan.session.pair.mentor, at=clock.now()
    )
    at = f"/plans/{plan.id}"
    for stranger in (rosa, olga):
        assert stranger.get(f"{at}/templates").status_code == 404
        assert stranger.send("PUT", f"{at}/template", {"template": "swot"}).status_code == 404
    for key in (str(hers.id), "no such"):
        assert theo.send("PUT", f"{at}/template", {"template": key}).status_code == 404
    assert theo.send("PUT", f"{at}/template", {}).status_code == 422
    operations.share(plan, by=plan.session.pair.mentee, at=clock.now())
    assert rosa.get(f"{at}/templates").status_code == 200
