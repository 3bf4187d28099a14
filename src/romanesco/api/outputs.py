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
    cadence: Literal["weekly", "fortnightly", "monthly", "irregular"]
    minutes: int
    cancel_notice_hours: int


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


class PairOut(PairSummary):
    """A pair with what it agreed on and its sessions, the earliest first."""

    agreement: AgreementOut | None
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


class ActionOut(BaseModel):
    """Something that one of the two promised."""

    id: UUID
    text: str
    owner: UUID
    due_on: date | None
    state: Literal["open", "done", "let_go"]
    item: UUID | None
    session: UUID | None


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
