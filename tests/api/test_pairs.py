"""Who one is, and one's pairs."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from romanesco.base import clock
from romanesco.journey import away, leave
from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from romanesco.sessions.operations import Appointment
from tests import cast
from tests.api.client import Api

pytestmark = pytest.mark.django_db


def test_me(theo: Api, pair: Pair) -> None:
    assert theo.get("/me").json() == {
        "id": str(pair.mentee_id),
        "name": "Theo Lindqvist",
        "email": "theo@example.org",
        "time_zone": "America/Sao_Paulo",
        "language": "en",
    }


def test_pairs_are_ones_own(theo: Api, rosa: Api, olga: Api, pair: Pair) -> None:
    assert [one["you"] for one in theo.get("/pairs").json()] == ["mentee"]
    assert [one["id"] for one in rosa.get("/pairs").json()] == [str(pair.id)]
    assert olga.get("/pairs").json() == []
    assert olga.get(f"/pairs/{pair.id}").status_code == 404


def test_a_pair_tells_its_agreement_and_sessions(rosa: Api, plan: Plan) -> None:
    body = rosa.get(f"/pairs/{plan.session.pair_id}").json()
    assert body["agreement"]["preparer"] == "mentee"
    assert body["agreement"]["share"] == {
        "when": "before", "amount": 24, "unit": "hours", "days_before": 1, "at_time": "16:00",
    }  # fmt: skip
    (session,) = body["sessions"]
    assert (session["id"], session["plan"]) == (str(plan.session_id), str(plan.id))
    assert (session["state"], session["time_zone"]) == ("planned", "America/Sao_Paulo")
    assert session["starts_at"].endswith("Z")


def test_a_pair_tells_its_rhythm_and_its_next_dates(rosa: Api, olga: Api, pair: Pair) -> None:
    now = clock.now()
    terms = {"meets_on": "FR", "meets_at": time(10), "meets_zone": "America/Sao_Paulo"}
    cast.signed(pair, at=now, cadence="weeks", every_weeks=3, **terms)
    body = rosa.get(f"/pairs/{pair.id}").json()
    told = {name: body["agreement"][name] for name in (*terms, "cadence", "every_weeks")}
    assert told == {**terms, "meets_at": "10:00", "cadence": "weeks", "every_weeks": 3}
    assert body["agreement"]["runs_until"] is None
    first, second, *_ = sessions = body["sessions"]
    assert [one["starts_at"] for one in body["next_dates"]] == [
        one["recurs_at"] for one in sessions
    ]
    day = datetime.fromisoformat(first["starts_at"]).date()
    away.note(pair.mentor, day, day, at=now)
    skipped = pair.sessions.get(id=second["id"])
    leave.cancel(skipped, by=pair.mentee, at=now)
    dates = rosa.get(f"/pairs/{pair.id}").json()["next_dates"]
    assert dates[0] == {"starts_at": first["starts_at"], "away": [str(pair.mentor_id)]}
    assert second["starts_at"] not in [one["starts_at"] for one in dates]
    assert len(dates) == 5
    assert olga.get(f"/pairs/{pair.id}").status_code == 404
    leave.pause(pair, by=pair.mentor, at=now)
    assert rosa.get(f"/pairs/{pair.id}").json()["next_dates"] == []


def test_before_an_agreement_there_is_none() -> None:
    pair = cast.a_pair(cast.rosa(), cast.theo())
    assert Api(cast.theo()).get(f"/pairs/{pair.id}").json()["agreement"] is None


def test_a_session_whose_plan_went_on_has_none(theo: Api, plan: Plan) -> None:
    pair = plan.session.pair
    other_day = Appointment(clock.now() + timedelta(days=9), "America/Sao_Paulo")
    leave.cancel(plan.session, by=pair.mentee, at=clock.now(), instead=other_day)
    before, after = theo.get(f"/pairs/{pair.id}").json()["sessions"]
    assert (before["state"], before["plan"]) == ("cancelled", None)
    assert (after["state"], after["plan"]) == ("planned", str(plan.id))


def test_the_number_of_queries_is_the_same_for_a_longer_past(theo: Api, pair: Pair) -> None:
    cast.a_plan(pair, at=clock.now())
    theo.get("/me")  # notes the token's use
    with CaptureQueriesContext(connection) as short:
        theo.get(f"/pairs/{pair.id}")
    for days in range(4, 12):
        cast.a_plan(pair, at=clock.now(), days=days)
    with CaptureQueriesContext(connection) as long:
        theo.get(f"/pairs/{pair.id}")
    assert len(long) == len(short)
