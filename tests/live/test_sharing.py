"""What happens to sockets and documents when a draft is shared."""

from typing import Any

import pytest

from tests.live.conftest import Clients, StageServer, until

type Scene = dict[str, Any]

pytestmark = pytest.mark.both_databases

SECRET = "I am thinking of leaving"


@pytest.fixture
def draft(stage: StageServer) -> Scene:
    """A plan that Theo prepares and Rosa does not see yet."""
    scene: Scene = stage.act("stage", together=False)
    return scene


@pytest.fixture
def shared(clients: Clients, stage: StageServer, draft: Scene) -> Scene:
    """The same, after Theo typed a secret, deleted it, left one word, and shared."""
    item = draft["items"][0]
    clients.open("theo", draft, "theo")
    clients.synced("theo")
    clients.do("type", name="theo", item=item, words=SECRET)
    clients.do("erase", name="theo", item=item, at=0, length=len(SECRET))
    clients.do("type", name="theo", item=item, words="Hello")
    until(lambda: clients.state("theo")["durable"] == 4)
    draft_state = stage.act("state", document_id=draft["document"])
    new = stage.act("share", plan=draft["plan"], by=draft["people"]["theo"]["id"])
    return {**draft, "old": draft["document"], "document": new, "draft_state": draft_state}


def test_before_it_is_shared_the_partner_finds_nothing(clients: Clients, draft: Scene) -> None:
    clients.raw("rosa", draft, "rosa")
    assert clients.refused("rosa") == 4404


def test_the_preparers_socket_is_closed_to_reload(clients: Clients, shared: Scene) -> None:
    assert clients.closed("theo") == 4409


def test_the_partner_gets_the_words_and_no_byte_of_what_was_deleted(
    clients: Clients, stage: StageServer, shared: Scene
) -> None:
    clients.open("rosa", shared, "rosa")
    clients.synced("rosa")
    assert clients.text("rosa", shared["items"][0]) == "Hello"
    theirs = bytes.fromhex(clients.state("rosa")["update"])
    stored = bytes.fromhex(stage.act("state", document_id=shared["document"]))
    for word in SECRET.split():
        assert word.encode() not in theirs
        assert word.encode() not in stored or word in "Hello"


def test_the_history_of_the_draft_cannot_be_poured_in(
    clients: Clients, stage: StageServer, shared: Scene
) -> None:
    """An old tab that comes back without saying which document it was made for."""
    clients.open("rosa", shared, "rosa")
    clients.synced("rosa")
    clients.open("old tab", shared, "theo", doc="theo")
    assert clients.closed("old tab") == 4409
    clients.open("script", shared, "theo", connect=False)
    clients.do("apply", name="script", update=shared["draft_state"])
    clients.do("connect", name="script")
    assert clients.closed("script") == 4409
    assert b"leaving".hex() not in clients.state("rosa")["update"]
    assert b"leaving".hex() not in stage.act("state", document_id=shared["document"])


def test_once_the_partner_has_opened_it_sharing_cannot_be_withdrawn(
    clients: Clients, stage: StageServer, shared: Scene
) -> None:
    clients.open("theo again", shared, "theo")
    clients.synced("theo again")
    clients.open("rosa", shared, "rosa")
    clients.synced("rosa")
    # Theo's page is told, so that it stops offering what is no longer possible.
    until(lambda: "plan" in clients.state("theo again")["changed"])


def test_a_share_that_is_withdrawn_leaves_the_partner_nothing(
    clients: Clients, stage: StageServer, shared: Scene
) -> None:
    stage.act("withdraw", plan=shared["plan"], by=shared["people"]["theo"]["id"])
    clients.raw("rosa", shared, "rosa")
    assert clients.refused("rosa") == 4404
