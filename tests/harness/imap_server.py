# ruff: noqa: N802 (Twisted names what it asks so)
# mypy: disable-error-code="no-untyped-call, import-untyped"
"""An IMAP server with one mailbox in memory: `python -m tests.harness.imap_server PORT`.

Twisted speaks the protocol; what it keeps its letters in is here.
"""

import io
import sys
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any

from twisted.cred.error import UnauthorizedLogin
from twisted.internet import defer, reactor
from twisted.internet.protocol import Factory
from twisted.mail import imap4
from zope.interface import implementer

USER, PASSWORD = "replies@example.org", "let me in"


@implementer(imap4.IMessage, imap4.IMessageFile)
@dataclass
class Message:
    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)

    def getUID(self) -> int:
        return self.uid

    def getFlags(self) -> list[str]:
        return sorted(self.flags)

    def getInternalDate(self) -> str:
        return "23-Nov-2026 09:00:00 +0000"

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:
        """All of them, whatever is asked: nobody here asks for some."""
        return {name.lower(): str(value) for name, value in self._headers().items()}

    def getBodyFile(self) -> io.BytesIO:
        return io.BytesIO(self.raw.partition(b"\r\n\r\n")[2])

    def getSize(self) -> int:
        return len(self.raw)

    def isMultipart(self) -> bool:
        return False

    def open(self) -> io.BytesIO:
        return io.BytesIO(self.raw)

    def _headers(self) -> Any:
        return BytesHeaderParser(policy=compat32).parsebytes(self.raw)


@implementer(imap4.IMailbox)
class Mailbox:
    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.next_uid = 7

    def getFlags(self) -> list[str]:
        return [r"\Seen", r"\Deleted", r"\Recent"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def getUIDValidity(self) -> int:
        return 1

    def getUIDNext(self) -> int:
        return self.next_uid

    def getUID(self, message: int) -> int:
        return self.messages[message - 1].uid

    def getMessageCount(self) -> int:
        return len(self.messages)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum(r"\Seen" not in one.flags for one in self.messages)

    def isWriteable(self) -> bool:
        return True

    def addListener(self, listener: object) -> None:
        """Nobody is told of what comes."""

    def removeListener(self, listener: object) -> None:
        """Nobody was told of what comes."""

    def requestStatus(self, names: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = imap4.statusRequestHelper(self, names)
        return found

    def addMessage(self, message: Any, flags: tuple[str, ...] = (), date: object = None) -> Any:
        self.messages.append(Message(self.next_uid, message.read(), set(flags)))
        self.next_uid += 1
        return defer.succeed(self.next_uid - 1)

    def expunge(self) -> list[int]:
        gone = [one for one in self.messages if r"\Deleted" in one.flags]
        self.messages = [one for one in self.messages if one not in gone]
        return [one.uid for one in gone]

    def fetch(self, messages: Any, uid: bool) -> list[tuple[int, Message]]:
        messages.last = self.next_uid if uid else len(self.messages)
        return [
            (number, one)
            for number, one in enumerate(self.messages, 1)
            if (one.uid if uid else number) in messages
        ]

    def store(self, messages: Any, flags: list[str], mode: int, uid: bool) -> dict[int, list[str]]:
        changed = {}
        for number, one in self.fetch(messages, uid):
            kept = set() if mode == 0 else one.flags
            one.flags = kept - set(flags) if mode < 0 else kept | set(flags)
            changed[number] = one.getFlags()
        return changed


class Account(imap4.MemoryAccount):
    def _emptyMailbox(self, name: str, _id: int) -> Mailbox:
        return Mailbox()


class Server(imap4.IMAP4Server):
    account = Account(USER)

    def authenticateLogin(self, user: bytes, password: bytes) -> tuple[object, object, object]:
        if (user.decode(), password.decode()) != (USER, PASSWORD):
            raise UnauthorizedLogin
        return imap4.IAccount, self.account, lambda: None


def main(port: int) -> None:
    Server.account.addMailbox("INBOX")
    Server.account.addMailbox("ANSWERS")
    loop: Any = reactor
    loop.listenTCP(port, Factory.forProtocol(Server), interface="127.0.0.1")
    print("Listening", flush=True)
    loop.run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
