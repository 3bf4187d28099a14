"""How the loop closes (product.md, rule 7): where what was hoped for stands on the next plan, and
the question that is asked where something did not come about. Pure.

A question is chosen by rule and never at random. It is curious: nobody is at fault.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GOT_IN_THE_WAY = "What got in the way?"
OVERESTIMATED = "Have we overestimated something?"
STILL_RIGHT = "Is it still the right thing to do?"
SMALLER = "Would a smaller first step help?"
THE_REST = "What would the rest of it take?"
CHANGED = "What has changed?"
LEARNED = "What did you learn from it?"
HELPED = "What would help when it comes?"

MANY = 2  # as many that did not come about are worth a question of their own
OFTEN = 3


@dataclass(frozen=True)
class Promised:
    """What is known of a promise: whether its day has passed, how many sessions were held since,
    and how many promises of the same person have passed their day."""

    is_open: bool
    has_passed: bool
    sessions_since: int
    passed_alike: int = 0


def asked_of_hope(outcome: str, *, not_reached: int) -> str:
    """What is asked beside a hope, given what became of it and how many of the same session were
    not reached either; empty where there is nothing to ask."""
    if outcome == "not_yet":
        return OVERESTIMATED if not_reached >= MANY else GOT_IN_THE_WAY
    return {"partly": THE_REST, "let_go": CHANGED}.get(outcome, "")


def asked_of_challenge(outcome: str, *, times_asked: int) -> str:
    """The same of something that was seen coming; `times_asked`: at how many sessions before."""
    if outcome == "ahead":
        return SMALLER if times_asked >= OFTEN else HELPED
    return {"met": LEARNED, "let_go": CHANGED}.get(outcome, "")


def asked_of_promise(promised: Promised) -> str:
    """The same of a promise: of one whose day has passed, or that was brought up again and again
    without any."""
    if not promised.is_open:
        return ""
    if promised.has_passed:
        if promised.passed_alike >= MANY or not promised.sessions_since:
            return OVERESTIMATED  # as home and the letters ask, before the two meet
        return STILL_RIGHT if promised.sessions_since >= MANY else GOT_IN_THE_WAY
    return STILL_RIGHT if promised.sessions_since >= OFTEN else ""


def beside(purposes: Sequence[str], outcomes: Iterable[str]) -> list[str]:
    """For each hope the question that it stands beside, of those that are on the plan now.

    One that nobody has said anything of, or that was reached, stands beside what has gone well;
    one that was not, beside what has not. Where one of the two is left out, all stand beside the
    other; without either, beside the next hopes; else nowhere.
    """
    return [_beside(outcome, purposes) for outcome in outcomes]


def _beside(outcome: str, purposes: Sequence[str]) -> str:
    first, second = ("went_well", "not_well")
    if outcome in ("not_yet", "let_go"):
        first, second = second, first
    return next((one for one in (first, second, "hopes") if one in purposes), "")


def beside_challenges(purposes: Sequence[str]) -> str:
    """The question that what was seen coming stands beside: the next challenges, or else what
    has not gone well, or has."""
    places = ("challenges", "not_well", "went_well", "hopes")
    return next((one for one in places if one in purposes), "")
