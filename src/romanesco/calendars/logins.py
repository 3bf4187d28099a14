"""What is kept of a calendar server: how one signs in there, and which calendars it has.

Apart from what speaks to servers (httpx), which is loaded when somebody has a calendar there.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Login:
    """A name and an app password, which no repr and no log shows."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Calendar:
    url: str
    name: str
