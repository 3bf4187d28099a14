"""What is known of a session, a series and a promise; and what may be due of it. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from romanesco.reminders.quiet import Quiet

SETTLES = timedelta(minutes=2)  # what changes again within this time is told once


@dataclass(frozen=True)
class Reader:
    """Somebody who may be written to, and when this pair leaves them alone."""

    person: UUID
    quiet: Quiet

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.quiet.time_zone)


@dataclass(frozen=True)
class Due:
    """One thing to write to one person."""

    kind: str
    person: UUID
    subject: UUID
    label: str
    fact_at: datetime
    due_at: datetime
    useful_until: datetime
    quiet: Quiet
    meets_at: datetime | None = None  # the date of a session that it tells

    @property
    def key(self) -> str:
        """The same thing has the same key, whoever finds it, however often."""
        occasion = f"{self.label}:{self.fact_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
        return f"{self.kind}:{self.person}:{self.subject}:{occasion}"

    def is_late(self, at: datetime) -> bool:
        return at >= self.useful_until

    def is_now(self, at: datetime) -> bool:
        """Whether a letter may be written at this instant."""
        return self.due_at <= at < self.useful_until and not self.quiet.has(at)

    def waits_until(self, at: datetime) -> datetime:
        """When it may be written, asked at an instant at which it may not."""
        stretch = self.quiet.stretch(max(at, self.due_at))
        return stretch[1] if stretch else max(at, self.due_at)


@dataclass(frozen=True)
class SessionFact:
    """A session and its plan, as they are now."""

    session: UUID
    state: str
    starts_at: datetime
    scheduled_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    sequence: int
    recurs_at: datetime | None
    rhythm_changed_at: datetime | None
    pair_state: str
    mentor: Reader
    mentee: Reader
    plan: UUID | None = None
    prepared_by: str = ""
    made_at: datetime | None = None
    share_due_at: datetime | None = None
    shared_at: datetime | None = None
    is_shared_by_person: bool = False
    opened_at: datetime | None = None

    @property
    def both(self) -> tuple[Reader, Reader]:
        return self.mentor, self.mentee

    @property
    def is_ahead(self) -> bool:
        return self.state == "planned" and self.pair_state == "active"

    @property
    def preparer(self) -> Reader | None:
        return {"mentor": self.mentor, "mentee": self.mentee}.get(self.prepared_by)

    @property
    def partner(self) -> Reader | None:
        return {"mentor": self.mentee, "mentee": self.mentor}.get(self.prepared_by)

    @property
    def is_as_its_rhythm_has_it(self) -> bool:
        """Whether the letter about the whole series tells all that there is to tell of it."""
        if self.recurs_at is None or self.rhythm_changed_at is None:
            return False
        is_untouched = self.sequence == 0 and self.state == "planned"
        is_moved = self.recurs_at != self.starts_at
        if self.changed_at <= self.rhythm_changed_at:
            return True  # it changed with the rhythm, or before it did
        changed_with_it = abs(self.changed_at - self.rhythm_changed_at) < SETTLES
        return (is_untouched and not is_moved) or (changed_with_it and not is_moved)


@dataclass(frozen=True)
class RhythmFact:
    rhythm: UUID
    begun_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    pair_state: str
    mentor: Reader
    mentee: Reader


@dataclass(frozen=True)
class PairFact:
    """A pair, and who last changed whether it goes on."""

    pair: UUID
    state: str
    begun_at: datetime
    changed_at: datetime
    changed_by: UUID | None
    mentor: Reader
    mentee: Reader

    @property
    def both(self) -> tuple[Reader, Reader]:
        return self.mentor, self.mentee


@dataclass(frozen=True)
class WordFact:
    """One of a pair said something that concerns the other: that they cannot come to a session,
    or how they want to work together."""

    subject: UUID
    label: str
    about_at: datetime  # the date that is declined, or when it was signed
    said_at: datetime
    useful_until: datetime
    reader: Reader


@dataclass(frozen=True)
class PromiseFact:
    """An open action item with a date."""

    action: UUID
    due_on: date
    made_at: datetime
    pair_state: str
    owner: Reader
