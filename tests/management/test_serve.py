"""`romanesco serve`, from outside: what it prints, how it ends, and what it refuses."""

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from romanesco.management.server import rest_what_lasts
from tests.harness.serving import READY, Server, free_port


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that the test itself starts and ends."""
    server = Server(tmp_path, free_port())
    yield server
    if server.process is not None:
        server.kill()


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One `romanesco` command that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "romanesco", *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_says_once_that_it_is_ready_and_then_answers(own_server: Server) -> None:
    own_server.is_bare = True
    own_server.start()
    with urlopen(f"{own_server.url}/healthz") as answer:
        assert answer.status == 200
    process = own_server.process
    assert process is not None
    assert process.stdout is not None
    process.send_signal(signal.SIGTERM)
    assert process.stdout.read() == ""
    assert own_server.log == ""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_being_asked_to_stop_is_no_failure(own_server: Server, how: signal.Signals) -> None:
    own_server.start()
    assert own_server.stop(how) == 0


def test_an_idle_server_is_small(own_server: Server) -> None:
    own_server.start()
    assert own_server.process is not None
    status = Path(f"/proc/{own_server.process.pid}/status")
    if status.exists():
        resident = next(line for line in status.read_text().splitlines() if "VmRSS" in line)
        assert int(resident.split()[1]) < 150 * 1024


def test_what_is_loaded_at_the_start_is_not_looked_through_again() -> None:
    before = gc.get_threshold()
    rest_what_lasts()
    try:
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_what_was_killed_starts_again(own_server: Server) -> None:
    own_server.start()
    own_server.kill()
    own_server.start()
    with urlopen(f"{own_server.url}/healthz") as answer:
        assert answer.status == 200


def test_a_busy_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = run("serve", "--port", port, ROMANESCO_HOME=str(tmp_path))
    assert done.returncode != 0
    assert done.stdout == ""
    told = f"CommandError: Port {port} on 127.0.0.1 is already in use; choose another with --port."
    assert done.stderr.splitlines() == [told]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--port", "70000"], "Port 70000 is not between 0 and 65535."),
        (["--host", "nowhere.invalid"], "cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_is_told(tmp_path: Path, words: list[str], told: str) -> None:
    done = run("serve", *words, ROMANESCO_HOME=str(tmp_path))
    assert done.returncode != 0
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "oracle://db"),
        ("ROMANESCO_URL", "plans.example.org"),
        ("ROMANESCO_HOME", "/dev/null"),
        ("SECRET_KEY", "short"),
        ("EMAIL_URL", "pigeon://loft"),
        ("ROMANESCO_TRUSTED_PROXIES", "nginx"),
    ],
)
def test_a_wrong_variable_stops_the_start_in_one_line(
    tmp_path: Path, variable: str, value: str
) -> None:
    done = run("serve", **{"ROMANESCO_HOME": str(tmp_path), variable: value})
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"romanesco: {variable}: ")


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    told = {"ROMANESCO_HOME": str(tmp_path), "DATABASE_URL": f"postgres:///x?host={tmp_path}"}
    done = run("serve", "--port", str(free_port()), **told)
    assert done.returncode != 0
    assert done.stderr.startswith("CommandError: DATABASE_URL: the database does not answer")
    assert len(done.stderr.splitlines()) == 1


def test_a_home_is_served_once(own_server: Server) -> None:
    own_server.start()
    done = run("serve", "--port", str(free_port()), ROMANESCO_HOME=str(own_server.home))
    assert done.returncode != 0
    assert done.stderr.startswith(f"CommandError: Another Romanesco is serving {own_server.home}.")
    assert "PostgreSQL" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_home_may_be_told_on_the_command_line(tmp_path: Path) -> None:
    for words in (["--home", str(tmp_path / "a")], [f"--home={tmp_path / 'b'}"]):
        assert run("showmigrations", *words).returncode == 0
    assert (tmp_path / "a" / "romanesco.sqlite3").exists()
    assert (tmp_path / "b" / "romanesco.sqlite3").exists()
    assert run("migrate", "--home").returncode == 2


def test_a_port_can_be_left_to_the_machine(tmp_path: Path) -> None:
    server = Server(tmp_path, 0)
    server.start()
    try:
        told = (tmp_path / "address").read_text().strip()
        with urlopen(f"{told}/healthz") as answer:
            assert answer.status == 200
    finally:
        assert server.stop() == 0


def test_the_line_names_where_it_listens_whatever_the_public_address(tmp_path: Path) -> None:
    server = Server(tmp_path, free_port(), {"ROMANESCO_URL": "https://plans.example.org"})
    server.start()
    try:
        assert server.said == f"{READY}{server.url}\n"
    finally:
        server.stop()
