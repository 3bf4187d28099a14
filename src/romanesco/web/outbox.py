"""In a demo, the letters that would have gone out: each person reads their own here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base.errors import NotFound
from romanesco.mail import demo_mode
from romanesco.mail.queries import letters_for
from romanesco.web.signed_in import person_of

MOST = 100


@never_cache
@login_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """One's own letters, the newest first. NotFound where letters go out by mail, or nowhere."""
    if not demo_mode.is_on():
        raise NotFound
    return render(
        request, "outbox/outbox.html", {"letters": letters_for(person_of(request))[:MOST]}
    )


urls = [path("outbox/", outbox, name="outbox")]
