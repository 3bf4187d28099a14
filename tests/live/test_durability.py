"""What was said to be durable, or was seen by the partner, outlives the process."""

import threading

from tests.live.conftest import Clients, StageServer, until


def test_a_killed_server_loses_nothing_that_was_acknowledged_or_seen(
    own_stage: StageServer,
) -> None:
    scene = own_stage.act("stage")
    item = scene["items"][0]
    node = Clients(own_stage)
    try:
        node.open("rosa", scene, "rosa")
        node.open("theo", scene, "theo")
        node.synced("rosa", "theo")
        killer = threading.Timer(0.4, own_stage.kill)
        killer.start()
        node.do("keys", name="rosa", item=item, words="0123456789" * 40, every=2)
        killer.join()
        node.do("disconnect", name="rosa")
        node.do("disconnect", name="theo")
        durable = node.state("rosa")["durable"] - 2  # the answer to step 1, and the new text
        seen = node.text("theo", item)
        assert 0 < durable < 400
        own_stage.start()
        kept = own_stage.act("read", document_id=scene["document"])[item]
        assert ("0123456789" * 40).startswith(kept)
        assert len(kept) >= durable
        assert kept.startswith(seen)
        node.do("connect", name="rosa")
        until(
            lambda: own_stage.act("read", document_id=scene["document"])[item] == "0123456789" * 40
        )
    finally:
        node.end()


def test_a_full_disk_shows_nobody_what_it_did_not_keep(own_stage: StageServer) -> None:
    """The sender is asked to come back, and brings it again when there is room."""
    scene = own_stage.act("stage")
    item = scene["items"][0]
    node = Clients(own_stage)
    try:
        node.open("rosa", scene, "rosa")
        node.open("theo", scene, "theo")
        node.synced("rosa", "theo")
        own_stage.act("break_disk", is_broken=True)
        node.do("type", name="rosa", item=item, words="held back")
        until(lambda: 1011 in node.state("rosa")["closes"], patience=60)
        assert node.text("theo", item) == ""
        assert node.state("rosa")["durable"] <= 1
        own_stage.act("break_disk", is_broken=False)
        until(lambda: node.text("theo", item) == "held back", patience=60)
        assert own_stage.act("read", document_id=scene["document"])[item] == "held back"
    finally:
        node.end()


def test_a_stopping_server_asks_everybody_to_come_back(own_stage: StageServer) -> None:
    scene = own_stage.act("stage")
    node = Clients(own_stage)
    try:
        node.raw("rosa", scene, "rosa")
        node.is_open("rosa")
        assert own_stage.stop() == 0
        assert node.refused("rosa") == 1012
    finally:
        node.end()
