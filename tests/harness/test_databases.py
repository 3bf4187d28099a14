"""The two databases really change places, in this thread and in others."""

import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from romanesco.people.models import Person

VENDORS = {"sqlite": "sqlite", "postgres": "postgresql"}


def _expected(request: pytest.FixtureRequest) -> str:
    callspec = getattr(request.node, "callspec", None)
    return VENDORS[callspec.params["_database"] if callspec else "sqlite"]


@pytest.mark.django_db
def test_this_thread_is_on_the_database_that_its_name_says(
    request: pytest.FixtureRequest,
) -> None:
    assert connection.vendor == _expected(request)
    assert Person.objects.count() == 0
    found = ContentType.objects.get_for_model(Person)
    assert ContentType.objects.get(pk=found.pk).model == "person"


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_what_was_committed(request: pytest.FixtureRequest) -> None:
    with transaction.atomic():
        Person.objects.create(email="rosa@example.org")
    seen: list[tuple[str, int]] = []

    def look() -> None:
        seen.append((connection.vendor, Person.objects.count()))
        connection.close()

    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert seen == [(_expected(request), 1)]


@pytest.mark.django_db
def test_nothing_is_left_from_the_test_before() -> None:
    assert Person.objects.count() == 0
