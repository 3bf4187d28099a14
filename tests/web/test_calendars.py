"""The private calendar link: its page, and what a calendar gets there."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from romanesco.base import clock
from romanesco.calendars.feed import make_feed, token_of
from romanesco.calendars.models import Feed
from romanesco.journey import away, leave, prepare
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.operations import share
from romanesco.sessions.operations import Appointment
from tests.calendars.reading import starts, strictly
from tests.cast import a_pair, a_plan, olga, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGE = "/settings/calendar/"


@pytest.fixture(autouse=True)
def _asked_by_nobody(settings: object) -> None:
    from django.core.cache import cache

    cache.clear()


def test_a_link_is_made_shown_and_turned_off() -> None:
    browser = visit_as(rosa())
    assert "Make my link" in text_of(browser.get(PAGE))
    browser.post(f"{PAGE}feed")
    address = _path(rosa())
    page = browser.get(PAGE).content.decode()
    assert address in page
    assert "webcal://" in page
    assert Client().get(address).status_code == 200
    assert "Last asked for" in text_of(browser.get(PAGE))
    browser.post(f"{PAGE}feed/revocation", {"anew": "yes"})
    assert Client().get(address).status_code == 404
    assert Client().get(_path(rosa())).status_code == 200
    browser.post(f"{PAGE}feed/revocation")
    assert "Make my link" in text_of(browser.get(PAGE))
    assert not Feed.objects.filter(revoked_at=None).exists()


def test_making_twice_makes_one() -> None:
    assert make_feed(by=rosa(), at=clock.now()) == make_feed(by=rosa(), at=clock.now())


def test_a_calendar_gets_all_pairs_and_no_cookie() -> None:
    pair = _weekly()
    other = signed(a_pair(olga(), rosa()))
    now = clock.now().replace(microsecond=0)
    when = Appointment(now + HOUR * 50, "Europe/Bucharest")
    session = prepare.schedule(other, when, by=olga(), at=now)
    answer = Client().get(_link(pair.mentor))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["Cache-Control"]
    assert not answer.cookies
    ics = answer.content.decode()
    calendar = strictly(ics)
    assert calendar["METHOD"] == "PUBLISH"
    assert "X-PUBLISHED-TTL:PT1H" in ics
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in ics
    assert "ATTENDEE" not in ics
    shown = starts(ics, between=(now, now + timedelta(days=20)))
    assert session.starts_at in shown
    assert set(pair.sessions.filter(starts_at__lt=now + timedelta(days=20)).values_list(
        "starts_at", flat=True)) < set(shown)  # fmt: skip


def test_nobody_gets_anybody_elses() -> None:
    pair = _weekly()
    theirs = Client().get(_link(olga())).content.decode()
    assert strictly(theirs).walk("VEVENT") == []
    assert "Theo" not in theirs
    assert "Rosa" not in theirs
    assert visit_as(olga()).get(f"/pairs/{pair.id}/next").status_code == 404
    assert visit_as(olga()).get(f"/pairs/{uuid4()}/next").status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_wrong_revoked_and_unknown_links_are_the_same() -> None:
    link = _link(rosa())
    other = _link(theo())
    Feed.objects.filter(person=theo()).update(revoked_at=clock.now())
    gone = Feed(id=uuid4(), person=rosa(), made_at=clock.now())
    token = link.removeprefix("/calendars/").removesuffix(".ics")
    name, _, signature = token.partition(".")
    wrong = [
        other,
        f"/calendars/{token_of(gone)}.ics",
        f"/calendars/{name}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}.ics",
        f"/calendars/{name}.ics",
        f"/calendars/{name[:-2]}xx.{signature}.ics",
        "/calendars/....ics",
        "/calendars/\x00é.ics",
    ]
    answers = [Client().get(path) for path in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    inactive = Person.objects.get(email="rosa@example.org")
    inactive.is_active = False
    inactive.save()
    assert Client().get(link).status_code == 404


def test_what_is_unchanged_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = _weekly()
    link = _link(pair.mentor)
    first = Client().get(link)
    assert Client().get(link).content == first.content
    head = Client().head(link)
    assert head.status_code == 200
    assert head.headers["ETag"] == first.headers["ETag"]
    with monkeypatch.context() as patch:
        patch.setattr("romanesco.web.calendars.made", _never)
        same = Client().get(link, headers={"If-None-Match": first.headers["ETag"]})
        since = Client().get(link, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (same.status_code, since.status_code) == (304, 304)
    assert same.content == b""
    assert same.headers["ETag"] == first.headers["ETag"]


def test_every_change_is_sent() -> None:
    pair = _weekly()
    link, now = _link(pair.mentor), clock.now()
    session = pair.sessions.order_by("starts_at")[1]

    def moved() -> None:
        when = Appointment(session.starts_at + HOUR, session.time_zone)
        prepare.move(session, when, by=pair.mentee, at=now)

    def left_out() -> None:
        day = now.date() + timedelta(days=100)
        away.note(pair.mentee, day, day + timedelta(days=14), at=now)

    def renamed() -> None:
        Person.objects.filter(id=pair.mentee_id).update(name="Théo Lindqvist")

    def called_off() -> None:
        leave.cancel(session, by=pair.mentee, at=now)

    def paused() -> None:
        leave.pause(pair, by=pair.mentor, at=now)

    last = Client().get(link)
    for change in (moved, left_out, renamed, called_off, paused):
        change()
        etag, modified = last.headers["ETag"], last.headers["Last-Modified"]
        answer = Client().get(link, headers={"If-None-Match": etag})
        assert answer.status_code == 200, change.__name__
        again = Client().get(link, headers={"If-Modified-Since": modified})
        assert again.status_code == 200, change.__name__
        assert answer.headers["ETag"] != etag
        last = answer


def test_what_was_held_stays_also_in_closed_pairs() -> None:
    pair = signed(a_pair(rosa(), theo()))
    session = a_plan(pair).session
    long_ago = datetime(2017, 3, 2, 9, tzinfo=UTC)
    pair.sessions.filter(id=session.id).update(
        state="held", starts_at=long_ago, started_at=long_ago
    )
    leave.close(pair, by=rosa(), at=clock.now())
    assert starts(Client().get(_link(rosa())).content.decode()) == [long_ago]


def test_a_calendar_that_asks_all_the_time_is_asked_to_wait() -> None:
    link = _link(rosa())
    for _ in range(120):
        assert Client().head(link).status_code == 200
    late = Client().get(link)
    assert late.status_code == 429
    assert late.headers["Retry-After"] == "3600"
    assert Client().get(_link(theo())).status_code == 200


def test_a_series_leads_to_the_plan_that_is_next() -> None:
    pair = signed(a_pair(rosa(), theo()))
    address = f"/pairs/{pair.id}/next"
    assert visit_as(theo()).get(address).headers["Location"] == f"/pairs/{pair.id}/"
    plan = a_plan(pair)
    assert visit_as(theo()).get(address).headers["Location"] == f"/plans/{plan.id}/"
    partner = visit_as(rosa()).get(address).headers["Location"]
    assert partner == f"/sessions/{plan.session_id}/"
    share(plan, by=pair.mentee, at=clock.now())
    assert visit_as(rosa()).get(address).headers["Location"] == f"/plans/{plan.id}/"


def _weekly() -> Pair:
    return signed(
        a_pair(rosa(), theo()),
        at=clock.now(),
        meets_on="TH",
        meets_at=time(14),
        meets_zone="Europe/Amsterdam",
    )


def _link(person: Person) -> str:
    make_feed(by=person, at=clock.now())
    return _path(person)


def _path(person: Person) -> str:
    feed = Feed.objects.get(person=person, revoked_at=None)
    return f"/calendars/{token_of(feed)}.ics"


def _never(*_: object, **__: object) -> None:
    raise AssertionError("the feed was made again")
