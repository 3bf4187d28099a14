"""A plan as Markdown, to be edited elsewhere and brought back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.operations import mark_opened
from romanesco.plans.queries import may_write, plan_for
from romanesco.takeout.bringing_back import Returned, bring_back
from romanesco.takeout.plan_text import plan_as_markdown
from romanesco.web.forms.refused import say
from romanesco.web.forms.takeout import BringBackForm
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_markdown(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET offers the file; POST brings it back, merged."""
    person = person_of(request)
    plan = _opened(person, plan_id)
    if request.method != "POST":
        return _page(request, plan, BringBackForm())
    form = BringBackForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            returned = bring_back(plan, form.cleaned_data["markdown"], by=person, at=clock.now())
        except Refused as refusal:
            say(refusal, form)
        else:
            messages.success(request, in_words(returned))
            return redirect("plan", plan_id)
    return _page(request, plan, form.with_what_came(), status=422)


@never_cache
@login_required
@require_safe
def plan_markdown_file(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The plan as it is now, as a file."""
    person = person_of(request)
    plan = _opened(person, plan_id)
    answer = HttpResponse(plan_as_markdown(plan, person), content_type="text/markdown")
    name = f"{plan.session.told_at:%Y-%m-%d}-session-{plan.session.number}.md"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _opened(person: Person, plan_id: UUID) -> Plan:
    """Looking here opens what was shared, too. Raises NotFound."""
    mark_opened(plan_id, by=person, at=clock.now())
    return plan_for(person, plan_id)


def _page(
    request: HttpRequest, plan: Plan, form: BringBackForm, *, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    context = {
        **pair_frame(plan.session.pair, person),
        "plan": plan,
        "session": plan.session,
        "form": form,
        "may_write": may_write(plan, person),
    }
    return render(request, "takeout/plan_markdown.html", context, status=status)


def in_words(returned: Returned) -> str:
    """What became of it, in a few sentences."""
    found = []
    if returned.changed:
        found.append(f"Brought back: {_listed(returned.changed)}.")
    if returned.added:
        found.append(f"New here: {_listed(returned.added)}.")
    if returned.both:
        found.append(f"Changed here as well, so both texts stand there: {_listed(returned.both)}.")
    if returned.left_off:
        found.append(f"Taken off here meanwhile, and left off: {_listed(returned.left_off)}.")
    return " ".join(found) or "Nothing was changed there; the plan is as it was."


def _listed(prompts: list[str]) -> str:
    shown = [f"“{prompt}”" for prompt in prompts[:5]]
    more = len(prompts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


urls = [
    path("plans/<uuid:plan_id>/markdown/", plan_markdown, name="plan_markdown"),
    path("plans/<uuid:plan_id>/markdown/file", plan_markdown_file, name="plan_markdown_file"),
]
