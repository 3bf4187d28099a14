"""A database with so many sessions, most of them other pairs': one pair lived through its year by
the operations that people use, and its rows again and again, in bulk, under other ids.

    python -m bench.multiplied --sessions 1000

Prints as JSON who to be and where to look. Ids of the copies are hashes: like real ones they lie
anywhere in an index, so that a small database is not measured in a large one's clothes.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from typing import Any

COPIES_AT_ONCE = 400
FIRST = "measured@example.org"  # who looks; the copies are called otherwise
PAST = 49  # and one session ahead

SQLITE = """
    WITH RECURSIVE numbers(k) AS (
        SELECT {first} UNION ALL SELECT k + 1 FROM numbers WHERE k < {last})
"""
POSTGRES = "WITH numbers AS (SELECT generate_series({first}::int, {last}::int) AS k)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sessions", type=int, default=1000)
    wanted = parser.parse_args()

    import django

    django.setup()

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    plan = _measured() or _made(wanted.sessions)
    pair = plan.session.pair
    paths = {
        "home": "/",
        "pair page": f"/pairs/{pair.id}/",
        "plan page": f"/plans/{plan.id}/",
        "diary": f"/pairs/{pair.id}/history",
        "pictures": f"/pairs/{pair.id}/pictures/",
        "search, found": "/search/?q=organisers+help",
        "search, not found": "/search/?q=nowhere",
    }
    counts = {name: _queries(path, pair.mentor) for name, path in paths.items()}
    print(json.dumps({"cookies": _cookies(pair.mentor), "paths": paths, "queries": counts}))


def _made(sessions: int) -> Any:
    from bench.histories import grown
    from romanesco.people.models import Person
    from romanesco.search import indexing

    pair = grown("to be measured", items=8, past=PAST).plan.session.pair
    while indexing.index_marked():
        pass
    multiply(pair, sessions // (PAST + 1) - 1)
    _settle()
    Person.objects.filter(id=pair.mentor_id).update(email=FIRST)
    return _measured()


def _measured() -> Any:
    """The plan ahead of the pair that is looked at; None where it was not made whole yet."""
    from romanesco.plans.models import Plan

    plans = Plan.objects.select_related("session__pair__mentor", "session__pair__mentee")
    return plans.filter(session__pair__mentor__email=FIRST, session__state="planned").first()


def multiply(pair: Any, copies: int) -> None:
    """Write the rows of a pair again, so many times, each time under other ids."""
    from django.db import connection, transaction

    kinds = [(kind, list(rows.values_list("pk", flat=True))) for kind, rows in _rows_of(pair)]
    renamed = {kind for kind, _ in kinds}
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("other", 2, _other, deterministic=True)
        connection.connection.create_function("shelved", 3, _shelved, deterministic=True)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000000")
            cursor.execute("PRAGMA synchronous = OFF")
    for first in range(1, copies + 1, COPIES_AT_ONCE):
        last = min(first + COPIES_AT_ONCE - 1, copies)
        with transaction.atomic():
            for kind, keys in kinds:
                _again(kind, keys, renamed, first, last)


def _rows_of(pair: Any) -> Iterable[tuple[Any, Any]]:
    """Every row of a pair, each kind after those that it points to."""
    from django.db.models import Q

    from romanesco.management.demo.copies import KINDS
    from romanesco.pairs.models import Pair
    from romanesco.people.models import Person
    from romanesco.plans.models import Plan
    from romanesco.search.models import Passage
    from romanesco.ydocs.models import YDocument, YUpdate

    documents = Plan.objects.filter(session__pair=pair).values("document")
    yield Person, Person.objects.filter(Q(id=pair.mentor_id) | Q(id=pair.mentee_id))
    yield Pair, Pair.objects.filter(id=pair.id)
    yield YDocument, YDocument.objects.filter(id__in=documents)
    yield YUpdate, YUpdate.objects.filter(document__in=documents)
    for kind, path in KINDS:
        yield kind, kind.objects.filter(**{path: pair})
    yield Passage, Passage.objects.filter(pair=pair)


def _again(kind: Any, keys: list[Any], renamed: set[Any], first: int, last: int) -> None:
    from django.db import connection

    if not keys:
        return
    quote = connection.ops.quote_name
    fields = [field for field in kind._meta.concrete_fields if not _is_numbered(field)]
    columns = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(_value(field, renamed) for field in fields)
    numbers = SQLITE if connection.vendor == "sqlite" else POSTGRES
    table, key = quote(kind._meta.db_table), quote(kind._meta.pk.column)
    prepared = [kind._meta.pk.get_db_prep_value(each, connection) for each in keys]
    marks = ", ".join(["%s"] * len(prepared))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {numbers.format(first=first, last=last)} "
            f"SELECT {values} FROM {table} AS old, numbers WHERE old.{key} IN ({marks})",
            prepared,
        )


def _is_numbered(field: Any) -> bool:
    """Whether the database gives this key itself."""
    from django.db import models

    return bool(field.primary_key and isinstance(field, models.AutoField | models.BigAutoField))


def _value(field: Any, renamed: set[Any]) -> str:
    from django.db import connection, models

    from romanesco.search.models import Words

    name = f"old.{connection.ops.quote_name(field.column)}"
    points = field.related_model in renamed if field.is_relation else False
    if isinstance(field, Words) and connection.vendor == "sqlite":
        return f"shelved({name}, other(old.pair_id, k), other(old.reader_id, k))"
    if not points and not isinstance(field, models.UUIDField):
        return name
    if connection.vendor == "sqlite":
        return f"other({name}, k)"
    return f"md5({name}::text || k::text)::uuid"


def _other(old: str | None, number: int) -> str | None:
    if old is None:
        return None
    return hashlib.md5(f"{old}{number}".encode(), usedforsecurity=False).hexdigest()


def _shelved(words: str, pair: str, reader: str | None) -> str:
    """The words of a passage as they begin for another pair."""
    from uuid import UUID

    from romanesco.search.rows import SHELF, shelf

    return words.replace(words[:SHELF], shelf(UUID(pair), UUID(reader) if reader else None))


def _settle() -> None:
    """What a database does for itself in time: statistics, and a log that is written back."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _client(person: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _cookies(person: Any) -> str:
    client = _client(person)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _queries(path: str, person: Any) -> int:
    """How many a page takes once everything cached between requests is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(person)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    return len(captured)


if __name__ == "__main__":
    main()
