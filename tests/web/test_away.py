"""Times away: noted, seen by partners, taken back, and nobody else's to touch."""

from collections.abc import Iterator
from datetime import date, time
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from romanesco.journey import away
from romanesco.pairs.models import Pair
from romanesco.people.models import TimeAway
from romanesco.sessions.models import MentoringSession
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
CHRISTMAS = {"from_on": "2026-12-24", "until_on": "2027-01-02"}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pair() -> Pair:
    return signed(
        a_pair(rosa(), theo()),
        meets_on="TH",
        meets_at=time(10),
        meets_zone="America/Sao_Paulo",
        runs_until=date(2027, 2, 11),
    )


def test_a_time_away_is_noted_seen_by_the_partner_and_taken_back(pair: Pair) -> None:
    client = visit_as(rosa())
    said = text_of(client.post("/settings/away/", CHRISTMAS, follow=True))
    assert "Noted: you are away 24 December to 2 January 2027." in said
    assert "24 December to 2 January 2027" in text_of(client.get("/settings/"))
    page = text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))
    assert "Rosa is away 24 December to 2 January 2027." in page
    assert "Thursday, 24 December" not in page
    assert "You are away 24 December" in text_of(client.get(f"/pairs/{pair.id}/"))
    noted = TimeAway.objects.get()
    back = client.post(f"/settings/away/{noted.id}/withdrawal", follow=True)
    assert "Taken back." in text_of(back)
    assert not TimeAway.objects.exists()
    assert "Thursday, 24 December" in text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))


def test_a_session_that_stays_on_such_a_day_is_asked_about(pair: Pair) -> None:
    kept = a_plan(pair, days=4).session
    away.note(rosa(), date(2026, 11, 27), date(2026, 11, 27), at=MONDAY)
    assert MentoringSession.objects.filter(id=kept.id, state="planned").exists()
    page = text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))
    assert "Rosa is away on this day: move it, or skip it?" in page
    assert "Rosa is away on 27 November." in page


@pytest.mark.parametrize(
    ("field", "told", "said"),
    [
        ("from_on", {"from_on": ""}, "Choose the first day."),
        ("until_on", {"until_on": ""}, "Choose the last day."),
        ("from_on", {"from_on": "Christmas"}, "Write the day as year-month-day"),
        ("until_on", {"until_on": "2026-12-23"}, "The last day comes before the first."),
        ("until_on", {"from_on": "2026-11-01", "until_on": "2026-11-22"}, "have passed"),
        ("until_on", {"until_on": "2029-01-01"}, "more than a year"),
        ("until_on", {"from_on": "0001-01-01", "until_on": "9999-12-31"}, "more than a year"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, told: dict[str, str], said: str) -> None:
    answer = visit_as(rosa()).post("/settings/away/", {**CHRISTMAS, **told})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert said in text_of(answer)
    assert not TimeAway.objects.exists()


def test_nobody_elses_time_away_can_be_taken_back() -> None:
    noted = away.note(rosa(), date(2026, 12, 24), date(2026, 12, 25), at=MONDAY)
    for other in (theo(), olga()):
        client = visit_as(other)
        answer = client.post(f"/settings/away/{noted.id}/withdrawal")
        nothing = client.post(f"/settings/away/{uuid4()}/withdrawal")
        assert (answer.status_code, nothing.status_code) == (404, 404)
        assert text_of(answer) == text_of(nothing)
        assert "25 December" not in text_of(client.get("/settings/away/"))
    assert TimeAway.objects.count() == 1


def test_who_is_signed_out_is_led_to_the_door() -> None:
    for path in ("/settings/away/", f"/settings/away/{uuid4()}/withdrawal"):
        for answer in (Client().get(path), Client().post(path)):
            assert answer.headers["Location"] == f"/account/login/?next={path}"


def test_an_outsider_never_reads_when_somebody_is_away(pair: Pair) -> None:
    away.note(rosa(), date(2026, 12, 24), date(2026, 12, 25), at=MONDAY)
    others = a_pair(olga(), theo())
    assert "24 to 25 December" in text_of(visit_as(theo()).get(f"/pairs/{pair.id}/"))
    assert "24 to 25 December" not in text_of(visit_as(theo()).get(f"/pairs/{others.id}/"))
    assert "24 to 25 December" not in text_of(visit_as(olga()).get(f"/pairs/{others.id}/"))


def test_a_time_away_years_from_now_is_refused_at_its_field(pair: Pair) -> None:
    client = visit_as(rosa())
    told = {"from_on": "9999-12-24", "until_on": "9999-12-31"}
    answer = client.post("/settings/away/", told)
    assert answer.status_code == 422
    assert "This is more than two years ahead. Note it once it is nearer." in text_of(answer)
    assert 'id="id_from_on_error"' in answer.content.decode()
    assert 'value="9999-12-24"' in answer.content.decode()
    assert not TimeAway.objects.exists()
