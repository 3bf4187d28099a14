"""Letters that came in and found no place by themselves: each person sees their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.base.errors import NotFound
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.replies import settling
from romanesco.replies.keeping import MOST_KEPT, STRANGE
from romanesco.replies.models import KeptReply
from romanesco.replies.queries import (
    kept_replies,
    kept_reply_for,
    open_items,
    plan_open_for,
    plan_with_notes_for,
)
from romanesco.web.nouns import noun
from romanesco.web.signed_in import person_of

MOST_SHOWN = 20
TOO_LONG = "It is longer than we put into a plan by ourselves."
WHY = {
    "no_question": "It stood below none of the questions, so we did not guess where it belongs.",
    "no_words": "We could not tell your words from the letter that you answered.",
    "not_open": "The plan that it was about could not be written in when it came.",
    "not_shared": "The plan that it was about was not shared with you yet when it came.",
    "no_plan": "The plan that it was about is not there any more.",
    "expired": "It came to an address whose time was over.",
    "used_up": "More letters came to this address than we place by ourselves.",
    "other_sender": "It came to your private address, but from another one than yours.",
    "forged": "It says that it is from you, but its mail server does not vouch for that.",
    "unreadable": "It was built in a way that we could not read.",
    "introduction": "It stood above your answers, which are in the plan.",
    "list": "It is marked as a list’s or a server’s letter, so we did not put it into the plan.",
    "looks_automatic": "It looks like an out-of-office note, so we did not put it into the plan.",
    "with_an_answer": "You wrote it beside your answer to an invitation. The answer is noted.",
    "counter": "You proposed another time. Agree on it with your partner, then move the session.",
    "too_long": TOO_LONG,
    "too_large": TOO_LONG,
    "item_too_long": TOO_LONG,
    "plan_too_large": "The plan holds as much as it can.",
    "too_many_items": "The plan has sixty items already.",
    "too_many_topics": "It would have been more than ten new topics at once.",
}
OTHERWISE = "Its words found no place by themselves."


@dataclass(frozen=True)
class Waiting:
    """A letter that waits, why, and where it can go."""

    letter: KeptReply
    why: str
    is_strange: bool
    plan: Plan | None
    has_notes: bool
    items: Sequence[AgendaItem]  # of a plan that this person prepares


@never_cache
@login_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What waits for a place, the latest first."""
    person = person_of(request)
    found = kept_replies(person)
    count = found.count()
    shown = list(found[:MOST_SHOWN])
    # Many letters are about one plan, which is asked for once.
    by_plan = {one.plan_id: one for one in shown}
    plans = {plan_id: plan_open_for(one) for plan_id, one in by_plan.items()}
    items = {plan_id: _items(plan, person) for plan_id, plan in plans.items()}
    context = {
        "letters": [_waiting(one, plans[one.plan_id], items[one.plan_id]) for one in shown],
        "more": max(count - MOST_SHOWN, 0),
        "most": MOST_KEPT,
    }
    return render(request, "replies/kept.html", context)


def _items(plan: Plan | None, person: Person) -> Sequence[AgendaItem]:
    return list(open_items(plan)) if plan is not None and plan.is_prepared_by(person) else ()


def _waiting(letter: KeptReply, plan: Plan | None, items: Sequence[AgendaItem]) -> Waiting:
    has_words = bool(letter.text.strip())
    return Waiting(
        letter,
        WHY.get(letter.why, OTHERWISE),
        letter.why in STRANGE,
        plan if has_words else None,
        has_words and plan_with_notes_for(letter) is not None,
        items if has_words else (),
    )


def _page(person: Person, kept_id: UUID) -> str:
    kept_reply_for(person, kept_id)
    return reverse("kept_replies")


@noun(_page)
def topic(request: HttpRequest, person: Person, kept_id: UUID) -> HttpResponse:
    item = settling.add_as_topic(kept_reply_for(person, kept_id), by=person, at=clock.now())
    messages.success(request, "It is a topic of the plan now.")
    return redirect(reverse("plan", args=[item.plan_id]) + f"#item-{item.id}")


@noun(_page)
def under(request: HttpRequest, person: Person, kept_id: UUID) -> HttpResponse:
    letter = kept_reply_for(person, kept_id)
    try:
        item_id = UUID(request.POST.get("item", ""))
    except ValueError:
        raise NotFound from None
    item = settling.put_under(letter, item_id, by=person, at=clock.now())
    messages.success(request, "It stands in the plan now.")
    return redirect(reverse("plan", args=[item.plan_id]) + f"#item-{item.id}")


@noun(_page)
def note(request: HttpRequest, person: Person, kept_id: UUID) -> HttpResponse:
    return _settled(
        request, person, kept_id, (settling.put_into_notes, "It is in your private notes now.")
    )


@noun(_page)
def letting_go(request: HttpRequest, person: Person, kept_id: UUID) -> HttpResponse:
    return _settled(request, person, kept_id, (settling.let_go, "It is gone."))


def _settled(
    request: HttpRequest,
    person: Person,
    kept_id: UUID,
    how: tuple[Callable[..., None], str],
) -> HttpResponse:
    settle, words = how
    at: datetime = clock.now()
    settle(kept_reply_for(person, kept_id), by=person, at=at)
    messages.success(request, words)
    return redirect("kept_replies")


_one = "letters/kept/<uuid:kept_id>/"
urls = [
    path("letters/kept/", kept, name="kept_replies"),
    path(_one + "topic", topic, name="kept_reply_topic"),
    path(_one + "under", under, name="kept_reply_under"),
    path(_one + "note", note, name="kept_reply_note"),
    path(_one + "letting-go", letting_go, name="kept_reply_letting_go"),
]
