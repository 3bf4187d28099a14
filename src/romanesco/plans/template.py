"""The five questions that a new plan starts from, worded to the rhythm (product.md, rule 4).

Pure.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    purpose: str
    prompt: str


def five_questions(cadence: str) -> list[Question]:
    """The regular template. Anything but weekly speaks of the time between two sessions."""
    past, coming = _span(cadence)
    return [
        Question("check_in", "Personal check-in"),
        Question("went_well", f"What has gone well {past}?"),
        Question("not_well", f"What has not gone well {past}?"),
        Question("hopes", f"What are you hoping to accomplish {coming}?"),
        Question("challenges", "What challenges do you anticipate?"),
    ]


def _span(cadence: str) -> tuple[str, str]:
    if cadence == "weekly":
        return "in the last week", "in the coming week"
    return "since we last met", "before we meet again"
