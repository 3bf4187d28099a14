"""What was found, session by session, with a few words around it.

The sessions where all that was asked for stands as whole words come first, then those where the
last word goes on, then those where only a question of the plan says it; of each the newest first.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.opening import note_opened
from romanesco.plans.queries import is_revealed, may_see, plans_with_pair
from romanesco.search import excerpts
from romanesco.search.asking import Asked
from romanesco.search.excerpts import Found
from romanesco.search.finding import OF_PLAN, Hit, find, has_all, is_whole
from romanesco.search.models import Passage, PassageKind

A_PAGE = 20
MOST_PLACES = 4
# Of places with as much of what was asked for, which comes first; questions only where alone.
ORDER = ("topic", "words", "hope", "challenge", "line", "note", "action", "question")


@dataclass(frozen=True)
class Place:
    """Where something stands: what it is, the item that it is under, and the words around it."""

    kind: str  # topic, question, words, hope, challenge, action, goal, agreement, line, note
    of: UUID
    under: str
    excerpt: list[excerpts.Piece]


@dataclass(frozen=True)
class Result:
    """A session, or something between sessions, in which it was found."""

    pair: Pair
    plan: Plan | None
    may_see_plan: bool
    at: datetime
    places: list[Place]
    more: int  # places that are not shown


@dataclass(frozen=True)
class Page:
    """Some of what was found, and how much there is."""

    results: list[Result]
    number: int
    pages: int
    total: int


def search(
    person: Person, pairs: Collection[Pair], asked: Asked, *, at: datetime, page: int = 1
) -> Page:
    """A page of what there is of this in some of a person's pairs, in a constant number of
    queries. To read what was shared is to open it."""
    groups = find(person, pairs, asked)
    groups.sort(key=lambda hits: (_tier(hits, asked), -hits[0].at.timestamp()))
    pages = max(1, -(-len(groups) // A_PAGE))
    number = min(max(page, 1), pages)
    shown = groups[(number - 1) * A_PAGE : number * A_PAGE]
    news = {hit.plan_id for hits in shown for hit in hits if hit.is_news and hit.plan_id}
    if news:
        note_opened(news, at=at)
    return Page(_results(shown, person, pairs, asked), number, pages, len(groups))


def _tier(hits: list[Hit], asked: Asked) -> int:
    said = [hit for hit in hits if hit.kind != PassageKind.ASKED]
    if is_whole(said, asked):
        return 0
    return 1 if has_all(said, asked) else 2


def _results(
    shown: list[list[Hit]], person: Person, pairs: Collection[Pair], asked: Asked
) -> list[Result]:
    places = _places([hit.id for hits in shown for hit in hits], asked)
    plan_ids = {hits[0].plan_id for hits in shown if hits[0].plan_id}
    plans = {plan.id: plan for plan in plans_with_pair().filter(id__in=plan_ids)}
    by_id = {pair.id: pair for pair in pairs}
    found = []
    for hits in shown:
        plan = plans.get(hits[0].plan_id) if hits[0].plan_id else None
        # Asked once more, since sharing may have been taken back a moment ago.
        mine = [place for hit in hits if _still(hit, plan, person) for place in places[hit.id]]
        mine = [each for each in mine if each[1].kind != "question"] or mine
        if mine:
            mine.sort(key=_order)
            found.append(
                Result(
                    pair=by_id[hits[0].pair_id],
                    plan=plan,
                    may_see_plan=plan is not None and may_see(plan, person),
                    at=hits[0].at,
                    places=[place for _, place in mine[:MOST_PLACES]],
                    more=len(mine[MOST_PLACES:]),
                )
            )
    return found


def _order(each: tuple[int, Place]) -> tuple[int, int]:
    parts, place = each
    return -parts, ORDER.index(place.kind) if place.kind in ORDER else len(ORDER)


def _still(hit: Hit, plan: Plan | None, person: Person) -> bool:
    if hit.plan_id is None:
        return True
    if plan is None or (hit.kind in OF_PLAN and not may_see(plan, person)):
        return False
    return hit.kind != PassageKind.LINES or is_revealed(plan)


def _places(ids: Collection[int], asked: Asked) -> dict[int, list[tuple[int, Place]]]:
    """Of each passage, the pieces in which something of it stands, with how much of it."""
    read: dict[int, list[tuple[str, UUID, str, Found]]] = {}
    for passage in Passage.objects.filter(id__in=ids).defer("words"):
        pieces = [(kind, UUID(of), text) for kind, of, text in passage.pieces]
        seen = [(*piece, excerpts.found_in(piece[2], asked)) for piece in pieces]
        read[passage.id] = [each for each in seen if each[3].parts]
    under = {of for its in read.values() for kind, of, *_ in its if kind == "words"}
    prompts = dict(AgendaItem.objects.filter(id__in=under).values_list("id", "prompt"))
    found: dict[int, list[tuple[int, Place]]] = defaultdict(list)
    for id_, its in read.items():
        for kind, of, text, where in its:
            title = prompts.get(of, "") if kind == "words" else ""
            cut = excerpts.excerpt(text, where.places)
            found[id_].append((where.parts, Place(kind, of, title, cut)))
    return found
