"""Writes people's sessions into the calendars they have connected, one turn after the other."""

import logging
import time
from datetime import datetime

from romanesco.base.errors import Refused
from romanesco.calendars import due
from romanesco.calendars.hanging import is_hanging, leave_alone
from romanesco.calendars.models import CalendarAccount

logger = logging.getLogger(__name__)

A_ROUND = 5.0  # seconds in which turns begin; whoever is left has the next round
MOST_ACCOUNTS = 200
FOR_THEIR_OWNER = {"wrong_password", "other_sign_in", "password_needed"}
HANGING = {"too_slow", "unreachable"}


def write_due(*, at: datetime) -> int:
    """Write into the calendars that are due; returns how many were looked at.

    Each has ten seconds; a server that hangs is met once a minute, whoever has a calendar there.
    """
    due.mark_changed(at=at)
    until, done = time.monotonic() + A_ROUND, 0
    for account in due.due_accounts(at=at, most=MOST_ACCOUNTS):
        if time.monotonic() > until:
            break
        if not due.claim(account, at=at):
            continue
        if is_hanging(account.calendar_url, at=at):
            due.put_off(account, at=at)
            continue
        if write(account, at=at) in HANGING:
            leave_alone(account.calendar_url, at=at)
        done += 1
    return done


def write(account: CalendarAccount, *, at: datetime) -> str:
    """Write into one calendar that is claimed; returns the code of what failed, or ""."""
    from romanesco.calendars.turn import Turn  # and with it httpx, where somebody has an account

    try:
        is_done = Turn(account, at).take()
    except Refused as refusal:
        again = refusal.code not in FOR_THEIR_OWNER
        due.release_failed(account, refusal.code, again=again, at=at)
        return refusal.code
    except Exception:
        logger.exception("A calendar could not be written into; it is tried again")
        due.release_failed(account, "failed", again=True, at=at)
        return "failed"
    (due.release_written if is_done else due.release_half_written)(account, at=at)
    return ""
