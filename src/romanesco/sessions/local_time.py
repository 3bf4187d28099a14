"""From a date, a time and a zone to one instant, asking where the clocks make it unclear. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class TimeIsUnclear(ValueError):
    """This local time is not one instant. `both` are the two that may be meant, in UTC, the
    earlier first."""

    def __init__(self, both: tuple[datetime, datetime]) -> None:
        self.both = both
        super().__init__("this local time is not one instant")


class TimeDoesNotExist(TimeIsUnclear):
    """The clocks go forward over this local time: as much earlier, or as much later as they
    jump."""


class TimeExistsTwice(TimeIsUnclear):
    """The clocks go back over this local time."""


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local time. Raises TimeDoesNotExist or TimeExistsTwice."""
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise TimeDoesNotExist((second, first))  # PEP 495: fold=1 reads it by the clock after
    if first != second:
        raise TimeExistsTwice((first, second))
    return first
