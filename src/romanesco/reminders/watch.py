"""Looking at the clock again and again: near each time, and far now and then."""

from datetime import datetime, timedelta

from romanesco.reminders.facts import Look
from romanesco.reminders.operations import remind

FAR_EVERY = timedelta(minutes=5)
MISSED = timedelta(minutes=1)  # without a look for so long, something may have been passed


class Watch:
    """Keeps in mind when it looked. Without that nothing is lost: then it looks far."""

    def __init__(self) -> None:
        self.looked_at: datetime | None = None
        self.looked_far_at: datetime | None = None

    def __call__(self, at: datetime) -> int:
        """Write what is due; returns how many letters."""
        look = Look(at, is_far=self._is_time_to_look_far(at))
        count = remind(at=at, look=look)
        self.looked_at = at
        if look.is_far:
            self.looked_far_at = at
        return count

    def _is_time_to_look_far(self, at: datetime) -> bool:
        if self.looked_at is None or self.looked_far_at is None:
            return True
        was_away = not timedelta() <= at - self.looked_at <= MISSED
        return was_away or at - self.looked_far_at >= FAR_EVERY
