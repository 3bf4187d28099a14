"""A mailer that waits for the server half as often.

`smtplib` waits for an answer to each of a letter's commands. Where the server takes several at once
(RFC 2920) they are given at once here; where it does not, all is as Django has it.
"""

import re
from contextlib import suppress
from functools import lru_cache
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    quoteaddr,
)
from typing import Any, cast

from django.core.mail.backends.smtp import EmailBackend

# RFC 5322's dot-atom on both sides: what nearly every address is, and nothing that could be more.
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
PLAIN_ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
START_OF_LINE_DOT = re.compile(rb"(?m)^\.")
CLOSING, GO_ON, DONE = 421, 354, 250
TAKEN = (250, 251)

type Answer = tuple[int, bytes]


class _Pipelined(SMTP):
    def sendmail(
        self,
        from_addr: str,
        to_addrs: Any,
        msg: Any,
        mail_options: Any = (),
        rcpt_options: Any = (),
    ) -> dict[str, Answer]:
        """As in `smtplib`, with the same errors."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining") or len(to_addrs) != 1 or mail_options or rcpt_options:
            return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)
        (to,) = to_addrs
        size = f" size={len(msg)}" if self.has_extn("size") else ""
        answers = self._ask(f"MAIL FROM:{quoteaddr(from_addr)}{size}", f"RCPT TO:{quoteaddr(to)}")
        refusal = _refusal(answers, from_addr, to)
        if refusal:
            self._call_off(answers)
            raise refusal
        self.send(START_OF_LINE_DOT.sub(b"..", msg) + _end(msg))
        last = self.getreply()
        if last[0] != DONE:
            self._call_off([last])
            raise SMTPDataError(*last)
        return {}

    def _ask(self, *lines: str) -> list[Answer]:
        """The answers to these and to DATA; fewer when the server hangs up meanwhile."""
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("An address has more than one line")
        self.send("\r\n".join((*lines, "DATA", "")))
        answers: list[Answer] = []
        while len(answers) < len(lines) + 1 and CLOSING not in dict(answers):
            answers.append(self.getreply())
        return answers

    def _call_off(self, answers: list[Answer]) -> None:
        if answers[-1][0] == CLOSING:
            self.close()
            return
        with suppress(SMTPServerDisconnected):
            if answers[-1][0] == GO_ON:  # RFC 2920 3.1: a letter of nothing, to nobody
                self.send(b".\r\n")
                self.getreply()
            self.rset()


class _PipelinedTLS(_Pipelined, SMTP_SSL):
    pass


class Mailer(EmailBackend):
    """Django's own, over such a connection."""

    @property
    def connection_class(self) -> type[SMTP]:
        return _PipelinedTLS if self.use_ssl else _Pipelined

    def prep_address(self, address: str, force_ascii: bool = True) -> str:
        """The address alone. Raises ValueError. Django takes the whole grammar to each."""
        if PLAIN_ADDRESS.fullmatch(address):
            return address
        return _address_alone(address) if force_ascii else super().prep_address(address, False)


@lru_cache(maxsize=64)
def _address_alone(address: str) -> str:
    """Of a name and an address: the sender's is the same on nearly all letters."""
    return str(EmailBackend.prep_address(cast("Any", None), address))  # it asks nothing of itself


def _refusal(answers: list[Answer], sender: str, to: str) -> Exception | None:
    """By the first of the answers (to MAIL, RCPT, DATA) that is none to go on with."""
    mail, rcpt, data = (*answers, (0, b""), (0, b""))[:3]
    if mail[0] != DONE:
        return SMTPSenderRefused(*mail, sender)
    if rcpt[0] not in TAKEN:
        return SMTPRecipientsRefused({to: rcpt})
    return SMTPDataError(*data) if data[0] != GO_ON else None


def _end(letter: bytes) -> bytes:
    return b".\r\n" if letter.endswith(b"\r\n") else b"\r\n.\r\n"
