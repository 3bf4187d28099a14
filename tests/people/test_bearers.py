"""Whose logins these are: the same answers together, alone, and from Django itself."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries, Settings

from romanesco.base import clock as now_clock
from romanesco.people.api_tokens import bearers_of_tokens, make_token, revoke_token
from romanesco.people.bearers import Bearer, bearers_of_logins
from romanesco.people.logins import end_other_logins
from romanesco.people.models import ApiToken, Person
from tests.cast import MONDAY, cora, olga, rosa, theo

pytestmark = pytest.mark.django_db

NOBODY = "x" * 32


def login(person: Person, **told: str) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = django.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    for name, value in told.items():
        store[name] = value
    store.create()
    assert store.session_key
    return store.session_key


def of(keys: Iterable[str]) -> dict[str, Person]:
    found = bearers_of_logins(list(keys), at=now_clock.now())
    return {key: Person.objects.get(pk=bearer.person_id) for key, bearer in found.items()}


def as_django_says(key: str) -> Person | None:
    request = HttpRequest()
    request.session = SessionStore(key)
    user = get_user(request)
    return user if isinstance(user, Person) else None


def wrong_hash() -> str:
    return login(theo(), **{HASH_SESSION_KEY: "0" * 64})


def no_hash() -> str:
    return login(theo(), **{HASH_SESSION_KEY: ""})


def unknown_backend() -> str:
    return login(theo(), **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})


def inactive() -> str:
    key = login(cora())
    Person.objects.filter(pk=cora().pk).update(is_active=False)
    return key


def deleted() -> str:
    key = login(cora())
    cora().delete()
    return key


def expired() -> str:
    key = login(theo())
    Session.objects.filter(pk=key).update(expire_date=now_clock.now() - timedelta(seconds=1))
    return key


def ended_elsewhere() -> str:
    key = login(cora())
    end_other_logins(cora(), keep=None)
    return key


def new_password() -> str:
    key = login(cora())
    person = cora()
    person.set_password("a longer one than before")
    person.save()
    return key


def anonymous() -> str:
    store = SessionStore()
    store["language"] = "en"
    store.create()
    assert store.session_key
    return store.session_key


def tampered() -> str:
    key = login(theo())
    Session.objects.filter(pk=key).update(session_data="nonsense")
    return key


WAYS_TO_BE_NOBODY = (
    wrong_hash, no_hash, unknown_backend, inactive, deleted, expired, ended_elsewhere,
    new_password, anonymous, tampered,
)  # fmt: skip


@pytest.mark.parametrize("made", WAYS_TO_BE_NOBODY)
def test_nobody_is_nobody_alone_in_a_crowd_and_to_django(made: Callable[[], str]) -> None:
    theos, rosas, bad = login(theo()), login(rosa()), made()
    assert of([bad]) == {}
    assert of([theos, bad, NOBODY, rosas]) == {theos: theo(), rosas: rosa()}
    assert [as_django_says(key) for key in (theos, bad, rosas)] == [theo(), None, rosa()]


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 31, "X" * 32, "\x00" * 32, "é" * 32, "x" * 9999]
)
def test_what_is_no_key_spoils_nothing(key: str) -> None:
    theos = login(theo())
    assert of([key, theos]) == {theos: theo()}


def test_a_login_says_when_it_ends() -> None:
    key = login(theo())
    ends_at = Session.objects.get(pk=key).expire_date
    assert bearers_of_logins([key], at=MONDAY) == {key: Bearer(theo().pk, ends_at)}
    just_before = ends_at - timedelta(microseconds=1)
    assert bearers_of_logins([key], at=just_before) != {}
    assert bearers_of_logins([key], at=ends_at) == {}


def test_a_login_under_the_secret_before_still_counts_and_stays_as_it_is(
    settings: Settings,
) -> None:
    key = login(theo())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert of([key]) == {key: theo()}
    assert Session.objects.filter(pk=key).exists()
    settings.SECRET_KEY_FALLBACKS = []
    assert of([key]) == {}


def test_looking_changes_no_login() -> None:
    kept = [wrong_hash(), login(theo())]
    of(kept)
    assert Session.objects.filter(pk__in=kept).count() == len(kept)


def test_many_logins_cost_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    keys = [login(person) for person in (theo(), rosa(), olga(), theo())]
    for number in (1, len(keys)):
        with django_assert_num_queries(2):
            bearers_of_logins(keys[:number], at=MONDAY)


def test_tokens_are_known_together_as_alone(clock: time_machine.Traveller) -> None:
    at = now_clock.now()
    _, theos = make_token("laptop", by=theo(), at=at)
    _, roses = make_token("laptop", by=rosa(), at=at)
    revoked, gone = make_token("old", by=theo(), at=at)
    revoke_token(revoked.id, by=theo(), at=at)
    _, coras = make_token("laptop", by=cora(), at=at)
    Person.objects.filter(pk=cora().pk).update(is_active=False)
    found = bearers_of_tokens([theos, gone, coras, "rmo_\x00", roses], at=at)
    assert found == {theos: Bearer(theo().pk), roses: Bearer(rosa().pk)}


def test_a_use_is_noted_now_and_then_and_for_all_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    secrets = [make_token(str(number), by=theo(), at=MONDAY)[1] for number in range(3)]
    with django_assert_num_queries(2):
        bearers_of_tokens(secrets, at=MONDAY)
    with django_assert_num_queries(1):
        bearers_of_tokens(secrets, at=MONDAY + timedelta(minutes=4))
    with django_assert_num_queries(2):
        bearers_of_tokens(secrets[:1], at=MONDAY + timedelta(minutes=6))
    used = ApiToken.objects.order_by("label").values_list("last_used_at", flat=True)
    assert list(used) == [MONDAY + timedelta(minutes=6), MONDAY, MONDAY]
