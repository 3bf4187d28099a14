"""Plain SQL about many rows at once, alike on both kinds of database."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

type Value = UUID | datetime | str

_SINGLE = (UUID, datetime, str)


def rows(sql: str, *values: Value | Collection[Value]) -> list[Sequence[Any]]:
    """What a statement returns. Each `%s` takes the value of its turn, `(%s)` all of a list.

    A list that holds nothing is asked for nothing.
    """
    text, params = _filled(sql, values)
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Sequence[Any]] = cursor.fetchall()
        return found


def write(sql: str, *values: Value | Collection[Value]) -> int:
    """The same for a statement that returns nothing; how many rows it changed."""
    text, params = _filled(sql, values)
    if not text:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return int(cursor.rowcount)


def _filled(sql: str, values: Sequence[Value | Collection[Value]]) -> tuple[str, list[Any]]:
    """A statement and its params; nothing, where one of the lists holds nothing."""
    lists = [[value] if isinstance(value, _SINGLE) else list(value) for value in values]
    if not all(lists):
        return "", []
    text, *pieces = sql.split("%s")
    for these, piece in zip(lists, pieces, strict=True):
        text += ", ".join(["%s"] * len(these)) + piece
    return text, [_stored(value) for these in lists for value in these]


def uuid_of(column: Any) -> UUID:
    """A UUID as either database returns it."""
    return column if isinstance(column, UUID) else UUID(column)


def instant_of(column: datetime) -> datetime:
    """An instant as either database returns it: SQLite keeps UTC, and does not say so."""
    return column if column.tzinfo else column.replace(tzinfo=UTC)


def _stored(value: Value) -> Any:
    """A value as this kind of database wants it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
