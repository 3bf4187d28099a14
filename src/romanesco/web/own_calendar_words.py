"""How it goes with one's own calendar, in words for its owner."""

from datetime import datetime

from romanesco.calendars.models import CalendarAccount
from romanesco.people.local_words import clock_for, moment_for, seen_by, short_day_for
from romanesco.people.models import Person

BY_ITSELF = "It is tried again by itself."
TROUBLE = {
    "wrong_password": "Your calendar has not let us in since {since}: the app password may have "
    "changed. Enter it again and your sessions go on.",
    "password_needed": "Romanesco can no longer read your app password, because its own key has "
    "changed. Enter it once more.",
    "other_sign_in": "Your calendar has wanted another way of signing in since {since}. Disconnect "
    "it and connect it anew.",
    "unreachable": "Your calendar could not be reached since {since}. " + BY_ITSELF,
    "too_slow": "Your calendar has been too slow to answer since {since}. " + BY_ITSELF,
    "troubled": "Your calendar's server has had trouble of its own since {since}. " + BY_ITSELF,
    "full": "There has been no room left on your calendar's server since {since}. " + BY_ITSELF,
    "refused": "Your calendar has taken nothing since {since}. May it still be written into?",
    "gone": "The calendar has not been there since {since}. Choose another one.",
    "not_allowed": "Romanesco may not send anything to your calendar's server, because it is in a "
    "private network. Whoever runs this installation can allow it.",
    "elsewhere": "Your calendar's server has sent us on to another one since {since}. Disconnect "
    "it and connect it with the new address.",
}
OTHERWISE = "Writing into your calendar has not worked since {since}. " + BY_ITSELF


def trouble(account: CalendarAccount, person: Person, *, at: datetime) -> str:
    """What keeps sessions from being written, or nothing."""
    if account.failing_since is None:
        return ""
    words = TROUBLE.get(account.failure, OTHERWISE)
    return words.format(since=_since(account.failing_since, person, at))


def writes(account: CalendarAccount, person: Person) -> str:
    """When it was last as it should be."""
    if account.written_at is None:
        return "Your sessions are on their way into it."
    return f"All there, last looked at {moment_for(account.written_at, person)}."


def _since(instant: datetime, person: Person, at: datetime) -> str:
    seen = seen_by(person, instant)
    days = (seen_by(person, at).date() - seen.date()).days
    if days <= 0:
        return f"{clock_for(instant, person)} today"
    if days < 7:
        return "yesterday" if days == 1 else f"{seen:%A}"
    return short_day_for(instant, person)
