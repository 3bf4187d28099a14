"""Links that sign one person in with a button, made by whoever runs a demo."""

from datetime import datetime, timedelta

from romanesco.base.errors import NotFound
from romanesco.base.tokens import digest, new_token
from romanesco.people.models import Person, SignInLink

LASTS = timedelta(days=7)


def make_link(person: Person, *, at: datetime, lasts: timedelta = LASTS) -> str:
    """Make a link and return its secret part. It can be used until it expires, often."""
    token = new_token()
    SignInLink.objects.create(person=person, digest=digest(token), expires_at=at + lasts)
    return token


def person_for_link(token: str, *, at: datetime) -> Person:
    """Whom this link signs in. Raises NotFound when it never was, or has expired."""
    found = (
        SignInLink.objects.select_related("person")
        .filter(digest=digest(token), expires_at__gt=at, person__is_active=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found.person
