"""Sends what waits: a batch of letters over one connection, each marked as soon as it was taken."""

import logging
import time
from collections import deque
from contextlib import suppress
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend

from romanesco.mail.claiming import (
    claim,
    give_up_late,
    mark_failed,
    mark_sent,
    release,
    still_claimed,
    waiting,
)
from romanesco.mail.failures import Failure, failure_of
from romanesco.mail.message import Posted
from romanesco.mail.models import Letter
from romanesco.mail.resting import Rest

logger = logging.getLogger(__name__)
ROUND_SECONDS = 5.0  # a stop waits for the round that has begun
FRESH_SECONDS = 1.0  # what was taken back longer ago does not go
REST = Rest()


def send_waiting(*, at: datetime) -> int:
    """Send what waits, where a mail server is set up; returns how many letters it took.

    Safe with any number of workers. A letter goes out once; only when a worker dies between the
    server's taking it and our writing that down does it go twice, with the same Message-ID.
    """
    if not settings.HAS_MAIL or REST.is_on(at) or not waiting(at).exists():
        return 0
    give_up_late(at=at)
    sent, ends = 0, time.monotonic() + ROUND_SECONDS
    while time.monotonic() < ends and not REST.is_on(at) and (letters := claim(at=at)):
        sent += _send_batch(_Hand(letters, at), ends)
    return sent


class _Hand:
    """What this worker has claimed and not tried yet, looked at again each second."""

    def __init__(self, letters: list[Letter], at: datetime) -> None:
        self.letters, self.at = deque(letters), at
        self._looked = time.monotonic()

    def next(self) -> Letter | None:
        """The next one that was not taken back meanwhile; None when there is none."""
        if time.monotonic() - self._looked > FRESH_SECONDS:
            self.letters = deque(still_claimed(self.letters, at=self.at))
            self._looked = time.monotonic()
        return self.letters.popleft() if self.letters else None


def _send_batch(hand: _Hand, ends: float) -> int:
    """Whatever happens, what was not tried is free again."""
    failure, sent, mailer = None, 0, mailers.default
    try:
        failure = _opened(mailer)
        while failure is None and time.monotonic() < ends and (letter := hand.next()):
            failure = _give(mailer, letter, hand.at)
            sent += failure is None
            failure = failure if failure and failure.is_everybodys else None
    finally:
        release(hand.letters, failure, at=hand.at)
        with suppress(OSError, SMTPException):
            mailer.close()
    if failure:
        _rest(failure, hand.at)
    return sent


def _opened(mailer: BaseEmailBackend) -> Failure | None:
    try:
        mailer.open()
    except (OSError, SMTPException, ValueError) as error:
        found = failure_of(error)
        return Failure(found.code, is_everybodys=True)
    return None


def _give(mailer: BaseEmailBackend, letter: Letter, at: datetime) -> Failure | None:
    try:
        mailer.send_messages([Posted(letter, at=at)])
    except Exception as error:  # noqa: BLE001 - one letter never keeps the others from going
        failure = failure_of(error)
        # Neither the error's words nor its traceback: they may hold the address.
        logger.warning("Letter %s was not taken (%s); it waits", letter.id, failure.code)
        mark_failed(letter, failure, at=at)
        return failure
    mark_sent(letter, at=at)
    REST.end()
    return None


def _rest(failure: Failure, at: datetime) -> None:
    REST.begin(at)
    logger.warning("The mail server cannot be used (%s); letters wait", failure.code)
