"""Letters that come in, for tests of how they come and not of where their words go."""

from datetime import datetime

import pytest

from romanesco.replies import arriving
from romanesco.replies.placing import Reply


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> list[Reply]:
    """Stands where the words go into the plan, which has tests of its own."""
    found: list[Reply] = []

    def place(reply: Reply, *, at: datetime) -> str:
        found.append(reply)
        return "placed"

    monkeypatch.setattr(arriving, "place", place)
    return found
