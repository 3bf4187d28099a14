"""Rows made of the document. Running it again gives the same rows."""

from django.db import transaction

from romanesco.plans import document
from romanesco.plans.body import Body, lines
from romanesco.plans.models import Hope, Plan, Purpose
from romanesco.ydocs import store

MOST_HOPES = 20
LONGEST = 500


@transaction.atomic
def project_hopes(plan: Plan) -> list[Hope]:
    """Each line under the question about hopes becomes a hope; what became of one is kept."""
    texts = hopes_in(plan)
    Hope.objects.filter(plan=plan, line__gte=len(texts)).delete()
    return [
        Hope.objects.update_or_create(
            plan=plan, line=number, defaults={"text": text, "pair_id": plan.session.pair_id}
        )[0]
        for number, text in enumerate(texts)
    ]


def hopes_in(plan: Plan) -> list[str]:
    """The lines as they stand in the document now."""
    item = plan.items.filter(purpose=Purpose.HOPES, removed_at=None, skipped_at=None).first()
    if item is None:
        return []
    body: Body = document.bodies(store.load(plan.document_id)).get(str(item.id), [])
    return [line[:LONGEST] for line in lines(body) if line.strip()][:MOST_HOPES]
