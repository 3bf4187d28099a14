"""Addresses that one answers to: the same each time, not to be guessed, good for a while."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from romanesco.mail.models import ReplyAddress
from romanesco.mail.reply_address import (
    FORGOTTEN,
    found,
    house_address,
    is_signed,
    named_in,
    reply_address,
)
from romanesco.mail.way_in import Place, Port
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(days=14)
THEO, PLAN = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Settings) -> None:
    settings.WAY_IN = Port(Place("", "reply.example.org"), "127.0.0.1", 2525)


def an_address() -> str:
    return reply_address(THEO, "plan", PLAN, until=SOON)


def changed(address: str, place: int) -> str:
    letter = "a" if address[place] != "a" else "b"
    return address[:place] + letter + address[place + 1 :]


def test_one_person_has_one_address_for_one_thing_and_it_stays() -> None:
    address = an_address()
    assert an_address() == address
    others = {
        reply_address(uuid4(), "plan", PLAN, until=SOON),
        reply_address(THEO, "plan", uuid4(), until=SOON),
        reply_address(THEO, "calendar", PLAN, until=SOON),
    }
    assert len(others | {address}) == 4


def test_it_leads_to_its_person_and_its_plan() -> None:
    row = found(an_address(), MONDAY)
    assert row is not None
    assert (row.person_id, row.purpose, row.about) == (THEO, "plan", PLAN)


def test_it_is_good_for_longer_when_it_is_written_again_never_for_less() -> None:
    an_address()
    reply_address(THEO, "plan", PLAN, until=SOON + timedelta(days=7))
    an_address()
    assert ReplyAddress.objects.get().expires_at == SOON + timedelta(days=7)


def test_an_expired_one_is_still_known_and_in_the_end_forgotten() -> None:
    address = an_address()
    assert found(address, SOON + timedelta(days=30)) is not None
    assert found(address, SOON + FORGOTTEN + timedelta(seconds=1)) is None


def test_case_and_the_dot_may_be_lost_on_the_way() -> None:
    address = an_address()
    local, _, domain = address.partition("@")
    assert found(address.upper(), MONDAY) is not None
    assert found(f"{local.replace('.', '')}@{domain}", MONDAY) is not None


def test_a_local_part_keeps_to_its_64_octets(settings: Settings) -> None:
    settings.WAY_IN = Port(Place("a" * 29 + "+", "example.org"), "127.0.0.1", 2525)
    address = an_address()
    assert len(address.rpartition("@")[0]) <= 64
    assert found(address, MONDAY) is not None


def test_a_changed_letter_anywhere_leads_nowhere(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    address = an_address()
    assert is_signed(address)
    with django_assert_num_queries(0):
        for place in (*range(16), *range(17, 33)):
            assert found(changed(address, place), MONDAY) is None


def test_a_signature_of_another_key_is_not_ours(settings: Settings) -> None:
    address = an_address()
    settings.SECRET_KEY = "another key, another key, another key"
    assert found(address, MONDAY) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "@",
        "theo@example.org",
        "@reply.example.org",
        "{}@elsewhere.org",
        "x{}@reply.example.org",
    ],
)
def test_another_form_or_domain_is_not_ours(wrong: str) -> None:
    local = an_address().partition("@")[0]
    assert found(wrong.format(local), MONDAY) is None


@given(st.text(max_size=80))
def test_nothing_made_up_is_ours(words: str) -> None:
    assert not is_signed(words)
    assert not is_signed(f"{words}@reply.example.org")
    assert named_in(words) == []


def test_addresses_of_ours_are_found_among_others() -> None:
    address = an_address()
    headers = f'"Romanesco" <{address.upper()}>, rosa@example.org, <{changed(address, 3)}>'
    assert named_in(headers) == [address]
    assert named_in(f"{address}.evil.org, {address}x") == []


def test_handles_tell_nothing_of_one_another() -> None:
    handles = sorted(
        reply_address(THEO, "plan", uuid4(), until=SOON).partition(".")[0] for _ in range(30)
    )
    assert len({handle[:4] for handle in handles}) > 25


def test_where_no_mail_comes_in_there_is_no_address(settings: Settings) -> None:
    address = an_address()
    settings.WAY_IN = None
    assert an_address() == ""
    assert found(address, MONDAY) is None
    assert named_in(address) == []


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Romanesco <Plans@Reply.example.org>", "plans@reply.example.org"),
        ("plans@example.org", ""),
        ("Romanesco", ""),
    ],
)
def test_bounces_come_in_where_letters_come_from(
    settings: Settings, sender: str, address: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    assert house_address() == address
    settings.WAY_IN = None
    assert house_address() == ""
