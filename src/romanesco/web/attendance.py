"""Who comes: what each of the two said of a session's date, and saying it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path

from romanesco.base import clock
from romanesco.base.errors import Refused
from romanesco.people.local_words import first_name
from romanesco.people.models import Person
from romanesco.sessions import operations
from romanesco.sessions.models import Attendance, MentoringSession
from romanesco.sessions.queries import session_for
from romanesco.web.nouns import came_from, done, noun
from romanesco.web.pair_frame import session_page

CHOICES = (("accepted", "I come"), ("tentative", "I may come"), ("declined", "I cannot come"))
SAID = {
    "accepted": ("You come", "comes"),
    "tentative": ("You may come", "may come"),
    "declined": ("You cannot come", "cannot come"),
}


@dataclass(frozen=True)
class Coming:
    """What the two answered to a session's present date, in words; and one's own answer."""

    words: tuple[str, ...] = ()
    mine: str = ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Value, label, and whether it is what one said."""
        return [(value, label, value == self.mine) for value, label in CHOICES]


def coming_to(
    sessions: Iterable[MentoringSession], me: Person, partner: Person
) -> dict[UUID, Coming]:
    """Who comes to each of these sessions, in one query."""
    found = {session.id: session for session in sessions}
    given: dict[UUID, list[Attendance]] = {}
    for one in Attendance.objects.filter(session__in=list(found)):
        given.setdefault(one.session_id, []).append(one)
    return {key: coming(session, given.get(key, ()), me, partner) for key, session in found.items()}


def coming(
    session: MentoringSession, given: Iterable[Attendance], me: Person, partner: Person
) -> Coming:
    """Who comes; an answer to an earlier date does not count. The partner's stands first."""
    counts = {one.person_id: one.answer for one in given if one.sequence >= session.dated_sequence}
    mine, theirs = counts.get(me.pk, ""), counts.get(partner.pk, "")
    words = []
    if theirs:
        words.append(f"{first_name(partner)} {SAID[theirs][1]}")
    if mine:
        words.append(SAID[mine][0])
    return Coming(tuple(words), mine)


@noun(session_page)
def answer_session(request: HttpRequest, person: Person, session_id: UUID) -> HttpResponse:
    """Say whether one comes; the partner sees it."""
    session = session_for(person, session_id)
    try:
        operations.answer(session, request.POST.get("answer", ""), by=person, at=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return done(request, came_from(request, session_page(person, session_id)))


urls = [path("sessions/<uuid:session_id>/answer", answer_session, name="answer_session")]
