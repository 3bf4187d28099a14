"""Queries whose SQL is written once.

To write the SQL of a query takes Django ten times as long as to run it on a small database, and
most of a page's time goes there. Where a page is asked for often, its queries are written on first
use and kept; only their values change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import FETCH_ONE, Model, QuerySet
from django.db.models.query import get_related_populators

type Value = UUID | datetime


@dataclass(frozen=True)
class _Written[M: Model]:
    """SQL for one kind of database, and how its rows become models."""

    sql: str
    params: Sequence[Any]
    places: Sequence[int | None]  # of the values among the params
    made_of: Callable[[Sequence[Any]], list[M]]

    def filled(self, values: Sequence[Any]) -> list[Any]:
        pairs = zip(self.params, self.places, strict=True)
        return [param if place is None else values[place] for param, place in pairs]


class Prepared[M: Model]:
    """The query that `build` returns for values of these kinds, as a function to a list.

    `build` is called once for each kind of database, with values that stand for others; so it
    must not decide anything by them.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type[Value]) -> None:
        self._build = build
        self._kinds = kinds
        self._written: dict[str, _Written[M]] = {}

    def __call__(self, *values: Value) -> list[M]:
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write()
        with connection.cursor() as cursor:
            cursor.execute(written.sql, written.filled([_adapted(value) for value in values]))
            return written.made_of(cursor.fetchall())

    def _write(self) -> _Written[M]:
        marks = [_mark(kind, number) for number, kind in enumerate(self._kinds)]
        compiler = self._build(*marks).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        adapted = [_adapted(mark) for mark in marks]
        places = [adapted.index(param) if param in adapted else None for param in params]
        if set(places) - {None} != set(range(len(marks))):
            raise TypeError("this query does not ask for all of its values")
        return _Written(sql, params, places, _maker(compiler))


def _maker(compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """What Django's ModelIterable does for the rows, made ready once."""
    info, select, alias = compiler.klass_info, compiler.select, connection.alias
    start, stop = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[start:stop]]
    converters = compiler.get_converters([column for column, *_ in select])
    populators = get_related_populators(info, select, alias, FETCH_ONE)

    def made_of(rows: Sequence[Any]) -> list[Any]:
        found = []
        for values in compiler.apply_converters(rows, converters):
            made = info["model"].from_db(alias, names, values[start:stop])
            for populator in populators:
                populator.populate(values, made)
            found.append(made)
        return found

    return made_of


def _mark(kind: type[Value], number: int) -> Value:
    """A value that no other param of the query has."""
    return uuid4() if kind is UUID else datetime(9000, 1, 1, tzinfo=UTC) + timedelta(days=number)


def _adapted(value: Value) -> Any:
    """A value as this kind of database wants it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_datetimefield_value(value)
