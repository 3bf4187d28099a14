"""An agreement in words, as one of the two reads it: each rule said in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from romanesco.agreements.cadence import rule_of
from romanesco.agreements.models import Agreement
from romanesco.people.local_words import plain_day
from romanesco.people.models import Person
from romanesco.web.rhythm_words import rhythm_in_words

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")
DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
    "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
"""RFC 5545's names of weekdays, as quiet days are kept."""
WHEN = "When you meet"
EARLIER = {
    True: "Each plan is kept as it was when it was shared, and as it was wrapped up",
    False: "None are kept: what you delete is gone",
}


@dataclass(frozen=True)
class Answer:
    """One thing that a pair settles, and what they say to it; "" while it is open."""

    label: str
    words: str
    is_name_first: bool = False
    is_told_by_rhythm: bool = False  # what it says in words, the rhythm says in dates

    @property
    def within(self) -> str:
        """The label in the middle of a sentence."""
        return self.label if self.is_name_first else self.label[0].lower() + self.label[1:]


@dataclass(frozen=True)
class Changed:
    """One answer that another version gives differently; "" where it is not settled."""

    label: str
    before: str
    after: str


def who_prepares(agreement: Agreement, me: Person) -> str:
    """Theo prepares."""
    mentee, _ = _names(agreement, me)
    return {
        "both": "You both prepare, together.",
        "turns": f"You take turns to prepare, {'you' if mentee == 'You' else mentee} first.",
    }.get(agreement.preparer, f"{_preparer(agreement, me)} {_verb(agreement, me, 'prepare')}.")


def when_shared(agreement: Agreement, me: Person) -> str:
    """Rosa sees it 24 hours before each session."""
    if agreement.share_when == "together" or agreement.preparer == "both":
        return "You both see it from the beginning."
    return f"{_reader(agreement, me)} it {_moment(agreement, me)}."


def rule_in_words(agreement: Agreement, me: Person) -> str:
    """Theo prepares. Rosa sees it 24 hours before each session."""
    return f"{who_prepares(agreement, me)} {when_shared(agreement, me)}"


def answers(agreement: Agreement, me: Person) -> list[Answer]:
    """Every answer, the rules first, in the order of the form."""
    named = (agreement.pair.mentee.first_name, agreement.pair.mentor.first_name)
    return [
        Answer(
            label,
            words,
            is_name_first=label.startswith(named),
            is_told_by_rhythm=label == WHEN and is_whole(agreement),
        )
        for label, words in _answers(agreement, me)
    ]


def changes(before: Agreement, after: Agreement, me: Person) -> list[Changed]:
    """What the second version answers differently, before and after in words."""
    pairs = zip(answers(before, me), answers(after, me), strict=True)
    return [
        Changed(old.label, old.words, new.words)
        for old, new in pairs
        if old.words != new.words and not (old.is_told_by_rhythm or new.is_told_by_rhythm)
    ]


def _answers(it: Agreement, me: Person) -> Iterator[tuple[str, str]]:
    mentee, mentor = it.pair.mentee.first_name, it.pair.mentor.first_name
    yield "Who prepares", who_prepares(it, me)
    yield "When it is shared", when_shared(it, me)
    yield "Rhythm", rhythm_in_words(it, me)
    yield "Length", f"{it.minutes} minutes"
    yield "Cancelling", _notice(it.cancel_notice_hours)
    yield "Earlier versions", EARLIER[it.keeps_versions]
    yield "How long sessions are kept", kept_in_words(it.keeps_months)
    yield WHEN, "" if is_whole(it) else it.meets_when
    yield "How you meet", it.meets_how
    yield "Until", plain_day(it.runs_until) if it.runs_until else ""
    yield "Between sessions", it.channel
    yield "Quiet hours", _quiet_hours(it)
    yield "Quiet days", ", ".join(DAYS[day] for day in it.quiet_days.split(",") if day in DAYS)
    yield "Who sends notes and actions", _sender(it, me)
    yield f"{mentee}’s focus", it.focus_mentee
    yield f"{mentor}’s focus", it.focus_mentor
    yield f"Expected of {mentor}", it.expects_of_mentor
    yield f"Expected of {mentee}", it.expects_of_mentee
    yield "How progress shows", it.progress
    yield "What you will not do together", it.not_together
    yield "What stays between you", it.confidentiality


def is_whole(it: Agreement) -> bool:
    """Whether day and time are set, so that words on when you meet could only contradict them."""
    rule = rule_of(it.cadence, it.every_weeks, it.month_week, it.meets_on)
    return rule is not None and it.meets_at is not None


def kept_in_words(months: int | None) -> str:
    """For good, or so many months."""
    if months is None:
        return "For good"
    span = "a month" if months == 1 else f"{months} months"
    return f"For {span} after they ended; then they are deleted with their plans, for you both"


def _names(agreement: Agreement, me: Person) -> tuple[str, str]:
    """The mentee and the mentor, as this reader calls them."""
    both = (agreement.pair.mentee, agreement.pair.mentor)
    mentee, mentor = ("You" if person == me else person.first_name for person in both)
    return mentee, mentor


def _preparer(agreement: Agreement, me: Person) -> str:
    mentee, mentor = _names(agreement, me)
    return mentor if agreement.preparer == "mentor" else mentee


def _verb(agreement: Agreement, me: Person, verb: str) -> str:
    return verb if _preparer(agreement, me) == "You" else f"{verb}s"


def _reader(agreement: Agreement, me: Person) -> str:
    if agreement.preparer == "turns":
        return "The other sees"
    mentee, mentor = _names(agreement, me)
    reader = mentee if agreement.preparer == "mentor" else mentor
    return "You see" if reader == "You" else f"{reader} sees"


def _moment(agreement: Agreement, me: Person) -> str:
    if agreement.share_when == "before":
        unit = agreement.share_unit if agreement.share_amount != 1 else agreement.share_unit[:-1]
        return f"{agreement.share_amount} {unit} before each session"
    days = agreement.share_days_before
    number = NUMBERS[days] if days < len(NUMBERS) else str(days)
    day = "the day before each session" if days == 1 else f"{number} days before each session"
    return f"{day} at {agreement.share_time:%H:%M}, {_whose_time(agreement, me)}"


def _whose_time(agreement: Agreement, me: Person) -> str:
    if agreement.preparer == "turns":
        return "in the time of whoever prepares"
    preparer = _preparer(agreement, me)
    return "your time" if preparer == "You" else f"{preparer}’s time"


def _notice(hours: int) -> str:
    if not hours:
        return "No particular notice, and a new date in the same step"
    notice = "an hour’s notice" if hours == 1 else f"{hours} hours’ notice"
    return f"At least {notice}, and a new date in the same step"


def _quiet_hours(it: Agreement) -> str:
    if it.quiet_from is None or it.quiet_until is None:
        return ""
    return f"From {it.quiet_from:%H:%M} until {it.quiet_until:%H:%M}, each in their own time"


def _sender(it: Agreement, me: Person) -> str:
    mentee, mentor = _names(it, me)
    return {"mentee": mentee, "mentor": mentor}.get(it.sends_notes, "Whoever promised it")
