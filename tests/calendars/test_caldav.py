"""Servers of all kinds: sent on like iCloud, hostile, slow; the password stays in the house."""

from base64 import b64encode
from collections.abc import Callable

import httpx
import pytest

from romanesco.base.errors import Refused
from romanesco.base.outgoing import TooSlow, Unreachable, Unreadable
from romanesco.calendars.caldav import (
    CalendarFull,
    Server,
    ServerRefuses,
    ServerTroubled,
    SignsInOtherwise,
    WrongPassword,
)
from romanesco.calendars.discovery import NoneToWriteInto, NotACalendar, calendars_at
from romanesco.calendars.logins import Calendar, Login
from romanesco.calendars.whereabouts import SentElsewhere
from tests.harness.certificates import Certificate
from tests.harness.listening import Asked, Listening, Reply, listening
from tests.harness.outside import Names

pytestmark = pytest.mark.usefixtures("loopback_allowed")
LOGIN = Login("rosa", "dune-otter-fjord")
BASIC = "Basic " + b64encode(b"rosa:dune-otter-fjord").decode()


def multistatus(href: str, prop: str) -> Reply:
    body = (
        '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response>'
        f"<D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
    )
    return Reply(207, {"Content-Type": "application/xml"}, body.encode())


CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"


HOME = "<C:calendar-home-set><D:href>%s</D:href></C:calendar-home-set>"
PRINCIPAL = "<D:current-user-principal><D:href>%s</D:href></D:current-user-principal>"


def found(server: Listening, path: str = "/") -> list[Calendar]:
    return calendars_at(httpx.URL(f"{server.url}{path}"), LOGIN)


def icloud(port: int) -> Callable[[Asked], Reply]:
    """A host that all are sent to, and another for each person's calendars."""
    home = f"https://p42-caldav.example.org:{port}/1/calendars/"

    def answer(asked: Asked) -> Reply:
        host = asked.headers["Host"].partition(":")[0]
        match host, asked.path:
            case "caldav.example.org", "/.well-known/caldav":
                return Reply(301, {"Location": "/"})
            case "caldav.example.org", "/":
                return multistatus(
                    "/", "<D:current-user-principal><D:href>/1/principal/</D:href>"
                    "</D:current-user-principal>"
                )  # fmt: skip
            case "caldav.example.org", "/1/principal/":
                return multistatus(
                    "/1/principal/",
                    f"<C:calendar-home-set><D:href>{home}</D:href></C:calendar-home-set>",
                )
            case "p42-caldav.example.org", "/1/calendars/":
                return multistatus(
                    "/1/calendars/work/", f"{CALENDAR}<D:displayname>Arbeit</D:displayname>"
                )
        return Reply(404)

    return answer


def test_a_person_is_sent_on_to_the_host_that_has_their_calendars(
    name_server: Names, believed: Certificate
) -> None:
    name_server["caldav.example.org"] = name_server["p42-caldav.example.org"] = ["127.0.0.1"]
    with listening(lambda asked: Reply(404), believed.server_context()) as server:
        server.answer = icloud(server.port)
        calendars = calendars_at(httpx.URL(f"https://caldav.example.org:{server.port}"), LOGIN)
        work = f"https://p42-caldav.example.org:{server.port}/1/calendars/work/"
    assert calendars == [Calendar(work, "Arbeit")]
    assert {asked.headers["Authorization"] for asked in server.asked} == {BASIC}
    assert {asked.method for asked in server.asked} == {"PROPFIND"}
    assert all(b"propfind" in asked.body for asked in server.asked)  # also after being sent on


