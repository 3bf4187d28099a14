"""What a mail server's refusal means: for one letter, or for all of them. Pure.

What is kept of it is codes (RFC 5321 4.2, RFC 3463) and the class of the error; a server's words
often hold the address that they are about.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

CLOSING, NOT_SIGNED_IN, TOO_LARGE = 421, (530, 535), 552
PERMANENT = 500
ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
# RFC 5321 4.5.4.1 asks for rests of half an hour and more, and for four to five days of patience.
RESTS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 80, 160, 240))
# A mistake in one's own settings looks just like a refusal, so a day passes before one is believed.
RESTS_WHEN_REFUSED = tuple(timedelta(hours=hours) for hours in (1, 6, 24))


@dataclass(frozen=True)
class Failure:
    """Why a letter was not taken. `is_everybodys`: the others would not be taken either."""

    code: str
    is_refusal: bool = False
    is_everybodys: bool = False


def failure_of(error: Exception) -> Failure:
    """What went wrong while one letter was given to the server."""
    match error:
        case SMTPRecipientsRefused():
            number, words = next(iter(error.recipients.values()))
            return _answered(number, words, "recipient")
        case SMTPSenderRefused():
            # Its address is the same on every letter, but its size is not.
            found = _answered(error.smtp_code, error.smtp_error, "sender")
            is_large = error.smtp_code == TOO_LARGE
            return Failure(found.code, is_refusal=is_large, is_everybodys=not is_large)
        case SMTPDataError():
            return _answered(error.smtp_code, error.smtp_error, "content")
        case SMTPResponseException():
            found = _answered(error.smtp_code, error.smtp_error, "connection")
            return Failure(found.code, is_everybodys=True)
        case SMTPException() | OSError():
            return Failure(f"connection {type(error).__name__}", is_everybodys=True)
        case ValueError():
            return Failure(f"address {type(error).__name__}", is_refusal=True)
    return Failure(f"letter {type(error).__name__}")


def rest_after(tries: int) -> timedelta:
    """How long a letter rests that was tried so often: five minutes at first, later four hours."""
    return RESTS[min(tries, len(RESTS)) - 1]


def rest_after_refusal(refusals: int) -> timedelta | None:
    """The same for a letter that was refused for good; None: so be it."""
    return RESTS_WHEN_REFUSED[refusals - 1] if refusals <= len(RESTS_WHEN_REFUSED) else None


def _answered(number: int, words: bytes | str, stage: str) -> Failure:
    raw = words if isinstance(words, bytes) else words.encode(errors="replace")
    enhanced = ENHANCED.match(raw)
    code = " ".join([str(number), *([enhanced[1].decode()] if enhanced else []), stage])
    return Failure(
        code,
        is_refusal=number >= PERMANENT and number not in NOT_SIGNED_IN,
        is_everybodys=number == CLOSING or number in NOT_SIGNED_IN,
    )
