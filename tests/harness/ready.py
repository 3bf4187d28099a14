"""A database with every table and nothing in it: made once in a run, and copied for each server.

All migrations take two seconds, and dozens of servers begin with an empty home.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg.errors import DuplicateDatabase

from tests.harness.environment import SHARED
from tests.harness.postgres import url_of

FILE = "romanesco.sqlite3"
TEMPLATE = "ready"


def furnish(home: Path) -> None:
    """Put an up-to-date SQLite into a home that has none."""
    if not (home / FILE).exists():
        home.mkdir(exist_ok=True)
        copy_sqlite(home / FILE)


def copy_sqlite(to: Path) -> None:
    shutil.copyfile(_sqlite(), to)


def new_database(cluster: Path, name: str) -> str:
    """Make an up-to-date database in the cluster; its DATABASE_URL."""
    _in_cluster(cluster, f"CREATE DATABASE {name} TEMPLATE {_template(cluster)}")
    return url_of(cluster, name)


@cache
def _sqlite() -> Path:
    home = SHARED / "ready"
    with _alone("sqlite"):
        if not home.exists():
            made = SHARED / "in the making"
            _migrate(ROMANESCO_HOME=str(made))
            made.rename(home)
    return home / FILE


@cache
def _template(cluster: Path) -> str:
    with _alone("postgres"):
        try:
            _in_cluster(cluster, f"CREATE DATABASE {TEMPLATE}")
        except DuplicateDatabase:
            return TEMPLATE
        _migrate(ROMANESCO_HOME=str(SHARED), DATABASE_URL=url_of(cluster, TEMPLATE))
    return TEMPLATE


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """One process of this run at a time."""
    with (SHARED / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(**variables: str) -> None:
    words = [sys.executable, "-P", "-m", "romanesco", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        words, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def _in_cluster(cluster: Path, statement: str) -> None:
    with psycopg.connect(host=str(cluster), user="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
