"""Once, with any number of workers, through crashes and downtimes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from romanesco.actions.operations import Promise, add_action
from romanesco.agreements import operations as agreements
from romanesco.journey import begin, hold, prepare
from romanesco.journey.wrap_up import wrap_up
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.people.models import Person, TimeAway
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.reminders import facts, ledger
from romanesco.reminders import operations as reminders
from romanesco.reminders.facts import Look
from romanesco.reminders.letters.bundle import Bundle, bundles
from romanesco.reminders.matters import Matter
from romanesco.reminders.models import FarLook, Kind, Reminder
from romanesco.reminders.operations import remind
from romanesco.reminders.silencing import silence, unsilence
from romanesco.reminders.watch import watch
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.journey.stories import answer
from tests.reminders.stories import DAY, HOUR, JUST_AFTER, at, kinds, monday_has_settled, through

STARTS = MONDAY + 3 * DAY + 4 * HOUR
SETTLED = MONDAY + JUST_AFTER


@pytest.mark.django_db
class TestOnce:
    def test_again_and_again_is_once(self, plan: Plan, clock: time_machine.Traveller) -> None:
        assert len(monday_has_settled(clock)) == 2
        assert remind(at=SETTLED) == 0
        assert remind(at=SETTLED + HOUR) == 0
        assert Letter.objects.count() == Reminder.objects.count() == 2

    def test_a_letter_has_the_id_of_its_row(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        letters = monday_has_settled(clock)
        assert {one.id for one in letters} == {row.id for row in Reminder.objects.all()}
        assert all(row.letter_id == row.id for row in Reminder.objects.all())

    def test_nothing_is_even_noted_where_letters_reach_nobody(
        self, plan: Plan, settings: Settings, clock: time_machine.Traveller
    ) -> None:
        settings.HAS_MAIL = False
        assert monday_has_settled(clock) == []
        assert not Reminder.objects.exists()

    def test_a_worker_that_dies_between_claiming_and_writing_loses_nothing(
        self, plan: Plan, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def die(*_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(reminders, "post_all", die)
            with pytest.raises(SystemExit):
                monday_has_settled(clock)
        assert not Letter.objects.exists()
        assert Reminder.objects.filter(claimed_at=SETTLED, written_at=None).count() == 2
        assert at(clock, SETTLED + HOUR / 60) == []
        assert len(at(clock, SETTLED + ledger.STALE + HOUR / 60)) == 2

    def test_who_comes_back_after_another_took_over_writes_nothing(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(SETTLED)
        ledger.note(facts.near(Look(SETTLED)), at=SETTLED)
        slow = ledger.claim(at=SETTLED)
        assert len(at(clock, SETTLED + ledger.STALE + HOUR / 60)) == 2
        with pytest.raises(reminders.NotMineAnyMore):
            reminders._write(slow, SETTLED)
        assert Letter.objects.count() == 2

    def test_one_that_cannot_be_written_keeps_nobody_else_from_theirs(
        self,
        plan: Plan,
        clock: time_machine.Traveller,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def not_for_rosa(matters: list[Matter]) -> list[Bundle]:
            if matters[0].person == rosa():
                raise ValueError("no words")
            return bundles(matters)

        with monkeypatch.context() as patched:
            patched.setattr("romanesco.reminders.operations.bundles", not_for_rosa)
            assert [one.to for one in monday_has_settled(clock)] == [theo().email]
        assert "could not be written" in caplog.text
        later = at(clock, SETTLED + ledger.STALE + HOUR / 60)
        assert [one.to for one in later] == [rosa().email]


@pytest.mark.django_db
class TestWhatChangesMeanwhile:
    def test_what_was_taken_back_between_asking_and_writing_is_not_written(
        self, plan: Plan, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer(plan, "went_well", "The retry queue is live", by=theo())
        monday_has_settled(clock)
        operations.share(plan, by=theo(), at=MONDAY + HOUR)

        def just_then(matters: list[Matter]) -> list[Bundle]:
            made = bundles(matters)
            if Plan.objects.filter(shared_at__isnull=False).exists():
                operations.withdraw_sharing(plan, by=theo(), at=MONDAY + HOUR)
            return made

        with monkeypatch.context() as patched:
            patched.setattr("romanesco.reminders.operations.bundles", just_then)
            assert at(clock, MONDAY + HOUR + JUST_AFTER) == []
        assert Reminder.objects.get(kind="shared").why_dropped == "gone"

    def test_what_went_along_in_a_letter_that_was_taken_back_is_written_again(
        self, pair: Pair, clock: time_machine.Traveller
    ) -> None:
        plan = a_plan(pair)
        answer(plan, "went_well", "The retry queue is live", by=theo())
        operations.share(plan, by=theo(), at=MONDAY)
        letters = monday_has_settled(clock)
        assert kinds(letters, rosa()) == ["shared"]
        operations.withdraw_sharing(plan, by=theo(), at=SETTLED)
        (letter,) = at(clock, SETTLED + HOUR / 60)
        assert (letter.to, letter.kind) == (rosa().email, "appointment")
        assert "retry queue" not in letter.text

    def test_silenced_kinds_are_dropped_and_not_made_up_for(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        silence(theo(), Kind.APPOINTMENT, at=MONDAY)
        assert [one.to for one in monday_has_settled(clock)] == [rosa().email]
        assert Reminder.objects.get(person=theo()).why_dropped == "silenced"
        unsilence(theo(), Kind.APPOINTMENT)
        assert at(clock, SETTLED + HOUR) == []

    def test_a_little_later_brings_no_second_reminder_to_prepare(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        monday_has_settled(clock)
        assert kinds(at(clock, STARTS - 2 * DAY)) == ["prepare"]
        moment = STARTS - 2 * DAY + HOUR
        clock.move_to(moment)
        later = Appointment(STARTS + HOUR, "America/Sao_Paulo")
        prepare.move(plan.session, later, by=theo(), at=moment)
        assert kinds(at(clock, moment + JUST_AFTER)) == ["appointment", "appointment"]
        assert Reminder.objects.filter(why_dropped="told").count() == 1


@pytest.mark.django_db
class TestDowntime:
    def test_three_days_bring_no_flood(self, pair: Pair, clock: time_machine.Traveller) -> None:
        for days in (1.5, 2, 3.5, 4):
            answer(a_plan(pair, days=days), "went_well", "Fine", by=theo())
        monday = MONDAY + 3 * DAY
        letters = at(clock, monday)
        # Four dates were planned; two of the sessions have passed, and one plan was shared.
        assert sorted(kinds(letters, rosa())) == ["appointment", "shared"]
        assert len([one for one in letters if one.person_id == theo().id]) == 2
        assert Reminder.objects.filter(why_dropped="late").exists()
        assert remind(at=monday + HOUR / 60) == 0

    def test_what_is_past_its_use_is_noted_once(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        assert at(clock, STARTS + 5 * HOUR) == []
        noted = Reminder.objects.filter(why_dropped="late").count()
        assert noted
        assert at(clock, STARTS + 6 * HOUR) == []
        assert Reminder.objects.filter(why_dropped="late").count() == noted


@pytest.mark.django_db
class TestQuietTime:
    def test_quiet_hours_days_and_holidays_are_kept(self, clock: time_machine.Traveller) -> None:
        pair = signed(a_pair(rosa(), theo()))
        terms = {"quiet_from": "18:00", "quiet_until": "08:00", "quiet_days": "SA,SU"}
        proposal = agreements.propose(pair, terms, by=theo(), at=MONDAY)
        begin.sign_agreement(proposal, by=rosa(), at=MONDAY)
        wednesday = MONDAY.date() + 2 * DAY
        TimeAway.objects.create(
            person=rosa(), from_on=wednesday, until_on=wednesday, noted_at=MONDAY
        )
        for days in (3, 6, 8):
            plan = a_plan(pair, days=days)
            answer(plan, "went_well", "Fine", by=theo())
        written = through(clock, MONDAY, MONDAY + 9 * DAY, HOUR)
        assert len(written) > 10
        for moment, letter in written:
            person = rosa() if letter.person_id == rosa().id else theo()
            local = moment.astimezone(person.zone)
            assert 8 <= local.hour < 18, (local, letter.kind)
            assert local.weekday() < 5, (local, letter.kind)
            assert person != rosa() or local.date() != wednesday

    def test_a_row_that_quiet_overtook_waits_for_its_end(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(SETTLED)
        ledger.note(facts.near(Look(SETTLED)), at=SETTLED)
        tuesday = (MONDAY + DAY).date()
        TimeAway.objects.create(
            person=rosa(), from_on=MONDAY.date(), until_on=tuesday, noted_at=MONDAY
        )
        assert [one.to for one in at(clock, SETTLED)] == [theo().email]
        row = Reminder.objects.get(person=rosa())
        assert row.due_at.astimezone(rosa().zone).isoformat() == "2026-11-25T00:00:00+01:00"
        assert kinds(at(clock, row.due_at), rosa()) == ["appointment"]


@pytest.mark.django_db(transaction=True)
class TestManyWorkers:
    def test_none_twice_and_none_missed(self) -> None:
        count = 12
        with time_machine.travel(MONDAY, tick=False):
            for number in range(count):
                a_plan(signed(a_pair(_person(number), theo())), days=3)
        with time_machine.travel(SETTLED, tick=False):
            written = at_once(*[lambda: remind(at=SETTLED)] * (4 if _has_many_writers() else 2))
        assert sum(written) == 2 * count
        assert Letter.objects.count() == 2 * count
        assert Reminder.objects.filter(written_at=None).count() == 0

    def test_killed_midway_and_started_again(self) -> None:
        with time_machine.travel(MONDAY, tick=False):
            plan = a_plan(signed(a_pair(rosa(), theo())))
        with time_machine.travel(SETTLED, tick=False):
            ledger.note(facts.near(Look(SETTLED)), at=SETTLED)
            ledger.claim(at=SETTLED)
            later = SETTLED + ledger.STALE + HOUR / 60
            written = at_once(*[lambda: remind(at=later)] * 2)
        assert sum(written) == 2
        assert Letter.objects.filter(about=plan.session.id).count() == 2


@pytest.mark.django_db
class TestLooking:
    def test_the_number_of_queries_is_the_same_for_one_and_for_many(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        counts = [_queries(lambda: list(facts.near(Look(SETTLED))))]
        for days in range(4, 12):
            a_plan(plan.session.pair, days=days)
        add_action(
            plan.session.pair,
            Promise("Ask Mia", "mentee", (MONDAY + DAY).date()),
            by=theo(),
            at=MONDAY,
        )
        counts.append(_queries(lambda: list(facts.near(Look(SETTLED)))))
        assert len(list(facts.near(Look(SETTLED)))) >= 18
        # Who is away is asked for those who are found, so nobody found is nothing asked.
        assert counts[1] - counts[0] <= 2
        for days in range(12, 40):
            a_plan(plan.session.pair, days=days)
        assert _queries(lambda: list(facts.near(Look(SETTLED)))) == counts[1]

    def test_it_looks_far_at_first_now_and_then_and_when_a_clock_is_set_back(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        looks = []
        for seconds in (0, 1, 200, 299, 300, 301, 601, 100):
            moment = MONDAY + timedelta(seconds=seconds)
            watch(moment)
            looks.append(FarLook.objects.get().at == moment)
        assert looks == [True, False, False, False, True, False, True, True]

    @pytest.mark.parametrize("parts", [1, 7])
    def test_the_parts_of_a_far_look_find_what_the_whole_finds(
        self, plan: Plan, clock: time_machine.Traveller, parts: int
    ) -> None:
        for days in range(4, 12):
            a_plan(plan.session.pair, days=days)
            promise = Promise(f"Ask {days}", "mentee", (MONDAY + (days - 4) * DAY).date())
            add_action(plan.session.pair, promise, by=theo(), at=MONDAY)
        moment = MONDAY + 3 * DAY
        whole = {one.key for one in facts.near(Look(moment))}
        assert len(whole) > 20
        looks = [
            Look(moment, part=(n, parts), only=kind)
            for n in range(parts)
            for kind in range(facts.KINDS)
        ]
        found = [one for look in looks for one in facts.near(look)]
        assert {one.key for one in found} == whole

    def test_a_far_look_goes_on_at_the_next_tick_and_nobody_writes_before_its_end(
        self, plan: Plan, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("romanesco.reminders.watch.TICK_SECONDS", -1.0)
        monkeypatch.setattr("romanesco.reminders.watch.PAIRS_IN_A_PART", 1)
        a_pair(rosa(), olga())
        ticks = [SETTLED + timedelta(seconds=second) for second in range(25)]
        for tick in ticks:
            clock.move_to(tick)
            assert watch(tick) == (tick < ticks[23])
        far = FarLook.objects.get()
        assert (far.at, far.parts, far.parts_done) == (ticks[0], 24, 24)
        assert {letter.written_at for letter in Letter.objects.all()} == {ticks[23]}
        assert Letter.objects.count() == 2

    def test_looking_near_finds_what_the_clock_brings(
        self, plan: Plan, clock: time_machine.Traveller
    ) -> None:
        answer(plan, "went_well", "Fine", by=theo())
        found: list[str] = []
        for moment in (SETTLED, STARTS - 2 * DAY, STARTS - DAY, STARTS - HOUR):
            clock.move_to(moment)
            operations.share_due(at=moment)
            remind(at=moment, look=Look(moment, is_far=False))
            found += kinds(list(Letter.objects.filter(written_at=moment).order_by("kind")))
        hold.start(plan.session, by=theo(), at=STARTS)
        wrap_up(plan, {}, by=theo(), at=STARTS + HOUR)
        clock.move_to(STARTS + HOUR + JUST_AFTER)
        ended = STARTS + HOUR + JUST_AFTER
        remind(at=ended, look=Look(ended, is_far=False))
        found += kinds(list(Letter.objects.filter(written_at=ended)))
        assert found == [
            "appointment", "appointment", "prepare", "shared", "soon", "soon", "summary", "summary",
        ]  # fmt: skip

    def test_olga_hears_nothing(self, plan: Plan, clock: time_machine.Traveller) -> None:
        olga()
        through(clock, MONDAY, STARTS, 6 * HOUR)
        assert Letter.objects.exists()
        assert not Letter.objects.filter(person_id=olga().id).exists()


def at_once[T](*calls: Callable[[], T]) -> list[T]:
    """Each in a thread of its own, with a connection of its own."""

    def run(call: Callable[[], T]) -> T:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(run, call) for call in calls]]


def _queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def _has_many_writers() -> bool:
    return connection.vendor == "postgresql"


def _person(number: int) -> Person:
    return Person.objects.create_person(f"mentor{number}@example.org", f"Mentor {number}")
