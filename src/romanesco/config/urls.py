"""Every address, door by door."""

from django.urls import include, path

urlpatterns = [
    path("", include("romanesco.web.urls")),
    path("api/", include("romanesco.api.urls")),
]

handler400 = "romanesco.web.refusals.bad_request"
handler403 = "romanesco.web.refusals.forbidden"
handler404 = "romanesco.web.refusals.not_found"
handler429 = "romanesco.web.refusals.too_many"  # asked for by allauth
handler500 = "romanesco.web.refusals.server_error"
