"""What every page's frame shows: the pairs one can go to, and whether letters are kept here."""

from typing import Any

from django.http import HttpRequest

from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for `base.html`; the pairs are only asked for when the frame shows them."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {"me": None}
    return {"me": person, "my_pairs": pairs_of(person).exclude(state="closed")}
