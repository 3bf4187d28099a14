"""Theo is erased: Rosa keeps her own words and what the two have together, and his are nowhere."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import Settings

from romanesco.base import clock
from romanesco.journey import hold
from romanesco.journey.leave import SessionGoesOn
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.people.api_tokens import make_token, person_for_token
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import AgendaItem, Plan
from romanesco.reminders.operations import remind
from romanesco.search import marking
from romanesco.search.indexing import index_marked
from romanesco.takeout.erasing import NameDiffers, erase
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import topic, words_of
from tests.plans.everywhere import tables_with
from tests.takeout import lives
from tests.web.visiting import text_of, visit_as

HIS = [
    lives.OWN,
    lives.UNSHARED,
    "My own line",
    "Theo’s own",
    "Too slow?",
    "Ask Ana",
    "Theo Lindqvist",
    "theo@example.org",
    "Wombat",
]
TOGETHER = ["Tired, and ", "Lead a team", "Saying no", "An hour a day", "Write the talk"]
HERS = [lives.PARTNERS, "Rosa’s Dragon", "Send the book"]

FUTURE = (
    "move to the next plan", "waits there", "waits for it", "sees yours", "Find a time",
    "for Your", "with Your",
)  # fmt: skip


def a_life() -> Pair:
    pair = lives.a_life()
    held = Plan.objects.get(session__state="held")
    AgendaItem.objects.filter(prompt="Taken off again").update(
        author=pair.mentee, prompt="Wombat, taken off"
    )
    assert held.top_of_mind.exists()
    marking.mark_all(pair.pk)
    index_marked()
    return pair


@pytest.mark.django_db
def test_his_words_are_in_no_table_and_hers_and_theirs_are_there() -> None:
    pair = a_life()
    theo = cast.theo()
    _, secret = make_token("a program", by=theo, at=MONDAY)
    for words in [*HIS, *TOGETHER, *HERS]:
        assert tables_with(words), words  # it could be found
    erase(theo, name=" Theo  Lindqvist ", at=MONDAY)
    index_marked()
    assert {words: tables_with(words) for words in HIS if tables_with(words)} == {}
    assert [words for words in [*TOGETHER, *HERS] if not tables_with(words)] == []
    fresh = Pair.objects.get(id=pair.pk)
    assert (fresh.state, fresh.mentee.name, fresh.mentee.is_active) == (
        "closed", "Your former mentee", False
    )  # fmt: skip
    assert fresh.mentee.first_name == "Your former mentee"
    assert person_for_token(secret) is None
    assert "An hour a day" in words_of(Plan.objects.get(session__state="held"))
    assert not Plan.objects.filter(shared_at=None, prepared_by="mentee").exists()


@pytest.mark.django_db
def test_rosas_pages_still_read_right() -> None:
    pair = a_life()
    erase(cast.theo(), name="Theo Lindqvist", at=MONDAY)
    client = Client()
    client.force_login(cast.rosa())
    held = Plan.objects.get(session__state="held")
    pages = ["/", f"/pairs/{pair.pk}/", f"/pairs/{pair.pk}/agreement/", f"/plans/{held.pk}/"]
    pages += [f"/plans/{held.pk}/versions/{name}/" for name in ("shared", "wrapped_up")]
    for page in pages:
        told = client.get(page)
        assert told.status_code == 200, page
        assert "Theo" not in told.content.decode(), page
        assert "for Your in" not in told.content.decode(), page
    assert lives.zip_of(cast.rosa())


@pytest.mark.django_db
def test_it_is_said_once_and_kindly_where_it_matters(settings: Settings) -> None:
    """On her first page, on the pair's, and in a letter; nothing of it speaks of a future."""
    settings.HAS_MAIL = True
    with time_machine.travel(MONDAY, tick=False):
        pair = lives.a_life()
        ahead = Plan.objects.get(session__state="planned")
        operations.share(ahead, by=cast.theo(), at=MONDAY)
        erase(cast.theo(), name="Theo Lindqvist", at=MONDAY + timedelta(hours=1))
        client = visit_as(cast.rosa())
        gone = "Your former mentee has erased their account"
        stays = "What you two shared stays here for you"
        first = text_of(client.get("/"))
        assert gone in first
        assert stays in first
        page = client.get(f"/pairs/{pair.pk}/")
        assert f"{gone}, and the pair is closed" in text_of(page)
        assert "data-clock" not in page.content.decode()
        assert "for you both to read" not in text_of(page)
        for plan in (ahead, Plan.objects.get(session__state="held")):
            told = text_of(client.get(f"/plans/{plan.pk}/"))
            assert "with your former mentee" in told
            assert [w for w in FUTURE if w in told] == []
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        remind(at=MONDAY + timedelta(hours=2))
    letter = Letter.objects.get(to="rosa@example.org", text__contains=gone)
    assert letter.subject == "You and your former mentee"
    assert stays in letter.text
    with time_machine.travel(MONDAY + timedelta(days=20), tick=False):
        assert gone not in text_of(visit_as(cast.rosa()).get("/"))


@pytest.mark.django_db
def test_a_name_that_differs_or_a_session_under_way_erases_nothing() -> None:
    lives.a_life()
    theo = cast.theo()
    with pytest.raises(NameDiffers):
        erase(theo, name="theo", at=MONDAY)
    ahead = Plan.objects.get(session__state="planned")
    operations.share(ahead, by=theo, at=MONDAY)
    hold.start(ahead.session, by=theo, at=MONDAY + timedelta(days=16, hours=4))
    with pytest.raises(SessionGoesOn):
        erase(theo, name="Theo Lindqvist", at=MONDAY + timedelta(days=16, hours=5))
    assert Person.objects.get(id=theo.pk).name == "Theo Lindqvist"
    assert tables_with(lives.OWN)


@pytest.mark.django_db
def test_two_partners_keep_theirs_and_others_are_not_touched() -> None:
    lives.a_life()
    other = cast.signed(cast.a_pair(cast.theo(), cast.olga()))
    plan = cast.a_plan(other)
    topic(plan, "Olga’s topic", by=cast.olga())
    operations.write_note(plan, "Olga’s note", by=cast.olga(), at=MONDAY)
    erase(cast.theo(), name="Theo Lindqvist", at=clock.now())
    assert tables_with("Olga’s topic")
    assert tables_with("Olga’s note")
    assert Pair.objects.get(id=other.pk).mentor.name == "Your former partner"


@pytest.mark.django_db(transaction=True)
def test_the_files_hold_none_of_it_either() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps deleted rows until VACUUM")
    a_life()
    assert _in_files(lives.OWN)
    erase(cast.theo(), name="Theo Lindqvist", at=MONDAY)
    assert [words for words in HIS if _in_files(words)] == []
    assert _in_files(lives.PARTNERS)


def _in_files(words: str) -> bool:
    """In the database's own files, as they lie on the disk."""
    main = Path(connection.settings_dict["NAME"])
    found = [each for each in main.parent.glob(f"{main.name}*") if each.is_file()]
    return any(words.encode() in each.read_bytes() for each in found)
