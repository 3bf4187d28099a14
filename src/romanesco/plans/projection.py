"""Rows made of the document. Running it again gives the same rows."""

from django.db import transaction

from romanesco.plans import document
from romanesco.plans.body import Body, lines
from romanesco.plans.models import Challenge, Hope, Plan, Purpose
from romanesco.plans.projecting import go_on_as
from romanesco.ydocs import store

MOST_LINES = 20
LONGEST = 500
ASIDE = 1000  # where rows stand while they change places


def project_hopes(plan: Plan) -> list[Hope]:
    """Each line under the question about hopes becomes a hope; what became of one is kept."""
    return _project(Hope, plan, hopes_in(plan))


def project_challenges(plan: Plan) -> list[Challenge]:
    """Each line under the question about challenges becomes one; what became of it is kept."""
    return _project(Challenge, plan, challenges_in(plan))


def hopes_in(plan: Plan) -> list[str]:
    """The lines as they stand in the document now."""
    return _lines_under(Purpose.HOPES, plan)


def challenges_in(plan: Plan) -> list[str]:
    """The same of what is seen coming."""
    return _lines_under(Purpose.CHALLENGES, plan)


@transaction.atomic
def _project[M: (Hope, Challenge)](kind: type[M], plan: Plan, texts: list[str]) -> list[M]:
    before = list(kind.objects.filter(plan=plan).order_by("line"))
    places = go_on_as([row.text for row in before], texts)
    if [row.text for row in before] == texts:
        return before
    kept = {before[place].id for place in places if place is not None}
    kind.objects.filter(plan=plan).exclude(id__in=kept).delete()
    for row in before:  # out of the way: each place is there once
        kind.objects.filter(id=row.id).update(line=ASIDE + row.line)
    return [
        _at_line(kind, plan, (number, text), None if place is None else before[place])
        for number, (text, place) in enumerate(zip(texts, places, strict=True))
    ]


def _at_line[M: (Hope, Challenge)](
    kind: type[M], plan: Plan, line: tuple[int, str], row: M | None
) -> M:
    number, text = line
    if row is None:
        return kind.objects.create(plan=plan, pair_id=plan.session.pair_id, line=number, text=text)
    row.line, row.text = number, text
    row.save(update_fields=["line", "text"])
    return row


def _lines_under(purpose: Purpose, plan: Plan) -> list[str]:
    item = plan.items.filter(purpose=purpose, removed_at=None, skipped_at=None).first()
    if item is None:
        return []
    body: Body = document.bodies(store.load(plan.document_id)).get(str(item.id), [])
    return [line[:LONGEST] for line in lines(body) if line.strip()][:MOST_LINES]
