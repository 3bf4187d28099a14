"""`romanesco work`, from outside: more workers beside a server, on PostgreSQL."""

import signal
import subprocess
import sys

import pytest

from tests.harness.serving import Server

WORK = [sys.executable, "-P", "-m", "romanesco", "work"]


@pytest.mark.both_databases
def test_it_works_beside_a_server_until_asked_to_stop(server: Server) -> None:
    with subprocess.Popen(
        WORK, env=server.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        said = worker.stdout.readline()
        if "DATABASE_URL" not in server.variables:
            assert said == ""
            assert "PostgreSQL" in worker.stderr.read()
            assert worker.wait(timeout=30) == 1
            return
        assert said == "Romanesco is at work.\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        assert worker.stderr.read() == ""
