"""Between the form and the account: who is about to make a passkey, and the first login."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse

from romanesco.base import clock
from romanesco.people.models import Person
from romanesco.people.sign_up import Applicant

KEY = "signing_up"
LASTS = 30 * 60


def keep_applicant(request: HttpRequest, applicant: Applicant) -> None:
    """Remember, in this browser's session alone, whose passkey is about to be made."""
    told = {"name": applicant.name, "email": applicant.email, "time_zone": applicant.time_zone}
    request.session[KEY] = {**told, "id": applicant.id.hex, "at": clock.now().timestamp()}


def kept_applicant(request: HttpRequest) -> Applicant | None:
    kept = request.session.get(KEY)
    if not kept or clock.now().timestamp() - kept["at"] > LASTS:
        return None
    return Applicant(kept["name"], kept["email"], kept["time_zone"], UUID(kept["id"]))


def finish(request: HttpRequest, person: Person, *, method: str) -> HttpResponse:
    """Sign the new person in, and go on to where they were heading."""
    request.session.pop(KEY, None)
    record_authentication(request, person, method=method)
    response: HttpResponse = complete_signup(
        request, user=person, redirect_url=get_next_redirect_url(request)
    )
    return response
