"""While the mail server does not answer, nobody knocks at each second. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=5)


@dataclass
class Rest:
    """This process's rest: twice as long each time, until a letter is taken."""

    until: datetime | None = None
    times: int = 0

    def begin(self, at: datetime) -> None:
        self.times += 1
        self.until = at + min(FIRST * 2 ** min(self.times - 1, 10), LONGEST)

    def is_on(self, at: datetime) -> bool:
        """Also over when the clock was set back, and it would else take for ever."""
        return self.until is not None and self.until - LONGEST <= at < self.until

    def end(self) -> None:
        self.until, self.times = None, 0
