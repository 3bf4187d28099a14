"""That somebody is still there, said again every 15 seconds by every page, is told to the others a
moment later, all of a moment together: of what a single one costs, most is waking up for it.

Nobody sees the difference: a page takes somebody for gone after 30 seconds (y-protocols).
"""

import asyncio

from romanesco.live.company import Company

# So long (seconds) may it wait.
LONGEST_WAIT = 0.25


class Renewals:
    """Belongs to an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._companies: dict[Company, None] = {}

    def note(self, company: Company) -> None:
        """Somebody among them has said no more than that they are still there."""
        if not self._companies:
            self._loop.call_later(LONGEST_WAIT, self._tell)
        self._companies[company] = None

    def _tell(self) -> None:
        companies, self._companies = self._companies, {}
        for company in companies:
            company.tell_renewed()
