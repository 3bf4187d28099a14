"""Who gets in, and how everybody else learns that they do not."""

from typing import Any
from uuid import uuid4

import pytest

from tests.live.conftest import Clients, StageServer, until

type Scene = dict[str, Any]


def test_somebody_of_no_pair_gets_what_no_plan_gets(clients: Clients, scene: Scene) -> None:
    clients.raw("olga", scene, "olga")
    clients.raw("nothing", scene, "rosa", plan=str(uuid4()))
    clients.raw("nonsense", scene, "rosa", plan="7")
    assert {clients.refused(name) for name in ("olga", "nothing", "nonsense")} == {4404}
    assert clients.frames("olga") == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": "sessionid=nobody"},
        {"authorization": "Bearer rmo_" + "x" * 43},
        {"authorization": "Basic cm9zYTpyb3Nh"},
    ],
)
def test_who_is_not_signed_in_is_told(
    clients: Clients, scene: Scene, headers: dict[str, str]
) -> None:
    clients.raw("nobody", scene, "rosa", headers={"origin": clients.server.url, **headers})
    assert clients.refused("nobody") == 4401


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
def test_a_cookie_from_another_page_does_not_count(
    clients: Clients, scene: Scene, origin: str | None
) -> None:
    headers = clients.cookie(scene, "rosa")
    if origin is None:
        del headers["origin"]
    else:
        headers["origin"] = origin
    clients.raw("lured", scene, "rosa", headers=headers)
    assert clients.refused("lured") == 4401


def test_a_token_opens_the_socket_too(clients: Clients, scene: Scene) -> None:
    clients.open("rosa", scene, "rosa", headers=clients.bearer(scene, "rosa"))
    clients.synced("rosa")


@pytest.mark.parametrize("query", ["", "schema=0", "schema=2", "schema=x", "schema=1&schema=0"])
def test_an_old_schema_has_to_reload(clients: Clients, scene: Scene, query: str) -> None:
    clients.raw("old", scene, "rosa", query=query)
    assert clients.refused("old") == 4409


def test_a_page_of_another_document_has_to_reload(clients: Clients, scene: Scene) -> None:
    clients.raw("right", scene, "rosa", query=f"schema=1&document={scene['document']}")
    clients.is_open("right")
    for document in (str(uuid4()), "nonsense"):
        clients.raw("wrong", scene, "rosa", query=f"schema=1&document={document}")
        assert clients.refused("wrong") == 4409


def test_who_is_no_member_learns_nothing_from_an_old_schema(clients: Clients, scene: Scene) -> None:
    clients.raw("olga", scene, "olga", query="schema=0")
    assert clients.refused("olga") == 4404


def test_a_login_that_ends_takes_its_sockets_along(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    rosa = scene["people"]["rosa"]
    clients.raw("browser", scene, "rosa")
    clients.raw("script", scene, "rosa", headers=clients.bearer(scene, "rosa"))
    clients.raw("theo", scene, "theo")
    for name in ("browser", "script", "theo"):
        clients.is_open(name)
    stage.act("end_login", key=rosa["login"], by=rosa["id"])
    assert clients.refused("browser") == 4401
    stage.act("revoke", token_id=rosa["token_id"], by=rosa["id"])
    assert clients.refused("script") == 4401
    assert clients.do("socket", name="theo")["closes"] == []


def test_closing_the_pair_leaves_only_reading(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    clients.open("rosa", scene, "rosa")
    clients.open("theo", scene, "theo")
    clients.synced("rosa", "theo")
    item = scene["items"][0]
    clients.do("type", name="rosa", item=item, words="before")
    until(lambda: clients.text("theo", item) == "before")
    stage.act("close_pair", pair=scene["pair"], by=scene["people"]["theo"]["id"])
    if not clients.state("rosa")["closes"]:
        clients.do("type", name="rosa", item=item, words="after ")
        assert clients.closed("rosa") in {4404, 4409}
    assert "after" not in stage.act("state", document_id=scene["document"])
    assert clients.text("theo", item) == "before"
