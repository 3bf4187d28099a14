"""The diary of a pair: what was, session by session, as one of the two may read it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.agreements.queries import signed_by_both
from romanesco.base import clock
from romanesco.pairs.queries import pair_for
from romanesco.sessions.queries import sessions_past
from romanesco.web.diary import by_month, entries
from romanesco.web.pair_frame import pair_frame
from romanesco.web.phase_line import phase_line
from romanesco.web.signed_in import person_of

A_PAGE = 40


@never_cache
@login_required
@require_safe
def history(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Every session that ended, the latest first; the number of queries is the same for any
    number of them."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    page = Paginator(sessions_past(pair), A_PAGE).get_page(request.GET.get("page"))
    found = entries(
        list(page.object_list), pair, person, is_first=page.number == 1, is_last=not page.has_next()
    )
    context = {
        **pair_frame(pair, person),
        "page": page,
        "line": phase_line(pair, signed_by_both(pair).first(), person, at=clock.now()),
        "months": by_month(found, person),
        "at": reverse("search_pair", args=[pair.id]),
    }
    return render(request, "pairs/history.html", context)


urls = [path("pairs/<uuid:pair_id>/history", history, name="history")]
