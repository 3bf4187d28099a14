"""A database as a server has it: what is deleted is gone from its files."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from romanesco.config.env import SQLITE_OPTIONS


@contextmanager
def as_served() -> Iterator[None]:
    """With the options that a server has; the tests' own leave some out."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps deleted rows until VACUUM")
    connection.close()
    with connection.cursor() as cursor:
        for command in SQLITE_OPTIONS["init_command"].split(";"):
            cursor.execute(command)
    yield
    connection.close()
