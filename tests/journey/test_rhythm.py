"""The agreement makes the sessions ahead, and a change of it takes their plans along."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from romanesco.agreements import operations as agreements
from romanesco.agreements.models import Agreement
from romanesco.journey import begin, hold, leave, prepare, wrap_up
from romanesco.journey.next_dates import next_dates
from romanesco.journey.rhythm import make_more
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see, waiting_topics
from romanesco.sessions.models import LeftOut, MentoringSession, Rhythm
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import rhythm_of, sessions_ahead
from romanesco.ydocs.models import YDocument
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, prompts, topic, words_of

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)
THURSDAYS: dict[str, Any] = {
    "cadence": "weekly",
    "meets_on": "TH",
    "meets_at": time(10),
    "meets_zone": "America/Sao_Paulo",
}
FIRST = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)  # Thursday at 10 in São Paulo


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()), **THURSDAYS)


def agree(pair: Pair, *, at: datetime = MONDAY, **terms: Any) -> None:
    proposal = agreements.propose(pair, terms, by=pair.mentee, at=at)
    begin.sign_agreement(proposal, by=pair.mentor, at=at)


def dates(pair: Pair) -> list[datetime]:
    return sorted(sessions_ahead(pair).values_list("starts_at", flat=True))


def plans(pair: Pair) -> list[Plan]:
    ahead = Plan.objects.filter(session__in=sessions_ahead(pair)).order_by("session__starts_at")
    return list(ahead.select_related("session__pair__mentor", "session__pair__mentee"))


def rhythm_left_out(pair: Pair) -> list[LeftOut]:
    return list(LeftOut.objects.filter(rhythm=rhythm_of(pair)))


def thursdays(count: int = 5, *, since: datetime = FIRST) -> list[datetime]:
    return [since + number * WEEK for number in range(count)]


class TestARhythmBegins:
    def test_and_five_sessions_stand_ahead_each_with_its_plan(self, pair: Pair) -> None:
        assert dates(pair) == thursdays()
        assert [plan.prepared_by for plan in plans(pair)] == ["mentee"] * 5
        assert [plan.session.number for plan in plans(pair)] == [1, 2, 3, 4, 5]
        assert plans(pair)[2].share_due_at == FIRST + 2 * WEEK - DAY

    def test_on_the_day_that_was_agreed(self) -> None:
        later = signed(a_pair(rosa(), theo()), **THURSDAYS, begins_on=date(2026, 12, 15))
        assert dates(later)[0] == FIRST + 3 * WEEK

    def test_and_counts_weeks_from_that_day_also_where_it_has_passed(self) -> None:
        terms = THURSDAYS | {"cadence": "weeks", "every_weeks": 3, "begins_on": date(2026, 11, 17)}
        rare = signed(a_pair(rosa(), theo()), **terms)  # counted from Thursday the 19th
        assert dates(rare)[:2] == [FIRST + 2 * WEEK, FIRST + 5 * WEEK]

    def test_not_without_a_day_and_a_time(self) -> None:
        words = signed(a_pair(rosa(), theo()), cadence="weekly", meets_when="Thursdays")
        assert (rhythm_of(words), dates(words)) == (None, [])

    def test_and_no_session_comes_after_the_last_day(self) -> None:
        short = signed(a_pair(rosa(), theo()), **THURSDAYS, runs_until=date(2026, 12, 3))
        assert dates(short) == thursdays(2)
        make_more(at=FIRST + DAY)
        make_more(at=FIRST + 8 * DAY)
        assert dates(short) == thursdays(2)

    def test_and_what_was_planned_by_hand_lives_on(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        plan = a_plan(pair)  # on that same Thursday, at 10
        agree(pair, **THURSDAYS)
        assert dates(pair) == thursdays(6)
        plan.refresh_from_db()
        assert (plan.session.rhythm, plan.session.starts_at) == (None, FIRST)
        assert [one.recurs_at for one in Rhythm.objects.get().left_out.all()] == [FIRST]

    def test_and_takes_up_the_plan_of_a_session_that_was_called_off(self) -> None:
        pair = signed(a_pair(rosa(), theo()))
        plan = a_plan(pair)
        answer(plan, "went_well", "The retry queue is live", by=theo())
        topic(plan, "Saying no", by=theo())
        leave.cancel(plan.session, by=theo(), at=MONDAY)
        agree(pair, **THURSDAYS)
        first = plans(pair)[0]
        assert (first.id, first.session.starts_at, first.state) == (plan.id, FIRST, "draft")
        assert "Saying no" in prompts(first)
        assert len(plans(pair)) == 5

    def test_and_they_take_turns(self) -> None:
        turns = signed(a_pair(rosa(), theo()), **THURSDAYS, preparer="turns")
        assert [plan.prepared_by[:4] for plan in plans(turns)] == ["ment"] * 5
        assert [plan.prepared_by for plan in plans(turns)] == [
            "mentee", "mentor", "mentee", "mentor", "mentee",
        ]  # fmt: skip

    def test_and_taking_turns_begins_also_when_it_is_agreed_later(self, pair: Pair) -> None:
        agree(pair, **THURSDAYS, preparer="turns")
        assert [plan.prepared_by for plan in plans(pair)][:3] == ["mentee", "mentor", "mentee"]


class TestMoreAreMade:
    def test_when_the_nearest_has_come(self, pair: Pair) -> None:
        assert make_more(at=FIRST - DAY) == 0
        assert make_more(at=FIRST) == 1
        assert make_more(at=FIRST) == 0
        assert dates(pair) == thursdays(6)

    def test_after_a_downtime_none_in_the_past(self, pair: Pair) -> None:
        make_more(at=FIRST + 10 * WEEK + DAY)
        made = [one for one in dates(pair) if one > FIRST + 4 * WEEK]
        assert made == thursdays(5, since=FIRST + 11 * WEEK)

    def test_not_while_the_pair_is_paused_and_then_those_that_come_next(self, pair: Pair) -> None:
        leave.pause(pair, by=rosa(), at=MONDAY)
        assert make_more(at=FIRST + DAY) == 0
        leave.resume(pair, by=rosa(), at=FIRST + 2 * WEEK + DAY)
        assert dates(pair) == thursdays(5, since=FIRST + 3 * WEEK)

    def test_after_a_pause_the_plan_that_was_begun_goes_on(self, pair: Pair) -> None:
        plan = plans(pair)[0]
        answer(plan, "went_well", "The retry queue is live", by=theo())
        topic(plan, "Saying no", by=theo())
        leave.pause(pair, by=rosa(), at=MONDAY)
        leave.resume(pair, by=rosa(), at=FIRST + 9 * WEEK + DAY)
        first = plans(pair)[0]
        assert (first.id, first.session.starts_at) == (plan.id, FIRST + 10 * WEEK)
        assert "Saying no" in prompts(first)
        assert not may_see(first, rosa())

    def test_resuming_just_before_the_next_opens_no_draft(self, pair: Pair) -> None:
        plan = plans(pair)[0]
        answer(plan, "went_well", "The retry queue is live", by=theo())
        leave.pause(pair, by=rosa(), at=MONDAY)
        leave.resume(pair, by=rosa(), at=FIRST + WEEK - timedelta(minutes=10))
        plan = Plan.objects.get(id=plan.id)
        assert plan.session.starts_at == FIRST + 2 * WEEK
        assert plan.share_due_at == FIRST + 2 * WEEK - DAY

    def test_what_is_agreed_in_a_pause_counts_when_it_goes_on(self, pair: Pair) -> None:
        leave.pause(pair, by=rosa(), at=MONDAY)
        agree(pair, at=MONDAY, **THURSDAYS | {"meets_on": "TU"}, runs_until=date(2026, 12, 31))
        make_more(at=FIRST + 2 * WEEK)
        leave.resume(pair, by=rosa(), at=FIRST + 2 * WEEK)
        tuesdays = [date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 29)]
        assert [one.date() for one in dates(pair)] == tuesdays

    def test_none_once_the_pair_is_closed(self, pair: Pair) -> None:
        leave.close(pair, by=rosa(), at=MONDAY)
        assert make_more(at=FIRST + DAY) == 0
        ended = Rhythm.objects.get()
        assert (ended.ended_at, ended.more_due_at, rhythm_of(pair)) == (MONDAY, None, None)

    def test_what_fails_holds_up_no_other(
        self, pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("no questions")

        monkeypatch.setattr("romanesco.journey.filling.make_plan", fail)
        assert make_more(at=FIRST) == 0
        assert "could not be made" in caplog.text
        monkeypatch.undo()
        assert make_more(at=FIRST + timedelta(minutes=59)) == 0
        assert make_more(at=FIRST + timedelta(minutes=61)) == 1

    def test_topics_wait_for_the_nearest_alone(self, pair: Pair) -> None:
        first = plans(pair)[0]
        topic(first, "Saying no", by=theo())
        hold.start(first.session, by=theo(), at=FIRST)
        make_more(at=FIRST)
        wrap_up.wrap_up(first, {}, by=theo(), at=FIRST + timedelta(hours=1))
        assert ["Saying no" in prompts(plan) for plan in plans(pair)] == [True] + [False] * 4


class TestOneIsSkipped:
    def test_its_plan_goes_on_with_the_next(self, pair: Pair) -> None:
        first, second, *_ = plans(pair)
        answer(first, "went_well", "The retry queue is live", by=theo())
        topic(first, "Saying no", by=theo())
        documents = YDocument.objects.count()
        following = leave.cancel(first.session, by=rosa(), at=MONDAY)
        assert following is not None
        moved = Plan.objects.get(session=following)
        assert (moved.id, following.starts_at) == (first.id, FIRST + WEEK)
        assert moved.share_due_at == FIRST + WEEK - DAY
        assert "retry queue" in words_of(moved)
        assert prompts(moved).count("Saying no") == 1
        assert not Plan.objects.filter(id=second.id).exists()
        assert YDocument.objects.count() == documents  # one went, one came with the sixth
        assert not waiting_topics(pair).exists()

    def test_the_occurrence_is_used_up(self, pair: Pair) -> None:
        leave.cancel(plans(pair)[1].session, by=theo(), at=MONDAY)
        make_more(at=FIRST)
        assert FIRST + WEEK not in dates(pair)
        assert len([one for one in dates(pair) if one > FIRST]) == 5

    def test_where_the_next_was_begun_its_topics_are_carried(self, pair: Pair) -> None:
        first, second, *_ = plans(pair)
        topic(first, "Saying no", by=theo())
        topic(second, "Reading a profile", by=theo())
        leave.cancel(first.session, by=theo(), at=MONDAY)
        assert plans(pair)[0].id == second.id
        assert {"Saying no", "Reading a profile"} <= set(prompts(second))

    def test_an_untouched_one_leaves_the_next_as_it_is(self, pair: Pair) -> None:
        first, second, *_ = plans(pair)
        leave.cancel(first.session, by=theo(), at=MONDAY)
        assert plans(pair)[0].id == second.id

    def test_one_that_did_not_happen_goes_on_too(self, pair: Pair) -> None:
        first = plans(pair)[0]
        topic(first, "Saying no", by=theo())
        operations.share_due(at=FIRST)
        leave.miss(first.session, by=rosa(), at=FIRST + timedelta(hours=2))
        assert plans(pair)[0].id == first.id

    def test_turns_alternate_again(self) -> None:
        pair = signed(a_pair(rosa(), theo()), **THURSDAYS, preparer="turns")
        topic(plans(pair)[0], "Saying no", by=theo())
        leave.cancel(plans(pair)[0].session, by=theo(), at=MONDAY)
        who = [plan.prepared_by for plan in plans(pair)]
        assert who == ["mentee", "mentor", "mentee", "mentor", "mentee"]

    def test_one_that_is_moved_keeps_its_occurrence(self, pair: Pair) -> None:
        when = Appointment(FIRST + 2 * DAY, "Europe/Amsterdam")
        moved = prepare.move(plans(pair)[0].session, when, by=theo(), at=MONDAY)
        assert (moved.recurs_at, moved.is_moved) == (FIRST, True)
        make_more(at=FIRST)
        assert FIRST not in dates(pair)
        assert FIRST + 2 * DAY in dates(pair)


class TestTheRhythmChanges:
    MONDAYS: dict[str, Any] = THURSDAYS | {"meets_on": "MO", "meets_at": time(12)}

    def test_plans_go_along_in_their_order(self, pair: Pair) -> None:
        before = plans(pair)
        topic(before[1], "Saying no", by=theo())
        agree(pair, **self.MONDAYS)
        monday = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # today, in six hours
        assert dates(pair) == [monday + number * WEEK for number in range(5)]
        assert [plan.id for plan in plans(pair)] == [plan.id for plan in before]
        assert plans(pair)[1].share_due_at == monday + WEEK - DAY
        session = plans(pair)[1].session
        assert (session.sequence, session.changed_at, session.changed_by) == (1, MONDAY, rosa())
        assert (session.recurs_at, session.rhythm) == (session.starts_at, rhythm_of(pair))
        assert Rhythm.objects.exclude(ended_at=None).get().ended_at == MONDAY

    def test_a_draft_gets_no_date_within_a_day(self, pair: Pair) -> None:
        first = plans(pair)[0]
        answer(first, "went_well", "The retry queue is live", by=theo())
        agree(pair, **self.MONDAYS)
        near, next_one, *_ = plans(pair)
        assert near.session.starts_at == MONDAY + timedelta(hours=6)
        assert (next_one.id, next_one.session.starts_at) == (
            first.id,
            near.session.starts_at + WEEK,
        )
        assert near.id != first.id
        assert not may_see(next_one, rosa())

    def test_the_one_who_prepares_keeps_time(self, pair: Pair) -> None:
        """Tuesday at 13:00 comes in 28 hours, and a day before that would be in four."""
        answer(plans(pair)[0], "went_well", "The retry queue is live", by=theo())
        agree(pair, **THURSDAYS | {"meets_on": "TU"})
        first = plans(pair)[0]
        assert first.session.starts_at == MONDAY + timedelta(hours=28)
        assert first.share_due_at == MONDAY + timedelta(hours=14)

    def test_one_that_was_moved_by_hand_stays_and_stands_for_the_nearest(self, pair: Pair) -> None:
        when = Appointment(FIRST + 9 * DAY, "Europe/Amsterdam")  # the Saturday a week later
        moved = prepare.move(plans(pair)[1].session, when, by=theo(), at=MONDAY)
        agree(pair, **self.MONDAYS)
        again = MentoringSession.objects.get(id=moved.id)
        assert again.starts_at == FIRST + 9 * DAY
        assert again.recurs_at == datetime(2026, 12, 7, 15, 0, tzinfo=UTC)
        assert again.rhythm == rhythm_of(pair)
        assert again.recurs_at not in dates(pair)
        assert len(dates(pair)) == 5

    def test_one_that_was_moved_far_is_a_single_session(self, pair: Pair) -> None:
        """Two moved to the fourth of December stand for neither the 24th nor the eighth."""
        for plan, hour in zip(plans(pair), (9, 15), strict=False):
            when = datetime(2026, 12, 4, hour, 0, tzinfo=UTC)
            to = Appointment(when, "Europe/Amsterdam")
            prepare.move(plan.session, to, by=theo(), at=MONDAY)
        terms = THURSDAYS | {"cadence": "fortnightly", "meets_on": "TU"}
        proposal = agreements.propose(pair, terms, by=pair.mentee, at=MONDAY)
        told = [one.starts_at for one in next_dates(proposal, after=MONDAY)]
        begin.sign_agreement(proposal, by=pair.mentor, at=MONDAY)
        ahead = sessions_ahead(pair)
        assert sorted(ahead.exclude(rhythm=None).values_list("starts_at", flat=True)) == told
        assert [one.date() for one in told][:2] == [date(2026, 11, 24), date(2026, 12, 8)]
        assert ahead.filter(rhythm=None, starts_at__date=date(2026, 12, 4)).count() == 2

    def test_one_occurrence_has_one_session_that_stands_for_it(self, pair: Pair) -> None:
        for plan, days in zip(
            plans(pair), (0, -1), strict=False
        ):  # Saturday the 28th and Friday, Monday beside
            when = Appointment(FIRST + (2 + days) * DAY, "Europe/Amsterdam")
            prepare.move(plan.session, when, by=theo(), at=MONDAY)
        terms = self.MONDAYS | {"begins_on": date(2026, 11, 30)}
        proposal = agreements.propose(pair, terms, by=pair.mentee, at=MONDAY)
        told = [one.starts_at for one in next_dates(proposal, after=MONDAY)]
        begin.sign_agreement(proposal, by=pair.mentor, at=MONDAY)
        saturday, friday = FIRST + 2 * DAY, FIRST + DAY
        stands = MentoringSession.objects.get(starts_at=saturday)
        assert (stands.recurs_at or FIRST).date() == date(2026, 11, 30)
        assert MentoringSession.objects.get(starts_at=friday).rhythm is None
        made = [one for one in dates(pair) if one not in (saturday, friday)]
        assert made == told[: len(made)]

    def test_to_a_slower_one(self, pair: Pair) -> None:
        before = plans(pair)
        topic(before[2], "Saying no", by=theo())
        agree(pair, **THURSDAYS | {"cadence": "monthly", "month_week": -1, "meets_on": "FR"})
        lasts = [date(2026, 11, 27), date(2026, 12, 25), date(2027, 1, 29)]
        assert [one.date() for one in dates(pair)][:3] == lasts
        assert [plan.id for plan in plans(pair)] == [plan.id for plan in before]

    def test_a_day_that_was_skipped_stays_free(self, pair: Pair) -> None:
        leave.cancel(plans(pair)[1].session, by=theo(), at=MONDAY)
        agree(pair, at=MONDAY + DAY, **THURSDAYS | {"meets_at": time(11)})
        hour = timedelta(hours=1)
        assert dates(pair)[:3] == [FIRST + hour, FIRST + 2 * WEEK + hour, FIRST + 3 * WEEK + hour]
        assert [one.recurs_at for one in rhythm_left_out(pair)] == [FIRST + WEEK + hour]

    def test_where_nothing_of_it_changes_nothing_does(self, pair: Pair) -> None:
        before = list(MentoringSession.objects.order_by("starts_at").values())
        rhythm = Rhythm.objects.get()
        agree(pair, at=MONDAY + DAY, **THURSDAYS, share_amount=48)
        assert list(MentoringSession.objects.order_by("starts_at").values()) == before
        assert (Rhythm.objects.get().id, Rhythm.objects.get().sequence) == (rhythm.id, 0)
        assert plans(pair)[0].share_due_at == FIRST - 2 * DAY

    def test_every_three_weeks_keeps_its_weeks_when_something_else_is_agreed(self) -> None:
        terms = THURSDAYS | {"cadence": "weeks", "every_weeks": 3}
        pair = signed(a_pair(rosa(), theo()), **terms)
        before = dates(pair)
        agree(pair, at=FIRST + DAY, **terms, channel="Matrix")
        assert [one for one in dates(pair) if one > FIRST] == [*before[1:], before[-1] + 3 * WEEK]
        agree(pair, at=FIRST + DAY, **terms, begins_on=date(2026, 12, 3))
        assert dates(pair)[1] == FIRST + WEEK

    def test_the_place_is_that_of_the_session_before_and_not_how_they_meet(self) -> None:
        pair = a_pair(rosa(), theo())
        link = "https://meet.example.org/rosa-and-theo"
        words: dict[str, Any] = {"meets_how": "Video, cameras if we feel like it"}
        agree(pair, **words)
        places = {1: link, 2: ""}
        for days, place in places.items():
            when = Appointment(MONDAY + days * DAY, "Europe/Amsterdam", 45, place)
            prepare.schedule(pair, when, by=theo(), at=MONDAY)
        agree(pair, **THURSDAYS, **words)
        rhythm = rhythm_of(pair)
        assert rhythm is not None
        assert {one.place for one in rhythm.sessions.all()} == {link}

    @pytest.mark.parametrize(
        ("meets_how", "place"),
        [("Video, or a walk", ""), ("https://meet.example.org/us", "https://meet.example.org/us")],
    )
    def test_only_a_link_in_the_agreement_is_a_place(self, meets_how: str, place: str) -> None:
        pair = signed(a_pair(rosa(), theo()), **THURSDAYS, meets_how=meets_how)
        assert {one.place for one in sessions_ahead(pair)} == {place}

    def test_length_and_place_reach_the_sessions_but_for_what_was_set_by_hand(
        self, pair: Pair
    ) -> None:
        first, second, *_ = plans(pair)
        by_hand = Appointment(FIRST, "America/Sao_Paulo", 20, "Café")
        prepare.move(first.session, by_hand, by=theo(), at=MONDAY)
        agree(pair, **THURSDAYS, minutes=60, meets_how="https://meet.example.org/us")
        told = [(one.minutes, one.place) for one in sessions_ahead(pair)]
        assert told == [(20, "Café")] + [(60, "https://meet.example.org/us")] * 4
        assert dates(pair) == thursdays()
        session = MentoringSession.objects.get(id=second.session_id)
        assert (session.sequence, session.dated_sequence) == (1, 0)
        assert Rhythm.objects.get().sequence == 1

    def test_an_earlier_end_takes_out_what_comes_after_and_keeps_what_was_begun(
        self, pair: Pair
    ) -> None:
        last = plans(pair)[-1]
        topic(last, "Saying no", by=theo())
        agree(pair, **THURSDAYS, runs_until=date(2026, 12, 4))
        assert dates(pair) == [*thursdays(2), FIRST + 4 * WEEK]
        last.refresh_from_db()
        assert (last.session.rhythm, last.session.recurs_at) == (None, None)
        agree(pair, **THURSDAYS)
        assert dates(pair) == thursdays(6)

    def test_where_it_ends_what_was_begun_stays_alone_and_the_rest_goes(self, pair: Pair) -> None:
        first, second, third, *_ = plans(pair)
        operations.write_note(first, "Ask about Lisbon", by=rosa(), at=MONDAY)
        operations.write_line(second, "Tired", by=theo(), at=MONDAY)
        prepare.move(third.session, Appointment(FIRST + 3 * DAY, "UTC"), by=theo(), at=MONDAY)
        documents = YDocument.objects.count()
        agree(pair, cadence="irregular")
        assert [plan.id for plan in plans(pair)] == [first.id, third.id, second.id]
        assert rhythm_of(pair) is None
        assert not MentoringSession.objects.exclude(rhythm=None).exists()
        assert YDocument.objects.count() == documents - 2
        assert make_more(at=FIRST + DAY) == 0

    def test_an_empty_plan_that_was_shared_and_opened_stays(self, pair: Pair) -> None:
        first = plans(pair)[0]
        operations.share_due(at=FIRST - DAY)
        operations.mark_opened(first.id, by=rosa(), at=FIRST - DAY)
        agree(pair, at=FIRST - DAY, cadence="irregular")
        assert [plan.id for plan in plans(pair)] == [first.id]

    def test_one_that_is_live_and_one_whose_time_has_come_stay(self, pair: Pair) -> None:
        hold.start(plans(pair)[0].session, by=theo(), at=FIRST)
        agree(pair, at=FIRST + timedelta(minutes=5), **self.MONDAYS)
        live = pair.sessions.get(state="live")
        assert live.starts_at == FIRST
        assert dates(pair)[1] == datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


class TestTheNextDates:
    def test_of_terms_that_nobody_has_signed(self) -> None:
        pair = a_pair(rosa(), theo())
        terms = THURSDAYS | {"cadence": "fortnightly", "runs_until": date(2026, 12, 20)}
        shown = next_dates(Agreement(pair=pair, **terms), after=MONDAY)
        assert [one.starts_at for one in shown] == [FIRST, FIRST + 2 * WEEK]
        assert next_dates(Agreement(pair=pair), after=MONDAY) == []

    def test_of_a_rhythm_that_goes_on_are_the_ones_that_it_has(self) -> None:
        terms = THURSDAYS | {"cadence": "fortnightly"}
        pair = signed(a_pair(rosa(), theo()), **terms)
        shown = next_dates(Agreement(pair=pair, **terms), after=FIRST + WEEK - DAY)
        assert shown[0].starts_at == FIRST + 2 * WEEK
