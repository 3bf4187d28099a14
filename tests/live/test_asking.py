"""The desk: whatever waits is answered at once, in order, and nobody spoils another's answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from django.db import OperationalError

from romanesco.live.asking import MOST_AT_ONCE, Desk

pytestmark = pytest.mark.django_db


class Clerk:
    """Doubles numbers once it may begin, and remembers how many lay before it each time."""

    def __init__(self) -> None:
        self.may_begin = threading.Event()
        self.batches: list[int] = []

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        assert self.may_begin.wait(10)
        self.batches.append(len(numbers))
        if 13 in numbers:
            raise ValueError("not this one")
        if 99 in numbers:
            raise OperationalError("the database has gone")
        return [2 * number for number in numbers]


def test_what_waits_is_answered_together_and_in_order() -> None:
    clerk = Clerk()

    async def story() -> None:
        desk = Desk("clerk", clerk)
        first = asyncio.create_task(desk.ask(0))
        await asyncio.sleep(0.05)  # the clerk has taken it alone
        others = [asyncio.create_task(desk.ask(number)) for number in range(1, 6)]
        await asyncio.sleep(0)
        clerk.may_begin.set()
        assert await asyncio.gather(first, *others) == [0, 2, 4, 6, 8, 10]
        desk.stop()

    asyncio.run(story())
    assert clerk.batches == [1, 5]


def test_a_crowd_is_answered_few_at_a_time() -> None:
    clerk = Clerk()
    clerk.may_begin.set()
    many = list(range(100, 100 + 3 * MOST_AT_ONCE + 1))

    async def story() -> None:
        desk = Desk("clerk", clerk)
        assert await desk.ask_all(many) == [2 * number for number in many]
        assert await desk.ask_all([]) == []
        desk.stop()

    asyncio.run(story())
    assert sum(clerk.batches) == len(many)
    assert max(clerk.batches) < 2 * MOST_AT_ONCE


def test_who_spoils_a_batch_spoils_it_only_for_themselves() -> None:
    clerk = Clerk()

    async def story() -> Sequence[int | BaseException]:
        desk = Desk("clerk", clerk)
        asked = [asyncio.create_task(desk.ask(number)) for number in (1, 13, 2)]
        await asyncio.sleep(0)
        clerk.may_begin.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
        desk.stop()
        return told

    before, spoiled, after = asyncio.run(story())
    assert (before, after) == (2, 4)
    assert isinstance(spoiled, ValueError)


def test_a_database_that_has_gone_is_asked_once_more_but_not_for_each_of_them() -> None:
    clerk = Clerk()

    async def story() -> Sequence[int | BaseException]:
        desk = Desk("clerk", clerk)
        first = asyncio.create_task(desk.ask(0))
        await asyncio.sleep(0.05)
        asked = [asyncio.create_task(desk.ask(number)) for number in (1, 99, 2)]
        await asyncio.sleep(0)
        clerk.may_begin.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert await first == 0
        assert await desk.ask(7) == 14  # and it goes on
        desk.stop()
        return told

    assert [type(told) for told in asyncio.run(story())] == [OperationalError] * 3
    assert clerk.batches == [1, 3, 3, 1]


def test_who_has_left_keeps_nobody_from_an_answer() -> None:
    clerk = Clerk()

    async def story() -> None:
        desk = Desk("clerk", clerk)
        gone, stays = (asyncio.create_task(desk.ask(number)) for number in (1, 2))
        await asyncio.sleep(0)
        gone.cancel()
        clerk.may_begin.set()
        assert await stays == 4
        desk.stop()

    asyncio.run(story())
