"""Processes that start together, and those that do not serve."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.harness.postgres import Cluster
from tests.harness.serving import Server, free_port
from tests.live.conftest import until
from tests.nodes.conftest import empty_database


@pytest.fixture
def pair_of_servers(cluster: Cluster, tmp_path: Path) -> Iterator[list[Server]]:
    """Two that start at the same moment, in one home, on an empty database."""
    told = {"DATABASE_URL": empty_database(cluster)}
    servers = [Server(tmp_path, free_port(), told) for _ in range(2)]
    with ExitStack() as stack:
        starting = [threading.Thread(target=server.start) for server in servers]
        for thread in starting:
            thread.start()
        for thread, server in zip(starting, servers, strict=True):
            thread.join()
            stack.callback(_end, server)
        yield servers


def _end(server: Server) -> None:
    if server.process is not None:
        server.stop()


def test_two_start_at_once_and_either_goes_on_alone(pair_of_servers: list[Server]) -> None:
    first, second = pair_of_servers
    for server in pair_of_servers:
        with urlopen(f"{server.url}/healthz", timeout=10) as answer:
            assert answer.status == 200
    made = first.demo()["pairs"][0]
    path = f"/api/plans/{made['sessions'][-1]['plan']}"
    token = made["mentee"]["token"]
    due = datetime.fromisoformat(_plan(first, path, token)["share_due_at"])
    first.kill()  # it may have been its turn to share what is due
    second.travel(due - datetime.now(UTC) + timedelta(seconds=5))
    until(lambda: _plan(second, path, token)["state"] == "shared")
    assert second.stop() == 0
    assert second.log == ""


def _plan(server: Server, path: str, token: str) -> dict[str, Any]:
    asked = Request(server.url + path, headers={"Authorization": f"Bearer {token}"})
    with urlopen(asked, timeout=10) as answer:
        plan: dict[str, Any] = json.load(answer)
    return plan
