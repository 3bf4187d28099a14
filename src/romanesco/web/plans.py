"""The plan page, its agenda, and what one does there. Each change is a form; scripts enhance it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from romanesco.actions.operations import Promise
from romanesco.base import clock
from romanesco.base.errors import NotFound, Refused
from romanesco.journey.promise import add_promise
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import item_for, plan_for
from romanesco.web.nouns import typed
from romanesco.web.plan_page import plan_context, summary_context
from romanesco.web.signed_in import person_of
from romanesco.web.versions import versions_beside


class NoSuchDay(Refused):
    code = "no_such_day"
    message = "Write the day as year-month-day, as in 2026-12-03, or leave it out."
    field = "due_on"


@never_cache
@login_required
@require_GET
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The plan as this person may see it now; looking at it opens what was shared."""
    return _shown(request, plan_id, "plans/plan.html")


@never_cache
@login_required
@require_GET
def plan_agenda(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The same without the frame, fetched again when something changed."""
    return _shown(request, plan_id, "plans/agenda.html")


@login_required
@require_POST
def share_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    person, found = _mine(request, plan_id)
    operations.share(found, by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def withdraw_sharing(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    person, found = _mine(request, plan_id)
    operations.withdraw_sharing(found, by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def add_item(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    person, found = _mine(request, plan_id)
    prompt = typed(request, "prompt")
    try:
        operations.add_topic(found, prompt, by=person, at=clock.now())
    except Refused as refusal:
        refused = {"topic": True, "text": prompt, "words": refusal.message}
        return _refused(request, plan_id, refusal, refused)
    return _done(request, plan_id)


@login_required
@require_POST
def reword_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    prompt = typed(request, "prompt")
    try:
        operations.reword(item, prompt, by=person, at=clock.now())
    except Refused as refusal:
        refused = {"wording": str(item_id), "text": prompt, "words": refusal.message}
        return _refused(request, plan_id, refusal, refused)
    return _done(request, plan_id)


@login_required
@require_POST
def place_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    """`position` counts the items that come before it, so 0 is the top."""
    person, item = _my_item(request, plan_id, item_id)
    position = request.POST.get("position", "")
    before = int(position) if position.isdecimal() and len(position) < 6 else 0
    operations.place(item, before + 1, by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def skip_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    operations.skip(item, is_skipped=_is_yes(request, "skipped"), by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def remove_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    operations.remove(item, by=person, at=clock.now())
    if _is_enhanced(request):
        return HttpResponse(status=204)
    return _shown(request, plan_id, "plans/plan.html", just_removed=item)


@login_required
@require_POST
def restore_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    operations.restore(item, by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def discuss_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    operations.discuss(item, is_discussed=_is_yes(request, "discussed"), by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def focus_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> HttpResponse:
    person, item = _my_item(request, plan_id, item_id)
    operations.focus(item, is_focus=_is_yes(request, "focus"), by=person, at=clock.now())
    return _done(request, plan_id)


@login_required
@require_POST
def add_action(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """An action item beneath an agenda item, or beneath none."""
    person, found = _mine(request, plan_id)
    try:
        add_promise(found, _promise(request), by=person, at=clock.now())
    except Refused as refusal:
        told = {name: typed(request, name) for name in ("text", "owner", "due_on", "goal")}
        refused = {**told, "promise": typed(request, "item"), "words": refusal.message}
        return _refused(request, plan_id, refusal, refused)
    return _done(request, plan_id)


def _promise(request: HttpRequest) -> Promise:
    posted = request.POST
    return Promise(
        text=typed(request, "text"),
        owner=posted.get("owner", "mentee"),
        due_on=_day(posted.get("due_on", "")),
        item=_item_id(posted.get("item", "")),
        goal=_item_id(posted.get("goal", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NoSuchDay from None


def _item_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _mine(request: HttpRequest, plan_id: UUID) -> tuple[Person, Plan]:
    person = person_of(request)
    return person, plan_for(person, plan_id)


def _my_item(request: HttpRequest, plan_id: UUID, item_id: UUID) -> tuple[Person, AgendaItem]:
    person = person_of(request)
    return person, item_for(person, plan_id, item_id)


def _shown(
    request: HttpRequest, plan_id: UUID, template: str, *, status: int = 200, **more: object
) -> HttpResponse:
    person, found = _mine(request, plan_id)
    at = clock.now()
    if found.shared_at is not None and found.opened_at is None:
        operations.mark_opened(found.id, by=person, at=at)
    context = plan_context(found, person, at=at) | versions_beside(found)
    if found.state == "held":
        context |= summary_context(found, at=at)
    context["csrf_token"] = get_token(request)  # as text: each of the forms would ask it anew
    return render(request, template, {**context, **more}, status=status)


def _refused(
    request: HttpRequest, plan_id: UUID, refusal: Refused, refused: Mapping[str, object]
) -> HttpResponse:
    """The page again with what was typed; a script still has it, and gets the words alone."""
    if _is_enhanced(request):
        raise refusal
    return _shown(request, plan_id, "plans/plan.html", status=422, refused=refused)


def _done(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A script hears "done" and fetches the agenda; a plain form goes back to the page."""
    if _is_enhanced(request):
        return HttpResponse(status=204)
    return redirect("plan", plan_id)


def _is_enhanced(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _is_yes(request: HttpRequest, name: str) -> bool:
    return request.POST.get(name, "1") == "1"


_plan = "plans/<uuid:plan_id>/"
_item = _plan + "items/<uuid:item_id>/"
urls = [
    path(_plan, plan, name="plan"),
    path(_plan + "agenda", plan_agenda, name="plan_agenda"),
    path(_plan + "sharing", share_plan, name="share_plan"),
    path(_plan + "sharing/withdrawal", withdraw_sharing, name="withdraw_sharing"),
    path(_plan + "items", add_item, name="add_item"),
    path(_plan + "actions", add_action, name="add_action"),
    path(_item + "wording", reword_item, name="reword_item"),
    path(_item + "position", place_item, name="place_item"),
    path(_item + "skipping", skip_item, name="skip_item"),
    path(_item + "removal", remove_item, name="remove_item"),
    path(_item + "restoration", restore_item, name="restore_item"),
    path(_item + "discussion", discuss_item, name="discuss_item"),
    path(_item + "focus", focus_item, name="focus_item"),
]
