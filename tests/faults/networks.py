"""Hosts of our own in network namespaces: each has a cable to the people, and one to the database.

Whoever plays with them is in a namespace itself (`inside`), with nothing of this machine's network
in it; all of it, processes and cables, is gone when that process ends, however it ends.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.telling import CannotBeShown, Wishes

ROOT = Path(__file__).parents[2]
# Where the people are, and where the database is; our own end is number 1 in the first.
PEOPLE, DATABASE = "people", "database"
_NUMBERS = {PEOPLE: "10.77.1", DATABASE: "10.77.2"}
_ENTER = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
_OWN = "/proc/thread-self/ns/net"
_NOWHERE = "nowhere"  # a bridge that leads to nobody


def inside(story: str, wishes: Wishes) -> None:
    """Play a story of `tests.faults.hosts` in a network of its own. Raises `CannotBeShown`."""
    needed = "This needs root and iproute2 (`ip`), and may not make network namespaces here"
    if os.geteuid() or not all(shutil.which(name) for name in ("ip", "unshare")):
        raise CannotBeShown(f"{needed}.")
    tried = [*_ENTER, "ip", "link", "add", "tried", "type", "bridge"]
    found = subprocess.run(tried, capture_output=True, text=True, check=False)
    if found.returncode:
        raise CannotBeShown(f"{needed}: {found.stderr.strip()}")
    words = [*_ENTER, sys.executable, "-m", "tests.faults.hosts", story, str(wishes.folder)]
    done = subprocess.run([*words, *["--quick"] * wishes.is_quick], cwd=ROOT, check=False)
    assert done.returncode == 0, "see above"


class Networks:
    """Two bridges, and any number of hosts at them."""

    def __init__(self) -> None:
        self._own = os.open(_OWN, os.O_RDONLY)
        self._namespaces: dict[str, int] = {}
        _ip("link", "set", "lo", "up")
        for name in (*_NUMBERS, _NOWHERE):
            _ip("link", "add", name, "type", "bridge")
            _ip("link", "set", name, "up")
        _ip("addr", "add", f"{_NUMBERS[PEOPLE]}.1/24", "dev", PEOPLE)

    def add(self, host: str, *networks: str) -> None:
        """A host with a cable to each of these networks."""
        os.unshare(os.CLONE_NEWNET)
        self._namespaces[host] = namespace = os.open(_OWN, os.O_RDONLY)
        os.setns(self._own, os.CLONE_NEWNET)
        there = f"/proc/{os.getpid()}/fd/{namespace}"
        for network in networks:
            cable = _cable(host, network)
            _ip("link", "add", cable, "type", "veth", "peer", "name", network, "netns", there)
            _ip("link", "set", cable, "master", network, "up")
            with self.at(host):
                _ip("link", "set", "lo", "up")
                _ip("addr", "add", f"{self.address(host, network)}/24", "dev", network)
                _ip("link", "set", network, "up")

    def address(self, host: str, network: str) -> str:
        return f"{_NUMBERS[network]}.{10 + list(self._namespaces).index(host)}"

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        """What is started meanwhile runs on that host."""
        os.setns(self._namespaces[host], os.CLONE_NEWNET)
        try:
            yield
        finally:
            os.setns(self._own, os.CLONE_NEWNET)

    def cut(self, host: str, network: str) -> None:
        """From now on whatever one says to the other vanishes, and nobody is told."""
        _ip("link", "set", _cable(host, network), "master", _NOWHERE)

    def mend(self, host: str, network: str) -> None:
        _ip("link", "set", _cable(host, network), "master", network)


def _cable(host: str, network: str) -> str:
    return f"{host}-{network}"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
