"""In a demo, the letters that would have gone out: each person reads their own here."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from romanesco.base.errors import NotFound
from romanesco.mail import demo_mode
from romanesco.mail.models import Letter
from romanesco.mail.queries import letters_for
from romanesco.web.signed_in import person_of

MOST = 100
# A letter has its styles within, as mail programs want it. So it is a page of its own, where
# nothing runs and nothing is loaded, shown in a frame; a link in it opens in the whole window.
CLICKED = "allow-top-navigation-by-user-activation"
AS_A_LETTER: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": [CLICKED],
}
WITH_A_FRAME: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}


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


@never_cache
@login_required
@require_safe
@csp_override(WITH_A_FRAME)
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One of one's own letters, as a mail program would show it, and as text."""
    return render(request, "outbox/letter.html", {"letter": _letter(request, letter_id)})


@never_cache
@login_required
@require_safe
@csp_override(AS_A_LETTER)
def letter_alone(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """What stands in the frame: the letter, byte for byte but for where its links open."""
    html = _letter(request, letter_id).html
    if not html:
        raise NotFound
    return HttpResponse(html.replace("<head>", '<head>\n<base target="_top">', 1))


def _letter(request: HttpRequest, letter_id: UUID) -> Letter:
    found = letters_for(person_of(request)).filter(id=letter_id).first()
    if found is None or not demo_mode.is_on():
        raise NotFound
    return found


urls = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/<uuid:letter_id>/", letter, name="letter"),
    path("outbox/<uuid:letter_id>/alone", letter_alone, name="letter_alone"),
]
