"""A port of this process that speaks SMTP (RFC 5321), for answers alone.

It takes letters to signed addresses of ours and refuses everybody else's before their words are
sent: nothing is passed on, nobody signs in, and no letter is written back about what was refused.
"""

import asyncio
import logging
import re
import ssl
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import AnyStr, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, connection, connections

from romanesco.base import clock
from romanesco.mail.reply_address import found, house_address, is_signed
from romanesco.mail.way_in import Port
from romanesco.replies.arriving import arrive
from romanesco.replies.incoming import LARGEST, Handed

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 40
MOST_FROM_ONE = 10
MOST_RECIPIENTS = 5
SECONDS = 120.0  # for one command, and for all of a letter
GRACE_SECONDS = 4.0
# What is too large is read and forgotten, so that its sender can be told; but a line without an end
# is kept by aiosmtpd until it ends, so after this much the connection is closed.
LARGEST_TALK = 3 * LARGEST
# A line that ends differently here than at the server which passed the letter on can hide a second
# letter in the first ("SMTP smuggling"). RFC 5321, 2.3.8 forbids both.
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")

OK = "250 2.1.5 OK"
NO_SUCH = "550 5.1.1 There is no such address here"
TOO_MANY = "452 4.5.3 Too many recipients; send the others apart"
LATER = "451 4.3.0 Not now; try again later"
FULL = "452 4.2.2 Too many answers wait for a place; try again later"
BARE_LINES = "550 5.5.2 Lines end with CR LF (RFC 5321, 2.3.8)"
TOO_LARGE = "552 5.3.4 Larger than 10 MiB; send the words without the files"
TAKEN = "250 2.6.0 Thank you"


class Door:
    """The port: `open` listens, `close` lets those finish who are handing a letter over."""

    def __init__(self, way: Port) -> None:
        self.way = way
        self.guests: set[Guest] = set()
        self._tls = _tls(way)
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail in")
        # Whoever asks whether there is an address does not wait for what others hand over.
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail in: addresses")
        self._server: asyncio.AbstractServer | None = None
        self._taking: set[asyncio.Task[str]] = set()

    async def open(self) -> None:
        """Listen. Raises OSError where the port is not to be had."""
        loop = asyncio.get_running_loop()
        guest = partial(Guest, self, loop, self._tls)
        # Several processes of a machine may serve one PostgreSQL: they share the port.
        is_shared = connection.vendor == "postgresql"
        self._server = await loop.create_server(
            guest, self.way.host, self.way.port, reuse_port=is_shared
        )

    async def close(self) -> None:
        """Take nobody in any more, and wait for the letters that are being taken."""
        if self._server is not None:
            self._server.close()
        if self._taking:
            await asyncio.wait(tuple(self._taking), timeout=GRACE_SECONDS)
            await asyncio.sleep(0.05)  # for what they are answered
        for guest in tuple(self.guests):
            guest.leave()
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._asking.shutdown)

    async def is_known(self, address: str) -> bool:
        """Whether we ever wrote this address."""
        ask = partial(found, address, clock.now())
        return await _in_thread(self._asking, ask) is not None

    async def take(self, raw: bytes, recipients: list[str], sender: str | None) -> str:
        """Take a letter for each of these, and return the answer to whoever brought it.

        It is taken whole, even where that one hangs up meanwhile.
        """
        task = asyncio.create_task(self._take(raw, recipients, sender))
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)
        return await asyncio.shield(task)

    async def _take(self, raw: bytes, recipients: list[str], sender: str | None) -> str:
        letter = Handed(raw)  # is read once, for all of them
        codes = []
        for recipient in recipients:
            take = partial(arrive, letter, recipient=recipient, at=clock.now(), sender=sender)
            codes.append(await _in_thread(self._threads, take))
        return FULL if "full" in codes else TAKEN

    def is_full(self, peer: str) -> bool:
        by_peer = Counter(guest.peer for guest in self.guests)
        return len(self.guests) >= MOST_CONNECTIONS or by_peer[peer] >= MOST_FROM_ONE


class Guest(SMTP):
    """One connection."""

    line_length_limit = 4096
    local_part_limit = 64

    def __init__(
        self, door: Door, loop: asyncio.AbstractEventLoop, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(
            _Asked(door),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname=door.way.place.domain,
            ident="Romanesco",
            tls_context=tls,
            timeout=SECONDS,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit={"*": 50, "RCPT": 200},
            loop=loop,
        )
        self.door = door
        self.peer = ""
        self._heard = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self not in self.door.guests:
            self.peer = str((transport.get_extra_info("peername") or ("",))[0])
            if self.door.is_full(self.peer):
                # Not every loop's transports are asyncio's own class: uvloop's are not.
                line = cast(asyncio.Transport, transport)
                line.write(b"421 4.7.0 Too many connections; come back later\r\n")
                line.close()
                line.set_protocol(asyncio.Protocol())
                return
            self.door.guests.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.door.guests.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self._heard += len(data)
        if self._heard > LARGEST_TALK:
            self.leave()
            return
        super().data_received(data)

    def begin_anew(self) -> None:
        """A letter was handed over: another may be as large."""
        self._heard = 0

    async def push(self, status: AnyStr) -> None:
        """Answer; aiosmtpd's own words on size tell nobody what to do."""
        if str(status).startswith("552"):
            await super().push(TOO_LARGE)
        else:
            await super().push(status)

    def leave(self) -> None:
        if self.transport is not None:
            self.transport.close()

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - aiosmtpd names commands so
        await self.push("502 5.5.1 Nobody signs in here")

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802
        await self.push("252 2.5.0 Send it and see")


class _Asked:
    """What aiosmtpd asks at each step."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def handle_EHLO(  # noqa: N802
        self, guest: SMTP, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        session.host_name = host
        return [answer for answer in answers if not answer.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802
        self, guest: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.lower() in map(str.lower, envelope.rcpt_tos):
            return OK  # named twice, and meant once
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        # To the address that letters come from, mail servers say that one did not arrive.
        if envelope.mail_from == "<>" and address.lower() == house_address():
            envelope.rcpt_tos.append(address)
            return OK
        if not is_signed(address):
            return NO_SUCH
        if not await self.door.is_known(address):
            return NO_SUCH
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(  # noqa: N802
        self, guest: Guest, session: Session, envelope: Envelope
    ) -> str:
        guest.begin_anew()
        raw = envelope.original_content or b""
        if BARE.search(raw):
            return BARE_LINES
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        return await self.door.take(raw, envelope.rcpt_tos, sender)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever went wrong, the letter stays with its sender, who tries again."""
        if not isinstance(error, DatabaseError):
            # Without its text, which may hold words of the letter.
            logger.warning("A letter was not taken: %s", type(error).__name__)
        return LATER


async def _in_thread[T](threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Do this in a thread, whose database connection ends with it."""
    return await asyncio.get_running_loop().run_in_executor(threads, _closing, work)


def _closing[T](work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connections.close_all()


def _tls(way: Port) -> ssl.SSLContext | None:
    """Raises OSError where the certificate or its key cannot be read."""
    if way.certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(way.certificate, way.key)
    return context
