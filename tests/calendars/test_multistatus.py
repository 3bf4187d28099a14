"""What servers say, read with suspicion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.calendars import multistatus
from romanesco.calendars.multistatus import ETAG, HOMES, NotMultistatus, read

SAID = b"""<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
 <D:response><D:href> /rosa/work/ </D:href>
  <D:propstat><D:prop>
    <D:resourcetype><D:collection/><C:calendar/></D:resourcetype>
    <D:getetag>"1"</D:getetag>
    <C:calendar-home-set><D:href>/rosa/</D:href><D:href>/shared/</D:href></C:calendar-home-set>
    %s
  </D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
  <D:propstat><D:prop><D:displayname>Hidden</D:displayname></D:prop>
    <D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>
 </D:response>
 <D:response><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
</D:multistatus>"""
EVENTS = (
    b'<C:supported-calendar-component-set><C:comp name="%s"/></C:supported-calendar-component-set>'
)
MAY = (
    b"<D:current-user-privilege-set><D:privilege><D:%s/></D:privilege>"
    b"</D:current-user-privilege-set>"
)


def test_what_a_server_has_is_read_and_what_it_refuses_is_not() -> None:
    (told,) = read(SAID % b"")
    assert told.href == "/rosa/work/"
    assert told.is_calendar
    assert told.text(ETAG) == '"1"'
    assert told.text(multistatus.NAME) == ""
    assert told.hrefs(HOMES) == ["/rosa/", "/shared/"]


@pytest.mark.parametrize(
    ("more", "takes_events", "may_be_written"),
    [
        (b"", True, True),
        (EVENTS % b"VEVENT", True, True),
        (EVENTS % b"VTODO", False, True),
        (MAY % b"read", True, False),
        (MAY % b"write-properties", True, False),
        (MAY % b"write-content", True, True),
        (MAY % b"all", True, True),
        (MAY % b"bind", True, True),
    ],
)
def test_a_calendar_is_for_events_that_may_be_written(
    more: bytes, takes_events: bool, may_be_written: bool
) -> None:
    (told,) = read(SAID % more)
    assert (told.takes_events, told.may_be_written) == (takes_events, may_be_written)


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"no xml at all",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]><x>&l9;</x>",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>',
        b"<D:multistatus xmlns:D='DAV:'>",
    ],
)
def test_tricks_and_nonsense_are_no_answer(body: bytes) -> None:
    with pytest.raises(NotMultistatus):
        read(body)


@given(st.text())
def test_a_uid_of_any_kind_makes_a_query(uid: str) -> None:
    assert b"calendar-query" in multistatus.query_for(uid)


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 33 + b"</a>" * 33,
        b"<a>" * 200_000 + b"</a>" * 200_000,
        b"<a>" + b"<b/>" * 50_000 + b"</a>",
    ],
    ids=["deep", "deeper", "long"],
)
def test_what_is_deeper_or_longer_than_any_list_is_refused(body: bytes) -> None:
    with pytest.raises(NotMultistatus):
        read(SAID % body)


def test_a_long_list_of_calendars_is_read() -> None:
    one = b"<D:response><D:href>/%d/</D:href></D:response>"
    many = b"".join(one % number for number in range(2000))
    assert len(read(b'<D:multistatus xmlns:D="DAV:">' + many + b"</D:multistatus>")) == 2000
