"""Templates of one's own and of a pair: listed, edited, passed on as a file, read in again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.plans import templates
from romanesco.plans.shipped import MEANINGS, in_rhythm, meaning_of
from romanesco.plans.template import MOST_QUESTIONS, Question
from romanesco.plans.template_file import LARGEST, FileNotRead
from romanesco.plans.template_models import Template
from romanesco.web.nouns import noun, typed
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of


@dataclass(frozen=True)
class Row:
    """One question in the editor, with what it may be for."""

    prompt: str
    meanings: list[tuple[str, str, bool]]  # value, words, chosen


@never_cache
@login_required
@require_safe
def own_templates(request: HttpRequest) -> HttpResponse:
    return _list(request, person_of(request), None)


@never_cache
@login_required
@require_safe
def pair_templates(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = person_of(request)
    return _list(request, person, pair_for(person, pair_id))


def _own_page(person: Person) -> str:
    return reverse("own_templates")


def _pair_page(person: Person, pair_id: UUID) -> str:
    return reverse("pair_templates", args=[pair_for(person, pair_id).id])


def _template_page(person: Person, template_id: UUID) -> str:
    return reverse("template", args=[templates.template_for(person, template_id).id])


@noun(_own_page)
def read_own(request: HttpRequest, person: Person) -> HttpResponse:
    return _read(request, person, None)


@noun(_pair_page)
def read_pairs(request: HttpRequest, person: Person, pair_id: UUID) -> HttpResponse:
    return _read(request, person, pair_for(person, pair_id))


@never_cache
@login_required
@require_safe
def template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    person = person_of(request)
    found = templates.template_for(person, template_id)
    return _editor(request, person, found, found.name, templates.asked(found))


@noun(_template_page)
def change_template(request: HttpRequest, person: Person, template_id: UUID) -> HttpResponse:
    """All that was typed is kept, whichever button was pressed; `do` may move or take out one."""
    found = templates.template_for(person, template_id)
    name, questions = typed(request, "name"), _typed_questions(request)
    what, _, number = request.POST.get("do", "").partition(":")
    changed = _after(what, number, questions)
    try:
        seen_at = _instant(typed(request, "seen_at"))
        templates.change(found, name, changed, by=person, at=clock.now(), seen_at=seen_at)
    except Refused as refusal:
        return _editor(request, person, found, name, questions, refusal)
    if what not in ("up", "down", "out"):
        messages.success(request, "Kept.")
    return redirect("template", template_id)


@noun(_template_page)
def delete_template(request: HttpRequest, person: Person, template_id: UUID) -> HttpResponse:
    found = templates.template_for(person, template_id)
    templates.delete(found, by=person, at=clock.now())
    messages.success(request, f"“{found.name}” is deleted. Plans made of it stay as they are.")
    return redirect("pair_templates", found.pair_id) if found.pair_id else redirect("own_templates")


@noun(_template_page)
def begin_with_template(request: HttpRequest, person: Person, template_id: UUID) -> HttpResponse:
    found = templates.template_for(person, template_id)
    is_chosen = request.POST.get("begins", "1") == "1"
    templates.begin_plans_with(found, is_chosen=is_chosen, by=person, at=clock.now())
    words = f"“{found.name}”" if is_chosen else "the five questions"
    messages.success(request, f"Your plans begin with {words} from now on.")
    if request.POST.get("back") == "list" and found.pair_id:
        return redirect("pair_templates", found.pair_id)
    return redirect("template", template_id)


@never_cache
@login_required
@require_safe
def template_file(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The template as Markdown, to be passed on."""
    found = templates.template_for(person_of(request), template_id)
    answer = HttpResponse(templates.as_file(found), content_type="text/markdown; charset=utf-8")
    name = slugify(found.name)[:60] or "template"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.md"'
    return answer


def _list(
    request: HttpRequest,
    person: Person,
    pair: Pair | None,
    refusal: Refused | None = None,
) -> HttpResponse:
    rows = [(one, templates.asked(one)) for one in templates.templates_of(pair or person)]
    frame = pair_frame(pair, person) if pair else {"me": person}
    context = {**frame, "rows": rows, "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "structures/own.html", context, status=status)


def _read(request: HttpRequest, person: Person, pair: Pair | None) -> HttpResponse:
    given = request.FILES.get("file")
    try:
        if given is None or not given.name:
            raise FileNotRead("Choose a file first.")
        content = given.read(LARGEST + 1)
        kept = templates.read_in(content, of=pair or person, by=person, at=clock.now())
    except Refused as refusal:
        return _list(request, person, pair, refusal)
    messages.success(request, "Read in. Look it over; it is yours to change.")
    return redirect("template", kept.id)


def _typed_questions(request: HttpRequest) -> list[Question]:
    prompts = request.POST.getlist("prompt")[: MOST_QUESTIONS + 2]
    purposes = request.POST.getlist("purpose")
    purposes += [""] * (len(prompts) - len(purposes))
    return [Question(purpose, prompt) for prompt, purpose in zip(prompts, purposes, strict=False)]


def _instant(text: str) -> datetime | None:
    """When what is on screen was last changed."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _after(what: str, number: str, questions: list[Question]) -> list[Question]:
    """The questions once one of them was moved or taken out; as they are where none is meant."""
    numbers = [str(place) for place in range(len(questions))]
    if number not in numbers:
        return questions
    place = numbers.index(number)
    rest = [*questions[:place], *questions[place + 1 :]]
    if what == "out":
        return rest
    to = {"up": place - 1, "down": place + 1}.get(what, place)
    rest.insert(max(to, 0), questions[place])
    return rest


def _editor(
    request: HttpRequest,
    person: Person,
    found: Template,
    name: str,
    questions: list[Question],
    refusal: Refused | None = None,
) -> HttpResponse:
    rows = [_row(one) for one in questions if one.prompt.strip()]
    context = {
        **(pair_frame(found.pair, person) if found.pair else {"me": person}),
        "template": found,
        "name": name,
        "rows": rows,
        "follows_rhythm": in_rhythm(questions, "weekly") != in_rhythm(questions, ""),
        "spare": _row(Question("", "")) if len(rows) < MOST_QUESTIONS else None,
        "refusal": refusal,
    }
    return render(request, "structures/editor.html", context, status=422 if refusal else 200)


def _row(question: Question) -> Row:
    words = MEANINGS
    if question.purpose not in MEANINGS:
        words = {**MEANINGS, question.purpose: meaning_of(question.purpose)}
    return Row(
        question.prompt, [(key, told, key == question.purpose) for key, told in words.items()]
    )


_template = "templates/<uuid:template_id>/"
urls = [
    path("templates/", own_templates, name="own_templates"),
    path("templates/reading", read_own, name="read_own_template"),
    path("pairs/<uuid:pair_id>/templates/", pair_templates, name="pair_templates"),
    path("pairs/<uuid:pair_id>/templates/reading", read_pairs, name="read_pair_template"),
    path(_template, template, name="template"),
    path(_template + "wording", change_template, name="change_template"),
    path(_template + "removal", delete_template, name="delete_template"),
    path(_template + "beginning", begin_with_template, name="begin_with_template"),
    path(_template + "file", template_file, name="template_file"),
]
