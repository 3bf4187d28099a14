"""The private feed of a person: all their pairs' sessions at one address, for any calendar.

The address is the feed's id and a signature (HMAC-SHA-256); nothing of it is stored that would let
whoever reads the database make it without the installation's key.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction

from romanesco.base.errors import NotFound
from romanesco.calendars.invitation import organizer
from romanesco.calendars.meetings import meetings_of
from romanesco.calendars.models import Feed
from romanesco.calendars.vcalendar import vcalendar
from romanesco.calendars.vevent import told_of
from romanesco.people.models import Person

SALT = "romanesco.calendars.feed"
REFRESH = "PT1H"  # Apple and Outlook keep to it where nothing else is set; Google does not
SEEN_EVERY = timedelta(minutes=10)
HEAD = (
    "X-WR-CALNAME:Romanesco",
    "NAME:Romanesco",
    f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
    f"X-PUBLISHED-TTL:{REFRESH}",
)


@dataclass(frozen=True)
class Version:
    """What a calendar compares: the digest of a feed's bytes, and since when it has them."""

    etag: str
    changed_at: datetime


def feed_of(person: Person) -> Feed | None:
    """The feed that this person's calendars may ask for now."""
    return person.feeds.filter(revoked_at=None).first()


def make_feed(*, by: Person, at: datetime) -> Feed:
    """Make a private address; the one there is, if there is one."""
    try:
        with transaction.atomic():
            return Feed.objects.create(person=by, made_at=at)
    except IntegrityError:
        return Feed.objects.get(person=by, revoked_at=None)


@transaction.atomic
def revoke_feed(*, by: Person, at: datetime) -> None:
    """Let the address lead nowhere from now on."""
    Feed.objects.filter(person=by, revoked_at=None).update(revoked_at=at)


def token_of(feed: Feed) -> str:
    """What stands in the address: the id and its signature, both URL-safe."""
    name = base64.urlsafe_b64encode(feed.id.bytes).decode().rstrip("=")
    return _signer().sign(name)


def feed_for(token: str) -> Feed:
    """The feed of an address. Raises NotFound for a forged, an unknown and a revoked one alike."""
    try:
        name = _signer().unsign(token)
        feed_id = UUID(bytes=base64.urlsafe_b64decode(f"{name}=="))
    except (BadSignature, ValueError):
        raise NotFound from None
    feed = Feed.objects.select_related("person").filter(id=feed_id, revoked_at=None).first()
    if feed is None or not feed.person.is_active:
        raise NotFound
    return feed


def known_version(feed: Feed, made_of: str) -> Version | None:
    """The version that is still what would be made now of what has this fingerprint, found
    without making it; else None."""
    if feed.changed_at is None or feed.fingerprint != made_of:
        return None
    return Version(feed.etag, feed.changed_at)


def made(feed: Feed, made_of: str, *, at: datetime) -> tuple[bytes, Version]:
    """The feed (METHOD:PUBLISH, RFC 5546 3.2.1) and its version, which is kept. The fingerprint
    was taken before, so that a change in between is seen the next time."""
    told, is_whole = _told(feed.person, at=at)
    content = told.encode()
    if not is_whole:
        made_of = ""  # made again the next time, although nothing has changed
    etag = hashlib.sha256(content).hexdigest()
    version = Version(etag, feed.changed_at or at)
    if etag != feed.etag or feed.changed_at is None:
        version = Version(etag, _after(feed.changed_at, at))
    if (feed.fingerprint, feed.etag) != (made_of, etag):
        Feed.objects.filter(id=feed.id).update(
            fingerprint=made_of, etag=etag, changed_at=version.changed_at
        )
    return content, version


def published(person: Person, *, at: datetime) -> str:
    """All of a person's sessions as one iCalendar object."""
    return _told(person, at=at)[0]


def _told(person: Person, *, at: datetime) -> tuple[str, bool]:
    """The object, and whether everything that belongs into it is in it."""
    told = told_of(meetings_of(person), at=at, common=(organizer(),))
    return vcalendar(told.parts, at=at, method="PUBLISH", more=HEAD), not told.untold


def note_asked(feed: Feed, *, at: datetime) -> None:
    """Keep when a calendar last asked, for the page that shows the address."""
    if feed.asked_at is None or feed.asked_at < at - SEEN_EVERY:
        Feed.objects.filter(id=feed.id).update(asked_at=at)


def _after(before: datetime | None, at: datetime) -> datetime:
    """A whole second, as HTTP tells it, later than the one before."""
    whole = at.replace(microsecond=0)
    return max(whole, before + timedelta(seconds=1)) if before else whole


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".", algorithm="sha256")
