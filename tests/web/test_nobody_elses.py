"""Every address about a pair: nothing for an outsider, the door for who is signed out."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, reverse

from romanesco.actions.operations import Promise, add_action
from romanesco.goals.operations import add_goal
from romanesco.plans.models import Challenge, Hope
from romanesco.web.urls import urlpatterns
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.web.visiting import SCRIPT, text_of, visit_as

pytestmark = pytest.mark.django_db
# What an address may name; those about plans have tests of their own.
NAMED = {"pair_id", "session_id", "action_id", "hope_id", "challenge_id", "goal_id", "number"}
URLS: list[URLPattern] = [
    url for url in urlpatterns if url.pattern.converters and set(url.pattern.converters) <= NAMED
]
NAMES = sorted(str(url.name) for url in URLS)
type Address = Callable[..., str]


@pytest.fixture
def address() -> Address:
    """The address of a page by its name, with ids of things that are there."""
    pair = signed(a_pair(rosa(), theo()))
    plan = a_plan(pair)
    promise = Promise("Send the write-up", "mentee")
    action = add_action(pair, promise, by=theo(), at=MONDAY)
    hope = Hope.objects.create(pair=pair, plan=plan, line=0, text="One page")
    challenge = Challenge.objects.create(pair=pair, plan=plan, line=0, text="The migration")
    ids = {
        "pair_id": pair.id,
        "session_id": plan.session_id,
        "action_id": action.id,
        "hope_id": hope.id,
        "challenge_id": challenge.id,
        "goal_id": add_goal(pair, "Speak", by=theo(), at=MONDAY).id,
        "number": 2,
    }

    def of(name: str, **other: object) -> str:
        url = next(url for url in URLS if url.name == name)
        return reverse(name, kwargs={key: {**ids, **other}[key] for key in url.pattern.converters})

    return of


def asked(client: Client, path: str) -> list[Any]:
    """Its answers to every method that the address takes."""
    answers = [client.get(path), client.post(path, {"done": "1", "text": "x"})]
    return [answer for answer in answers if answer.status_code != 405]


def test_the_table_is_whole() -> None:
    about_pairs = [url for url in urlpatterns if "pair_id" in url.pattern.converters]
    missing = [url.name for url in about_pairs if url not in URLS]
    assert missing == [], "add the id that they name to NAMED, and one of it to `address`"
    assert len(NAMES) == len(set(NAMES)) > 24


@pytest.mark.parametrize("name", NAMES)
def test_an_outsider_gets_the_same_404_as_for_nothing(address: Address, name: str) -> None:
    nothing = text_of(visit_as(olga()).get(f"/pairs/{uuid4()}/"))
    for somebody in (olga(), cora()):
        client = visit_as(somebody)
        for answer in asked(client, address(name)):
            assert answer.status_code == 404
            assert text_of(answer).replace("CD", "OM") == nothing.replace("CD", "OM")


@pytest.mark.parametrize("name", NAMES)
def test_unknown_ids_are_404_for_theo_too(address: Address, name: str) -> None:
    unknown = {key: uuid4() for key in NAMED - {"number"}}
    client, path = visit_as(theo()), address(name, **unknown)
    assert {answer.status_code for answer in asked(client, path)} == {404}


@pytest.mark.parametrize("name", NAMES)
def test_who_is_signed_out_is_led_to_the_door_and_back(address: Address, name: str) -> None:
    path = address(name)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.both_databases  # for all pages, which run on SQLite
@pytest.mark.parametrize("name", NAMES)
def test_coming_back_from_the_door_by_get_leads_to_a_page(address: Address, name: str) -> None:
    with time_machine.travel(MONDAY, tick=False):
        answer = visit_as(theo()).get(address(name), follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["notes", "top_of_mind", "complete_action"])
def test_a_script_is_told_that_the_login_has_ended(address: Address, name: str) -> None:
    answer = Client().post(address(name), {"text": "x"}, headers=SCRIPT)
    assert (answer.status_code, answer.content[:18]) == (401, b"You are signed out")


@pytest.mark.parametrize("name", NAMES)
def test_no_form_works_without_its_token(address: Address, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(theo())
    assert client.post(address(name)).status_code in (403, 405)


def test_a_signature_of_a_version_that_is_not_there_is_404(address: Address) -> None:
    path = address("sign_agreement", number=99)
    assert visit_as(theo()).post(path).status_code == 404
    huge = address("sign_agreement", number=10**30)
    assert visit_as(theo()).post(huge).status_code == 404
