"""The addresses of Romanesco, and the empty pages that the plan page is held against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from romanesco.config import urls as romanesco

handler400, handler403 = romanesco.handler400, romanesco.handler403
handler404, handler500 = romanesco.handler404, romanesco.handler500


def empty(request: HttpRequest) -> HttpResponse:
    """Through the same middleware, and nothing more."""
    return HttpResponse()


def empty_signed_in(request: HttpRequest) -> HttpResponse:
    """The same, for somebody whose login is asked for."""
    return HttpResponse(status=200 if request.user.is_authenticated else 403)


urlpatterns = [
    path("bench/empty", empty),
    path("bench/empty-signed-in", empty_signed_in),
    *romanesco.urlpatterns,
]
