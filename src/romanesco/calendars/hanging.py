"""Servers that have just kept somebody waiting: nobody else of theirs is sent there for a minute.

Known to this process alone; another finds out for itself.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

A_WHILE = timedelta(minutes=1)
MOST = 1000

_until: dict[str, datetime] = {}


def is_hanging(url: str, *, at: datetime) -> bool:
    """Whether the server of this address is left alone just now."""
    return _until.get(_origin(url), at) > at


def leave_alone(url: str, *, at: datetime) -> None:
    """It did not answer in time, or not at all."""
    if len(_until) >= MOST:
        _until.clear()
    _until[_origin(url)] = at + A_WHILE


def forget() -> None:
    """Let everybody be asked again."""
    _until.clear()


def _origin(url: str) -> str:
    found = urlsplit(url)  # httpx, which reads the rest, is slow to be loaded
    return f"{found.scheme}://{found.netloc}"
