"""A plan as it was: read again, as one reads a plan that was held."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.agreements.queries import keeps_versions
from romanesco.base import clock
from romanesco.base.errors import NotFound
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.body import plain_text
from romanesco.plans.body_html import body_html
from romanesco.plans.models import HopeOutcome, Plan
from romanesco.plans.operations import mark_opened
from romanesco.plans.queries import agenda_of, plan_for
from romanesco.plans.version_models import VersionName
from romanesco.plans.versions import in_words, version_of, versions_of
from romanesco.plans.versions_packed import KeptHope, KeptItem, Version
from romanesco.web.boards import has_board, on_boards
from romanesco.web.loop import with_hopes
from romanesco.web.pair_frame import pair_frame
from romanesco.web.plan_page import ItemShown
from romanesco.web.signed_in import person_of
from romanesco.ydocs import store


@dataclass(frozen=True)
class VersionLink:
    """Where a version is read, and what it is called."""

    name: str
    words: str
    kept_at: datetime


@dataclass(frozen=True)
class PromiseShown:
    """Something that was promised, with its owner as a person."""

    text: str
    owner: Person
    due_on: date | None
    state: str


@dataclass(frozen=True)
class HopeShown:
    """A hope with what had become of it, in words."""

    id: int  # its place among them
    text: str
    outcome: str
    get_outcome_display: str


def version_links(plan: Plan) -> list[VersionLink]:
    """The versions that there are of a plan, the earliest first; a draft has none."""
    if plan.shared_at is None:
        return []
    return [
        VersionLink(one.name, in_words(plan, one.name), one.kept_at) for one in versions_of(plan.id)
    ]


def versions_beside(plan: Plan) -> dict[str, object]:
    """What the plan page says of them: where each is read, or that the two agreed to keep none."""
    links = version_links(plan)
    return {"versions": links, "keeps_none": not links and _keeps_none(plan)}


def _keeps_none(plan: Plan) -> bool:
    """Whether there is none because the two agreed so. A draft has none anyway."""
    return plan.shared_at is not None and not keeps_versions(plan.session.pair_id)


@never_cache
@login_required
@require_safe
def plan_version(request: HttpRequest, plan_id: UUID, name: str) -> HttpResponse:
    """Whoever may see the plan may read it again; looking here opens what was shared, too."""
    person = person_of(request)
    mark_opened(plan_id, by=person, at=clock.now())
    plan = plan_for(person, plan_id)
    pair = plan.session.pair
    try:
        version = version_of(plan, name)
    except NotFound:
        if name not in VersionName.values or not _keeps_none(plan):
            raise
        context = {**pair_frame(pair, person), "plan": plan}
        return render(request, "plans/no_version.html", context, status=404)
    items = with_hopes(on_boards(_items(plan, version, person)), _outcomes(version.hoped))
    context = {
        **pair_frame(pair, person),
        "version": version,
        "words": in_words(plan, name),
        "links": version_links(plan),
        "hopes_made": _outcomes(version.hopes),
        "items": items,
        "board": has_board(items),
        "lines": _lines(version, pair, person),
        "promises": _promises(version, pair),
        # As the item's template asks: a plan that was wrapped up says what became of a topic.
        "plan": {"id": plan.id, "state": "held" if name == "wrapped_up" else "shared"},
    }
    return render(request, "plans/version.html", context)


def _items(plan: Plan, version: Version, person: Person) -> list[ItemShown]:
    since = _since(plan, version)
    return [_shown(item, plan.session.pair, person, since[item.id]) for item in version.items]


def _since(plan: Plan, version: Version) -> dict[UUID, str]:
    """What has become of each item by now, where it reads otherwise."""
    bodies = document.bodies(store.load(plan.document_id))
    now = {
        item.id: (item.prompt, bodies.get(str(item.id), []), item.skipped_at is not None)
        for item in agenda_of(plan)
    }
    return {item.id: _change(item, now.get(item.id)) for item in version.items}


def _change(item: KeptItem, now: tuple[str, object, bool] | None) -> str:
    if now is None:
        return "Taken off since"
    prompt, body, is_skipped = now
    if item.skipped or is_skipped:
        return "" if item.skipped == is_skipped else "Changed since"
    if body != item.body:
        return "Changed since" if plain_text(item.body).strip() else "Nothing yet; written since"
    return "" if prompt == item.prompt else "Reworded since"


def _shown(item: KeptItem, pair: Pair, person: Person, since: str) -> ItemShown:
    return ItemShown(
        id=item.id,
        kind=item.kind,
        purpose=item.purpose,
        prompt=item.prompt,
        skipped=item.skipped,
        discussed=item.discussed,
        let_go=item.let_go,
        is_focus=False,
        author=pair.person_on(item.author) if item.author else None,
        times_raised=item.times_raised,
        first_raised_on=item.first_raised_at.astimezone(person.zone).date(),
        body_html=body_html(item.body),
        since=since,
    )


def _lines(version: Version, pair: Pair, me: Person) -> list[tuple[Person, str]]:
    mine = pair.side_of(me)
    sides = [side for side in (mine.value, mine.other.value) if side in version.lines]
    return [(pair.person_on(side), version.lines[side]) for side in sides]


def _outcomes(hopes: list[KeptHope]) -> list[HopeShown]:
    words = dict(HopeOutcome.choices)
    return [
        HopeShown(number, one.text, one.outcome, str(words.get(one.outcome, "")))
        for number, one in enumerate(hopes)
    ]


def _promises(version: Version, pair: Pair) -> list[PromiseShown]:
    return [
        PromiseShown(one.text, pair.person_on(one.owner), one.due_on, one.state)
        for one in version.promises
    ]


urls = [path("plans/<uuid:plan_id>/versions/<str:name>/", plan_version, name="plan_version")]
