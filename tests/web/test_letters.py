"""Turning letters off: on the page, and with the link that each letter carries."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from romanesco.base.errors import NotFound
from romanesco.reminders.models import Kind, Silenced
from romanesco.reminders.silencing import read_stop_token, silenced_kinds, stop_url
from tests.cast import MONDAY, olga, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(kind: str = Kind.SOON) -> str:
    return urlsplit(stop_url(theo(), kind)).path


def strict() -> Client:
    """As a mail program comes: no login, no cookie, no token of a form."""
    return Client(enforce_csrf_checks=True)


def test_one_click_stops_that_kind_for_that_person() -> None:
    olga()
    answer = strict().post(link(), ONE_CLICK)
    assert answer.status_code == 200
    assert [(one.person, one.kind) for one in Silenced.objects.all()] == [(theo(), "soon")]
    assert strict().post(link(), ONE_CLICK).status_code == 200


def test_looking_changes_nothing() -> None:
    page = text_of(strict().get(link()))
    assert "Stop these letters?" in page
    assert not Silenced.objects.exists()


def test_it_can_be_undone_there() -> None:
    strict().post(link(), ONE_CLICK)
    page = strict().post(f"{link()}undo")
    assert "come again" in text_of(page)
    assert not Silenced.objects.exists()
    assert strict().get(f"{link()}undo").status_code == 405


def test_the_page_tells_nobody_who_it_is_about() -> None:
    page = text_of(strict().get(link()))
    assert "Theo" not in page
    assert theo().email not in page


@pytest.mark.parametrize("way", ["get", "post"])
def test_what_is_forged_or_old_is_the_same_as_nothing(way: str) -> None:
    good = link()
    forged = good.replace("/letters/stop/", "/letters/stop/x")
    with time_machine.travel(MONDAY):
        old = link()
    with time_machine.travel(MONDAY.replace(year=MONDAY.year + 2)):
        pages = [getattr(strict(), way)(path) for path in (forged, old, "/letters/stop/nothing/")]
    assert [page.status_code for page in pages] == [404, 404, 404]
    assert len({text_of(page) for page in pages}) == 1
    assert not Silenced.objects.exists()


def test_a_link_ends_with_its_person() -> None:
    token = link().rstrip("/").rpartition("/")[2]
    assert read_stop_token(token) == (theo(), Kind.SOON)
    theo().delete()
    with pytest.raises(NotFound):
        read_stop_token(token)


def test_one_chooses_on_the_settings_page() -> None:
    theirs = visit_as(theo())
    assert "Your partner’s plan" in text_of(theirs.get("/settings/letters/"))
    kept = ["prepare", "shared", "appointment", "summary"]
    theirs.post("/settings/letters/", {"kind": [*kept, "nonsense"]})
    assert silenced_kinds(theo()) == {"soon", "promises"}
    page = theirs.get("/settings/letters/").content.decode()
    assert page.count(" checked") == len(kept)
    theirs.post("/settings/letters/", {"kind": list(Kind.values)})
    assert silenced_kinds(theo()) == set()


def test_nobody_chooses_for_another() -> None:
    theo()
    visit_as(olga()).post("/settings/letters/", {"kind": []})
    assert silenced_kinds(theo()) == set()
    answer = Client().post("/settings/letters/", {"kind": []})
    assert answer.headers["Location"].startswith("/account/login/")


def test_settings_lead_there() -> None:
    assert 'href="/settings/letters/"' in visit_as(theo()).get("/settings/").content.decode()


def test_where_no_letter_reaches_anybody_the_page_says_so() -> None:
    assert "No mail is set up" in text_of(visit_as(theo()).get("/settings/letters/"))
