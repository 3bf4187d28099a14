"""What can be announced (`bus.py`): something changed, and whoever shows it has to know.

Pure.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DocumentUpdated:
    """This update was stored in a document."""

    document_id: UUID
    update: bytes


@dataclass(frozen=True)
class PlanChanged:
    """Something around a plan changed: its rows, its state, who may see or write it."""

    plan_id: UUID


@dataclass(frozen=True)
class PairChanged:
    """A pair was paused, resumed or closed."""

    pair_id: UUID


@dataclass(frozen=True)
class LoginEnded:
    """A login or a token of this person ended; without a key, any of them may have."""

    session_key: str | None
    person_id: UUID


@dataclass(frozen=True)
class PlanWritten:
    """Somebody wrote for themselves beside a plan, or it was made: heard within the transaction
    alone, so that nobody's page shows that anything happened."""

    plan_id: UUID


@dataclass(frozen=True)
class DocumentFolded:
    """What was typed in a document is in its checkpoint: heard within the transaction alone."""

    document_id: UUID


type Announcement = DocumentUpdated | PlanChanged | PairChanged | LoginEnded
type Within = Announcement | PlanWritten | DocumentFolded
