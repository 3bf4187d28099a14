"""Several serving processes on one PostgreSQL, and people whose clients are led to any of them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

from tests.harness import ready
from tests.harness.environment import FOLDER
from tests.harness.postgres import Cluster, url_of
from tests.harness.serving import free_port
from tests.live.conftest import Clients, StageServer
from tests.nodes.balancer import Balancer

KEY = "one-key-for-all-nodes-one-key-for-all-nodes"

type StartNode = Callable[..., StageServer]


class People(Clients):
    """Clients that are led to any node."""

    def open_at(
        self, node: StageServer | Balancer, name: str, scene: dict[str, Any], person: str
    ) -> None:
        """Open a provider there, signed in by token."""
        url = f"ws://127.0.0.1:{node.port}/live/plans"
        headers = self.bearer(scene, person)
        told = {"plan": scene["plan"], "params": {"schema": "1"}}
        self.do("open", name=name, url=url, headers=headers, **told)

    def is_typed(self, name: str, item: str, words: str) -> bool:
        return self.text(name, item) == words

    def is_saved(self, name: str) -> bool:
        """Whether everything that this one typed is told to be durable."""
        return bool(self.do("settled", name=name))

    def here(self, name: str) -> set[int]:
        """The clients of whose carets this one knows, without its own."""
        state = self.state(name)
        return {each["id"] for each in state["awareness"]} - {state["client"]}


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that only these tests use."""
    made = Cluster(FOLDER / "nodes")
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> str:
    """DATABASE_URL of a new database."""
    return new_database(cluster)


def new_database(cluster: Cluster) -> str:
    """One with every table."""
    return ready.new_database(cluster.folder, f"nodes_{secrets.token_hex(4)}")


def empty_database(cluster: Cluster) -> str:
    """One in which the first node makes the tables."""
    name = f"nodes_{secrets.token_hex(4)}"
    with admin(cluster) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url_of(cluster.folder, name)


def admin(cluster: Cluster, database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(cluster.folder), user="postgres", dbname=database, autocommit=True
    )


@pytest.fixture(scope="module")
def start_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartNode]:
    """Starts a node on a database, with a home of its own; other variables may be told."""
    with ExitStack() as stack:

        def start(database: str, home: Path | None = None, **variables: str) -> StageServer:
            told = {"DATABASE_URL": database, "SECRET_KEY": KEY, **variables}
            home = home or tmp_path_factory.mktemp("node")
            node = StageServer(home, free_port(), told)
            stack.callback(_end, node)
            node.start()
            return node

        yield start


def _end(node: StageServer) -> None:
    if node.process is not None:
        node.kill()


@pytest.fixture(scope="module")
def nodes(start_node: StartNode, database: str) -> list[StageServer]:
    """Two nodes that no test kills."""
    return [start_node(database), start_node(database)]


@pytest.fixture
def scene(nodes: list[StageServer]) -> dict[str, Any]:
    """A fresh plan that Rosa and Theo both see and write."""
    return cast("dict[str, Any]", nodes[0].act("stage"))


@pytest.fixture
def people(nodes: list[StageServer]) -> Iterator[People]:
    node = People(nodes[0])
    yield node
    node.end()
