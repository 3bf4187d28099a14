"""The rhythm of an agreement: its fields, its words, and the dates that stand beside them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import proposed
from romanesco.journey import away, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.web.agreement_words import changes
from romanesco.web.rhythm_words import rhythm_in_words
from tests.cast import MONDAY, a_pair, rosa, signed, theo
from tests.web.test_agreements import FORM
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
THURSDAYS = {
    "cadence": "weekly",
    "meets_on": "TH",
    "meets_at": "10:00",
    "meets_zone": "America/Sao_Paulo",
}
TERMS: dict[str, Any] = {**THURSDAYS, "meets_at": time(10)}


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def post(person: Person, pair: Pair, **answers: str) -> Any:
    path = f"/pairs/{pair.id}/agreement/proposal"
    return visit_as(person).post(path, {**FORM, **answers})


def dates(person: Person, pair: Pair, **asked: str) -> str:
    answer = visit_as(person).get(f"/pairs/{pair.id}/agreement/dates", asked)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_rhythm_is_kept_and_makes_five_sessions_once_both_have_signed(pair: Pair) -> None:
    told = {**THURSDAYS, "begins_on": "2026-12-01", "runs_until": "2027-02-18"}
    assert post(theo(), pair, **told).status_code == 302
    kept = proposed(pair)
    assert kept is not None
    assert (kept.meets_on, kept.meets_at, kept.meets_zone) == ("TH", time(10), "America/Sao_Paulo")
    assert (kept.begins_on, kept.runs_until) == (date(2026, 12, 1), date(2027, 2, 18))
    to_sign = text_of(visit_as(rosa()).get(f"/pairs/{pair.id}/agreement/"))
    assert "Thursday, 3 December 14:00 for you · 10:00 for Theo" in to_sign
    visit_as(rosa()).post(f"/pairs/{pair.id}/agreement/{kept.number}/signature")
    ahead = MentoringSession.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(ahead) == [datetime(2026, 12, 3, 13, tzinfo=UTC) + week for week in _weeks(5)]


def _weeks(number: int) -> list[timedelta]:
    return [timedelta(weeks=week) for week in range(number)]


@pytest.mark.parametrize(
    ("field", "told", "said"),
    [
        ("meets_at", {"meets_at": ""}, "Say at what time as well"),
        ("meets_on", {"meets_on": ""}, "Say on which day as well"),
        ("meets_at", {"meets_at": "ten"}, "hours and minutes"),
        ("meets_at", {"meets_at": "24:00"}, "hours and minutes"),
        ("meets_zone", {"meets_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ("meets_zone", {"meets_zone": "../etc/passwd"}, "Choose a time zone from the list."),
        ("meets_zone", {"meets_zone": ""}, "the time zone that this time is in"),
        ("meets_zone", {"meets_zone": "x" * 80}, "Choose a time zone from the list."),
        ("meets_on", {"meets_on": "XX"}, "Select a valid choice"),
        ("cadence", {"cadence": "hourly"}, "Choose how often you meet."),
        ("cadence", {"cadence": ""}, "Choose how often you meet."),
        ("every_weeks", {"cadence": "weeks", "every_weeks": ""}, "Between 1 and 12 weeks."),
        ("every_weeks", {"cadence": "weeks", "every_weeks": "0"}, "Between 1 and 12 weeks."),
        ("every_weeks", {"cadence": "weeks", "every_weeks": "13"}, "Between 1 and 12 weeks."),
        ("month_week", {"cadence": "monthly", "month_week": "7"}, "Select a valid choice"),
        ("begins_on", {"begins_on": "soon"}, "year-month-day"),
        ("begins_on", {"begins_on": "0001-01-01"}, "more than a year ago"),
        ("begins_on", {"begins_on": "9999-12-31"}, "more than two years ahead"),
        ("runs_until", {"runs_until": "2026-11-22"}, "This day has passed."),
        (
            "runs_until",
            {"begins_on": "2027-03-01", "runs_until": "2027-02-01"},
            "This ends before you begin to meet.",
        ),
        ("runs_until", {"runs_until": "2026-11-25"}, "Until then there is no such day."),
        ("minutes", {"minutes": ""}, "from 5 minutes to 8 hours"),
    ],
)
def test_what_is_no_rhythm_is_said_at_its_field_and_nothing_typed_is_lost(
    pair: Pair, field: str, told: dict[str, str], said: str
) -> None:
    answer = post(theo(), pair, **{**THURSDAYS, "meets_how": "<walk>", **told})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    html = answer.content.decode()
    assert said in text_of(answer)
    assert f'id="id_{field}_error"' in html
    assert 'value="&lt;walk&gt;"' in html
    for name, value in told.items():
        if name in ("begins_on", "runs_until", "meets_at", "every_weeks"):
            assert not value or f'value="{value}"' in html
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {"cadence": "irregular", "meets_on": "TH", "meets_at": "", "meets_zone": "Mars/Olympus"},
        {"cadence": "weekly", "every_weeks": "99", "month_week": "7"},
        {"cadence": "monthly", "every_weeks": "", "meets_on": "", "meets_at": ""},
        {"cadence": "weekly", "meets_on": "", "meets_at": "", "meets_zone": "Europe/Lisbon"},
    ],
)
def test_details_that_do_not_count_may_be_anything_and_words_alone_make_no_dates(
    pair: Pair, told: dict[str, str]
) -> None:
    assert post(theo(), pair, **told).status_code == 302
    kept = proposed(pair)
    assert kept is not None
    assert (kept.cadence, kept.meets_at, kept.meets_zone) == (told["cadence"], None, "")
    visit_as(rosa()).post(f"/pairs/{pair.id}/agreement/{kept.number}/signature")
    assert not MentoringSession.objects.exists()


@pytest.mark.parametrize(
    ("terms", "to_theo", "to_rosa"),
    [
        (
            {},
            "Every Thursday at 10:00 in São Paulo, which is 14:00 for Rosa in Amsterdam",
            "Every Thursday at 10:00 in São Paulo, which is 14:00 for you",
        ),
        (
            {"cadence": "monthly", "month_week": -1, "meets_on": "FR"},
            "On the last Friday of each month at 10:00 in São Paulo, which is 14:00 for Rosa in "
            "Amsterdam",
            "On the last Friday of each month at 10:00 in São Paulo, which is 14:00 for you",
        ),
        (
            {"cadence": "weeks", "every_weeks": 3, "meets_zone": "Asia/Kolkata"},
            "Every three weeks on Thursday at 10:00 in Kolkata, which is 01:30 for you and 05:30 "
            "for Rosa in Amsterdam",
            "Every three weeks on Thursday at 10:00 in Kolkata, which is 05:30 for you and 01:30 "
            "for Theo in São Paulo",
        ),
        (
            {"meets_zone": "Pacific/Auckland"},
            "Every Thursday at 10:00 in Auckland, which is 18:00 on Wednesday for you and 22:00 "
            "on Wednesday for Rosa in Amsterdam",
            "Every Thursday at 10:00 in Auckland, which is 22:00 on Wednesday for you and 18:00 "
            "on Wednesday for Theo in São Paulo",
        ),
        ({"meets_on": "", "meets_at": None}, "Every week", "Every week"),
        ({"cadence": "irregular"}, "When it suits", "When it suits"),
        (
            {"begins_on": date(2026, 12, 3)},
            "Every Thursday at 10:00 in São Paulo, which is 14:00 for Rosa in Amsterdam, from 3 "
            "December",
            "Every Thursday at 10:00 in São Paulo, which is 14:00 for you, from 3 December",
        ),
    ],
)
def test_a_rhythm_is_said_as_each_of_the_two_lives_it(
    pair: Pair, terms: dict[str, Any], to_theo: str, to_rosa: str
) -> None:
    agreement = Agreement(pair=pair, **{**TERMS, **terms})
    assert rhythm_in_words(agreement, theo()) == to_theo
    assert rhythm_in_words(agreement, rosa()) == to_rosa


def test_another_hour_is_a_change_in_words(pair: Pair) -> None:
    before, after = Agreement(pair=pair, **TERMS), Agreement(pair=pair, **TERMS)
    after.meets_at = time(11)
    (change,) = changes(before, after, rosa())
    assert change.label == "Rhythm"
    assert change.after == "Every Thursday at 11:00 in São Paulo, which is 15:00 for you"


def test_the_next_five_dates_are_told_in_both_times(pair: Pair) -> None:
    mine, hers = dates(theo(), pair, **THURSDAYS), dates(rosa(), pair, **THURSDAYS)
    for day in ("26 November", "3 December", "10 December", "17 December", "24 December"):
        assert f"Thursday, {day} 10:00 for you · 14:00 for Rosa" in mine
        assert f"Thursday, {day} 14:00 for you · 10:00 for Theo" in hers
    assert "31 December" not in mine
    assert not Agreement.objects.exclude(number=1).exists()


def test_where_the_clocks_change_the_partners_hour_is_told(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    on_monday.move_to(datetime(2027, 10, 11, 9, tzinfo=UTC))
    mine = dates(theo(), pair, **THURSDAYS)
    assert "15:00 for Rosa in Amsterdam until 31 October, then 14:00." in mine
    assert "From here on 14:00 for Rosa." in mine
    hers = dates(rosa(), pair, **{**THURSDAYS, "meets_at": "15:00", "meets_zone": "Europe/Paris"})
    assert "Thursday, 4 November 15:00 for you · 11:00 for Theo" in hers
    assert "10:00 for Theo in São Paulo until 31 October, then 11:00." in hers
    assert "for you in" not in hers.partition("The next")[2]


@pytest.mark.parametrize(
    ("now", "clock", "said"),
    [
        ((2027, 3, 15), "02:30", "There is no 02:30 in Amsterdam on this day; it is 03:30 then."),
        ((2027, 10, 18), "02:30", "02:30 comes twice in Amsterdam on this day; this is the first."),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_told(
    pair: Pair, on_monday: time_machine.Traveller, now: tuple[int, int, int], clock: str, said: str
) -> None:
    on_monday.move_to(datetime(*now, 9, tzinfo=UTC))
    asked = {"cadence": "weekly", "meets_on": "SU", "meets_at": clock}
    assert said in dates(rosa(), pair, **asked, meets_zone="Europe/Amsterdam")


def test_where_somebody_is_away_the_date_is_left_out_and_another_comes(pair: Pair) -> None:
    away.note(rosa(), date(2026, 12, 3), date(2026, 12, 10), at=MONDAY)
    away.note(theo(), date(2026, 12, 10), date(2026, 12, 11), at=MONDAY)
    mine = dates(theo(), pair, **THURSDAYS)
    assert "Thursday, 3 December 10:00 for you · 14:00 for Rosa Left out: Rosa is away." in mine
    assert "14:00 for Rosa Left out: you are both away." in mine
    assert mine.count("10:00 for you") == 7
    assert "Left out: you are away." in dates(rosa(), pair, **THURSDAYS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Choose how often you meet."),
        ({"cadence": "irregular"}, "you plan each session yourselves"),
        ({"cadence": "weekly"}, "Choose a day and a time"),
        ({"cadence": "weekly", "meets_on": "TH"}, "Say at what time as well"),
        ({**THURSDAYS, "meets_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ({**THURSDAYS, "runs_until": "2026-12-10"}, "These are all until the end"),
    ],
)
def test_what_is_missing_is_said_kindly(pair: Pair, asked: dict[str, str], said: str) -> None:
    assert said in dates(theo(), pair, **asked)


def test_a_rhythm_that_goes_on_keeps_its_weeks(
    pair: Pair, on_monday: time_machine.Traveller
) -> None:
    signed(pair, **{**TERMS, "cadence": "fortnightly"})
    on_monday.move_to(MONDAY + timedelta(days=7))  # the week between two sessions
    mine = dates(theo(), pair, **{**THURSDAYS, "cadence": "fortnightly"})
    assert "Thursday, 10 December" in mine
    assert "Thursday, 3 December" not in mine


def test_a_name_never_becomes_markup_in_the_piece_of_the_page(pair: Pair) -> None:
    Person.objects.filter(id=rosa().id).update(name="<img/src=x> Okafor")
    path = f"/pairs/{pair.id}/agreement/dates"
    html = visit_as(theo()).get(path, THURSDAYS).content.decode()
    assert "&lt;img/src=x&gt;" in html
    assert "<img" not in html


ANYTHING = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "", "weekly", "weeks", "monthly", "irregular", "TH", "XX", "10:00", "25:61", "0", "-1",
            "12", "99999999999999999999", "0001-01-01", "9999-12-31", "2026-12-03", "2027-02-30",
            "Europe/Amsterdam", "Mars/Olympus", "/etc/localtime", "\x00", "２０２６-１２-０３",
        ]
    ),
)  # fmt: skip


class Nonsense(TestCase):
    """Whatever stands in the fields, the page goes on."""

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        asked=st.dictionaries(
            st.sampled_from(
                [
                    "cadence", "every_weeks", "month_week", "meets_on", "meets_at", "meets_zone",
                    "begins_on", "runs_until", "minutes",
                ]
            ),
            ANYTHING,
        )
    )  # fmt: skip
    def test_nonsense_is_answered_with_words(self, asked: dict[str, str]) -> None:
        pair = a_pair(rosa(), theo())
        client = visit_as(theo())
        for told in (asked, {**THURSDAYS, **asked}):
            answer = client.get(f"/pairs/{pair.id}/agreement/dates", told)
            assert answer.status_code == 200
            assert text_of(answer)


def test_an_end_in_the_year_9999_is_refused_at_its_field(pair: Pair) -> None:
    answer = post(theo(), pair, **THURSDAYS, runs_until="9999-12-31")
    assert answer.status_code == 422
    assert "This is more than five years ahead. Choose a nearer end, or none." in text_of(answer)
    assert 'value="9999-12-31"' in answer.content.decode()
    assert post(theo(), pair, **THURSDAYS, runs_until="2031-11-20").status_code == 302


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posix/Europe/Rome", "right/UTC"])
def test_what_is_no_place_is_no_time_zone_of_a_rhythm(pair: Pair, zone: str) -> None:
    answer = post(theo(), pair, **{**THURSDAYS, "meets_zone": zone})
    assert answer.status_code == 422
    assert "Choose a time zone from the list." in text_of(answer)


def test_a_time_outside_somebodys_hours_or_days_is_said_quietly(pair: Pair) -> None:
    early = THURSDAYS | {"meets_at": "05:00"}
    assert "05:00 is outside Theo’s reasonable hours." in dates(rosa(), pair, **early)
    assert "05:00 is outside your reasonable hours." in dates(theo(), pair, **early)
    assert "outside" not in dates(theo(), pair, **THURSDAYS)
    sundays = dates(theo(), pair, **(THURSDAYS | {"meets_on": "SU"}))
    assert "Sunday is not among your days." in sundays


def test_dates_over_which_another_session_lies_are_not_told(pair: Pair) -> None:
    when = Appointment(datetime(2026, 12, 3, 13, 30, tzinfo=UTC), "Europe/Amsterdam")
    prepare.schedule(pair, when, by=theo(), at=MONDAY)
    told = dates(theo(), pair, **THURSDAYS)
    assert "Thursday, 26 November" in told
    assert "3 December" not in told


def test_words_on_when_they_meet_are_left_out_beside_a_day_and_a_time(pair: Pair) -> None:
    signed(pair, meets_when="Thursdays, 10:00 in São Paulo", meets_how="Video")
    page = f"/pairs/{pair.id}/agreement/"
    assert "Thursdays, 10:00 in São Paulo" in text_of(visit_as(rosa()).get(page))
    assert "meets_when" in visit_as(rosa()).get(page + "proposal").content.decode()
    signed(pair, **TERMS, meets_when="Thursdays, 10:00 in São Paulo", meets_how="Video")
    told = text_of(visit_as(rosa()).get(page))
    now = told.split("In force", 1)[1].split("Before")[0]
    assert "Thursdays, 10:00 in São Paulo" not in now
    assert "when you meet" not in now
    assert "How you meet Video" in now
    assert "meets_when" not in visit_as(rosa()).get(page + "proposal").content.decode()
