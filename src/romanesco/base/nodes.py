"""Who we are among the processes on one PostgreSQL, and the words that all of them understand."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection as database

from romanesco.base import notices
from romanesco.base.notices import Notice

if TYPE_CHECKING:
    import psycopg

CHANNEL = "romanesco"
NOTIFY = "SELECT pg_notify('romanesco', payload) FROM unnest(%s::text[]) AS payload"

NODE = token_bytes(notices.NODE_BYTES)  # for as long as this process lives

# What can tell whether this process hears the others: one for each of its event loops that serve.
ears: set[Callable[[], bool]] = set()


def is_deaf() -> bool:
    """Whether this process serves, and cannot hear the other nodes."""
    return any(is_deaf() for is_deaf in tuple(ears))


def packed(told: Iterable[Notice]) -> list[str]:
    """Payloads for `NOTIFY`: said by us, sealed."""
    return notices.pack(NODE, key(), told)


def connect() -> "psycopg.Connection[Any]":
    """A connection past Django's, which commits each statement. Raises `psycopg.Error`."""
    import psycopg  # with SQLite nobody has to load it

    return psycopg.connect(**database.get_connection_params(), autocommit=True)


@cache
def key() -> bytes:
    """What seals our notices; the same for all who have the same SECRET_KEY."""
    secret = str(settings.SECRET_KEY).encode()
    return blake2b(secret, person=b"romanesco nodes").digest()
