"""Where marks stand, and the table behind each picture."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from romanesco.insight import pictures, sentences
from romanesco.insight.pictures import Arrived, Hoped, Mark, Met, Promised

THURSDAY = datetime(2026, 9, 3, 14, 0, tzinfo=UTC)
ROSA, THEO = uuid4(), uuid4()


def week(number: int, state: str = "held", *, is_moved: bool = False) -> Met:
    return Met(uuid4(), THURSDAY + timedelta(weeks=number), state, is_moved, number + 1)


def test_the_rhythm_has_a_mark_for_each_session_where_it_was_in_time() -> None:
    sessions = [week(0), week(1, is_moved=True), week(2, "cancelled"), week(4, "missed")]
    picture = pictures.rhythm(sessions, UTC)
    assert picture is not None
    assert [(mark.x, mark.kind) for mark in picture.marks] == [
        (3.0, "held"),
        (26.5, "moved"),
        (50.0, "cancelled"),
        (97.0, "missed"),
    ]
    assert [cells for _, cells in picture.rows] == [
        ("met",),
        ("met on another day",),
        ("skipped",),
        ("did not happen",),
    ]
    assert (picture.first_on, picture.last_on) == (date(2026, 9, 3), date(2026, 10, 1))


def test_each_of_the_two_has_a_line_of_weather() -> None:
    first, second = week(0), week(1)
    chosen = [
        Arrived(first.session, ROSA, 5),
        Arrived(second.session, ROSA, 1),
        Arrived(second.session, THEO, 1),
    ]
    picture = pictures.check_ins([first, second, week(2)], chosen, (ROSA, THEO), UTC)
    assert picture is not None
    assert picture.marks == (
        Mark(3.0, 11.5, "me"),
        Mark(97.0, 99.5, "me"),
        Mark(97.0, 104.5, "partner"),
    )
    assert [stroke.kind for stroke in picture.strokes] == ["rule"] * 5 + ["me"]
    assert [cells for _, cells in picture.rows] == [("sunny", ""), ("stormy", "stormy")]


def test_hopes_stand_on_each_other_and_say_what_became_of_them() -> None:
    first, second = week(0), week(1)
    hoped = [
        Hoped(first.session, "One page", "done"),
        Hoped(second.session, "Ask Ada", ""),
        Hoped(second.session, "Rest", "let_go"),
    ]
    picture = pictures.hopes([first, second], hoped, UTC)
    assert picture is not None
    assert [(mark.x, mark.y, mark.kind) for mark in picture.marks] == [
        (3.0, 36, "done"),
        (97.0, 36, "open"),
        (97.0, 14, "let_go"),
    ]
    assert sentences.of_hopes(hoped) == "3 hopes: 1 done, 1 let go."


def test_actions_are_counted_by_the_week_of_ones_own_calendar() -> None:
    today = date(2026, 9, 17)
    sunday_night = datetime(2026, 9, 13, 23, 0, tzinfo=UTC)
    promised = [Promised(THURSDAY, sunday_night), Promised(THURSDAY, None)]
    picture = pictures.actions(promised, today, 4, UTC)
    assert picture is not None
    assert picture.rows == (
        (date(2026, 8, 31), ("2", "0")),
        (date(2026, 9, 7), ("0", "1")),
    )
    later = timedelta(hours=2)
    in_the_east = pictures.actions(
        [Promised(one.made_at + later, one.done_at and one.done_at + later) for one in promised],
        today,
        4,
        UTC,
    )
    assert in_the_east is not None
    assert in_the_east.rows[-1] == (date(2026, 9, 14), ("0", "1"))


def test_where_nothing_was_there_is_no_picture() -> None:
    assert pictures.rhythm([], UTC) is None
    assert pictures.check_ins([week(0)], [], (ROSA, THEO), UTC) is None
    assert pictures.hopes([week(0)], [], UTC) is None
    assert pictures.actions([], date(2026, 9, 17), 26, UTC) is None


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40))
def test_no_mark_stands_outside_its_picture(steps: list[int]) -> None:
    sessions, at = [], 0
    for step in steps:
        sessions.append(week(at, "held"))
        at += step
    hoped = [Hoped(each.session, "x", "") for each in sessions for _ in range(at % 3 + 1)]
    chosen = [Arrived(each.session, ROSA, at % 5 + 1) for each in sessions]
    drawn = [
        pictures.rhythm(sessions, UTC),
        pictures.hopes(sessions, hoped, UTC),
        pictures.check_ins(sessions, chosen, (ROSA, THEO), UTC),
    ]
    for picture in drawn:
        assert picture is not None
        assert all(0 <= mark.x <= 100 and 0 <= mark.y <= picture.height for mark in picture.marks)
        assert len(picture.rows) == (len(hoped) if picture is drawn[1] else len(sessions))


def test_a_sentence_tells_facts_and_no_judgement() -> None:
    assert sentences.of_rhythm([week(0, "missed")]) == "You have not met yet."
    assert sentences.of_rhythm([week(0)]) == "You met once."
    said = "You met 3 times. The longest time between two sessions was 3 weeks."
    assert sentences.of_rhythm([week(0), week(1), week(4)]) == said
    promised = [Promised(THURSDAY, None), Promised(THURSDAY - timedelta(weeks=30), THURSDAY)]
    since = THURSDAY - timedelta(weeks=26)
    said = "In 26 weeks: 1 action item promised, 1 done."
    assert sentences.of_actions(promised, since, 26) == said
