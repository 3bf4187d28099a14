"""What every page's frame shows: who is signed in."""

from typing import Any

from django.http import HttpRequest

from romanesco.people.models import Person


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for `base.html`."""
    person = getattr(request, "user", None)
    return {"me": person if isinstance(person, Person) else None}
