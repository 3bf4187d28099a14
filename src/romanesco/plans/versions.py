"""A plan as it stood when it was shared and when it was wrapped up, kept to be read again.

What is kept are plain values, packed: nothing of how the words came to be, and no private note.
Where both saw the plan from the beginning there was no moment of sharing; what they read again
then is the plan as it was when the session began. The newest of each name is kept.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from romanesco.agreements.queries import keeps_versions
from romanesco.base.errors import NotFound
from romanesco.base.prepared import Prepared
from romanesco.plans import document
from romanesco.plans.body import Body
from romanesco.plans.models import AgendaItem, Hope, Plan, TopOfMind
from romanesco.plans.queries import agenda_of, is_open_rule, is_revealed, last_hopes
from romanesco.plans.version_models import PlanVersion
from romanesco.plans.versions_packed import (
    KeptHope,
    KeptItem,
    KeptPromise,
    Version,
    packed,
    unpacked,
)
from romanesco.ydocs import store


def keep(plan: Plan, name: str, *, at: datetime, promises: Iterable[KeptPromise] = ()) -> None:
    """Keep the plan as it stands now, in the caller's transaction, where the two keep versions.
    It takes the place of an earlier one of that name."""
    if not keeps_versions(plan.session.pair_id):
        return
    content = packed(_as_it_stands(plan, name, at, promises))
    PlanVersion.objects.update_or_create(
        plan=plan, name=name, defaults={"kept_at": at, "content": content}
    )


def forget(plan: Plan, *names: str) -> None:
    """What was kept of this plan under these names is gone; without any, all of it."""
    kept = PlanVersion.objects.filter(plan=plan)
    (kept.filter(name__in=names) if names else kept).delete()


def forget_all(pair_id: UUID) -> None:
    """The same for every plan of a pair, in the caller's transaction."""
    PlanVersion.objects.filter(plan__session__pair=pair_id).delete()


def has_versions(pair_id: UUID) -> bool:
    """Whether anything was kept of any of the pair's plans."""
    return PlanVersion.objects.filter(plan__session__pair=pair_id).exists()


def version_of(plan: Plan, name: str) -> Version:
    """What was kept of a plan that this reader may see. Raises NotFound."""
    row = PlanVersion.objects.filter(plan=plan, name=name).first()
    if row is None:
        raise NotFound
    return unpacked(row.name, row.kept_at, bytes(row.content))


versions_of = Prepared(
    lambda plan_id: PlanVersion.objects.filter(plan=plan_id).defer("content"), UUID
)
"""What there is of a plan, the earliest first, without the words."""


def in_words(plan: Plan, name: str) -> str:
    """As it was when shared, when the session began, or wrapped up."""
    if name == "wrapped_up":
        return "As it was wrapped up"
    return "As it was when the session began" if is_open_rule(plan) else "As it was when shared"


def _as_it_stands(plan: Plan, name: str, at: datetime, promises: Iterable[KeptPromise]) -> Version:
    session = plan.session
    bodies = document.bodies(store.load(plan.document_id))
    return Version(
        name=name,
        kept_at=at,
        session_number=session.number,
        told_at=session.told_at,
        minutes=session.minutes,
        items=[_item(item, plan, bodies.get(str(item.id), [])) for item in agenda_of(plan)],
        lines=_lines(plan),
        promises=list(promises),
        hoped=_hopes(last_hopes(plan)),
        hopes=_hopes(plan.hopes.all()),
    )


def _hopes(hopes: Iterable[Hope]) -> list[KeptHope]:
    return [KeptHope(hope.text, hope.outcome) for hope in hopes]


def _item(item: AgendaItem, plan: Plan, body: Body) -> KeptItem:
    is_skipped = item.skipped_at is not None
    return KeptItem(
        id=item.id,
        kind=item.kind,
        purpose=item.purpose,
        prompt=item.prompt,
        body=[] if is_skipped else body,
        author=plan.session.pair.side_of(item.author).value if item.author else "",
        discussed=item.discussed_at is not None,
        skipped=is_skipped,
        let_go=item.let_go_at is not None,
        carried_from=item.carried_from_id,
        times_raised=item.times_raised,
        first_raised_at=item.first_raised_at,
    )


def _lines(plan: Plan) -> dict[str, str]:
    if not is_revealed(plan):
        return {}
    pair = plan.session.pair
    lines = TopOfMind.objects.filter(plan=plan).exclude(text="").select_related("person")
    return {pair.side_of(line.person).value: line.text for line in lines}