def test_another_house_never_hears_the_password(name_server: Names, believed: Certificate) -> None:
    name_server["caldav.example.org"] = name_server["evil.example.com"] = ["127.0.0.1"]
    with listening(lambda asked: Reply(200), believed.server_context()) as evil:
        away = Reply(302, {"Location": f"https://evil.example.com:{evil.port}/dav/"})
        with (
            listening(lambda asked: away, believed.server_context()) as server,
            pytest.raises(SentElsewhere) as refused,
        ):
            calendars_at(httpx.URL(f"https://caldav.example.org:{server.port}"), LOGIN)
        assert evil.connections == []
    assert "evil.example.com" in refused.value.message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_home_in_another_house_is_not_asked_either(status: int) -> None:
    with listening(lambda asked: Reply(200)) as evil:
        home = f"http://127.0.0.2:{evil.port}/rosa/"
        told = f"<C:calendar-home-set><D:href>{home}</D:href></C:calendar-home-set>"
        with (
            listening(lambda asked: multistatus("/", told)) as server,
            pytest.raises(SentElsewhere),
        ):
            found(server)
        assert evil.connections == []


def test_nobody_is_sent_round_in_circles() -> None:
    round_again = Reply(302, {"Location": "/again/"})
    with listening(lambda asked: round_again) as server, pytest.raises(ServerTroubled):
        found(server)
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (Reply(401, {"WWW-Authenticate": 'Basic realm="x"'}), WrongPassword),
        (Reply(401), WrongPassword),
        (Reply(401, {"WWW-Authenticate": 'Digest realm="x", nonce="y"'}), SignsInOtherwise),
        (Reply(500), ServerTroubled),
        (Reply(503), ServerTroubled),
        (Reply(429), ServerTroubled),
        (Reply(507), CalendarFull),
        (Reply(404), NotACalendar),
        (Reply(405), NotACalendar),
        (Reply(403), NotACalendar),
        (Reply(200, {}, b"<html>Welcome</html>"), NotACalendar),
        (Reply(207, {}, b"<html>Welcome</html>"), Unreadable),
        (Reply(207, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), Unreadable),
        (Reply(207, {}, b" " * (10 << 20)), Unreadable),
        (Reply(207, {"Content-Encoding": "gzip"}, b"\x1f\x8b"), Unreadable),
        (Reply(302, {"Location": "https://[nonsense"}), Refused),
        (multistatus("https://[nonsense", CALENDAR), Refused),
        (Reply(301, {"Location": "\x01"}), Unreadable),
        (Reply(301, {"Location": "https://a:b:c/"}), Refused),
        (Reply(301, {"Location": "https://xn--\xff/"}), Refused),
        (multistatus("https://xn--a-/", CALENDAR), Refused),
        (multistatus("/", HOME % "https://[nonsense"), Refused),
        (multistatus("/", HOME % "https://xn--a-/"), Refused),
        (multistatus("/", PRINCIPAL % "https://[nonsense"), Refused),
        (multistatus("/", "<a>" * 200_000 + "</a>" * 200_000), Unreadable),
        (multistatus("/", ""), NotACalendar),
        (
            multistatus("/", CALENDAR + "<D:current-user-privilege-set/>"),
            NoneToWriteInto,
        ),
    ],
)
def test_what_a_server_answers_is_told_as_it_is(reply: Reply, refusal: type[Refused]) -> None:
    with listening(lambda asked: reply) as server, pytest.raises(refusal):
        found(server)


def test_a_calendars_name_is_one_line_of_text() -> None:
    name = "<D:displayname>Work\n\x7f &lt;b&gt;\u202e " + "x" * 500 + "</D:displayname>"
    with listening(lambda asked: multistatus("/work/", CALENDAR + name)) as server:
        (calendar,) = found(server, "/work/")
    assert calendar.name.startswith("Work <b> x")
    assert len(calendar.name) == 200


def test_a_calendar_without_a_name_is_told_by_its_address() -> None:
    with listening(lambda asked: multistatus("/rosa/work/", CALENDAR)) as server:
        assert found(server, "/rosa/work/")[0].name == "work"


