"""A mailbox on a real IMAP server of this machine, in a process of its own."""

import imaplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest

from romanesco.mail.way_in import Mailbox, Place
from tests.harness.imap_server import PASSWORD, USER
from tests.harness.serving import free_port


@dataclass
class MailboxServer:
    """Starts and stops; letters are put in and looked at as any mail program does."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def way(self) -> Mailbox:
        place = Place("replies+", "example.org")
        return Mailbox(place, "127.0.0.1", self.port, USER, PASSWORD, is_wrapped=False)

    @property
    def url(self) -> str:
        """REPLY_URL for it."""
        login = f"{quote(USER)}:{quote(PASSWORD)}"
        return f"imap://{login}@127.0.0.1:{self.port}/INBOX?address={USER}"

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.harness.imap_server", str(self.port)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "Listening\n"

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None

    def put(self, raw: bytes, *, folder: str = "INBOX") -> None:
        """Have a letter come in."""
        with self._opened(folder) as client:
            assert client.append(folder, "()", "", raw)[0] == "OK"

    def flags(self, *, folder: str = "INBOX") -> list[set[str]]:
        """The flags of each letter that is there."""
        with self._opened(folder) as client:
            answer = client.fetch("1:*", "(FLAGS)")[1]
        return [
            {flag.decode() for flag in imaplib.ParseFlags(one)}
            for one in answer
            if isinstance(one, bytes)
        ]

    @contextmanager
    def _opened(self, folder: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.login(USER, PASSWORD)
            client.select(folder)
            yield client


@pytest.fixture
def mailbox() -> Iterator[MailboxServer]:
    server = MailboxServer()
    server.start()
    yield server
    server.stop()
