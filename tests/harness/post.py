"""A post office: a real SMTP server on this machine that keeps what it is given.

`post_office` takes letters from anybody. `open_post_office(…)` makes others: with TLS from the
first byte, with STARTTLS, with a name and a password. A test can close one, make it slow, and have
it refuse or hang up.
"""

import asyncio
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.harness.certificates import Certificate, make_certificate
from tests.harness.serving import free_port

type Security = Literal["none", "starttls", "tls"]
type OpenPostOffice = Callable[..., "PostOffice"]


@dataclass(frozen=True)
class Received:
    """One letter as it came: the addresses on the envelope, and the message within."""

    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class _Refusal:
    answer: str
    at: str
    to: str
    times: int | None


@dataclass
class _HangUp:
    when: str
    times: int | None


@dataclass
class _Mood:
    seconds: float = 0.0
    refusals: list[_Refusal] = field(default_factory=list)
    hang_ups: list[_HangUp] = field(default_factory=list)

    def refusal(self, at: str, to: list[str]) -> str | None:
        for one in self.refusals:
            if one.at == at and (not one.to or one.to in to) and _is_left(one):
                return one.answer
        return None

    def hangs_up(self, when: str) -> bool:
        return any(one.when == when and _is_left(one) for one in self.hang_ups)


def _is_left(one: _Refusal | _HangUp) -> bool:
    if one.times is None:
        return True
    one.times -= 1
    return one.times >= 0


@dataclass
class PostOffice:
    """Listens on loopback from `open` to `close`; `url` is an EMAIL_URL for it."""

    security: Security = "none"
    user: str = ""
    password: str = ""
    is_quick: bool = True  # takes several commands at once (RFC 2920)
    certificate: Certificate | None = None
    port: int = field(default_factory=free_port)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    _mood: _Mood = field(default_factory=_Mood)
    _controller: Controller | None = None
    _heard: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """EMAIL_URL; a sender is named in it."""
        scheme = "smtps" if self.security == "tls" else "smtp"
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        query = "from=romanesco@mentoring.example.org"
        if self.security != "tls":
            query += f"&starttls={'yes' if self.security == 'starttls' else 'no'}"
        host = "localhost" if self.certificate else "127.0.0.1"
        return f"{scheme}://{login}{host}:{self.port}?{query}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [one.message for one in self.received]

    def open(self) -> None:
        """Listen, on the same port each time."""
        words: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port}
        if self.certificate:
            context = self.certificate.server_context()
            words["ssl_context" if self.security == "tls" else "tls_context"] = context
        if self.user:
            words |= {
                "authenticator": self._judge,
                "auth_required": True,
                "auth_require_tls": self.security == "starttls",
            }
        self._controller = Controller(_Clerk(self), server_hostname="localhost", **words)
        self._controller.start()

    def close(self) -> None:
        """Nobody answers any more; open again with `open`."""
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def refuse(
        self,
        answer: str,
        *,
        at: Literal["MAIL", "RCPT", "DATA"] = "RCPT",
        to: str = "",
        times: int | None = None,
    ) -> None:
        """Answer so (e.g. "451 4.7.1 Later") to letters to one address, or to all of them."""
        self._mood.refusals.append(_Refusal(answer, at, to, times))

    def hang_up(self, when: Literal["before", "after"], *, times: int | None = None) -> None:
        """Drop the connection, instead of answering, before a letter is kept or after."""
        self._mood.hang_ups.append(_HangUp(when, times))

    def be_slow(self, seconds: float) -> None:
        """Take so long over each letter."""
        self._mood.seconds = seconds

    def be_well(self) -> None:
        """Take everything again, at once."""
        self._mood = _Mood()

    def wait_for(self, count: int, *, seconds: float = 20.0) -> list[EmailMessage]:
        """Return the letters once there are so many. Raises AssertionError."""
        with self._heard:
            came = self._heard.wait_for(lambda: len(self.received) >= count, seconds)
        assert came, f"{len(self.received)} of {count} letters came"
        return self.messages

    def keep(self, one: Received) -> None:
        with self._heard:
            self.received.append(one)
            self._heard.notify_all()

    def _judge(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        told = LoginPassword(self.user.encode(), self.password.encode())
        return AuthResult(success=given == told, handled=False)  # the server answers 535


class _Clerk:
    """What aiosmtpd asks at each step."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office

    async def handle_EHLO(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.office.connections += 1
        session.host_name = host
        offers = ["250-PIPELINING"] if self.office.is_quick else []
        return [answers[0], *offers, *answers[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.office._mood.refusal("MAIL", [])
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.office._mood.refusal("RCPT", [address])
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mood = self.office._mood
        await asyncio.sleep(mood.seconds)
        refusal = mood.refusal("DATA", envelope.rcpt_tos)
        if refusal:
            return refusal
        if mood.hangs_up("before"):
            return _hang_up(server)
        raw = envelope.original_content or b""
        for to in envelope.rcpt_tos:
            self.office.keep(Received(envelope.mail_from or "", to, raw))
        return _hang_up(server) if mood.hangs_up("after") else "250 Kept"


def _hang_up(server: SMTP) -> str:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return "421 Gone"


@pytest.fixture
def open_post_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPostOffice]:
    """Opens post offices with the wishes of `PostOffice`; their certificate is believed."""
    with ExitStack() as stack:

        def open_one(**wishes: Any) -> PostOffice:
            office = PostOffice(**wishes)
            if office.security != "none":
                office.certificate = make_certificate()
                stack.callback(office.certificate.forget)
                monkeypatch.setenv("SSL_CERT_FILE", str(office.certificate.file))
            office.open()
            stack.callback(office.close)
            return office

        yield open_one


@pytest.fixture
def post_office(open_post_office: OpenPostOffice) -> PostOffice:
    """A post office that takes letters from anybody, in the clear, on this machine."""
    return open_post_office()
