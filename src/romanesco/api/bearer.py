"""Who calls: recognised by a personal token (RFC 6750)."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from romanesco.base.errors import NotFound
from romanesco.people.api_tokens import person_for_token
from romanesco.people.models import Person


class PersonalToken(HttpBearer):
    """`Authorization: Bearer rmo_…`. A login cookie alone opens nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        return person_for_token(token)


def caller(request: HttpRequest) -> Person:
    """The person whose token this request bears. Raises NotFound where nobody was recognised."""
    person = getattr(request, "auth", None)
    if not isinstance(person, Person):
        raise NotFound
    return person
