"""People on different nodes: what one types, says and may do holds at the other as well."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.harness.postgres import Cluster
from tests.live.conftest import StageServer, until
from tests.nodes.conftest import People, admin

OTHER = 0, 1


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_told_too_early(nodes: list[StageServer]) -> Iterator[None]:
    """Nobody was sent anything that was not stored, on whichever node."""
    yield
    for node in nodes:
        assert node.act("too_early")["early"] == []


@pytest.fixture
def both(nodes: list[StageServer], people: People, scene: dict[str, Any]) -> dict[str, Any]:
    """Rosa at the first node, Theo at the second."""
    people.open_at(nodes[0], "rosa", scene, "rosa")
    people.open_at(nodes[1], "theo", scene, "theo")
    people.synced("rosa", "theo")
    return scene


def test_two_people_on_different_nodes_type_together(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    item, other = both["items"][:2]
    people.do("type", name="rosa", item=item, words="How was it")
    until(lambda: people.is_typed("theo", item, "How was it"))
    people.do("type", name="theo", item=item, at=10, words=" in Lisbon?")
    people.do("type", name="rosa", item=other, words="-")
    until(lambda: people.is_typed("theo", other, "-"))
    people.do("keys", name="rosa", item=other, words="many keys, one after the other")
    people.do("keys", name="theo", item=other, words="and as many at the same time")
    until(lambda: people.do("same", names=["rosa", "theo"]))
    assert people.text("rosa", item) == "How was it in Lisbon?"
    assert len(people.text("rosa", other)) == 1 + 30 + 28
    until(lambda: people.is_saved("rosa") and people.is_saved("theo"))
    assert {n.act("read", document_id=both["document"])[item] for n in nodes} == {
        "How was it in Lisbon?"
    }


def test_an_update_too_large_to_be_told_is_read(both: dict[str, Any], people: People) -> None:
    item = both["items"][0]
    words = "a long thought, " * 2_000
    people.do("type", name="rosa", item=item, words=words)
    people.do("type", name="rosa", item=item, words="!")
    until(lambda: people.is_typed("theo", item, "!" + words))
    people.do("type", name="theo", item=item, words="?")
    until(lambda: people.is_typed("rosa", item, "?!" + words))


def test_what_the_server_writes_at_one_node_is_seen_at_both(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    item = both["items"][0]
    people.do("type", name="rosa", item=item, words="before")
    until(lambda: people.is_typed("theo", item, "before"))
    nodes[1].act("write", item=item, by=both["people"]["theo"]["id"], markdown="after")
    until(lambda: people.is_typed("rosa", item, "after") and people.is_typed("theo", item, "after"))


def test_carets_are_seen_across_and_go_with_whoever_leaves(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    rosa, theo = people.state("rosa")["client"], people.state("theo")["client"]
    people.do("aware", name="rosa", state={"item": "a"})
    people.do("aware", name="theo", state={"item": "b"})
    until(lambda: people.here("rosa") == {theo} and people.here("theo") == {rosa})
    (seen,) = (e["state"] for e in people.state("theo")["awareness"] if e["id"] == rosa)
    assert seen == {"item": "a", "person": both["people"]["rosa"]["id"]}
    people.do("disconnect", name="rosa")
    until(lambda: people.here("theo") == set())


def test_who_comes_later_is_told_who_is_at_other_nodes(
    nodes: list[StageServer], people: People, scene: dict[str, Any]
) -> None:
    people.open_at(nodes[0], "rosa", scene, "rosa")
    people.synced("rosa")
    people.do("aware", name="rosa", state={"item": "a"})
    people.open_at(nodes[1], "theo", scene, "theo")
    until(lambda: people.here("theo") == {people.state("rosa")["client"]})


@pytest.mark.parametrize("where", OTHER)
def test_who_may_no_longer_be_here_is_closed_at_either_node(
    both: dict[str, Any], people: People, nodes: list[StageServer], where: int
) -> None:
    rosa, theo = both["people"]["rosa"], both["people"]["theo"]
    nodes[where].act("revoke", token_id=rosa["token_id"], by=rosa["id"])
    assert people.closed("rosa") == 4401
    until(lambda: people.state("theo")["connected"])
    assert people.state("theo")["closes"] == []
    nodes[where].act("revoke", token_id=theo["token_id"], by=theo["id"])
    assert people.closed("theo") == 4401


def test_what_changes_around_the_plan_is_told_at_both(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    rosa = both["people"]["rosa"]["id"]
    nodes[0].act("add_topic", plan=both["plan"], by=rosa, prompt="One more", markdown="with words")
    until(lambda: people.state("rosa")["changed"] and people.state("theo")["changed"])
    until(lambda: people.do("same", names=["rosa", "theo"]))


def test_a_pair_that_closes_leaves_nobody_writing_anywhere(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    until(lambda: people.state("rosa")["changed"])  # Theo has opened it
    told = len(people.state("rosa")["changed"])
    nodes[1].act("close_pair", pair=both["pair"], by=both["people"]["theo"]["id"])
    until(lambda: len(people.state("rosa")["changed"]) > told)
    people.do("type", name="rosa", item=both["items"][0], words="too late")
    assert people.closed("rosa") == 4409


def test_an_outsider_finds_nothing_at_either_node(
    both: dict[str, Any], people: People, nodes: list[StageServer]
) -> None:
    for node, name in zip(nodes, ("here", "there"), strict=True):
        people.open_at(node, name, both, "olga")
        assert people.closed(name) == 4404


def test_a_draft_is_nobody_elses_until_it_is_shared_at_another_node(
    nodes: list[StageServer], people: People
) -> None:
    scene = nodes[0].act("stage", together=False)
    people.open_at(nodes[0], "theo", scene, "theo")
    people.open_at(nodes[1], "rosa", scene, "rosa")
    assert people.closed("rosa") == 4404
    people.synced("theo")
    people.do("type", name="theo", item=scene["items"][0], words="to be shared")
    until(lambda: people.is_saved("theo"))
    nodes[1].act("share", plan=scene["plan"], by=scene["people"]["theo"]["id"])
    assert people.closed("theo") == 4409
    people.open_at(nodes[1], "rosa again", scene, "rosa")
    until(lambda: people.is_typed("rosa again", scene["items"][0], "to be shared"))


def test_what_was_said_while_nobody_listened_is_caught_up(
    both: dict[str, Any], people: People, nodes: list[StageServer], cluster: Cluster
) -> None:
    item = both["items"][0]
    with admin(cluster) as connection:
        for round_ in range(5):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            )
            people.do("type", name="rosa", item=item, words=f"{round_}")
            people.do("type", name="theo", item=both["items"][1], words=f"{round_}")
    until(lambda: people.is_typed("theo", item, "43210"))
    until(lambda: people.is_typed("rosa", both["items"][1], "43210"))
    assert people.state("rosa")["closes"] == people.state("theo")["closes"] == []


def test_others_may_speak_on_the_channel(
    both: dict[str, Any], people: People, nodes: list[StageServer], cluster: Cluster, database: str
) -> None:
    name = urlsplit(database).path[1:]
    with admin(cluster, name) as connection:
        for noise in ("", "hello", "AAAA" * 100, "é", "{}", "A" * 7_999):
            connection.execute("SELECT pg_notify('romanesco', %s)", [noise])
    people.do("type", name="rosa", item=both["items"][0], words="undisturbed")
    until(lambda: people.is_typed("theo", both["items"][0], "undisturbed"))
