"""Puts the words of an answer where they belong in the plan, or keeps them."""

from dataclasses import dataclass
from datetime import datetime

from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.replies.keeping import keep


@dataclass(frozen=True)
class Reply:
    """What somebody answered about a plan; that it is theirs has been checked."""

    person: Person
    plan: Plan
    from_address: str
    subject: str
    text: str


def place(reply: Reply, *, at: datetime) -> str:
    """Put an answer into the plan. Returns a code of what became of it: placed, added, or
    kept_ and why."""
    return _kept(reply, "no_question", at)


def _kept(reply: Reply, why: str, at: datetime) -> str:
    keep(
        reply.person,
        reply.plan,
        from_address=reply.from_address,
        subject=reply.subject,
        text=reply.text,
        why=why,
        at=at,
    )
    return f"kept_{why}"
