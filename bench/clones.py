"""One pair, many times: rows of a pair written again by the database itself, with ids of their own.

Each id of the copy is the digest of the original's and a number, so that whatever pointed to a row
points to its copy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

PEOPLE = ("romanesco_person",)
PAIR = ("romanesco_pair", "romanesco_agreement")
SESSION = (
    "romanesco_mentoringsession", "romanesco_ydocument", "romanesco_plan", "romanesco_agendaitem",
)  # fmt: skip
DATED = {
    "romanesco_mentoringsession": (
        "starts_at", "started_at", "ended_at", "changed_at", "scheduled_at",
    ),
    "romanesco_plan": ("share_due_at", "shared_at", "opened_at", "created_at"),
}  # fmt: skip


@dataclass(frozen=True)
class Copies:
    """`numbers` is SQL for a set of rows with a column n; `shift`, SQL for by how much later."""

    numbers: str
    shift: str = "interval '0'"
    kept: frozenset[str] = field(default_factory=frozenset)  # columns that stay as they are

    def write(self, tables: Iterable[str], where: str = "true") -> None:
        for table in tables:
            self._write(table, where)

    def _write(self, table: str, where: str) -> None:
        names, values = [], []
        with connection.cursor() as cursor:
            for column in connection.introspection.get_table_description(cursor, table):
                names.append(f'"{column.name}"')
                values.append(self._value(table, column.name, _is_uuid(cursor, table, column.name)))
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
                f"FROM {table} AS o CROSS JOIN {self.numbers} WHERE {where}"
            )

    def _value(self, table: str, name: str, is_uuid: bool) -> str:
        if name == "email":
            return "'p' || n || o.email"
        if is_uuid and name not in self.kept:
            return f"md5(o.\"{name}\"::text || ':' || n)::uuid"
        if name in DATED.get(table, ()):
            return f'o."{name}" + ({self.shift})'
        return f'o."{name}"'


def _is_uuid(cursor: object, table: str, name: str) -> bool:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT data_type FROM information_schema.columns WHERE table_name=%s AND column_name=%s",
        [table, name],
    )
    return bool(cursor.fetchone()[0] == "uuid")  # type: ignore[attr-defined]
