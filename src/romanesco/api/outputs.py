"""What the API answers with. Ids are opaque; instants are UTC, days are days of no zone."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

Side = Literal["mentor", "mentee"]
PlanState = Literal["draft", "shared", "live", "held", "cancelled", "missed"]


class Me(BaseModel):
    """The person whose token it is."""

    id: UUID
    name: str
    email: str
    time_zone: str = Field(description="IANA name.")
    language: str


class Partner(BaseModel):
    """One of the two of a pair."""

    id: UUID
    name: str
    time_zone: str


class PairSummary(BaseModel):
    """A pair, as one of the two sees it in a list."""

    id: UUID
    mentor: Partner
    mentee: Partner
    you: Side
    state: Literal["active", "paused", "closed"]
    begun_at: datetime


class ShareRuleOut(BaseModel):
    """When the partner gets to see a plan."""

    when: Literal["before", "day_before", "together"]
    amount: int = Field(description="With “before”: how many hours or days.")
    unit: Literal["hours", "days"]
    days_before: int = Field(description="With “day_before”: how many days earlier.")
    at_time: str = Field(description="With “day_before”: HH:MM in the preparer's time zone.")


class AgreementOut(BaseModel):
    """The version that both have signed."""

    number: int
    in_force_at: datetime
    preparer: Literal["mentee", "mentor", "turns", "both"]
    share: ShareRuleOut
    cadence: Literal["weekly", "fortnightly", "weeks", "monthly", "irregular"]
    every_weeks: int = Field(description="With “weeks”: how many lie between two sessions.")
    month_week: Literal[1, 2, 3, 4, -1] = Field(
        description="With “monthly”: which of the weekdays in a month; -1 is the last."
    )
    meets_on: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] | None = Field(
        description="With a day, a time and a zone the rhythm makes the sessions ahead; without, "
        "it is a promise in words."
    )
    meets_at: str | None = Field(description="HH:MM in `meets_zone`.")
    meets_zone: str | None = Field(description="IANA name.")
    begins_on: date | None = Field(description="The first session is on this day or later.")
    runs_until: date | None = Field(description="The last day of the relationship, as agreed.")
    minutes: int
    cancel_notice_hours: int
    keeps_versions: bool = Field(
        description="Whether plans are kept as they were when shared and wrapped up. Where not, "
        "what the two delete is gone."
    )
    keeps_months: int | None = Field(
        description="After how many months a session that ended is deleted with its plan; null: "
        "never."
    )


class SessionOut(BaseModel):
    """One meeting."""

    id: UUID
    plan: UUID | None = Field(
        description="Null where the plan went on with another session. One that you may not see "
        "yet answers 404."
    )
    number: int
    state: Literal["planned", "live", "held", "cancelled", "missed"]
    starts_at: datetime
    time_zone: str = Field(description="The IANA zone in which it was agreed.")
    minutes: int
    place: str
    recurs_at: datetime | None = Field(
        description="Which date of the rhythm it stands for; null for a single session."
    )


class NextDateOut(BaseModel):
    """A date that the rhythm has, whether its session is there already or not."""

    starts_at: datetime
    away: list[UUID] = Field(description="Who is away then: there will be no session.")


class PairOut(PairSummary):
    """A pair with what it agreed on and its sessions, the earliest first."""

    agreement: AgreementOut | None
    next_dates: list[NextDateOut] = Field(
        description="The next five of the rhythm, as it has them: what was skipped is left out, "
        "what was moved is where it was. Empty without a rhythm, and while the pair is paused."
    )
    sessions: list[SessionOut]


class ItemOut(BaseModel):
    """One line of a plan."""

    id: UUID
    kind: Literal["question", "topic"]
    prompt: str
    body: str = Field(description="Markdown.")
    discussed: bool
    skipped: bool = Field(description="Left out this time.")
    author: UUID | None = Field(description="The person who added it; null for a question.")
    carried_from: UUID | None = Field(description="The item of an earlier plan that it goes on.")
    times_raised: int
    first_raised_at: datetime
    goal: UUID | None = Field(
        None, description="The goal that it serves. Not kept in earlier versions."
    )


class ActionOut(BaseModel):
    """Something that one of the two promised."""

    id: UUID
    text: str
    owner: UUID
    due_on: date | None
    state: Literal["open", "done", "let_go"]
    item: UUID | None
    session: UUID | None
    goal: UUID | None = Field(description="The goal that it serves.")


class GoalOut(BaseModel):
    """Something that the mentee works towards. Both see it, always."""

    id: UUID
    text: str
    measure: str = Field(description="By what the two will know that it is reached.")
    state: Literal["open", "reached", "let_go"]
    made_by: UUID
    made_at: datetime
    reached_at: datetime | None
    let_go_at: datetime | None


class LineOut(BaseModel):
    """What is on somebody's mind, in one line."""

    person: UUID
    text: str


class PlanOut(BaseModel):
    """The plan as this person may see it now."""

    id: UUID
    session: UUID
    state: PlanState
    prepared_by: Literal["mentor", "mentee", "both"]
    shared_at: datetime | None
    share_due_at: datetime | None = Field(description="Null where both see it from the beginning.")
    items: list[ItemOut] = Field(description="In the order of the agenda.")
    actions: list[ActionOut] = Field(description="Open between the two, and promised here.")
    top_of_mind: list[LineOut] = Field(description="Yours; your partner's once both are revealed.")


class ReturnedOut(BaseModel):
    """What became of Markdown that was brought back: the prompts of the items concerned."""

    changed: list[str]
    added: list[str] = Field(description="Topics that were new there.")
    both: list[str] = Field(description="Changed here as well: both texts stand there now.")
    left_off: list[str] = Field(description="Taken off here meanwhile, and not changed there.")


VersionName = Literal["shared", "wrapped_up"]


class VersionSummary(BaseModel):
    """A moment at which the plan was kept."""

    name: VersionName = Field(
        description="“shared”: as it was when shared, or when the session began where both saw it "
        "from the beginning. “wrapped_up”: as it was wrapped up."
    )
    kept_at: datetime


class KeptActionOut(BaseModel):
    """Something that was promised at the session by then."""

    text: str
    owner: UUID
    due_on: date | None
    state: Literal["open", "done", "let_go"]
    item: UUID | None


class KeptHopeOut(BaseModel):
    """Something the mentee hoped for."""

    text: str
    outcome: Literal["done", "partly", "not_yet", "let_go"] | None = Field(
        description="What had become of it by then; null where nobody had said."
    )


class VersionOut(VersionSummary):
    """The plan as it stood then; nothing in it changes any more."""

    plan: UUID
    session_number: int
    starts_at: datetime = Field(description="When the session was to begin, or began.")
    minutes: int
    items: list[ItemOut] = Field(description="In the order of the agenda.")
    actions: list[KeptActionOut]
    top_of_mind: list[LineOut] = Field(description="Yours and your partner's, once revealed.")
    hoped: list[KeptHopeOut] = Field(
        description="What was hoped for at the session held before this one."
    )
    hopes: list[KeptHopeOut] = Field(description="What was hoped for at this one, once held.")