def test_a_server_that_takes_its_time_ends_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its answers comes in time, all of them together do not."""
    with listening(lambda asked: Reply(404)) as server:
        typed = httpx.URL(server.url)
        with Server(typed, LOGIN, seconds=0.0) as late, pytest.raises(TooSlow):
            late.told(typed, "{DAV:}displayname")
        assert server.connections == []


def put(replies: list[Reply], etag: str | None) -> tuple[list[Asked], str | Refused]:
    """What is asked while an event is written, and what comes of it."""
    waiting = list(replies)
    with listening(lambda asked: waiting.pop(0)) as server:
        url = httpx.URL(f"{server.url}/work/1.ics")
        with Server(httpx.URL(server.url), LOGIN, seconds=10) as there:
            try:
                outcome: str | Refused = there.put(url, "BEGIN:VCALENDAR", etag)
            except Refused as refusal:
                outcome = refusal
    return server.asked, outcome


def etag_is(etag: str) -> Reply:
    return multistatus("/work/1.ics", f"<D:getetag>{etag}</D:getetag>")


NEW = ("If-None-Match", "*")
MET, CHANGED = Reply(201, {"ETag": '"2"'}), Reply(412)


@pytest.mark.parametrize(
    ("replies", "etag", "conditions", "outcome"),
    [
        ([MET], None, [NEW], '"2"'),
        ([MET], '"1"', [("If-Match", '"1"')], '"2"'),
        ([Reply(204)], '"1"', [("If-Match", '"1"')], ""),
        # Changed there meanwhile: written over.
        ([CHANGED, etag_is('"9"'), MET], '"1"', [("If-Match", '"1"'), ("If-Match", '"9"')], '"2"'),
        # Deleted there meanwhile: written anew.
        ([CHANGED, Reply(404), MET], '"1"', [("If-Match", '"1"'), NEW], '"2"'),
        # Already there, from a worker that died.
        ([CHANGED, etag_is('"9"'), MET], None, [NEW, ("If-Match", '"9"')], '"2"'),
        # Written before by a server that told no ETag, or a weak one.
        ([etag_is('"9"'), MET], "", [("If-Match", '"9"')], '"2"'),
        ([etag_is('W/"9"'), MET], "", [("", "")], '"2"'),
    ],
)  # fmt: skip
def test_an_event_is_written_whatever_stands_there(
    replies: list[Reply], etag: str | None, conditions: list[tuple[str, str]], outcome: str
) -> None:
    asked, said = put(replies, etag)
    assert said == outcome
    puts = [one for one in asked if one.method == "PUT"]
    assert [one.body for one in puts] == [b"BEGIN:VCALENDAR"] * len(puts)
    assert [
        next(((name, one.headers[name]) for name in ("If-Match", "If-None-Match")
              if name in one.headers), ("", ""))
        for one in puts
    ] == conditions  # fmt: skip


@pytest.mark.parametrize(
    ("replies", "refusal"),
    [
        ([Reply(403)], ServerRefuses),
        ([Reply(404)], ServerRefuses),
        ([Reply(409)], ServerRefuses),
        ([Reply(413)], ServerRefuses),
        ([CHANGED, etag_is('"9"')] * 3, ServerRefuses),
        ([Reply(401)], WrongPassword),
        ([Reply(507)], CalendarFull),
        (
            [Reply(403, {}, b"<D:error xmlns:D='DAV:'><D:quota-not-exceeded/></D:error>")],
            CalendarFull,
        ),
    ],
)
def test_an_event_that_is_not_taken_is_told(replies: list[Reply], refusal: type[Refused]) -> None:
    _, said = put(replies, '"1"')
    assert type(said) is refusal


def test_a_server_that_nobody_runs_is_unreachable() -> None:
    with listening(lambda asked: Reply(404)) as server:
        url = httpx.URL(server.url)
    with pytest.raises(Unreachable):
        calendars_at(url, LOGIN)


def test_a_login_shows_no_password() -> None:
    assert "otter" not in repr(LOGIN)
