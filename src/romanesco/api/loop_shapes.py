"""What is asked after, and what was let go, as the API says it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from romanesco.api.inputs import Input
from romanesco.plans.models import Challenge, Hope

HopeOutcome = Literal["done", "partly", "not_yet", "let_go"]
ChallengeOutcome = Literal["met", "stayed_away", "ahead", "let_go"]


class HopeOut(BaseModel):
    """Something the mentee hoped for at a session."""

    id: UUID
    text: str
    outcome: HopeOutcome | None = Field(description="Null where nobody has said.")
    plan: UUID = Field(description="Of the session that it was hoped for at.")

    @classmethod
    def of(cls, hope: Hope) -> "HopeOut":
        said = {"outcome": hope.outcome or None, "plan": hope.plan_id}
        return cls.model_validate({"id": hope.id, "text": hope.text, **said})


class ChallengeOut(BaseModel):
    """Something the mentee saw coming. It is asked after until it is over."""

    id: UUID
    text: str
    outcome: ChallengeOutcome | None = Field(
        description="Null where nobody has said; “ahead” is asked after again."
    )
    plan: UUID = Field(description="Of the session that it was seen coming at.")
    times_asked: int = Field(description="How many sessions were held since, while it was open.")

    @classmethod
    def of(cls, one: Challenge) -> "ChallengeOut":
        said = {"outcome": one.outcome or None, "plan": one.plan_id}
        asked = {"times_asked": one.times_asked}
        return cls.model_validate({"id": one.id, "text": one.text, **said, **asked})


class LoopOut(BaseModel):
    """What this plan asks after."""

    hopes: list[HopeOut] = Field(description="Of the session held last before this one.")
    challenges: list[ChallengeOut] = Field(description="Open when that one had ended.")


class LetGoOut(BaseModel):
    """Something that was let go."""

    what: Literal["topic", "action", "hope", "challenge"]
    id: UUID
    at: datetime


class LetGoPage(BaseModel):
    """The latest first."""

    found: list[LetGoOut]
    pages: int


class HopeOutcomeInput(Input):
    """What became of a hope."""

    outcome: HopeOutcome | None = Field(description="Null takes back what was said.")


class ChallengeOutcomeInput(Input):
    """What became of a challenge."""

    outcome: ChallengeOutcome | None = Field(description="Null takes back what was said.")


class LettingGoInput(Input):
    """Whether a topic is let go."""

    let_go: bool = Field(True, description="False takes it up again.")
