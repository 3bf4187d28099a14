"""One account's turn: its calendar is made as it should be, as far as ten seconds go.

For its own events Romanesco is right: what was changed at the other end is written over with the
next change here. What was deleted there stays deleted until then. Anything can be cut off at any
line: a row is kept before its event is written, and an event stands at an address made of its UID.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

import httpx

from romanesco.base.errors import Refused
from romanesco.base.outgoing import TooSlow
from romanesco.calendars.accounts import A_TURN, login_of
from romanesco.calendars.caldav import CalendarGone, Server, ServerRefuses, ServerTroubled
from romanesco.calendars.models import CalendarAccount, WrittenEvent
from romanesco.calendars.vevent import resources_of

MOST_REFUSALS = 3
LONGEST_ETAG = 200
LONG_OVER = timedelta(days=31)  # older sessions are not written into a calendar that is new
BOOKKEEPING = re.compile(r"^(DTSTAMP|LAST-MODIFIED|SEQUENCE|CREATED)[;:].*\r?\n", re.MULTILINE)
DAYS = re.compile(r"^DTSTART[^:\r\n]*:(\d{8})", re.MULTILINE)

type Step = Callable[[Server], None]


@dataclass
class Turn:
    """One account's ten seconds."""

    account: CalendarAccount
    at: datetime

    def take(self) -> bool:
        """Make the calendar as it should be; False when time was up before. Raises Refused."""
        steps = list(self._steps())
        if not steps:
            return True
        address, login = httpx.URL(self.account.address), login_of(self.account)
        with Server(address, login, seconds=A_TURN) as server:
            return self._walk(steps, server)

    def _walk(self, steps: list[Step], server: Server) -> bool:
        refusals: list[Refused] = []
        for number, step in enumerate(steps):
            try:
                step(server)
            except (ServerRefuses, ServerTroubled) as refusal:  # by one event; others may do
                refusals.append(refusal)
                if len(refusals) >= MOST_REFUSALS:
                    break
            except TooSlow:
                if number == 0:
                    raise
                return False
        if refusals:
            raise refusals[0]
        return True

    def _steps(self) -> Iterator[Step]:
        """What is over goes first, then what is new or differs."""
        found = resources_of(self.account.person, at=self.at)
        wanted, stays = found.events, found.untold
        kept = {row.uid: row for row in self.account.events.all()}
        for uid, row in kept.items():
            if uid not in wanted and uid not in stays:
                yield partial(self._remove, row)
        for uid, event in wanted.items():
            if self._differs(event, kept.get(uid)):
                yield partial(self._write, uid, event, kept.get(uid))

    def _differs(self, event: str, row: WrittenEvent | None) -> bool:
        if row is None:
            return not _is_long_over(event, self.at)
        return row.fingerprint != digest_of(event) or not self._is_inside(row)

    def _is_inside(self, row: WrittenEvent) -> bool:
        return not row.href or row.href.startswith(_folder(self.account.calendar_url))

    def _remove(self, row: WrittenEvent, server: Server) -> None:
        if row.href:
            server.delete(httpx.URL(row.href))
        row.delete()

    def _write(self, uid: str, event: str, row: WrittenEvent | None, server: Server) -> None:
        if row is not None and not self._is_inside(row):  # another calendar was chosen
            self._remove(row, server)
            row = None
        row = row or WrittenEvent.objects.create(
            account=self.account, uid=uid, href=self._place(uid), written_at=self.at
        )
        row.href = row.href or self._place(uid)
        etag = row.etag if row.fingerprint else None
        try:
            row.etag = server.put(httpx.URL(row.href), event, etag)
        except ServerRefuses:
            self._write_where_it_stands(row, event, server)
        row.etag = row.etag if len(row.etag) <= LONGEST_ETAG else ""
        row.fingerprint, row.written_at = digest_of(event), self.at
        row.save(update_fields=["href", "etag", "fingerprint", "written_at"])

    def _write_where_it_stands(self, row: WrittenEvent, event: str, server: Server) -> None:
        """An invitation that was accepted may have put it there under an address of its own: a
        calendar has a UID only once (RFC 4791 5.3.2.1). Where its server keeps the invitation as
        it is (RFC 6638 3.2.4.2), it follows our letters, and is not ours to write or take out."""
        calendar = httpx.URL(self.account.calendar_url)
        if not server.is_calendar(calendar):
            raise CalendarGone
        found = server.where(calendar, row.uid)
        if found is None or str(found) == row.href:
            raise ServerRefuses
        try:
            row.href, row.etag = str(found), server.put(found, event, "")
        except ServerRefuses:
            row.href, row.etag = "", ""

    def _place(self, uid: str) -> str:
        name = re.sub(r"[^A-Za-z0-9-]", "-", uid)
        return f"{_folder(self.account.calendar_url)}{name}.ics"


def digest_of(event: str) -> str:
    """Of what an event tells, without its bookkeeping: when it was written, and how often."""
    return sha256(BOOKKEEPING.sub("", event).encode()).hexdigest()


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _is_long_over(event: str, at: datetime) -> bool:
    """Whether it is a single session that was over long ago; a series goes as a whole."""
    last = max(DAYS.findall(event.partition("BEGIN:VEVENT")[2]), default="")
    return (
        "\nRRULE:" not in event.partition("BEGIN:VEVENT")[2] and last < f"{at - LONG_OVER:%Y%m%d}"
    )
