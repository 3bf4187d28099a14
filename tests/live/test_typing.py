"""Two people type in one plan, with real Yjs clients and a real server."""

from typing import Any

import pytest

from tests.live.conftest import Clients, StageServer, until

type Scene = dict[str, Any]

pytestmark = pytest.mark.both_databases


def both(clients: Clients, scene: Scene) -> str:
    clients.open("rosa", scene, "rosa")
    clients.open("theo", scene, "theo")
    clients.synced("rosa", "theo")
    item: str = scene["items"][1]
    return item


def test_what_one_types_the_other_sees_and_both_end_alike(clients: Clients, scene: Scene) -> None:
    item = both(clients, scene)
    clients.do("keys", name="rosa", item=item, words="We shipped it 🎉")
    until(lambda: clients.text("theo", item) == "We shipped it 🎉")
    clients.do("type", name="theo", item=item, words="Yes. ")
    clients.do("type", name="rosa", item=item, words="Well: ")
    until(lambda: len(clients.text("rosa", item)) == len("Well: Yes. We shipped it 🎉"))
    until(lambda: clients.text("theo", item) == clients.text("rosa", item))
    until(lambda: clients.state("rosa")["update"] == clients.state("theo")["update"])


def test_durable_counts_rise_to_what_was_sent(clients: Clients, scene: Scene) -> None:
    item = both(clients, scene)
    clients.do("keys", name="rosa", item=item, words="abcde")
    # Its answer to our step 1, and one update for each key (the first brings the text with it).
    until(lambda: clients.state("rosa")["durable"] == 1 + 6)
    counts = clients.state("rosa")["counts"]
    assert counts == sorted(counts)
    assert clients.state("theo")["durable"] == 1


def test_an_acknowledged_word_is_stored(clients: Clients, stage: StageServer, scene: Scene) -> None:
    item = both(clients, scene)
    clients.do("type", name="theo", item=item, words="kept", attrs={"strong": {}})
    until(lambda: clients.state("theo")["durable"] == 2)
    assert stage.act("read", document_id=scene["document"])[item] == "**kept**"


def test_the_partner_never_gets_what_is_not_on_the_disk(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = both(clients, scene)
    before = stage.act("too_early")["told"]
    clients.do("keys", name="rosa", item=item, words="one at a time, and quickly")
    clients.do("keys", name="theo", item=item, words="all the same", every=3)
    until(lambda: stage.act("too_early")["told"] - before >= 38)
    assert stage.act("too_early")["early"] == []


def test_what_was_typed_offline_merges_on_return(clients: Clients, scene: Scene) -> None:
    item = both(clients, scene)
    clients.do("type", name="rosa", item=item, words="together. ")
    until(lambda: clients.text("theo", item) == "together. ")
    clients.do("disconnect", name="theo")
    clients.do("type", name="theo", item=item, words="from the train. ")
    clients.do("type", name="rosa", item=item, words="from home. ")
    clients.do("connect", name="theo")
    until(lambda: "train" in clients.text("rosa", item))
    until(lambda: clients.text("rosa", item) == clients.text("theo", item))


def test_what_is_typed_while_the_socket_opens_is_kept(clients: Clients, scene: Scene) -> None:
    """A key pressed before the first exchange builds on what the server has not heard of."""
    item = both(clients, scene)
    clients.do("disconnect", name="theo")
    clients.do("type", name="theo", item=item, words="offline ")
    clients.do("connect", name="theo")
    for _ in range(40):
        clients.do("type", name="theo", item=item, words="x")
    until(lambda: clients.text("rosa", item) == "x" * 40 + "offline ")
    assert clients.state("theo")["closes"] == []


def test_two_plans_at_once_stay_apart(clients: Clients, stage: StageServer, scene: Scene) -> None:
    other = stage.act("stage")
    clients.open("here", scene, "rosa")
    clients.open("there", other, "rosa")
    clients.open("there too", other, "theo")
    clients.synced("here", "there", "there too")
    clients.do("type", name="there", item=other["items"][0], words="elsewhere")
    until(lambda: clients.text("there too", other["items"][0]) == "elsewhere")
    assert other["items"][0] not in clients.state("here")["update"]
    assert b"elsewhere".hex() not in clients.state("here")["update"]


def test_what_the_server_writes_appears_in_both(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = both(clients, scene)
    theo = scene["people"]["theo"]["id"]
    stage.act("write", item=item, by=theo, markdown="From **elsewhere**")
    for name in ("rosa", "theo"):
        until(lambda name=name: "elsewhere" in clients.do("xml", name=name, item=item))  # type: ignore[misc]
    topic = stage.act("add_topic", plan=scene["plan"], by=theo, prompt="Pay", markdown="- more")
    for name in ("rosa", "theo"):
        until(lambda name=name: "more" in clients.do("xml", name=name, item=topic))  # type: ignore[misc]
        until(lambda name=name: "plan" in clients.state(name)["changed"])  # type: ignore[misc]
    clients.do("type", name="rosa", item=item, words="and here: ")
    until(lambda: "and here" in stage.act("read", document_id=scene["document"])[item])


def test_a_room_that_was_left_is_folded_and_opens_again(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = both(clients, scene)
    clients.do("keys", name="rosa", item=item, words="a long story")
    clients.do("erase", name="rosa", item=item, at=0, length=2)
    until(lambda: clients.text("theo", item) == "long story")
    clients.do("drop", name="rosa")
    clients.do("drop", name="theo")
    until(lambda: stage.act("rows", document_id=scene["document"]) == 0)
    clients.open("again", scene, "theo")
    until(lambda: clients.text("again", item) == "long story")
