"""Words that were typed together and deleted again, looked for in all that is stored."""

from typing import Any

import pytest

from tests.live.conftest import Clients, StageServer, until

pytestmark = pytest.mark.both_databases
WORDS, MORE = "Krokodil", "alligator "


def typed_and_deleted(stage: StageServer, clients: Clients, scene: dict[str, Any]) -> None:
    """Theo types in a plan that both see, deletes it, and leaves; Rosa has gone before."""
    item = scene["items"][0]
    clients.open("rosa", scene, "rosa")
    clients.open("theo", scene, "theo")
    clients.synced("rosa", "theo")
    clients.do("type", name="theo", item=item, words=f"{WORDS} {MORE}stays")
    until(lambda: WORDS in clients.text("rosa", item))
    assert {"romanesco_yjournal", "romanesco_yupdate"} & {*stage.act("tables_with", words=WORDS)}
    clients.do("disconnect", name="rosa")
    clients.do("erase", name="theo", item=item, at=0, length=len(f"{WORDS} {MORE}"))
    until(lambda: stage.act("read", document_id=scene["document"])[item] == "stays")
    clients.do("disconnect", name="theo")
    until(lambda: stage.act("rows", document_id=scene["document"]) == 0)


def test_once_both_have_left_no_table_holds_it(stage: StageServer, clients: Clients) -> None:
    scene = stage.act("stage", keeps_versions=False)
    typed_and_deleted(stage, clients, scene)
    assert stage.act("tables_with", words=WORDS) == []
    assert stage.act("tables_with", words=MORE.strip()) == []
    assert stage.act("read", document_id=scene["document"])[scene["items"][0]] == "stays"


def test_where_versions_are_kept_only_the_version_holds_it(
    stage: StageServer, clients: Clients
) -> None:
    scene = stage.act("stage")
    item = scene["items"][0]
    stage.act("write", item=item, by=scene["people"]["theo"]["id"], markdown="Nilpferd")
    stage.act("start", plan=scene["plan"], by=scene["people"]["theo"]["id"])
    stage.act("write", item=item, by=scene["people"]["theo"]["id"], markdown="")
    typed_and_deleted(stage, clients, scene)
    assert stage.act("tables_with", words=WORDS) == []
    assert stage.act("tables_with", words="Nilpferd") == ["romanesco_planversion"]
