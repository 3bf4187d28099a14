"""Who is asked for a word, and who is given up: counted in looks, so nobody has to wait."""

import asyncio
from collections.abc import Iterator

import pytest

from romanesco.live.keepalive import (
    LOOKS_BEFORE_END,
    LOOKS_BEFORE_PING,
    LOOKS_BEFORE_WORD,
    TURNS,
    Keepalive,
)


class Peer:
    def __init__(self) -> None:
        self.silence = self.untold = 0
        self.did: list[str] = []
        self.told = 0

    def ping(self) -> None:
        self.did.append("ping")

    def tell_again(self) -> None:
        self.untold = 0
        self.told += 1

    def give_up(self) -> None:
        self.did.append("give up")


@pytest.fixture
def keepalive() -> Iterator[Keepalive]:
    loop = asyncio.new_event_loop()
    yield Keepalive(loop)
    loop.close()


def look_around(keepalive: Keepalive, times: int = 1) -> None:
    for _ in range(times * TURNS):
        keepalive.look()


def test_who_says_nothing_is_asked_and_then_given_up(keepalive: Keepalive) -> None:
    peer = Peer()
    keepalive.watch(peer)
    look_around(keepalive, LOOKS_BEFORE_PING - 1)
    assert peer.did == []
    look_around(keepalive)
    assert peer.did == ["ping"]
    look_around(keepalive, LOOKS_BEFORE_END - LOOKS_BEFORE_PING - 1)
    assert peer.did == ["ping"]
    look_around(keepalive)
    assert peer.did == ["ping", "give up"]


def test_who_answers_stays(keepalive: Keepalive) -> None:
    peer = Peer()
    keepalive.watch(peer)
    for _ in range(5):
        look_around(keepalive, LOOKS_BEFORE_END - 1)
        peer.silence = 0
    assert peer.did == ["ping"] * 5


def test_who_was_told_nothing_for_long_is_told_something(keepalive: Keepalive) -> None:
    told, untold = Peer(), Peer()
    keepalive.watch(told)
    keepalive.watch(untold)
    for _ in range(2 * LOOKS_BEFORE_WORD):
        look_around(keepalive)
        told.untold = 0
    assert (told.told, untold.told) == (0, 2)


def test_who_left_is_not_asked(keepalive: Keepalive) -> None:
    peer = Peer()
    keepalive.watch(peer)
    keepalive.forget(peer)
    look_around(keepalive, LOOKS_BEFORE_END)
    assert peer.did == []


def test_not_all_are_asked_in_the_same_moment(keepalive: Keepalive) -> None:
    peers = [Peer() for _ in range(10 * TURNS)]
    for peer in peers:
        keepalive.watch(peer)
    look_around(keepalive, LOOKS_BEFORE_PING - 1)
    asked = []
    for _ in range(TURNS):
        keepalive.look()
        asked.append(sum(peer.did == ["ping"] for peer in peers))
    assert asked == [10 * turn for turn in range(1, TURNS + 1)]
