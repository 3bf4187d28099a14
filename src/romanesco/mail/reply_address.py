"""The addresses that letters are answered to: signed, for one person and one thing."""

from datetime import datetime
from uuid import UUID


def reply_address(person_id: UUID, purpose: str, about: UUID, *, until: datetime) -> str:
    """The address, the same each time until it expires; "" where no mail comes in."""
    return ""
