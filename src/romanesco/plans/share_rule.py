"""Who prepares a plan, when the partner gets to see it, and who may do what with it now.

Pure: no database, so that each rule can be read and tested as a truth table (product.md, rules
1 to 3).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

PreparedBy = Literal["mentor", "mentee", "both"]
JUST_BEFORE = timedelta(minutes=30)
NOTICE = timedelta(hours=24)


@dataclass(frozen=True)
class ShareRule:
    """When the partner gets to see a plan: `before` it starts, at a time on a `day_before`, or
    `together` from the beginning."""

    when: Literal["before", "day_before", "together"] = "before"
    amount: int = 24
    unit: Literal["hours", "days"] = "hours"
    days_before: int = 1
    at_time: time = time(16)


def prepared_by(preparer: str, last: str | None) -> PreparedBy:
    """Who prepares the next plan. Taking turns begins with the mentee; `last` prepared the
    session before."""
    if preparer == "turns":
        return "mentor" if last == "mentee" else "mentee"
    if preparer == "mentor":
        return "mentor"
    return "both" if preparer == "both" else "mentee"


def is_open_from_the_beginning(rule: ShareRule, who: str) -> bool:
    """Whether both see the plan from the beginning: together, or where both prepare."""
    return rule.when == "together" or who == "both"


def due_at(rule: ShareRule, starts_at: datetime, zone: ZoneInfo, *, at: datetime) -> datetime:
    """The instant at which the plan is shared, in UTC, never after the session's start.

    Days are calendar days in the preparer's zone, hours are exact. When the agreed moment has
    passed already at `at` (a session at short notice), the plan is shared halfway to the start,
    so that there is still time to prepare alone.
    """
    moment = min(agreed_moment(rule, starts_at, zone), starts_at)
    if moment <= at < starts_at:
        return at + (starts_at - at) / 2
    return moment


def agreed_moment(rule: ShareRule, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """What the rule says of a session, by the clock of the one who prepares."""
    if rule.when == "together":
        return starts_at
    if rule.when == "before" and rule.unit == "hours":
        return starts_at - timedelta(hours=rule.amount)
    local = starts_at.astimezone(zone)
    days = rule.amount if rule.when == "before" else rule.days_before
    clock = local.time() if rule.when == "before" else rule.at_time
    day = local.date() - timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def may_see(side: str, who: str, *, is_shared: bool) -> bool:
    """Before sharing only the preparer sees the plan, on every surface."""
    return is_shared or who in (side, "both")


def may_write(side: str, who: str, state: str) -> bool:
    """The preparer writes a draft; both write from sharing until the session has ended."""
    if state == "draft":
        return who in (side, "both")
    return state in ("shared", "live")


def state_of(session_state: str, *, is_shared: bool) -> str:
    """draft, shared, live, held, cancelled or missed (doors.md)."""
    if session_state != "planned":
        return session_state
    return "shared" if is_shared else "draft"


def may_write_in(pair_state: str, side: str, who: str, state: str) -> bool:
    """A pair on pause or closed only reads."""
    return pair_state == "active" and may_write(side, who, state)


def is_news(side: str, who: str, *, is_shared: bool, is_opened: bool) -> bool:
    """Whether this one's looking is the partner's first at what was shared; the preparer's own
    does not count."""
    return is_shared and not is_opened and who not in (side, "both")


def has_seen(
    side: str, who: str, state: str, *, is_shared: bool, is_opened: bool, is_open_rule: bool
) -> bool:
    """Whether a plan's words may stand where it is not opened by looking, as in a list or a
    picture: not while its sharing could still be taken back from this one."""
    if who in (side, "both"):
        return True
    is_waiting = state == "shared" and not is_opened and not is_open_rule
    return is_shared and not is_waiting


def may_share(side: str, who: str, state: str) -> bool:
    """The preparer may share early with one click."""
    return state == "draft" and who in (side, "both")


def may_start(side: str, who: str, *, is_shared: bool, starts_at: datetime, at: datetime) -> bool:
    """Whoever sees the plan may start at any time; for the partner starting opens a draft, so it
    has to wait until just before the session."""
    return may_see(side, who, is_shared=is_shared) or at >= starts_at - JUST_BEFORE


def may_date(
    side: str,
    who: str,
    *,
    is_shared: bool,
    starts_at: datetime,
    was_to_start_at: datetime,
    at: datetime,
) -> bool:
    """Whoever sees the plan may give it any date. The partner's date would open a draft, so it
    comes no sooner than a day from now, unless the session was to start by then anyway."""
    soonest = min(was_to_start_at, at + NOTICE)
    return may_see(side, who, is_shared=is_shared) or starts_at >= soonest


def may_withdraw(side: str, who: str, state: str, *, is_opened: bool, is_open_rule: bool) -> bool:
    """Sharing can be withdrawn by the preparer until the partner has opened it."""
    return state == "shared" and who == side and not is_opened and not is_open_rule


def is_revealed(state: str, *, is_open_rule: bool) -> bool:
    """Whether both lines of top of mind are shown: once shared; where both see the plan from
    the beginning there is no such moment before the session starts."""
    if state in ("live", "held"):
        return True
    return state == "shared" and not is_open_rule
