"""The first page: what wants attention next, over all of one's pairs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.actions.models import ActionItem
from romanesco.base import clock
from romanesco.pairs.invitations import token_of
from romanesco.pairs.models import Invitation
from romanesco.pairs.queries import open_invitations
from romanesco.people.local_words import seen_by
from romanesco.people.models import Person
from romanesco.replies.queries import waiting
from romanesco.sessions.models import MentoringSession
from romanesco.web.attention import Matter, by_urgency, matters
from romanesco.web.glances import Glance, glances

LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """A matter with what its words speak of."""

    kind: str
    glance: Glance
    session: MentoringSession | None = None
    promise: ActionItem | None = None

    @property
    def who_is_away(self) -> str:
        """Rosa is; You are."""
        away = self.glance.who_is_away(self.session) if self.session else []
        if len(away) > 1:
            return "You are both"
        return "You are" if self.glance.me in away else f"{self.glance.partner.first_name} is"


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has answered yet."""

    invitation: Invitation
    token: str
    has_expired: bool


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is next; for somebody who has not signed in, what Romanesco is."""
    person = request.user
    if not isinstance(person, Person):
        return render(request, "landing.html")
    at = clock.now()
    seen = glances(person, today=seen_by(person, at).date())
    context = {
        "now": at,
        "lines": _lines(seen, person, at),
        "pairs": [glance for glance in seen if glance.pair.state != "closed"],
        "closed": [glance for glance in seen if glance.pair.state == "closed"],
        "erased": [glance for glance in seen if _is_lately_erased(glance.partner, at)],
        "invitations": [_waiting(one, at) for one in open_invitations(person)],
        "kept": waiting(person),
    }
    return render(request, "home/home.html", context)


def _is_lately_erased(partner: Person, at: datetime) -> bool:
    """The pair's page says it for good; the first page for some days."""
    return partner.erased_at is not None and at - partner.erased_at < LATELY


def _lines(seen: list[Glance], person: Person, at: datetime) -> list[Line]:
    today = seen_by(person, at).date()
    found = [(matter, glance) for glance in seen for matter in matters(glance.facts, at, today)]
    return [_line(matter, glance) for matter, glance in by_urgency(found)]


def _line(matter: Matter, glance: Glance) -> Line:
    if matter.kind == "promise":
        return Line(matter.kind, glance, promise=glance.promises[matter.place])
    if matter.kind in ("sign", "schedule"):
        return Line(matter.kind, glance)
    return Line(matter.kind, glance, session=glance.sessions[matter.place])


def _waiting(invitation: Invitation, at: datetime) -> Waiting:
    return Waiting(invitation, token_of(invitation), invitation.expires_at <= at)


urls = [path("", home, name="home")]
