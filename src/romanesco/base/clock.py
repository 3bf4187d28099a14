"""The only place that asks what time it is."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    """The present instant, aware, in UTC.

    Where ROMANESCO_TEST_CLOCK names a file, the whole seconds in it are added, so that a test can
    travel in the time of a server that runs beside it.
    """
    return datetime.now(UTC) + _travelled()


def _travelled() -> timedelta:
    name = os.environ.get("ROMANESCO_TEST_CLOCK")
    if not name:
        return timedelta()
    path = Path(name)
    return timedelta(seconds=int(path.read_text() or "0")) if path.exists() else timedelta()
