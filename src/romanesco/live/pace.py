"""How fast one connection may speak: two buckets that refill, one of messages and one of bytes."""

from dataclasses import dataclass

MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 200.0, 1_000.0
BYTES_PER_SECOND, BYTES_AT_ONCE = 400_000.0, 6_000_000.0


@dataclass(slots=True)
class Pace:
    """Far above anybody's typing, below what would keep the others waiting."""

    seen_at: float
    messages: float = MESSAGES_AT_ONCE
    bytes: float = BYTES_AT_ONCE

    def allows(self, size: int, at: float) -> bool:
        """Count one message of `size` bytes at `at` (seconds on any steady clock)."""
        elapsed = at - self.seen_at
        self.seen_at = at
        if elapsed > 0:
            self.messages = min(MESSAGES_AT_ONCE, self.messages + elapsed * MESSAGES_PER_SECOND)
            self.bytes = min(BYTES_AT_ONCE, self.bytes + elapsed * BYTES_PER_SECOND)
        self.messages -= 1
        self.bytes -= size
        return self.messages >= 0 and self.bytes >= 0
