"""Which letters somebody gets: a page of switches, and the link in each letter that stops a kind.

The link needs no login, since a mail program follows it (RFC 8058). A GET changes nothing.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from romanesco.base import clock
from romanesco.mail import demo_mode
from romanesco.reminders.models import Kind
from romanesco.reminders.silencing import read_stop_token, silence, silenced_kinds, unsilence
from romanesco.web.signed_in import person_of


@dataclass(frozen=True)
class Explained:
    """A kind of letter, as it is told to whoever gets it."""

    title: str
    more: str


EXPLAINED = {
    Kind.PREPARE: Explained(
        "Your plan to prepare",
        "To the one who prepares, a day before the plan is shared; and two hours before, if it is "
        "still empty.",
    ),
    Kind.SHARED: Explained(
        "Your partner’s plan", "With the plan in it, as soon as it is shared with you."
    ),
    Kind.APPOINTMENT: Explained(
        "Dates", "When a session is planned, moved or cancelled, with the event for your calendar."
    ),
    Kind.SOON: Explained("Before a session", "To you both, an hour before it begins."),
    Kind.SUMMARY: Explained(
        "After a session", "What you said and promised, what moves on, and when you meet next."
    ),
    Kind.PROMISES: Explained(
        "What you promised", "In the morning of the day before its date, and once two days after."
    ),
}


@dataclass(frozen=True)
class Switch:
    kind: str
    explained: Explained
    is_on: bool


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_settings(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    off = silenced_kinds(person)
    if request.method != "POST":
        switches = [Switch(kind, EXPLAINED[kind], kind not in off) for kind in Kind]
        context = {"switches": switches, "can_write": demo_mode.can_write()}
        return render(request, "letters/settings.html", context)
    wanted = set(request.POST.getlist("kind"))
    for kind in Kind:
        if kind in wanted:
            unsilence(person, kind)
        else:
            silence(person, kind, at=clock.now())
    messages.success(request, "Saved.")
    return redirect("letter_settings")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST stops this kind for this person, whoever follows the link."""
    person, kind = read_stop_token(token)
    if request.method == "POST":
        silence(person, kind, at=clock.now())
    return _stop_page(request, token, kind, is_stopped=kind in silenced_kinds(person))


@never_cache
@csrf_exempt
@require_POST
def stop_letters_undo(request: HttpRequest, token: str) -> HttpResponse:
    person, kind = read_stop_token(token)
    unsilence(person, kind)
    return _stop_page(request, token, kind, is_stopped=False, is_undone=True)


def _stop_page(
    request: HttpRequest, token: str, kind: Kind, *, is_stopped: bool, is_undone: bool = False
) -> HttpResponse:
    context = {
        "token": token,
        "explained": EXPLAINED[kind],
        "is_stopped": is_stopped,
        "is_undone": is_undone,
    }
    return render(request, "letters/stop.html", context)


urls = [
    path("settings/letters/", letter_settings, name="letter_settings"),
    path("letters/stop/<str:token>/", stop_letters, name="stop_letters"),
    path("letters/stop/<str:token>/undo", stop_letters_undo, name="stop_letters_undo"),
]
