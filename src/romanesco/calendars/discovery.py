"""From an address as typed to the calendars that may be written into (RFC 6764, RFC 4791 6.2)."""

import httpx

from romanesco.base.errors import Refused
from romanesco.calendars.caldav import Server
from romanesco.calendars.logins import Calendar, Login
from romanesco.calendars.multistatus import (
    COMPONENTS,
    HOMES,
    KIND,
    NAME,
    PRINCIPAL,
    PRIVILEGES,
    Told,
)
from romanesco.calendars.whereabouts import SentElsewhere, hop

WELL_KNOWN = "/.well-known/caldav"
ABOUT_CALENDARS = (NAME, KIND, COMPONENTS, PRIVILEGES)
MOST_CALENDARS = 50
MOST_HOMES = 3
SECONDS = 15.0  # somebody waits for the page

type Place = tuple[httpx.URL, Told]


class NotACalendar(Refused):
    code = "not_a_calendar"
    message = "There is no calendar at this address. Is it the one for CalDAV?"
    field = "address"


class NoneToWriteInto(Refused):
    code = "none_to_write_into"
    message = "There are calendars here, but none that you may write into."
    field = "address"


def calendars_at(typed: httpx.URL, login: Login) -> list[Calendar]:
    """The calendars for events that this person may write into.

    Raises NotACalendar, NoneToWriteInto, and what `Server.ask` raises.
    """
    with Server(typed, login, seconds=SECONDS) as server:
        found = _found(server, typed)
    calendars = [_named(url, told) for url, told in found if _may_hold(told)]
    if not calendars:
        raise NoneToWriteInto
    return list(dict.fromkeys(calendars))[:MOST_CALENDARS]


def _found(server: Server, typed: httpx.URL) -> list[Place]:
    """Everything that is a calendar: the address itself, or what lies in this person's homes."""
    refusal: Refused = NotACalendar()
    for url in _doors(typed):
        try:
            here = server.told(url, *ABOUT_CALENDARS, PRINCIPAL, HOMES)
        except SentElsewhere as elsewhere:
            refusal = elsewhere
            continue
        if here and here[0][1].is_calendar:
            return here[:1]
        if homes := _homes(server, here):
            inside = [server.told(home, *ABOUT_CALENDARS, depth=1) for home in homes[:MOST_HOMES]]
            return [place for places in inside for place in places if place[1].is_calendar]
    raise refusal


def _doors(typed: httpx.URL) -> list[httpx.URL]:
    """Where to ask: what was typed, and the well-known address, which a bare host has first."""
    well_known = typed.copy_with(raw_path=WELL_KNOWN.encode())
    return [well_known, typed] if typed.path in {"", "/"} else [typed, well_known]


def _homes(server: Server, here: list[Place]) -> list[httpx.URL]:
    """Where this person's calendars lie: as told here, or by who they are here."""
    for url, told in here[:1]:
        if homes := told.hrefs(HOMES):
            return [hop(url, home) for home in homes]
        for principal in told.hrefs(PRINCIPAL)[:1]:
            about = server.told(hop(url, principal), HOMES)
            return [hop(there, home) for there, told in about[:1] for home in told.hrefs(HOMES)]
    return []


def _may_hold(told: Told) -> bool:
    return told.takes_events and told.may_be_written


def _named(url: httpx.URL, told: Told) -> Calendar:
    words = "".join(letter for letter in told.text(NAME) if letter.isprintable())
    last = url.path.rstrip("/").rpartition("/")[2]
    return Calendar(str(url), " ".join(words.split())[:200] or last[:200] or url.host)
