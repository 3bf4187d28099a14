"""Plans over the API: each of the two sees what the share rule lets them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.actions.operations import Promise, add_action
from romanesco.base import clock
from romanesco.journey import hold, wrap_up
from romanesco.plans import operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Plan
from tests.api.client import Api

pytestmark = pytest.mark.django_db
ITEM_KEYS = {
    "id", "kind", "prompt", "body", "discussed", "skipped", "author", "carried_from",
    "times_raised", "first_raised_at", "goal",
}  # fmt: skip


def shared(plan: Plan) -> Plan:
    return operations.share(plan, by=plan.session.pair.mentee, at=clock.now())


def test_a_draft_has_the_promised_shape(plan: Plan, theo: Api) -> None:
    body = theo.get(f"/plans/{plan.id}").json()
    assert body.keys() == {
        "id", "session", "state", "prepared_by", "shared_at", "share_due_at", "items", "actions",
        "top_of_mind",
    }  # fmt: skip
    assert (body["id"], body["session"]) == (str(plan.id), str(plan.session_id))
    assert (body["state"], body["prepared_by"], body["shared_at"]) == ("draft", "mentee", None)
    assert body["share_due_at"].endswith("Z")
    assert [item["kind"] for item in body["items"]] == ["question"] * 5
    assert all(item.keys() == ITEM_KEYS for item in body["items"])


def _attempts(plan_id: object, item_id: object) -> list[tuple[str, str, object]]:
    plan = f"/plans/{plan_id}"
    return [
        ("GET", plan, None),
        ("GET", f"{plan}.md", None),
        ("PUT", f"{plan}/items/{item_id}/body", {"body": "Mine now"}),
        ("POST", f"{plan}/items", {"prompt": "Mine"}),
        ("POST", f"{plan}/items/{item_id}/discussion", {}),
        ("POST", f"{plan}/actions", {"text": "Run", "owner": "mentee"}),
        ("POST", f"{plan}/sharing", None),
        ("DELETE", f"{plan}/sharing", None),
    ]


def test_a_draft_is_nothing_to_the_partner_and_to_an_outsider(
    plan: Plan, rosa: Api, olga: Api
) -> None:
    item = plan.items.first()
    assert item is not None
    operations.replace_body(
        item, markdown_to_body("Secret"), by=plan.session.pair.mentee, at=clock.now()
    )
    for someone in (rosa, olga):
        mine = [someone.send(*attempt) for attempt in _attempts(plan.id, item.id)]
        nothing = [someone.send(*attempt) for attempt in _attempts(uuid4(), uuid4())]
        malformed = [someone.send(*attempt) for attempt in _attempts("7", "8")]
        answers = {
            (answer.status_code, answer.content, answer["Content-Type"])
            for answer in [*mine, *nothing, *malformed]
        }
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404
    plan.refresh_from_db()
    assert (plan.shared_at, plan.opened_at) == (None, None)


def test_what_is_written_is_read_by_the_partner_once_shared(
    plan: Plan, theo: Api, rosa: Api
) -> None:
    item = theo.get(f"/plans/{plan.id}").json()["items"][1]
    text = "- Retry queue is live\n- `SKIP LOCKED` explained to **everybody**"
    changed = theo.send("PUT", f"/plans/{plan.id}/items/{item['id']}/body", {"body": text})
    assert (changed.status_code, changed.json()["body"]) == (200, text)
    first = theo.send("POST", f"/plans/{plan.id}/sharing")
    assert (first.status_code, first.json()["state"]) == (201, "shared")
    assert theo.send("POST", f"/plans/{plan.id}/sharing").status_code == 200
    seen = rosa.get(f"/plans/{plan.id}").json()
    assert seen["items"][1]["body"] == text


def test_a_topic_is_added_with_its_words(plan: Plan, theo: Api) -> None:
    sent = {"prompt": " Saying  no ", "body": "> It is *fine*."}
    answer = theo.send("POST", f"/plans/{plan.id}/items", sent)
    assert answer.status_code == 201
    item = answer.json()
    assert item.keys() == ITEM_KEYS
    assert (item["kind"], item["prompt"], item["body"]) == ("topic", "Saying no", "> It is *fine*.")
    assert item["author"] == str(plan.session.pair.mentee_id)
    assert theo.get(f"/plans/{plan.id}").json()["items"][-1] == item


def test_sharing_is_taken_back_until_the_partner_looks(plan: Plan, theo: Api, rosa: Api) -> None:
    theo.send("POST", f"/plans/{plan.id}/sharing")
    back = theo.send("DELETE", f"/plans/{plan.id}/sharing")
    assert (back.status_code, back.json()["state"]) == (200, "draft")
    assert rosa.get(f"/plans/{plan.id}").status_code == 404
    theo.send("POST", f"/plans/{plan.id}/sharing")
    assert theo.get(f"/plans/{plan.id}").status_code == 200
    assert rosa.get(f"/plans/{plan.id}").status_code == 200
    late = theo.send("DELETE", f"/plans/{plan.id}/sharing")
    assert (late.status_code, late.json()["code"]) == (409, "already_opened")


def test_reading_it_as_markdown_opens_it_too(plan: Plan, rosa: Api) -> None:
    shared(plan)
    assert rosa.get(f"/plans/{plan.id}.md").status_code == 200
    plan.refresh_from_db()
    assert plan.opened_at is not None


def test_lines_are_revealed_together(plan: Plan, theo: Api, rosa: Api) -> None:
    pair = plan.session.pair
    operations.write_line(plan, "Too slow?", by=pair.mentee, at=clock.now())
    operations.write_line(plan, "Steer less", by=pair.mentor, at=clock.now())
    assert theo.get(f"/plans/{plan.id}").json()["top_of_mind"] == [
        {"person": str(pair.mentee_id), "text": "Too slow?"}
    ]
    shared(plan)
    lines = theo.get(f"/plans/{plan.id}").json()["top_of_mind"]
    assert [line["text"] for line in lines] == ["Too slow?", "Steer less"]
    assert [line["text"] for line in rosa.get(f"/plans/{plan.id}").json()["top_of_mind"]] == [
        "Steer less",
        "Too slow?",
    ]


def test_what_was_removed_is_gone_and_what_was_skipped_says_so(plan: Plan, theo: Api) -> None:
    first, second = plan.items.all()[:2]
    mentee = plan.session.pair.mentee
    operations.remove(first, by=mentee, at=clock.now())
    operations.skip(second, is_skipped=True, by=mentee, at=clock.now())
    items = theo.get(f"/plans/{plan.id}").json()["items"]
    assert str(first.id) not in [item["id"] for item in items]
    assert [item["skipped"] for item in items] == [True, False, False, False]
    gone = theo.send("PUT", f"/plans/{plan.id}/items/{first.id}/body", {"body": "x"})
    assert gone.status_code == 404
    assert second.prompt not in theo.get(f"/plans/{plan.id}.md").content.decode()


def test_items_are_ticked_in_the_session(plan: Plan, theo: Api, rosa: Api) -> None:
    hold.start(plan.session, by=plan.session.pair.mentee, at=clock.now())
    item = plan.items.first()
    assert item is not None
    ticked = rosa.send("POST", f"/plans/{plan.id}/items/{item.id}/discussion", {"discussed": True})
    assert (ticked.status_code, ticked.json()["discussed"]) == (200, True)
    again = theo.send("POST", f"/plans/{plan.id}/items/{item.id}/discussion", {"discussed": False})
    assert again.json()["discussed"] is False


def test_actions_are_promised_and_kept(plan: Plan, theo: Api, rosa: Api) -> None:
    shared(plan)
    item = plan.items.first()
    assert item is not None
    promise = {"text": "Cut it to a page", "owner": "mentee", "due_on": "2026-12-01"}
    made = theo.send("POST", f"/plans/{plan.id}/actions", {**promise, "item": str(item.id)})
    assert made.status_code == 201
    action = made.json()
    assert action["owner"] == str(plan.session.pair.mentee_id)
    assert (action["due_on"], action["state"], action["item"]) == (
        "2026-12-01",
        "open",
        str(item.id),
    )
    done = rosa.send("POST", f"/actions/{action['id']}/completion", {"done": True})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert theo.get(f"/plans/{plan.id}").json()["actions"][0]["state"] == "done"


def test_an_action_of_others_is_nothing(plan: Plan, olga: Api, theo: Api) -> None:
    shared(plan)
    promise = {"text": "Run", "owner": "mentee"}
    made = theo.send("POST", f"/plans/{plan.id}/actions", promise).json()
    assert olga.send("POST", f"/actions/{made['id']}/completion", {}).status_code == 404


def test_a_draft_takes_no_promises_since_the_partner_would_read_them(plan: Plan, theo: Api) -> None:
    answer = theo.send("POST", f"/plans/{plan.id}/actions", {"text": "Run", "owner": "mentee"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_shared_yet")


def test_an_ended_plan_is_read_and_no_longer_changed(plan: Plan, theo: Api) -> None:
    hold.start(plan.session, by=plan.session.pair.mentee, at=clock.now())
    wrap_up.wrap_up(plan, {}, by=plan.session.pair.mentee, at=clock.now())
    assert theo.get(f"/plans/{plan.id}").json()["state"] == "held"
    late = theo.send("POST", f"/plans/{plan.id}/items", {"prompt": "One more"})
    assert (late.status_code, late.json()["code"]) == (409, "plan_not_writable")


def test_markdown_says_names_and_words_without_becoming_markup(plan: Plan, theo: Api) -> None:
    pair = plan.session.pair
    pair.mentor.name = "Rosa [click](javascript:alert(1))\n# Boss"
    pair.mentor.save()
    operations.add_topic(plan, "<script> **loud**", by=pair.mentee, at=clock.now())
    add_action(
        pair,
        Promise("- [x] sneaky", "mentee"),
        by=pair.mentee,
        at=clock.now(),
        session=plan.session,
    )
    answer = theo.get(f"/plans/{plan.id}.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith(f"---\nkind: romanesco-plan\nid: {plan.id}\n")
    assert f"\n---\n\n# Session {plan.session.number}: " in text
    assert "## \\<script> \\*\\*loud\\*\\*" in text
    assert "\n# Boss" not in text
    assert "Rosa \\[click\\](javascript" in text


def test_the_number_of_queries_is_the_same_for_a_longer_plan(plan: Plan, theo: Api) -> None:
    path = f"/plans/{plan.id}"
    theo.get(path)  # notes the token's use
    with CaptureQueriesContext(connection) as short:
        theo.get(path)
    mentee = plan.session.pair.mentee
    for number in range(12):
        topic = operations.add_topic(
            plan, f"Topic {number}", by=mentee, at=clock.now(), body=markdown_to_body("**words**")
        )
        operations.replace_body(topic, markdown_to_body("others"), by=mentee, at=clock.now())
        promise = Promise(f"Promise {number}", "mentor")
        add_action(plan.session.pair, promise, by=mentee, at=clock.now(), session=plan.session)
    with CaptureQueriesContext(connection) as long:
        theo.get(path)
    assert len(long) == len(short) <= 10
