"""Whose logins these are: asked for many at once, in two queries.

A page asks Django's `get_user` for one; this asks the same for the live engine. It only reads:
a login that is not recognised is left as it is.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from re import compile as pattern
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from romanesco.base import many
from romanesco.people.models import login_hash

# A key as Django makes them; whatever else a cookie holds is nobody's.
SHAPE = pattern(r"[a-z0-9]{32}")
LOGINS = """
    SELECT session_key, session_data, expire_date FROM django_session
    WHERE session_key IN (%s) AND expire_date > %s
"""
PEOPLE = """
    SELECT id, password, logins_ended FROM romanesco_person WHERE id IN (%s) AND is_active
"""


@dataclass(frozen=True)
class Bearer:
    """The active person who shows something at the door, and when that ends by its date alone
    (None: never)."""

    person_id: UUID
    ends_at: datetime | None = None


@dataclass(frozen=True)
class _Login:
    """What a login says of itself: whose it is, under which hash, and until when."""

    key: str
    person_id: UUID
    told_hash: str
    ends_at: datetime


def bearers_of_logins(keys: Collection[str], *, at: datetime) -> dict[str, Bearer]:
    """Those of the keys that are logins now, and whose."""
    logins = list(_logins([key for key in keys if SHAPE.fullmatch(key)], at))
    people = _people({login.person_id for login in logins})
    return {
        login.key: Bearer(login.person_id, login.ends_at)
        for login in logins
        if login.person_id in people and _is_true(login, *people[login.person_id])
    }


def _logins(keys: Collection[str], at: datetime) -> Iterator[_Login]:
    store = SessionStore()
    for key, data, ends_at in many.rows(LOGINS, keys, at):
        told = store.decode(data)
        person_id = _person_id(told)
        if person_id is not None and told.get(BACKEND_SESSION_KEY) in _backends():
            told_hash = str(told.get(HASH_SESSION_KEY) or "")
            yield _Login(key, person_id, told_hash, many.instant_of(ends_at))


def _person_id(told: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(told[SESSION_KEY])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _backends() -> Collection[str]:
    return settings.AUTHENTICATION_BACKENDS


def _people(ids: Collection[UUID]) -> dict[UUID, tuple[str, int]]:
    rows = many.rows(PEOPLE, ids)
    return {many.uuid_of(person_id): (password, ended) for person_id, password, ended in rows}


def _is_true(login: _Login, password: str, logins_ended: int) -> bool:
    """Whether the login was made under the password and the count of today."""
    secrets = (None, *settings.SECRET_KEY_FALLBACKS)
    hashes = (login_hash(password, logins_ended, secret) for secret in secrets)
    return any(constant_time_compare(login.told_hash, each) for each in hashes)
