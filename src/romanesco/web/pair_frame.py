"""What every page about a pair needs to know, and where its forms stand."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.sessions.queries import session_for


def pair_frame(pair: Pair, me: Person) -> dict[str, Any]:
    """The pair as one of the two sees it."""
    return {
        "pair": pair,
        "me": me,
        "partner": pair.partner_of(me),
        "my_side": pair.side_of(me).value,
    }


def pair_page(person: Person, pair_id: UUID) -> str:
    """The address of a pair's page. Raises NotFound."""
    return reverse("pair", args=[pair_for(person, pair_id).id])


def session_page(person: Person, session_id: UUID) -> str:
    """The address of a session's page. Raises NotFound."""
    return reverse("session", args=[session_for(person, session_id).id])
