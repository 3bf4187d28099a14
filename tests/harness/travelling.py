"""The clock of this very process, for tests without a server."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

# A Wednesday at noon, an ordinary week before any summer time begins.
NOON = datetime(2026, 2, 11, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still at NOON; `clock.move_to(instant)` and `clock.shift(seconds)` move it."""
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates
