"""The closing pack: as a page, as Markdown and as a PDF, the same for both."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base.errors import Refused
from romanesco.closing.as_markdown import pack_as_markdown
from romanesco.closing.as_pdf import pack_as_pdf
from romanesco.closing.gathering import pack_for
from romanesco.closing.pack import Pack
from romanesco.closing.parts import parts_of
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.web.pair_frame import pair_frame
from romanesco.web.signed_in import person_of


@never_cache
@login_required
@require_safe
def closing(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person, pair = _mine(request, pair_id)
    return _page(request, person, pair, pack_for(pair, person))


@never_cache
@login_required
@require_safe
def closing_markdown(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person, pair = _mine(request, pair_id)
    pack = pack_for(pair, person)
    return _file(pack_as_markdown(pack).encode(), "text/markdown; charset=utf-8", pack, "md")


@never_cache
@login_required
@require_safe
def closing_pdf(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """The page once more, with the reason, where none can be made."""
    person, pair = _mine(request, pair_id)
    pack = pack_for(pair, person)
    try:
        made = pack_as_pdf(pack)
    except Refused as refusal:
        return _page(request, person, pair, pack, refusal=refusal.message, status=409)
    return _file(made, "application/pdf", pack, "pdf")


def _mine(request: HttpRequest, pair_id: UUID) -> tuple[Person, Pair]:
    person = person_of(request)
    return person, pair_for(person, pair_id)


def _page(
    request: HttpRequest,
    person: Person,
    pair: Pair,
    pack: Pack,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **pair_frame(pair, person),
        "pack": pack,
        "parts": parts_of(pack),
        "refusal": refusal,
    }
    return render(request, "closing/closing.html", context, status=status)


def _file(content: bytes, kind: str, pack: Pack, ending: str) -> HttpResponse:
    name = f"{slugify(pack.title) or 'pair'}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


_closing = "pairs/<uuid:pair_id>/closing/"
urls = [
    path(_closing, closing, name="closing"),
    path(_closing + "pack.md", closing_markdown, name="closing_markdown"),
    path(_closing + "pack.pdf", closing_pdf, name="closing_pdf"),
]
