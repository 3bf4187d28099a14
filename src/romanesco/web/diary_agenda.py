"""What a diary tells of the agenda of sessions that were held: topics that were talked about, and
questions of other structures than the usual one that were answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from romanesco.plans.body import is_empty
from romanesco.plans.models import AgendaItem, Plan, Purpose
from romanesco.plans.version_models import PlanVersion, VersionName
from romanesco.plans.versions_packed import plain

USUAL = frozenset(Purpose.values) - {Purpose.NONE}


@dataclass(frozen=True)
class Agenda:
    """Of one session: its topics that were talked about, and the questions of its structure."""

    topics: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def agendas_of(plans: Sequence[Plan]) -> dict[UUID, Agenda]:
    """Of plans that the reader may see, in two queries. Of questions those with an answer as it
    was wrapped up, or all that were asked where no version is kept."""
    topics = Q(kind="topic", discussed_at__isnull=False)
    questions = Q(kind="question", skipped_at=None) & ~Q(purpose__in=USUAL)
    items = AgendaItem.objects.filter(topics | questions, plan__in=plans, removed_at=None)
    found: dict[UUID, Agenda] = defaultdict(Agenda)
    for plan, kind, prompt in items.values_list("plan", "kind", "prompt").order_by("position"):
        (found[plan].topics if kind == "topic" else found[plan].questions).append(prompt)
    asked = [plan for plan, agenda in found.items() if agenda.questions]
    kept = PlanVersion.objects.filter(plan__in=asked, name=VersionName.WRAPPED_UP)
    for plan, content in kept.values_list("plan", "content"):
        found[plan].questions[:] = _answered(bytes(content))
    return found


def _answered(content: bytes) -> list[str]:
    """Of a kept plan: the first letter beneath a question is enough."""
    return [
        item["prompt"]
        for item in plain(content)["items"]
        if item["kind"] == "question"
        and not is_empty(item.get("body", []))
        and item.get("purpose", "") not in USUAL
    ]
