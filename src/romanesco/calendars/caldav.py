"""A small CalDAV client (RFC 4791): what writing sessions into somebody's calendar needs.

Every request goes through `base.outgoing`, with the app password (Basic, RFC 7617).
"""

from types import TracebackType
from typing import Self

import httpx

from romanesco.base import outgoing
from romanesco.base.errors import Refused
from romanesco.calendars import multistatus
from romanesco.calendars.logins import Login
from romanesco.calendars.multistatus import ETAG, KIND, NotMultistatus, Told
from romanesco.calendars.whereabouts import SentElsewhere, hop, may_know

HOPS = 5
MOST_BYTES = 4 << 20
REDIRECTS = {301, 302, 307, 308}
IS_GONE = {404, 410}


class WrongPassword(Refused):
    code = "wrong_password"
    message = "The server does not take this name and password. Is it an app password?"
    field = "password"


class SignsInOtherwise(Refused):
    code = "other_sign_in"
    message = "This server wants another way of signing in than a name and an app password."
    field = "address"


class ServerRefuses(Refused):
    code = "refused"
    message = "The server does not let us write into this calendar."


class ServerTroubled(Refused):
    code = "troubled"
    message = "The server has trouble of its own just now. Try again later."


class CalendarFull(Refused):
    code = "full"
    message = "There is no room left on that server."


class CalendarGone(Refused):
    code = "gone"
    message = "This calendar is no longer there. Choose another."


class Server:
    """A server as one person knows it, for a few requests within so many seconds."""

    def __init__(self, typed: httpx.URL, login: Login, *, seconds: float) -> None:
        self._typed = typed
        self._auth = httpx.BasicAuth(login.username, login.password)
        self._client = outgoing.client(most_bytes=MOST_BYTES, seconds=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def told(self, url: httpx.URL, *names: str, depth: int = 0) -> list[tuple[httpx.URL, Told]]:
        """What the server says of an address, and of what lies in it at depth 1; nothing where it
        speaks no WebDAV. Raises what `ask` raises."""
        headers = {"Depth": str(depth)}
        answer = self.ask("PROPFIND", url, multistatus.propfind(*names), headers)
        return [] if answer.status_code != httpx.codes.MULTI_STATUS else _located(answer)

    def put(self, url: httpx.URL, event: str, etag: str | None) -> str:
        """Write an event, whatever stands there, and return its new ETag ("" when not told).

        `etag` is the last one known, None where nothing should be there yet. What was changed at
        the other end meanwhile (412) is written over: for its own events Romanesco is right.
        Raises ServerRefuses, CalendarGone and what `ask` raises.
        """
        etag = self.etag(url) if etag == "" else etag
        for _ in range(3):
            headers = {"Content-Type": "text/calendar; charset=utf-8", **_only_if(etag)}
            answer = self.ask("PUT", url, event.encode(), headers)
            if answer.is_success:
                return str(answer.headers.get("ETag", ""))
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                break
            etag = self.etag(url)
        raise ServerRefuses

    def delete(self, url: httpx.URL) -> None:
        """Take an event out; it may be gone already. Raises ServerRefuses and what `ask` raises."""
        answer = self.ask("DELETE", url)
        if not answer.is_success and answer.status_code not in IS_GONE:
            raise ServerRefuses

    def etag(self, url: httpx.URL) -> str | None:
        """The ETag of what stands there: "" where the server tells none, None for nothing."""
        found = self.told(url, ETAG)
        return found[0][1].text(ETAG) if found else None

    def is_calendar(self, url: httpx.URL) -> bool:
        return any(told.is_calendar for _, told in self.told(url, KIND))

    def where(self, calendar: httpx.URL, uid: str) -> httpx.URL | None:
        """Where in a calendar the event with this UID stands."""
        query = multistatus.query_for(uid)
        answer = self.ask("REPORT", calendar, query, {"Depth": "1"})
        if answer.status_code != httpx.codes.MULTI_STATUS:
            return None
        return next((url for url, _ in _located(answer)), None)

    def ask(
        self,
        method: str,
        url: httpx.URL,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One request, sent on at most five times, each hop judged anew.

        Raises WrongPassword, SignsInOtherwise, CalendarFull, ServerTroubled, SentElsewhere,
        NotAnAddress and what `outgoing.client` raises; any other answer is the caller's.
        """
        typed = {"Content-Type": "application/xml; charset=utf-8"} if body else {}
        for _ in range(HOPS + 1):
            if not may_know(self._typed, url):
                raise SentElsewhere(url.host)
            answer = self._client.request(
                method, url, content=body, headers={**typed, **(headers or {})}, auth=self._auth
            )
            if answer.status_code not in REDIRECTS or "Location" not in answer.headers:
                return _judged(answer)
            url = hop(url, answer.headers["Location"])
        raise ServerTroubled


def _located(answer: httpx.Response) -> list[tuple[httpx.URL, Told]]:
    """What is told, with whole addresses. Raises Unreadable."""
    try:
        return [(hop(answer.url, one.href), one) for one in multistatus.read(answer.content)]
    except NotMultistatus:
        raise outgoing.Unreadable from None


def _only_if(etag: str | None) -> dict[str, str]:
    """A weak ETag (RFC 9110 8.8.1) does for no If-Match; then whatever is there is written over."""
    if etag is None:
        return {"If-None-Match": "*"}
    return {"If-Match": etag} if etag.startswith('"') else {}


def _judged(answer: httpx.Response) -> httpx.Response:
    status = answer.status_code
    if status == httpx.codes.UNAUTHORIZED:
        asked = answer.headers.get("WWW-Authenticate", "basic").lower()
        raise WrongPassword if "basic" in asked else SignsInOtherwise
    if status == httpx.codes.INSUFFICIENT_STORAGE or b"quota-not-exceeded" in answer.content:
        raise CalendarFull
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise ServerTroubled
    return answer
