"""A node dies, the database restarts, nothing can be heard: nobody loses a word."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.harness.environment import FOLDER
from tests.harness.postgres import Cluster
from tests.live.conftest import StageServer, until
from tests.nodes.balancer import Balancer
from tests.nodes.conftest import People, StartNode, new_database

# A database that is away cannot be asked what it stored.
BLIND = {"STAGE_IS_BLIND": "yes"}


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A database that the test itself may stop."""
    made = Cluster(FOLDER / f"outage-{time.monotonic_ns()}")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def balancers() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def balanced(stack: ExitStack, node: StageServer) -> Balancer:
    made = Balancer(node.port)
    stack.callback(made.close)
    return made


def health(node: StageServer) -> int:
    try:
        with urlopen(f"{node.url}/healthz", timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def nothing_lost(people: People, name: str) -> bool:
    lost = people.do("lost", name=name)
    assert lost["acknowledged"]["of"] > 0
    assert lost["seen"]["of"] > 0
    return bool(lost["acknowledged"]["lost"] == lost["seen"]["lost"] == 0)


def test_a_node_is_killed_and_its_people_go_on_at_another(
    cluster: Cluster, start_node: StartNode, balancers: ExitStack
) -> None:
    database = new_database(cluster)
    first, second = start_node(database, **BLIND), start_node(database, **BLIND)
    people = People(second)
    balancers.callback(people.end)
    scene: dict[str, Any] = second.act("stage")
    item, other = scene["items"][:2]
    door = balanced(balancers, first)
    people.open_at(door, "rosa", scene, "rosa")
    people.open_at(second, "theo", scene, "theo")
    people.synced("rosa", "theo")
    people.do("aware", name="rosa", state={"item": item})
    until(lambda: people.here("theo") == {people.state("rosa")["client"]})
    people.do("both_key", names=["rosa", "theo"], items=[item, other], words="k" * 120, every=2)

    first.kill()
    people.do("both_key", names=["rosa", "theo"], items=[item, other], words="o" * 60, every=2)
    assert people.here("theo") == {people.state("rosa")["client"]}  # not known to be dead yet
    until(lambda: people.here("theo") == set())
    door.to(second.port)
    until(lambda: people.is_saved("rosa") and people.is_saved("theo"))
    until(lambda: people.do("same", names=["rosa", "theo"]))
    assert people.text("theo", item) == "k" * 120 + "o" * 60
    people.open_at(second, "reader", scene, "theo")
    until(lambda: people.do("same", names=["rosa", "reader"]))
    assert nothing_lost(people, "reader")


def test_four_nodes_agree_though_two_of_them_die(
    cluster: Cluster, start_node: StartNode, balancers: ExitStack
) -> None:
    database = new_database(cluster)
    nodes = [start_node(database, **BLIND) for _ in range(4)]
    people = People(nodes[0])
    balancers.callback(people.end)
    scene: dict[str, Any] = nodes[0].act("stage")
    doors = [balanced(balancers, node) for node in nodes]
    names = ["rosa", "theo", "rosa too", "theo too"]
    for name, door in zip(names, doors, strict=True):
        people.open_at(door, name, scene, name.split()[0])
    people.synced(*names)
    items = (scene["items"] * 4)[:4]
    people.do("both_key", names=names, items=items, words="a" * 40, every=3)
    for dead in (2, 3):
        doors[dead].to(nodes[dead - 2].port)
        nodes[dead].kill()
        people.do("both_key", names=names, items=items, words="b" * 40, every=3)
    until(lambda: all(people.is_saved(name) for name in names))
    until(lambda: people.do("same", names=names))
    people.open_at(nodes[0], "reader", scene, "theo")
    until(lambda: people.do("same", names=["rosa", "reader"]))
    assert nothing_lost(people, "reader")


def test_the_database_restarts_while_people_type(
    own_cluster: Cluster, start_node: StartNode, balancers: ExitStack
) -> None:
    database = new_database(own_cluster)
    nodes = [start_node(database, **BLIND), start_node(database, **BLIND)]
    people = People(nodes[0])
    balancers.callback(people.end)
    scene: dict[str, Any] = nodes[0].act("stage")
    item, other = scene["items"][:2]
    for node, name in zip(nodes, ("rosa", "theo"), strict=True):
        people.open_at(node, name, scene, name)
    people.synced("rosa", "theo")
    people.do("both_key", names=["rosa", "theo"], items=[item, other], words="a" * 60, every=2)
    own_cluster.stop()
    people.do("both_key", names=["rosa", "theo"], items=[item, other], words="b" * 60, every=2)
    assert not people.is_saved("rosa")
    own_cluster.start()
    people.do("both_key", names=["rosa", "theo"], items=[item, other], words="c" * 60, every=2)
    until(lambda: people.is_saved("rosa") and people.is_saved("theo"))
    until(lambda: people.do("same", names=["rosa", "theo"]))
    assert people.text("theo", item) == "a" * 60 + "b" * 60 + "c" * 60
    assert nothing_lost(people, "theo")


def test_a_node_that_cannot_hear_sends_its_people_away_and_says_so(
    own_cluster: Cluster, start_node: StartNode, balancers: ExitStack
) -> None:
    node = start_node(new_database(own_cluster), **BLIND)
    people = People(node)
    balancers.callback(people.end)
    scene: dict[str, Any] = node.act("stage")
    people.open_at(node, "rosa", scene, "rosa")
    people.synced("rosa")
    assert health(node) == 200
    own_cluster.stop()
    assert people.closed("rosa") == 1012
    assert health(node) == 503
    people.do("type", name="rosa", item=scene["items"][0], words="kept meanwhile")
    own_cluster.start()
    until(lambda: people.is_saved("rosa"))
    until(lambda: health(node) == 200)
    people.open_at(node, "theo", scene, "theo")
    until(lambda: people.is_typed("theo", scene["items"][0], "kept meanwhile"))
