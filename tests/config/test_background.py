"""The work that nobody asks for goes on whatever happens."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.db import connection, connections

from romanesco.base import clock
from romanesco.config import background
from romanesco.config.background import Work
from tests import cast
from tests.harness.serving import Server


def test_what_fails_is_logged_and_the_rest_is_done(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[datetime] = []

    def fail(at: datetime) -> None:
        raise RuntimeError("no tables yet")

    work = Work("moments", 1.0, (fail, sent.append))
    background.do_round(work)
    background.do_round(work)
    assert len(sent) == 2
    assert "tried again" in caplog.text


def test_it_ends_after_the_round_that_has_begun() -> None:
    done: list[str] = []

    def slow(at: datetime) -> None:
        time.sleep(0.2)
        done.append("round")

    async def a_while() -> None:
        work = asyncio.create_task(background.run((Work("moments", 0.05, (slow,)),)))
        await asyncio.sleep(0.1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(a_while())
    assert done == ["round"]


def test_one_that_waits_keeps_no_other_from_its_turn() -> None:
    shared: list[datetime] = []

    async def a_while() -> None:
        goes_on = threading.Event()
        stuck = Work("letters", 1.0, (lambda at: goes_on.wait(20),))
        moments = Work("moments", 0.05, (shared.append,))
        work = asyncio.create_task(background.run((stuck, moments)))
        async with asyncio.timeout(10):
            while len(shared) < 3:  # noqa: ASYNC110 (they come from another thread)
                await asyncio.sleep(0.01)
        goes_on.set()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(a_while())


def test_what_has_begun_goes_on_without_a_long_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "GOES_ON_AFTER", 0.01)
    rounds: list[datetime] = []

    def go_on(at: datetime) -> bool:
        rounds.append(at)
        return len(rounds) < 3

    async def a_while() -> None:
        work = asyncio.create_task(background.run((Work("reminders", 60.0, (go_on,)),)))
        await asyncio.sleep(0.5)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(a_while())
    assert len(rounds) == 3


def test_a_rhythm_makes_its_sessions_beside_the_other_moments(db: None) -> None:
    terms: dict[str, Any] = {
        "meets_on": "TH",
        "meets_at": "10:00",
        "meets_zone": "America/Sao_Paulo",
    }
    pair = cast.signed(cast.a_pair(cast.rosa(), cast.theo()), cadence="weekly", **terms)
    (first, *_) = pair.sessions.order_by("starts_at")
    for work in background.WORK:
        if work.name in ("moments", "zones"):
            for due in work.due:
                due(first.starts_at)
    assert pair.sessions.count() == 6


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rests", "is_kept"), [(1.0, True), (60.0, False)])
def test_a_connection_is_kept_over_a_short_rest_alone(
    monkeypatch: pytest.MonkeyPatch, *, rests: float, is_kept: bool
) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", None)  # as it is served

    def look(at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def two_rounds() -> list[bool]:
        kept = []
        for _ in range(2):
            background.do_round(Work("letters", rests, (look,), is_claimed=True))
            kept.append(connection.connection is not None)
        connections.close_all()
        return kept

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(two_rounds).result() == [is_kept] * 2


@pytest.mark.both_databases
def test_a_plan_is_shared_at_its_moment_by_the_running_server(server: Server) -> None:
    made = server.demo()["pairs"][0]
    path = f"{server.url}/api/plans/{made['sessions'][-1]['plan']}"
    plan = _plan(path, made["mentee"]["token"])
    assert plan["state"] == "draft"
    assert httpx.get(path, headers=_bearer(made["mentor"]["token"])).status_code == 404
    due = datetime.fromisoformat(plan["share_due_at"])
    server.travel(due - clock.now() + timedelta(seconds=5))
    _wait_until_shared(path, made["mentor"]["token"])


@pytest.mark.both_databases
def test_a_plan_is_shared_after_a_downtime_over_its_moment(server: Server) -> None:
    server.travel(timedelta())
    made = server.demo()["pairs"][0]
    path = f"{server.url}/api/plans/{made['sessions'][-1]['plan']}"
    due = datetime.fromisoformat(_plan(path, made["mentee"]["token"])["share_due_at"])
    server.kill()
    server.travel(due - clock.now() + timedelta(hours=3))
    server.start()
    _wait_until_shared(path, made["mentor"]["token"])
    server.travel(timedelta())


def _wait_until_shared(path: str, token: str) -> None:
    deadline = time.monotonic() + 20
    while httpx.get(path, headers=_bearer(token)).status_code == 404:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert _plan(path, token)["state"] == "shared"


def _plan(path: str, token: str) -> dict[str, str]:
    plan: dict[str, str] = httpx.get(path, headers=_bearer(token)).raise_for_status().json()
    return plan


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
