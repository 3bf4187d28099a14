"""Looking for words in all that is stored."""

import zlib
from typing import Any

from django.db import connection


def tables_with(words: str) -> set[str]:
    """The tables in which these words stand, packed ones too."""
    tables = connection.introspection.table_names()
    return {table for table in tables if _has(table, words.encode())}


def _has(table: str, words: bytes) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return any(words in each for row in cursor.fetchall() for each in map(_bytes, row))


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes | memoryview):
        return str(value).encode()
    content = bytes(value)
    try:
        return content + zlib.decompress(content)
    except zlib.error:
        return content
