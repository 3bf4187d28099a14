"""Another process holds the database's write lock: first for as long as a backup may, then longer
than anybody waits."""

import sqlite3
import time
from contextlib import closing

from tests.faults.house import House, a_house
from tests.faults.telling import CannotBeShown, Say, Wishes

SHORT, LONG = 3.0, 20.0


def play(wishes: Wishes, say: Say) -> None:
    if wishes.database != "sqlite":
        raise CannotBeShown("Only SQLite locks the whole database for one writer.")
    with a_house(wishes) as house:
        house.both()
        closes = _while_locked(house, SHORT, "a little later. ")
        assert closes == 0, "three seconds are no reason to close"
        say(f"Locked for {SHORT:.0f} s: nobody was closed, and what was typed is saved since.")
        if not wishes.is_quick:
            closes = _while_locked(house, LONG, "much later. ")
            say(f"Locked for {LONG:.0f} s: Rosa was {met(closes)}; what she typed is saved since.")
        say(house.is_whole("rosa", "theo"))


def met(closes: int) -> str:
    """What became of who waited, in words."""
    if not closes:
        return "kept waiting"
    return "closed once and back" if closes == 1 else f"closed {closes} times and back each time"


def _while_locked(house: House, seconds: float, words: str) -> int:
    """Rosa types meanwhile; how often she was closed. Nothing is acknowledged or shown."""
    people = house.people
    before = len(people.closes("rosa"))
    path = house.server.home / "romanesco.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        people.write("rosa", words)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert not people.do("settled", name="rosa"), "it was said to be durable"
            assert words not in people.reads("theo"), "Theo saw what was not stored"
            time.sleep(0.1)
        other.execute("ROLLBACK")
    people.settled("rosa", "theo", patience=90)
    people.same("rosa", "theo")
    assert words in people.reads("theo")
    return len(people.closes("rosa")) - before
