"""Earlier versions over the API: for the two, from the moment on at which the partner may see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.base import clock
from romanesco.journey import hold, wrap_up
from romanesco.people.local_words import both_times
from romanesco.plans import operations
from romanesco.plans.models import Plan
from tests.api.client import Api
from tests.journey.stories import answer, topic

pytestmark = pytest.mark.django_db


def held(plan: Plan) -> Plan:
    """Theo prepares and shares, Rosa adds a topic, they meet."""
    pair = plan.session.pair
    answer(plan, "check_in", "Tired, and **glad**", by=pair.mentee)
    operations.write_line(plan, "Too slow?", by=pair.mentee, at=clock.now())
    operations.write_note(plan, "My own secret", by=pair.mentee, at=clock.now())
    operations.share(plan, by=pair.mentee, at=clock.now())
    topic(plan, "Saying no", "An hour a day", by=pair.mentor)
    fresh = Plan.objects.get(id=plan.id)
    hold.start(fresh.session, by=pair.mentee, at=clock.now())
    wrap_up.wrap_up(fresh, {}, by=pair.mentee, at=clock.now() + timedelta(minutes=45))
    return fresh


def _addresses(plan_id: object) -> list[str]:
    versions = f"/plans/{plan_id}/versions"
    return [versions, f"{versions}/shared", f"{versions}/shared.md", f"{versions}/wrapped_up"]


def test_both_read_the_plan_as_it_was(plan: Plan, theo: Api, rosa: Api) -> None:
    held(plan)
    for reader in (theo, rosa):
        listed = reader.get(f"/plans/{plan.id}/versions").json()
        assert [one["name"] for one in listed] == ["shared", "wrapped_up"]
        shared = reader.get(f"/plans/{plan.id}/versions/shared").json()
        assert (shared["plan"], shared["kept_at"]) == (str(plan.id), listed[0]["kept_at"])
        assert [item["body"] for item in shared["items"]] == ["Tired, and **glad**", *[""] * 4]
        assert [line["text"] for line in shared["top_of_mind"]] == ["Too slow?"]
        wrapped = reader.get(f"/plans/{plan.id}/versions/wrapped_up").json()
        now = reader.get(f"/plans/{plan.id}").json()
        assert wrapped["items"] == now["items"]
        assert wrapped["items"][-1]["author"] == str(plan.session.pair.mentor_id)


def test_it_is_markdown_too(plan: Plan, rosa: Api) -> None:
    held(plan)
    told = rosa.get(f"/plans/{plan.id}/versions/shared.md")
    assert told["Content-Type"] == "text/markdown; charset=utf-8"
    text = told.content.decode()
    assert "Tired, and **glad**" in text
    assert "- Theo Lindqvist: Too slow?" in text
    assert "Saying no" not in text
    assert "Saying no" in rosa.get(f"/plans/{plan.id}/versions/wrapped_up.md").content.decode()


def test_nobody_else_learns_that_there_is_one(plan: Plan, olga: Api) -> None:
    held(plan)
    paths = [*_addresses(plan.id), *_addresses(uuid4()), *_addresses("7")]
    answers = {(a.status_code, a.content) for a in map(olga.get, paths)}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_nothing_of_a_draft_or_a_note_is_in_any(plan: Plan, theo: Api, rosa: Api) -> None:
    answer(plan, "check_in", "Not for Rosa yet", by=plan.session.pair.mentee)
    assert {rosa.get(path).status_code for path in _addresses(plan.id)} == {404}
    assert theo.get(f"/plans/{plan.id}/versions").json() == []
    assert theo.get(f"/plans/{plan.id}/versions/shared").status_code == 404
    assert theo.get(f"/plans/{plan.id}/versions/draft").status_code == 404
    held(plan)
    for reader in (theo, rosa):
        for path in _addresses(plan.id):
            assert "My own secret" not in reader.get(path).content.decode()


def test_it_goes_with_a_sharing_that_is_taken_back(plan: Plan, theo: Api, rosa: Api) -> None:
    answer(plan, "check_in", "Too much said", by=plan.session.pair.mentee)
    theo.send("POST", f"/plans/{plan.id}/sharing")
    assert theo.get(f"/plans/{plan.id}/versions/shared").status_code == 200
    theo.send("DELETE", f"/plans/{plan.id}/sharing")
    for reader in (theo, rosa):
        assert reader.get(f"/plans/{plan.id}/versions/shared").status_code == 404
    theo.send("POST", f"/plans/{plan.id}/sharing")
    assert rosa.get(f"/plans/{plan.id}/versions/shared").status_code == 200


@pytest.mark.parametrize("tail", ["", "/shared", "/shared.md"])
def test_reading_it_opens_the_plan(plan: Plan, theo: Api, rosa: Api, tail: str) -> None:
    """Or sharing could be taken back from somebody who has read it."""
    theo.send("POST", f"/plans/{plan.id}/sharing")
    assert rosa.get(f"/plans/{plan.id}/versions{tail}").status_code == 200
    late = theo.send("DELETE", f"/plans/{plan.id}/sharing")
    assert (late.status_code, late.json()["code"]) == (409, "already_opened")


def test_a_longer_version_costs_no_more_queries(plan: Plan, theo: Api) -> None:
    held(plan)
    path = f"/plans/{plan.id}/versions/"
    theo.get(path + "shared")
    with CaptureQueriesContext(connection) as short:
        theo.get(path + "shared")
    with CaptureQueriesContext(connection) as long:
        theo.get(path + "wrapped_up")
    assert len(short) == len(long)


def test_the_markdown_says_which_version_it_is_on_both_clocks(plan: Plan, theo: Api) -> None:
    """And whose each topic was, as the page says it."""
    held(plan)
    fresh = Plan.objects.get(id=plan.id)
    told_at = fresh.session.told_at
    text = theo.get(f"/plans/{plan.id}/versions/wrapped_up.md").content.decode()
    clocks = both_times(told_at, plan.session.pair.mentee, plan.session.pair.mentor)
    assert text.splitlines()[2] == f"Rosa Okafor and Theo Lindqvist, {clocks}, 45 minutes"
    assert "\n\nAs it was wrapped up: " in text
    assert "## Saying no\n\nRosa Okafor’s topic · kept for next time\n\nAn hour a day" in text
    shared = theo.get(f"/plans/{plan.id}/versions/shared.md").content.decode()
    assert "\n\nAs it was when shared: " in shared
    now = theo.get(f"/plans/{plan.id}.md").content.decode()
    _, _, told_now = now.partition("\n---\n\n")  # below what tells programs where it belongs
    assert told_now.splitlines()[:3] == text.splitlines()[:3]  # the day it was held
    assert f"{told_at.astimezone(plan.session.pair.mentee.zone):%-d %B %Y}" in now


def test_hopes_are_told_with_what_had_become_of_them(plan: Plan, theo: Api, rosa: Api) -> None:
    answer(plan, "hopes", "- finish the queue", by=plan.session.pair.mentee)
    held(plan)
    told = rosa.get(f"/plans/{plan.id}/versions/wrapped_up").json()
    assert told["hopes"] == [{"text": "finish the queue", "outcome": None}]
    assert told["hoped"] == []
    text = theo.get(f"/plans/{plan.id}/versions/wrapped_up.md").content.decode()
    assert "## Hopes\n\n- finish the queue" in text
