"""One run, two databases: `--databases both` gives a database test on SQLite and PostgreSQL.

Operations and queries are tested on both, and whoever waits for another: locks, workers, nodes.
What is made of them alone (`MADE_OF_OPERATIONS`) asks nothing that they did not, and is tested on
SQLite; `both_databases` marks what is tested on both all the same.

Django's "default" is SQLite in a file. Beside it stands "postgres"; for the tests on it the two
change places, so that nothing in the product needs to know.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.test.utils import setup_databases
from pytest_django import DjangoDbBlocker

from romanesco.config import env
from tests.harness.environment import FOLDER
from tests.harness.postgres import postgres, url_of
from tests.harness.ready import copy_sqlite, new_database

NAMES = ("sqlite", "postgres")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}
MADE_OF_OPERATIONS = (
    "tests/web/",
    "tests/api/",
    "tests/promises/",
    "tests/calendars/test_radicale.py",
    "tests/management/test_demo.py",
    "tests/reminders/test_stories.py",
    "tests/replies/test_imap.py",
)
# They say what models there are, which no test changes.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
CLUSTER = pytest.StashKey[Path]()
UNTIL_THE_END = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", choices=("sqlite", "both"), default="sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    stack = config.stash[UNTIL_THE_END] = ExitStack()
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if config.getoption("databases") == "both":
        if worker is None:
            config.stash[CLUSTER] = stack.enter_context(postgres(FOLDER / "postgres"))
        else:
            config.stash[CLUSTER] = Path(worker["cluster"])
            config.option.reuse_db = True  # what the fixtures below copy
        url = url_of(config.stash[CLUSTER], "postgres")
        beside = env.read({"DATABASE_URL": url}).database
        settings.DATABASES["postgres"] = {**beside, "TEST": {"DEPENDENCIES": []}}
    default = settings.DATABASES["default"]
    default.setdefault("TEST", {})["NAME"] = str(FOLDER / "test.sqlite3")
    default["OPTIONS"] |= {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}
    connections.__dict__.pop("settings", None)  # cached before any of this was said
    TransactionTestCase._fixture_teardown = _delete_all  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _delete_all(case: Any) -> None:
    """What a test has committed. Django's own way takes a quarter of a second: it truncates each
    table, and then writes anew what models there are."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        tables = connection.introspection.django_table_names(only_existing=True)
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for table in set(tables) - KEPT:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist's hook: tell each worker where the one cluster of this run is."""
    if CLUSTER in node.config.stash:
        node.workerinput["cluster"] = str(node.config.stash[CLUSTER])


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[UNTIL_THE_END].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption("databases") != "both":
        return
    test, fixtures = metafunc.definition, set(metafunc.fixturenames)
    is_marked = test.get_closest_marker("both_databases") is not None
    touches = test.get_closest_marker("django_db") is not None or DATABASE_FIXTURES & fixtures
    if touches and (is_marked or not test.nodeid.startswith(MADE_OF_OPERATIONS)):
        metafunc.parametrize("_database", NAMES, indirect=True, scope="module")
    if is_marked and "server_database" in fixtures:
        metafunc.parametrize("server_database", NAMES, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield
        return
    request.getfixturevalue("_postgres_tables")
    with _standing_in("postgres"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool
) -> None:
    """Several workers migrate one database, and each gets a copy of it."""
    if django_db_keepdb:
        copy_sqlite(Path(connections["default"].settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def _postgres_tables(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
) -> Iterator[None]:
    """pytest-django sets up only the databases that tests name, and no test names this one."""
    if django_db_keepdb:
        name = connections["postgres"].settings_dict["TEST"]["NAME"]
        new_database(request.config.stash[CLUSTER], name)
    with django_db_blocker.unblock():
        aliases = dict.fromkeys(["postgres"])
        setup_databases(verbosity=0, interactive=False, aliases=aliases, keepdb=django_db_keepdb)
    yield
    connections["postgres"].close()


@contextmanager
def _standing_in(alias: str) -> Iterator[None]:
    """Let `alias` be "default" meanwhile, in this thread and in those that begin now."""
    from django.contrib.contenttypes.models import ContentType

    usual = connections["default"]
    stored = connections.settings
    stored["default"], stored[alias] = stored[alias], stored["default"]
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        stored["default"], stored[alias] = stored[alias], stored["default"]
        connections["default"] = usual
        ContentType.objects.clear_cache()


@pytest.fixture(scope="module")
def server_database(request: pytest.FixtureRequest) -> str | None:
    """DATABASE_URL for a server of this module; None is the SQLite of its own home."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    cluster = request.config.stash[CLUSTER]
    return new_database(cluster, f"server_{secrets.token_hex(6)}")
