"""The demo as plain values: who is who, and the link and token to be them."""

from datetime import datetime
from typing import Any

from django.conf import settings

from romanesco.pairs.models import Pair
from romanesco.people.api_tokens import make_token
from romanesco.people.models import Person
from romanesco.people.sign_in_links import make_link
from romanesco.plans.models import Plan

type Described = dict[str, Any]


def describe_pair(pair: Pair, *, at: datetime) -> Described:
    """A pair in the shape that scripts rely on, with new secrets for both."""
    plans = Plan.objects.filter(session__pair=pair).select_related("session")
    return {
        "pair": str(pair.id),
        "mentor": describe_person(pair.mentor, at=at),
        "mentee": describe_person(pair.mentee, at=at),
        "sessions": [
            {
                "session": str(plan.session_id),
                "plan": str(plan.id),
                "state": plan.session.state,
            }
            for plan in plans.order_by("session__starts_at")
        ],
    }


def describe_person(person: Person, *, at: datetime) -> Described:
    """Somebody, with a link to sign in by and a personal token."""
    _, token = make_token("Demo", by=person, at=at)
    link = make_link(person, at=at)
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "sign_in": f"{settings.PUBLIC_URL}/sign-in-links/{link}/",
        "token": token,
    }
