"""Connecting a calendar of one's own, choosing it, and letting it go.

No transaction is open while a server is asked: one that hangs holds no lock. What asks it is
loaded only then.
"""

from dataclasses import asdict
from datetime import datetime

from django.db.models import Q

from romanesco.base.errors import NotFound, Refused
from romanesco.base.sealed import SealBroken, seal, unseal
from romanesco.calendars.logins import Calendar, Login
from romanesco.calendars.models import CalendarAccount
from romanesco.people.models import Person

A_TURN = 10.0  # seconds that one account may take, in a round or while somebody waits


class AlreadyConnected(Refused):
    code = "already_connected"
    message = "You have a calendar connected. Disconnect it first."


class BeingWritten(Refused):
    code = "being_written"
    message = "Your sessions are being written into it just now. Try again in a moment."


class PasswordNeeded(Refused):
    """The house's key has changed, and what was sealed with the former one does not open."""

    code = "password_needed"
    message = "The app password is needed again."
    field = "password"


def account_of(person: Person) -> CalendarAccount | None:
    """The calendar account that this person has connected, if any."""
    return CalendarAccount.objects.filter(person=person).first()


def connect(
    address: str, username: str, password: str, *, by: Person, at: datetime
) -> CalendarAccount:
    """Find the calendars at an address and keep the account; a single one is chosen at once.

    Raises AlreadyConnected, NotAnAddress, NameInAddress and what `calendars_at` raises.
    """
    if CalendarAccount.objects.filter(person=by).exclude(calendar_url="").exists():
        raise AlreadyConnected
    typed, calendars = _asked(address, Login(username, password))
    CalendarAccount.objects.filter(person=by, calendar_url="").delete()
    account = CalendarAccount(person=by, address=typed, username=username, connected_at=at)
    account.offered = [asdict(calendar) for calendar in calendars]
    account.sealed_password = seal(password, purpose=_purpose(account))
    if len(calendars) == 1:
        _take(account, calendars[0], at)
    account.save(force_insert=True)
    return account


def choose(url: str, *, by: Person, at: datetime) -> CalendarAccount:
    """Write into this one of the calendars offered; what stands in another moves over.

    Raises NotFound for one that was not offered.
    """
    account = _account(by)
    chosen = next((one for one in account.offered if one["url"] == url), None)
    if chosen is None:
        raise NotFound
    _take(account, Calendar(**chosen), at)
    account.save()
    return account


def renew_password(password: str, *, by: Person, at: datetime) -> None:
    """Keep another app password, once the server has taken it, and go on writing.

    Raises what `calendars_at` raises, and NotFound where nothing is connected.
    """
    account = _account(by)
    _, calendars = _asked(account.address, Login(account.username, password))
    CalendarAccount.objects.filter(id=account.id).update(
        offered=[asdict(calendar) for calendar in calendars],
        sealed_password=seal(password, purpose=_purpose(account)),
        **_anew(at),
    )


def look_again(*, by: Person, at: datetime) -> None:
    """Ask the server for its calendars anew. Raises what `renew_password` raises, and
    PasswordNeeded."""
    renew_password(login_of(_account(by)).password, by=by, at=at)


def write_again(*, by: Person, at: datetime) -> None:
    """Let everything be written anew in the next round, also what was deleted at the other end."""
    account = _account(by)
    account.events.update(fingerprint="")
    CalendarAccount.objects.filter(id=account.id).update(**_anew(at))


def disconnect(*, take_out: bool, by: Person, at: datetime) -> int:
    """Forget the account, the password first of all; `take_out` its events beforehand.

    Returns how many events stayed because the server did not let them go within ten seconds.
    Raises BeingWritten and NotFound.
    """
    account = _account(by)
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    if not CalendarAccount.objects.filter(free, id=account.id).update(next_try_at=None):
        raise BeingWritten
    left = _taken_out(account) if take_out else 0
    account.delete()
    return left


def login_of(account: CalendarAccount) -> Login:
    """What its server wants to hear. Raises PasswordNeeded."""
    try:
        return Login(account.username, unseal(account.sealed_password, purpose=_purpose(account)))
    except SealBroken:
        raise PasswordNeeded from None


def _asked(address: str, login: Login) -> tuple[str, list[Calendar]]:
    """The address as it is kept, and the calendars there."""
    from romanesco.calendars.discovery import calendars_at
    from romanesco.calendars.whereabouts import address_of

    typed = address_of(address)
    return str(typed), calendars_at(typed, login)


def _taken_out(account: CalendarAccount) -> int:
    """Delete what was written, as far as it goes; returns how many are left."""
    import httpx

    from romanesco.calendars.caldav import Server

    events = list(account.events.exclude(href="").order_by("-written_at"))
    try:
        with Server(httpx.URL(account.address), login_of(account), seconds=A_TURN) as server:
            while events:
                server.delete(httpx.URL(events[-1].href))
                events.pop()
    except Refused:
        pass  # how many are left says it
    return len(events)


def _account(person: Person) -> CalendarAccount:
    found = account_of(person)
    if found is None:
        raise NotFound
    return found


def _take(account: CalendarAccount, calendar: Calendar, at: datetime) -> None:
    account.calendar_url, account.calendar_name = calendar.url, calendar.name
    for name, value in _anew(at).items():
        setattr(account, name, value)


def _anew(at: datetime) -> dict[str, datetime | str | None]:
    """As if nothing had failed: due at once, and claimed by nobody."""
    return {"next_try_at": at, "claimed_until": None, "failing_since": None, "failure": ""}


def _purpose(account: CalendarAccount) -> str:
    return f"calendar {account.id}"
