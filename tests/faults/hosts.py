"""Nodes and their PostgreSQL on hosts of their own, whose cables are cut: `cut`, `hosts`.

`python -m tests.faults.hosts` is what `networks.inside` starts, in a network of its own.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.harness.environment import FOLDER  # isort: skip (what this shell was told is not for here)
from tests.faults.house import House, a_database
from tests.faults.networks import DATABASE, PEOPLE, Networks, inside
from tests.faults.telling import Say, Wishes
from tests.harness.postgres import Cluster
from tests.harness.serving import Server
from tests.live.conftest import until
from tests.nodes.balancer import Balancer

PORT, DATABASE_PORT = 8000, 5432
KEY = "one-key-for-all-nodes-one-key-for-all-nodes"
NAMES = ("rosa", "theo", "rosa too", "theo too")


def story(name: str) -> Callable[[Wishes, Say], None]:
    def play(wishes: Wishes, say: Say) -> None:
        inside(name, wishes)

    return play


class Hosts:
    """So many nodes, one database, and a proxy before each node that may lead to another."""

    def __init__(self, stack: ExitStack, folder: Path, count: int) -> None:
        self.networks = Networks()
        self.networks.add("db", DATABASE)
        self.cluster = Cluster(FOLDER / "postgres", self.networks.address("db", DATABASE))
        stack.callback(self.cluster.stop)
        self.start_database()
        a_database(self.cluster.folder)
        self.nodes = [self._start(stack, folder, f"n{number}") for number in range(count)]
        with self.networks.at("n0"):
            pair = self.nodes[0].demo()["pairs"][0]
        self.house = House(self.nodes[0], pair)
        self.people = self.house.people
        stack.callback(self.people.end)
        self.doors = [Balancer(node.port, node.host) for node in self.nodes]
        for door in self.doors:
            stack.callback(door.close)

    def start_database(self) -> None:
        with self.networks.at("db"):
            self.cluster.start()

    def _start(self, stack: ExitStack, folder: Path, name: str) -> Server:
        self.networks.add(name, PEOPLE, DATABASE)
        host, home = self.networks.address(name, PEOPLE), folder / name
        home.mkdir()
        told = {
            "DATABASE_URL": f"postgres://postgres@{self.cluster.host}:{DATABASE_PORT}/romanesco",
            "SECRET_KEY": KEY,
            "ROMANESCO_URL": f"http://{host}:{PORT}",
        }
        node = Server(home, PORT, told, host=host)
        stack.callback(_end, node)
        with self.networks.at(name):
            node.start()
        return node

    def join(self, name: str, door: int) -> None:
        """Open the plan through a proxy."""
        url = f"ws://127.0.0.1:{self.doors[door].port}/live/plans"
        headers = self.people.bearer(self.house.scene, name.split(maxsplit=1)[0])
        told = {"plan": self.house.scene["plan"], "params": {"schema": "1"}}
        self.people.do("open", name=name, url=url, headers=headers, **told)
        self.people.synced(name)

    def lead(self, door: int, node: int) -> None:
        """The proxy has found its node ill, and leads to another."""
        self.doors[door].to(PORT, self.nodes[node].host)

    def health(self, node: int) -> int:
        """What `/healthz` says; 0 if nothing."""
        try:
            with urlopen(f"{self.nodes[node].url}/healthz", timeout=3) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except OSError:
            return 0

    def type_all(self, names: tuple[str, ...], words: str) -> None:
        """Each types in an item of their own, all at once."""
        items = (self.house.scene["items"] * 2)[: len(names)]
        self.people.do("both_key", names=names, items=items, words=words, every=5)

    def is_unsaved(self, *names: str) -> bool:
        return not any(self.people.do("settled", name=name) for name in names)

    def agree(self, *names: str, door: int) -> str:
        """All is saved, all have the same, and somebody who comes new has all of it."""
        self.people.settled(*names, patience=90)
        self.people.same(*names)
        self.join("theo fresh", door)
        until(lambda: self.people.do("same", names=["theo fresh", *names]))
        kept = self.people.do("lost", name="theo fresh")
        self.people.do("drop", name="theo fresh")
        assert kept["acknowledged"]["lost"] == kept["seen"]["lost"] == 0, kept
        return (
            f"All have the same. Lost: 0 of {kept['acknowledged']['of']} updates that were "
            f"acknowledged, 0 of {kept['seen']['of']} that somebody else saw."
        )

    def delays(self, here: str, there: str, times: int = 60) -> str:
        item = self.house.scene["items"][0]
        took = sorted(self.people.do("delays", here=here, there=there, item=item, times=times))
        return f"median {took[len(took) // 2]:.1f} ms, longest {took[-1]:.1f} ms"


def cut(hosts: Hosts, say: Say, *, is_quick: bool) -> None:
    """A node loses the database, then all do, then one loses its people."""
    people, networks = hosts.people, hosts.networks
    hosts.join("rosa", 0)
    hosts.join("theo", 1)
    hosts.type_all(("rosa", "theo"), "before. ")
    people.settled("rosa", "theo")
    people.same("rosa", "theo")
    say("Rosa types at one node, Theo at another, each a host of its own.")
    _one_is_cut(hosts, say)
    if is_quick:
        return
    networks.mend("n0", DATABASE)
    took = _seconds_until(lambda: hosts.health(0) == 200)
    say(f"The cable is mended. After {took:.1f} s the first node says 200 again.")
    hosts.lead(0, 0)
    hosts.doors[0].cut()
    hosts.type_all(("rosa", "theo"), "again. ")
    say(hosts.agree("rosa", "theo", door=0))
    _all_are_cut(hosts, say)
    _people_are_cut(hosts, say)


def _one_is_cut(hosts: Hosts, say: Say) -> None:
    people = hosts.people
    hosts.networks.cut("n0", DATABASE)
    say("The first node's cable to the database is cut: packets vanish. Both type on.")
    hosts.type_all(("rosa", "theo"), "meanwhile. ")
    began = time.monotonic()
    until(lambda: people.do("settled", name="theo"))
    while not people.closes("rosa"):
        _nothing_false(hosts, "rosa", "theo")
        assert time.monotonic() - began < 20, "the node did not notice"
        time.sleep(0.05)
    closed = people.closes("rosa")[0]
    assert closed == 1012, closed
    assert hosts.health(0) == 503
    say(f"After {time.monotonic() - began:.1f} s Rosa is sent away with 1012; /healthz says 503.")
    assert hosts.is_unsaved("rosa")
    hosts.lead(0, 1)
    took = _seconds_until(lambda: people.do("settled", name="rosa"))
    say(f"The proxy leads her to the second node: {took:.1f} s later all of hers is saved.")
    say(hosts.agree("rosa", "theo", door=1))
    assert "meanwhile. " in people.reads("theo", 0)


def _all_are_cut(hosts: Hosts, say: Say) -> None:
    people = hosts.people
    for node in ("n0", "n1"):
        hosts.networks.cut(node, DATABASE)
    say("Both nodes lose the database, and there is no other. Both type on, for 14 s.")
    hosts.type_all(("rosa", "theo"), "in the dark. ")
    end = time.monotonic() + 14
    while time.monotonic() < end:
        _nothing_false(hosts, "rosa", "theo", both=True)
        time.sleep(0.1)
    assert [hosts.health(node) for node in (0, 1)] == [503, 503]
    for node in ("n0", "n1"):
        hosts.networks.mend(node, DATABASE)
    took = _seconds_until(lambda: all(people.do("settled", name=n) for n in ("rosa", "theo")))
    say(f"Nothing was called saved. The cables are mended, and {took:.1f} s later all is saved.")
    say(hosts.agree("rosa", "theo", door=0))


def _people_are_cut(hosts: Hosts, say: Say) -> None:
    """Nobody hears of it: half-open connections, which the client gives up in half a minute."""
    people = hosts.people
    hosts.networks.cut("n1", PEOPLE)
    hosts.lead(1, 0)
    say("The second node's cable to its people is cut, and the proxy leads to the first.")
    hosts.type_all(("rosa", "theo"), "half open. ")
    people.settled("rosa")
    assert hosts.is_unsaved("theo")
    took = _seconds_until(lambda: people.do("settled", name="theo"), patience=90)
    say(f"Theo's client finds out by itself: {took:.0f} s later all of his is saved.")
    say(hosts.agree("rosa", "theo", door=0))
    hosts.networks.mend("n1", PEOPLE)


def _nothing_false(hosts: Hosts, cut_off: str, other: str, *, both: bool = False) -> None:
    """Whoever is cut off is told that nothing is saved, and the other sees nothing of it."""
    names = (cut_off, other) if both else (cut_off,)
    assert hosts.is_unsaved(*names), "it was said to be durable"
    last = "in the dark" if both else "meanwhile"
    assert last not in hosts.people.reads(other, 0), "somebody saw what was not stored"


def many(hosts: Hosts, say: Say, *, is_quick: bool) -> None:
    """Four hosts: people at all of them, one host goes dark, the database restarts."""
    for number, name in enumerate(NAMES):
        hosts.join(name, number)
    hosts.type_all(NAMES, "four hosts. ")
    say(f"Four screens at four hosts type at once. {hosts.agree(*NAMES, door=0)}")
    say(f"A key from the first host to the second: {hosts.delays('rosa', 'theo')}.")
    for network in (PEOPLE, DATABASE):
        hosts.networks.cut("n3", network)
    hosts.nodes[3].kill()
    hosts.doors[3].cut()
    hosts.lead(3, 0)
    say("The fourth host dies with all its cables. Everybody types on.")
    hosts.type_all(NAMES, "three hosts. ")
    say(hosts.agree(*NAMES, door=1))
    hosts.cluster.stop()
    hosts.type_all(NAMES, "no database. ")
    assert hosts.is_unsaved(*NAMES)
    time.sleep(0 if is_quick else 6)
    assert hosts.is_unsaved(*NAMES)
    hosts.start_database()
    took = _seconds_until(lambda: all(hosts.people.do("settled", name=n) for n in NAMES))
    say(f"The database was restarted while all typed: {took:.1f} s after it is back, all is saved.")
    say(hosts.agree(*NAMES, door=2))


def _end(node: Server) -> None:
    if node.process is not None:
        node.kill()


def _seconds_until(is_true: Callable[[], Any], patience: float = 60) -> float:
    began = time.monotonic()
    until(is_true, patience)
    return time.monotonic() - began


STORIES = {"cut": (cut, 2), "hosts": (many, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("story", choices=STORIES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    wanted = parser.parse_args()
    play, count = STORIES[wanted.story]
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        hosts = Hosts(stack, wanted.folder, count)
        play(hosts, lambda sentence: print(sentence, flush=True), is_quick=wanted.quick)


if __name__ == "__main__":
    main()
