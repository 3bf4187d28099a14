"""What cannot be done is told in problem JSON, with a code, the field, and what to do."""

import json
from typing import Any

import pytest

from romanesco.base import clock
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.plans.queries import agenda_of
from tests.api.client import Api

pytestmark = pytest.mark.django_db


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert {"type", "title", "detail"} < body.keys()
    return body


def test_without_a_token_one_is_asked_for(plan: Plan) -> None:
    answer = Api().get(f"/plans/{plan.id}")
    is_problem(answer, 401, "not_signed_in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Romanesco"'


@pytest.mark.parametrize("said", ["Bearer rmo_wrong", "Bearer ", "Basic cm9zYTpyb3Nh", "x", "é"])
def test_a_bad_token_is_told_apart(said: str, db: None) -> None:
    stranger = Api()
    answer = stranger.client.get("/api/me", headers={"Authorization": said})
    is_problem(answer, 401, "not_signed_in")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_login_cookie_opens_nothing(plan: Plan) -> None:
    browser = Api()
    browser.client.force_login(
        plan.session.pair.mentee, "allauth.account.auth_backends.AuthenticationBackend"
    )
    assert browser.get("/me").status_code == 401


@pytest.mark.parametrize("path", ["/", "/nothing", "/pairs/", "/plans/7", "/me/more", "/docs"])
def test_an_unknown_address_is_the_same_404(path: str, theo: Api) -> None:
    is_problem(theo.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_other_methods_are_refused_with_those_allowed(method: str, theo: Api) -> None:
    answer = theo.send(method, "/me")
    is_problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"


BAD_TOPICS: list[tuple[object, str]] = [
    ("AAA", "#"),
    (["prompt"], "#"),
    (7, "#"),
    (None, "#"),
    ({}, "#/prompt"),
    ({"prompt": 7}, "#/prompt"),
    ({"prompt": None}, "#/prompt"),
    ({"prompt": ["a"]}, "#/prompt"),
    ({"prompt": "a", "body": {"a": 1}}, "#/body"),
    ({"prompt": "a", "author": "me"}, "#/author"),
    ({"prompt": "a", "a/b~c": 1}, "#/a~1b~0c"),
    ({"prompt": "nul\0"}, "#/prompt"),
    ({"prompt": "half \ud83d"}, "#/prompt"),
]


@pytest.mark.parametrize(("sent", "pointer"), BAD_TOPICS)
def test_a_wrong_value_is_named(sent: object, pointer: str, plan: Plan, theo: Api) -> None:
    content = json.dumps(sent).encode()
    answer = theo.raw("POST", f"/plans/{plan.id}/items", content)
    body = is_problem(answer, 422, "invalid_input")
    assert pointer in [error["pointer"] for error in body["errors"]]
    assert all(error["detail"] for error in body["errors"])
    assert "pydantic" not in answer.content.decode()
    assert agenda_of(plan).count() == 5


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"prompt": "  \n "}, "prompt_missing"),
        ({"prompt": "x" * 301}, "prompt_too_long"),
    ],
)
def test_a_rule_that_says_no_names_the_field(
    sent: dict[str, str], code: str, plan: Plan, theo: Api
) -> None:
    body = is_problem(theo.send("POST", f"/plans/{plan.id}/items", sent), 422, code)
    assert body["errors"][0]["pointer"] == "#/prompt"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", "coordinator"),
        ("owner", "mentor\n"),
        ("due_on", "tomorrow"),
        ("due_on", "2026-02-30"),
        ("due_on", 1_764_000_000),
        ("due_on", "2026-11-26T10:00:00Z"),
        ("item", "7"),
        ("item", 7),
        ("text", ""),
        ("text", "x" * 501),
    ],
)
def test_an_action_with_a_wrong_value_is_named(
    field: str, value: object, plan: Plan, theo: Api
) -> None:
    operations.share(plan, by=plan.session.pair.mentee, at=clock.now())
    sent = {"text": "Run", "owner": "mentee", field: value}
    answer = theo.send("POST", f"/plans/{plan.id}/actions", sent)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"


def test_too_much_text_is_refused_kindly(plan: Plan, theo: Api) -> None:
    item = agenda_of(plan)[0]
    path = f"/plans/{plan.id}/items/{item.id}/body"
    for text in ("word " * 10_100, "word " * 20_000):
        answer = theo.send("PUT", path, {"body": text})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "#/body"
    assert theo.get(f"/plans/{plan.id}").json()["items"][0]["body"] == ""


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"prompt": tru}'])
def test_what_is_no_json_is_told(content: bytes, plan: Plan, theo: Api) -> None:
    is_problem(theo.raw("POST", f"/plans/{plan.id}/items", content), 400, "not_json")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
def test_what_is_not_said_to_be_json_is_refused(kind: str, plan: Plan, theo: Api) -> None:
    answer = theo.raw("POST", f"/plans/{plan.id}/items", b'{"prompt": "a"}', kind)
    is_problem(answer, 415, "unsupported_media_type")


def test_an_oversized_body_is_refused(plan: Plan, theo: Api) -> None:
    content = json.dumps({"prompt": "a" * 1_048_576}).encode()
    is_problem(theo.raw("POST", f"/plans/{plan.id}/items", content), 413, "too_large")


def test_a_failure_says_nothing_of_its_cause(
    theo: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(person: object) -> None:
        raise RuntimeError("a secret in a traceback")

    monkeypatch.setattr("romanesco.api.shapes.me", fail)
    answer = theo.get("/me")
    is_problem(answer, 500, "server_error")
    assert "secret" not in answer.content.decode()
    assert "a secret in a traceback" in caplog.text


def test_no_javascript_link_is_stored(plan: Plan, theo: Api) -> None:
    item = agenda_of(plan)[0]
    text = "[a](javascript:alert(1)) [b](https://example.org) <b>c</b>"
    path = f"/plans/{plan.id}/items/{item.id}/body"
    body = theo.send("PUT", path, {"body": text}).json()["body"]
    assert body.startswith("\\[a\\](javascript")
    assert "[b](https://example.org)" in body
    assert "\\<b>" in body
