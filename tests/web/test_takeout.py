"""The page to take out and bring in: one's own alone, whatever the file."""

import io
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession
from romanesco.takeout.retention import delete_old
from tests import cast
from tests.journey.stories import words_of
from tests.takeout import lives
from tests.web.test_agreements import post as propose
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return lives.a_life()


def bring(client: Client, content: bytes) -> Any:
    return client.post("/takeout/", {"file": SimpleUploadedFile("mine.zip", content)}, follow=True)


def test_the_page_offers_everything_and_each_pair(pair: Pair) -> None:
    told = text_of(visit_as(cast.theo()).get("/takeout/"))
    assert "Rosa Okafor and you" in told
    assert "Olga" not in told
    assert Client().get("/takeout/").status_code == 302


def test_a_download_holds_what_one_sees(pair: Pair) -> None:
    client = visit_as(cast.theo())
    whole = client.post("/takeout/file")
    assert whole["Content-Type"] == "application/zip"
    assert "no-store" in whole["Cache-Control"]
    assert whole.content == lives.zip_of(cast.theo())
    one = client.post(f"/pairs/{pair.id}/takeout")
    assert 'filename="romanesco-rosa-okafor.zip"' in one["Content-Disposition"]
    assert "romanesco.jsonl" in zipfile.ZipFile(io.BytesIO(one.content)).namelist()


def test_an_outsider_gets_none_of_it(pair: Pair) -> None:
    client = visit_as(cast.olga())
    refused = client.post(f"/pairs/{pair.id}/takeout")
    nothing = client.post(f"/pairs/{uuid4()}/takeout")
    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert "Rosa" not in client.post("/takeout/file").content.decode("latin-1")
    assert visit_as(cast.theo()).post(f"/pairs/{pair.id}/takeout").status_code == 200


def test_the_same_again_changes_nothing(pair: Pair) -> None:
    content = lives.zip_of(cast.theo())
    told = text_of(bring(visit_as(cast.theo()), content))
    assert "One pair was here already, all the same." in told
    assert lives.zip_of(cast.theo()) == content


def test_what_is_refused_is_said_at_the_field(pair: Pair) -> None:
    client = visit_as(cast.theo())
    answer = client.post("/takeout/", {"file": SimpleUploadedFile("mine.zip", b"PK no zip")})
    assert answer.status_code == 422
    assert "This is no zip, or it is cut off." in text_of(answer)
    missing = client.post("/takeout/", {})
    assert "Choose the file first." in text_of(missing)


def test_somebody_elses_takeout_makes_a_pair_of_ones_own_and_no_claim(pair: Pair) -> None:
    """Olga got hold of Theo's file: his pair is not hers here, whatever it says."""
    content = lives.zip_of(cast.theo())
    before = Person.objects.count()
    told = text_of(bring(visit_as(cast.olga()), content))
    assert "is here already and is not yours to change" in told
    assert (Person.objects.count(), Pair.objects.count()) == (before + 1, 1)  # Olga herself


def markdown_of(plan: Plan, client: Client) -> str:
    answer = client.get(f"/plans/{plan.id}/markdown/file")
    assert "attachment" in answer["Content-Disposition"]
    return answer.content.decode()


def test_a_plan_goes_out_as_markdown_and_comes_back(pair: Pair) -> None:
    plan = Plan.objects.get(session__state="planned")
    client, page = visit_as(cast.theo()), f"/plans/{plan.id}/markdown/"
    assert page in client.get(f"/plans/{plan.id}/").content.decode()
    edited = markdown_of(plan, client).replace(lives.UNSHARED, "Edited elsewhere")
    file = SimpleUploadedFile("plan.md", edited.encode())
    told = text_of(client.post(page, {"file": file}, follow=True))
    assert "Brought back: “Personal check-in”." in told
    assert "Edited elsewhere" in words_of(plan)


def test_a_plan_that_was_refused_shows_what_was_sent(pair: Pair) -> None:
    plan = Plan.objects.get(session__state="planned")
    client, page = visit_as(cast.theo()), f"/plans/{plan.id}/markdown/"
    file = SimpleUploadedFile("plan.md", b"# Typed for an hour")
    told = client.post(page, {"file": file})
    assert told.status_code == 422
    assert "Line 1: The lines are missing" in text_of(told)
    assert "# Typed for an hour" in told.content.decode()
    assert "Choose the file, or paste its text" in text_of(client.post(page, {}))


def test_before_sharing_only_its_preparer_gets_the_markdown(pair: Pair) -> None:
    plan = Plan.objects.get(session__state="planned")
    text = markdown_of(plan, visit_as(cast.theo()))
    for person in (cast.rosa(), cast.olga()):
        client = visit_as(person)
        for page in (f"/plans/{plan.id}/markdown/", f"/plans/{plan.id}/markdown/file"):
            assert client.get(page).status_code == 404
        sent = client.post(f"/plans/{plan.id}/markdown/", {"markdown": text})
        assert sent.status_code == 404
    held = Plan.objects.get(session__state="held")
    shown = visit_as(cast.rosa()).get(f"/plans/{held.id}/markdown/")
    assert "can be read, but no longer changed" in text_of(shown)


def test_an_account_is_erased_by_its_own_name_and_a_button(pair: Pair) -> None:
    client = visit_as(cast.theo())
    shown = text_of(client.get("/settings/erase/"))
    assert "Rosa Okafor keeps their own words" in shown
    wrong = client.post("/settings/erase/", {"name": "Rosa Okafor"})
    assert wrong.status_code == 422
    assert "This is not your name" in text_of(wrong)
    assert Person.objects.filter(email="theo@example.org").exists()
    gone = client.post("/settings/erase/", {"name": "Theo Lindqvist"}, follow=True)
    assert "Your account is erased" in text_of(gone)
    assert client.get("/settings/").status_code == 302
    assert not Person.objects.filter(email="theo@example.org").exists()
    assert Client().get("/settings/erase/").status_code == 302


def test_whoever_has_a_password_proves_it_anew(pair: Pair) -> None:
    theo = cast.theo()
    theo.set_password("a few words put together")
    theo.save()
    client = visit_as(theo)
    for answer in (
        client.get("/settings/erase/"),
        client.post("/settings/erase/", {"name": theo.name}),
    ):
        assert answer.status_code == 302
        assert "/account/reauthenticate/" in answer["Location"]
    assert Person.objects.filter(email="theo@example.org").exists()


def test_signing_says_first_what_it_will_delete(pair: Pair) -> None:
    """Proposed on a form that keeps what was typed, read by the other before she signs."""
    page = f"/pairs/{pair.id}/agreement/"
    wrong = propose(cast.theo(), pair, keeps_months="1000")
    assert "Between 1 and 120 months" in text_of(wrong)
    assert 'value="1000"' in wrong.content.decode()
    assert propose(cast.theo(), pair, keeps_months="6").status_code == 302
    hers = visit_as(cast.rosa())
    assert "none is that old today" in text_of(hers.get(page))
    MentoringSession.objects.filter(state="held").update(ended_at=clock.now() - timedelta(days=200))
    shown = text_of(hers.get(page))
    assert "one session that ended before" in shown
    assert "is deleted within the hour, for you both: plan, notes" in shown
    assert "For 6 months after they ended" in shown
    number = pair.agreements.order_by("-number")[0].number
    hers.post(f"{page}{number}/signature")
    assert delete_old(at=clock.now()) == 1
    assert visit_as(cast.olga()).get(page).status_code == 404
