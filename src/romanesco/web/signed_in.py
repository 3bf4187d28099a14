"""Who is signed in, for views behind `login_required`."""

from django.http import HttpRequest

from romanesco.base.errors import NotFound
from romanesco.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """The signed-in person. Raises NotFound for anybody else."""
    if not isinstance(request.user, Person):
        raise NotFound
    return request.user
