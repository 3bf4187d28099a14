"""Writes letters; `sending.py` sends them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings

from romanesco.base import clock
from romanesco.mail.claiming import WIPED
from romanesco.mail.content import Content
from romanesco.mail.echo import Echo, echo_of, read_echoes
from romanesco.mail.models import Letter
from romanesco.mail.plain import one_line
from romanesco.mail.rendering import as_html, as_text

MOST_ECHOES = 20


class Addressee(Protocol):
    """Anybody with an address; `mail` lies below `people`, and knows no more of them."""

    @property
    def id(self) -> UUID: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True)
class Stranger:
    """An address alone."""

    email: str
    id: None = None


@dataclass(frozen=True)
class Envelope:
    """What goes with a letter besides its words."""

    kind: str
    about: UUID | None = None  # what it tells of, so that it can be taken back with `unsend`
    thread: UUID | None = None  # the session whose letters stand together
    reply_to: str = ""
    unsubscribe_url: str = ""
    calendar: str = ""  # an iCalendar object, and its METHOD
    calendar_method: str = ""
    from_name: str = ""  # whose words it carries; the outbox adds "via Romanesco"


def post_content(to: Addressee, content: Content, envelope: Envelope) -> Letter:
    """Write a letter to a person, in the caller's transaction. `send_waiting` sends it."""
    letter = letter_of(to, content, envelope)
    letter.save(force_insert=True)
    return letter


def letter_of(
    to: Addressee | Stranger, content: Content, envelope: Envelope, *, letter_id: UUID | None = None
) -> Letter:
    """The letter, written and not posted yet."""
    text = as_text(content, envelope.unsubscribe_url)
    html = as_html(content, envelope.unsubscribe_url)
    return Letter(
        id=letter_id or uuid4(),
        to=to.email,
        person_id=to.id,
        subject=one_line(content.subject),
        text=text,
        html=html,
        echo=echo_of(content, text, html, key=echo_key()) if envelope.reply_to else {},
        **asdict(envelope),
    )


def echoes_of(person_id: UUID, reply_to: str) -> Echo:
    """How the letters sound that this person answers at that address, the latest first."""
    letters = Letter.objects.filter(person_id=person_id, reply_to=reply_to).order_by("-written_at")
    return read_echoes(letters.values_list("echo", flat=True)[:MOST_ECHOES], key=echo_key())


def echo_key() -> bytes:
    return str(settings.SECRET_KEY).encode()


def post_all(letters: Iterable[Letter]) -> None:
    """Post letters that `letter_of` wrote, in the caller's transaction."""
    Letter.objects.bulk_create(letters)


def unsend(about: UUID) -> None:
    """Take back what was written about this and has not gone out.

    A worker may have some of it in hand: the one that is just being given to the server goes, and
    is known to have gone; the others do not.
    """
    found = Letter.objects.filter(about=about, sent_at=None, dropped_at=None)
    found.filter(claimed_at=None).delete()
    found.update(dropped_at=clock.now(), **WIPED)


def post_to_address(address: str, content: Content, envelope: Envelope) -> Letter:
    """Write a letter to somebody who has no account, or nobody knows yet which one it is."""
    letter = letter_of(Stranger(address), content, envelope)
    letter.save(force_insert=True)
    return letter
