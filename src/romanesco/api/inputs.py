"""What a request's body may hold. Strict: no guessing, no unknown fields, no half characters."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

NO_NUL = r"^[^\u0000]*$"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _whole(text: str) -> str:
    """Text that every store and every door can hold. Raises ValueError."""
    if "\0" in text:
        raise ValueError("This holds a NUL character. Take it out")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("This holds half of a character. Send it whole")
    return text


def _day(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        raise ValueError("A date looks like 2026-11-26")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("There is no such date") from None


def _id(value: Any) -> Any:
    try:
        return UUID(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("This is no id") from None


Text = Annotated[str, AfterValidator(_whole), Field(json_schema_extra={"pattern": NO_NUL})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[UUID, BeforeValidator(_id)]


class Input(BaseModel):
    """The base of every body."""

    model_config = ConfigDict(extra="forbid", strict=True)


class BodyInput(Input):
    """What stands under an agenda item."""

    body: Text = Field(description="Markdown: bold, italic, code, links, lists, ticks, quotes.")


class TopicInput(Input):
    """A topic for the end of the plan."""

    prompt: Text = Field(
        description="A few words, in one line of up to 300 characters.",
        json_schema_extra={"pattern": r"^[^\u0000]*\S[^\u0000]*$"},
    )
    body: Text = Field("", description="Markdown, if there is more to say.")


class DiscussionInput(Input):
    """Whether an item was discussed."""

    discussed: bool = True


class ActionInput(Input):
    """Something that one of the two promises."""

    text: Text = Field(description="What will be done, in up to 500 characters.")
    owner: Literal["mentor", "mentee"]
    due_on: Day | None = None
    item: Id | None = Field(None, description="The agenda item of this plan that it belongs to.")
    goal: Id | None = Field(
        None, description="The goal that it serves; where none is named, that of its item."
    )


class CompletionInput(Input):
    """Whether an action item is done."""

    done: bool = True


class GoalInput(Input):
    """Something that the mentee works towards."""

    text: Text = Field(
        description="The goal, in one line of up to 300 characters.",
        json_schema_extra={"pattern": r"^[^\u0000]*\S[^\u0000]*$"},
    )
    measure: Text = Field("", description="By what the two will know, in up to 500 characters.")


class GoalChange(Input):
    """What is to be different about a goal; what is left out stays as it is."""

    text: Text | None = None
    measure: Text | None = None
    state: Literal["open", "reached", "let_go"] | None = None
    position: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="Its place among the goals that are open, counted from 1."
    )


class ServingInput(Input):
    """Which goal something serves."""

    goal: Id | None = Field(description="A goal of the same pair; null: none.")
