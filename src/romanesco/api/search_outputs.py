"""What the API answers with to a search."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class PieceOut(BaseModel):
    """A part of an excerpt, as it was written."""

    text: str
    marked: bool = Field(description="Whether it was asked for.")


class PlaceOut(BaseModel):
    """Where it was found, with a few words around it."""

    kind: Literal[
        "topic",
        "question",
        "words",
        "hope",
        "challenge",
        "action",
        "goal",
        "agreement",
        "line",
        "note",
    ] = Field(
        description="“words” stand beneath an item, “line” is somebody's top of mind, “note” your "
        "own private note."
    )
    id: UUID = Field(
        description="Of the item, hope, action, goal or agreement; of the person whose line or "
        "note it is."
    )
    under: str = Field(description="With “words”: the item's prompt.")
    excerpt: list[PieceOut]


class FoundOut(BaseModel):
    """A session in which it was found; without one, what the pair has besides."""

    pair: UUID
    session: UUID | None
    plan: UUID | None = Field(description="Null where you may not see it now.")
    at: datetime = Field(description="When the session is or was to begin; else when it was said.")
    places: list[PlaceOut]
    more: int = Field(description="Places there that are left out here.")


class SearchOut(BaseModel):
    """A page of what was found: whole words first, then beginnings, then what only a question of
    a plan says; of each the newest first."""

    results: list[FoundOut]
    page: int
    pages: int
    total: int
