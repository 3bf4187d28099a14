"""Whether this installation can work."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from romanesco.base import nodes
from romanesco.web import health


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    health._require_migrations.cache_clear()
    yield
    health._require_migrations.cache_clear()


@pytest.mark.django_db
def test_it_is_well_once_the_tables_are_there(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_asks_neither_who_nor_much(client: Client) -> None:
    client.get("/healthz")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/healthz").status_code == 200
    assert [query["sql"] for query in asked.captured_queries] == ["SELECT 1"]


@pytest.mark.django_db
def test_it_is_not_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="romanesco").delete()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "migrations" in answer.json()["reason"]


@pytest.mark.django_db
def test_it_is_not_while_the_database_is_silent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("could not connect to 10.0.0.7")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "The database does not answer.")


@pytest.mark.django_db
def test_a_node_that_hears_nothing_says_so_without_asking_a_database_that_may_never_answer(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    nodes.ears.add(is_deaf := lambda: True)
    try:
        with django_assert_num_queries(0):
            answer = client.get("/healthz")
    finally:
        nodes.ears.discard(is_deaf)
    assert (answer.status_code, answer.json()["reason"]) == (
        503,
        "This node hears nothing from the database.",
    )


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
