"""What wants attention next, as a truth table."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from romanesco.web.attention import (
    Matter,
    PairFacts,
    SessionFacts,
    by_urgency,
    matters,
    step,
)
from tests.cast import MONDAY

TODAY = MONDAY.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def session(starts_in: timedelta = 3 * DAY, **more: Any) -> SessionFacts:
    starts = MONDAY + starts_in
    due = {"share_due_at": starts - DAY}
    return SessionFacts(starts, starts + timedelta(minutes=45), **{**due, **more})


def open_to_both(starts_in: timedelta = 3 * DAY, **more: Any) -> SessionFacts:
    return session(starts_in, share_due_at=None, is_shared=True, **more)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (session(-timedelta(minutes=10), is_live=True), "continue"),
        (session(-HOUR, is_live=True), "wrap_up"),
        (session(-HOUR), "did_you_meet"),
        (session(-HOUR, is_mine=False, is_shared=True), "did_you_meet"),
        (session(timedelta(minutes=30)), "begin"),
        (session(-timedelta(minutes=44)), "begin"),
        (session(timedelta(minutes=31)), "prepare"),
        (session(), "prepare"),
        (session(is_mine=False), "wait"),
        (session(is_shared=True), "open"),
        (session(is_mine=False, is_shared=True), "read"),
        (session(is_mine=False, is_shared=True, is_opened=True), "open"),
        (open_to_both(), "together"),
        (open_to_both(is_mine=False), "together"),
    ],
)
def test_the_one_next_thing_to_do(facts: SessionFacts, expected: str) -> None:
    assert step(facts, MONDAY) == expected


def kinds(pair: PairFacts) -> list[str]:
    found = [(matter, None) for matter in matters(pair, MONDAY, TODAY)]
    return [matter.kind for matter, _ in by_urgency(found)]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (PairFacts(), ["schedule"]),
        (PairFacts(has_agreement=False), []),
        (PairFacts(has_agreement=False, waits_for_signature=MONDAY), ["sign"]),
        (PairFacts(sessions=(session(),)), ["prepare"]),
        (PairFacts(sessions=(session(8 * DAY),)), ["prepare"]),
        (PairFacts(sessions=(session(9 * DAY),)), []),
        (PairFacts(sessions=(session(is_mine=False),)), []),
        (PairFacts(sessions=(session(is_mine=False, is_shared=True),)), ["read"]),
        (PairFacts(sessions=(session(is_shared=True),)), []),
        (PairFacts(sessions=(open_to_both(2 * DAY),)), ["together"]),
        (PairFacts(sessions=(open_to_both(3 * DAY),)), []),
        (PairFacts(sessions=(session(partner_declined=True),)), ["cannot_come", "prepare"]),
        (
            PairFacts(
                sessions=(
                    session(9 * DAY, partner_declined=True, somebody_is_away=True),
                    session(16 * DAY, somebody_is_away=True),
                    session(23 * DAY, somebody_is_away=True),
                    session(30 * DAY, partner_declined=True),
                )
            ),
            ["cannot_come", "away", "cannot_come"],
        ),
        (PairFacts(state="paused", sessions=(session(partner_declined=True),)), []),
        (PairFacts(sessions=(session(-DAY, partner_declined=True),)), ["did_you_meet"]),
        (PairFacts(sessions=(session(-DAY), session(2 * DAY))), ["did_you_meet", "prepare"]),
        (PairFacts(sessions=(session(2 * DAY), session(9 * DAY))), ["prepare"]),
        (PairFacts(state="paused", sessions=(session(),), waits_for_signature=MONDAY), ["sign"]),
        (PairFacts(state="closed", waits_for_signature=MONDAY), []),
    ],
)
def test_what_a_pair_asks_for(pair: PairFacts, expected: list[str]) -> None:
    assert kinds(pair) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), []),
        ((None,), []),
        ((TODAY + 4 * DAY,), []),
        ((TODAY + 3 * DAY,), [0]),
        ((TODAY - 9 * DAY,), [0]),
        ((TODAY + DAY, None, TODAY - DAY), [2, 0]),
        ((TODAY,) * 5, [0, 1, 2]),
    ],
)
def test_promises_near_their_day(days: tuple[date | None, ...], expected: list[int]) -> None:
    pair = PairFacts(sessions=(session(is_mine=False),), promises=days)
    found = sorted(matters(pair, MONDAY, TODAY))
    assert [matter.place for matter in found if matter.kind == "promise"] == expected


def test_what_happens_now_comes_before_what_can_wait() -> None:
    in_turn = [
        PairFacts(sessions=(session(-timedelta(minutes=5), is_live=True),)),
        PairFacts(sessions=(session(timedelta(minutes=20)),)),
        PairFacts(sessions=(session(-HOUR, is_live=True),)),
        PairFacts(sessions=(session(-HOUR),)),
        PairFacts(has_agreement=False, waits_for_signature=MONDAY),
        PairFacts(sessions=(session(DAY + 2 * HOUR),)),
        PairFacts(sessions=(session(is_mine=False),), promises=(TODAY,)),
        PairFacts(sessions=(session(6 * DAY),)),
        PairFacts(),
    ]
    found = [(matter, n) for n, p in enumerate(in_turn) for matter in matters(p, MONDAY, TODAY)]
    assert [n for _, n in by_urgency(reversed(found))] == list(range(len(in_turn)))


def test_of_two_alike_the_nearer_comes_first() -> None:
    def at(moment: datetime) -> Matter:
        (found,) = matters(PairFacts(sessions=(session(moment - MONDAY),)), MONDAY, TODAY)
        return found

    near, far = at(MONDAY + 2 * DAY), at(MONDAY + 2 * DAY + HOUR)
    assert near < far
