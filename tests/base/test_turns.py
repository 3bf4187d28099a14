"""One process at a time has its turn, and its end passes the turn on."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from romanesco.base.turns import Turns, one_at_a_time


@pytest.fixture
def two(db: None) -> Iterator[tuple[Turns, Turns]]:
    here, there = Turns(), Turns()
    yield here, there
    here.close()
    there.close()


def test_one_of_two_has_the_turn_until_it_ends(two: tuple[Turns, Turns]) -> None:
    here, there = two
    assert here.is_ours("moments")
    assert here.is_ours("moments")
    is_alone = connection.vendor == "sqlite"
    assert there.is_ours("moments") is is_alone
    assert there.is_ours("zones")
    assert here.is_ours("zones") is is_alone
    here.close()
    assert there.is_ours("moments")


def test_whoever_lost_the_connection_lost_its_turns(two: tuple[Turns, Turns]) -> None:
    here, there = two
    if connection.vendor == "sqlite":
        return
    assert here.is_ours("moments")
    assert here._connection is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [here._connection.info.backend_pid])
    while not there.is_ours("moments"):
        pass
    assert not here.is_ours("moments")  # it finds the connection gone
    assert not here.is_ours("moments")  # and asks again
    assert here.is_ours("zones")


def test_what_is_done_one_at_a_time_waits(db: None) -> None:
    done: list[str] = []

    def second() -> None:
        with one_at_a_time("migrations"):
            done.append("second")

    with one_at_a_time("migrations"):
        if connection.vendor == "sqlite":
            return
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=0.3)
        done.append("first")
    thread.join()
    assert done == ["first", "second"]
