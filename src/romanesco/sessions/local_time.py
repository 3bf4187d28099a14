"""From a date, a time and a zone to one instant, asking where the clocks make it unclear. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class TimeDoesNotExist(ValueError):
    """The clocks go forward over this local time. `nearest` is as much later as they jump."""

    def __init__(self, nearest: datetime) -> None:
        self.nearest = nearest
        super().__init__("this local time does not exist")


class TimeExistsTwice(ValueError):
    """The clocks go back over this local time. `both` are the earlier and the later instant."""

    def __init__(self, both: tuple[datetime, datetime]) -> None:
        self.both = both
        super().__init__("this local time exists twice")


def instant(day: date, clock: time, zone: ZoneInfo, *, which: str = "") -> datetime:
    """The instant (UTC) of a local time. `which` is "earlier" or "later" where it exists twice.

    Raises TimeDoesNotExist, or TimeExistsTwice when `which` does not say which of the two.
    """
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise TimeDoesNotExist(first.astimezone(zone))
    if first == second:
        return first
    if which in ("earlier", "later"):
        return first if which == "earlier" else second
    raise TimeExistsTwice((first, second))
