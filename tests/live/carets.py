"""What clients say of themselves, as entries of an awareness."""

import json
from typing import Any
from uuid import UUID

from romanesco.live.frames import Entry


def entry(client: int, clock: int, state: dict[str, Any] | None, of: UUID | None = None) -> Entry:
    """As a browser writes it; `of` somebody as the server stamps it."""
    if state is None:
        return Entry(client, clock, None)
    stamped = state if of is None else {**state, "person": str(of)}
    return Entry(client, clock, json.dumps(stamped, separators=(",", ":")).encode())
