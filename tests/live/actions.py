"""What a test has done inside the server's own process, so that its rooms hear of it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from romanesco.base import bus, clock
from romanesco.journey import hold, leave
from romanesco.pairs.models import Pair
from romanesco.people import api_tokens
from romanesco.people.models import ApiToken, Person
from romanesco.plans import document, operations
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.ydocs import journal, store
from romanesco.ydocs.models import YDocument, YUpdate
from tests import cast
from tests.plans import everywhere

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
STORED_SQLITE = """
    SELECT 1 FROM romanesco_yjournal WHERE instr(body, ?1) UNION ALL
    SELECT 1 FROM romanesco_yupdate WHERE instr("update", ?1)
"""
STORED_POSTGRES = 'SELECT 1 FROM romanesco_yupdate WHERE "update" = %s'


def stage(together: bool = True, keeps_versions: bool = True) -> dict[str, Any]:
    """A pair, its plan, and everybody's login and token."""
    rosa, theo, olga = (_somebody(name) for name in ("Rosa", "Theo", "Olga"))
    rule: dict[str, Any] = {"keeps_versions": keeps_versions}
    if together:
        rule["share_when"] = "together"
    pair = cast.signed(cast.a_pair(rosa, theo, at=clock.now()), at=clock.now(), **rule)
    plan = cast.a_plan(pair, at=clock.now(), days=5)
    people = {"rosa": rosa, "theo": theo, "olga": olga}
    return {
        "pair": str(pair.pk),
        "plan": str(plan.pk),
        "document": str(plan.document_id),
        "items": [str(item.pk) for item in plan.items.order_by("position")],
        "people": {name: _shown(person) for name, person in people.items()},
    }


def _somebody(name: str) -> Person:
    address = f"{name.lower()}-{uuid4().hex[:8]}@example.org"
    return Person.objects.create_person(address, name, time_zone="Europe/Amsterdam")


def _shown(person: Person) -> dict[str, str]:
    token, secret = api_tokens.make_token("test", by=person, at=clock.now())
    login = SessionStore()
    login[SESSION_KEY] = str(person.pk)
    login[BACKEND_SESSION_KEY] = BACKEND
    login[HASH_SESSION_KEY] = person.get_session_auth_hash()
    login.create()
    assert login.session_key
    return {
        "id": str(person.pk),
        "token": secret,
        "token_id": str(token.pk),
        "login": login.session_key,
    }


def share(plan: str, by: str) -> str:
    operations.share(_plan(plan), by=_person(by), at=clock.now())
    return str(_plan(plan).document_id)


def start(plan: str, by: str) -> None:
    """Begin the session, so that a plan which both see is kept as it stands."""
    hold.start(_plan(plan).session, by=_person(by), at=clock.now())


def withdraw(plan: str, by: str) -> None:
    operations.withdraw_sharing(_plan(plan), by=_person(by), at=clock.now())


def close_pair(pair: str, by: str) -> None:
    leave.close(Pair.objects.get(pk=pair), by=_person(by), at=clock.now())


def end_login(key: str, by: str) -> None:
    SessionStore(key).flush()
    with transaction.atomic():
        bus.announce(bus.LoginEnded(session_key=key, person_id=_person(by).pk))


def expire_login(key: str) -> None:
    """As if its time were over: nobody announces that."""
    login = SessionStore(key)
    login.set_expiry(clock.now() - timedelta(minutes=1))
    login.save()


def extend_login(key: str, days: int) -> None:
    """As if it had been used: it lasts longer than whoever asked before was told."""
    login = SessionStore(key)
    login.set_expiry(timedelta(days=days))
    login.save()


def revoke(token_id: str, by: str) -> None:
    api_tokens.revoke_token(ApiToken.objects.get(pk=token_id).pk, by=_person(by), at=clock.now())


def write(item: str, by: str, markdown: str) -> None:
    item_row = AgendaItem.objects.get(pk=item)
    operations.replace_body(item_row, markdown_to_body(markdown), by=_person(by), at=clock.now())


def add_topic(plan: str, by: str, prompt: str, markdown: str) -> str:
    body = markdown_to_body(markdown)
    item = operations.add_topic(_plan(plan), prompt, by=_person(by), at=clock.now(), body=body)
    return str(item.pk)


def read(document_id: str) -> dict[str, str]:
    """What is stored, as Markdown."""
    bodies = document.bodies(store.load(YDocument.objects.get(pk=document_id).pk))
    return {item: body_to_markdown(body) for item, body in bodies.items()}


def state(document_id: str) -> str:
    return store.load(YDocument.objects.get(pk=document_id).pk).hex()


def rows(document_id: str) -> int:
    """How much is not folded yet."""
    recent = journal.read(UUID(document_id))
    return YUpdate.objects.filter(document_id=UUID(document_id)).count() + len(recent)


def tables_with(words: str) -> list[str]:
    return sorted(everywhere.tables_with(words))


def forget(document_id: str) -> None:
    """Take the document's stored updates away, as no honest disk does."""
    store.spill()
    YUpdate.objects.filter(document_id=UUID(document_id)).delete()


def break_disk(is_broken: bool) -> None:
    """Let no update be stored, or again."""
    with transaction.atomic(), closing(transaction.get_connection().cursor()) as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS broken")
        if is_broken:
            cursor.execute(
                "CREATE TRIGGER broken BEFORE INSERT ON romanesco_yjournal "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )


def is_stored(update: bytes) -> bool:
    """Whether another process would find this update on the disk: asked past Django."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as disk:
            return disk.execute(STORED_SQLITE, (update,)).fetchone() is not None
    with psycopg.connect(**connection.get_connection_params()) as disk:
        return disk.execute(STORED_POSTGRES, (update,)).fetchone() is not None


def _plan(plan: str) -> Plan:
    return Plan.objects.get(pk=plan)


def _person(person_id: str) -> Person:
    return Person.objects.get(pk=person_id)


ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        stage, share, start, withdraw, close_pair, end_login, expire_login, extend_login, revoke,
        write, add_topic, read, state, rows, tables_with, forget, break_disk,
    )
}  # fmt: skip
