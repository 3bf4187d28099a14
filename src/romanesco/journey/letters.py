"""Letters about sessions: what was said stands where, and what became of a date."""

from django.conf import settings
from django.urls import reverse

from romanesco.mail.outbox import post
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession


def summarise(plan: Plan, following: MentoringSession | None) -> None:
    """Tell both that the session was wrapped up. The words stay on the page."""
    pair = plan.session.pair
    address = settings.PUBLIC_URL + reverse("plan", args=[plan.id])
    for person in (pair.mentor, pair.mentee):
        then = ""
        if following is not None:
            local = following.starts_at.astimezone(person.zone)
            then = f"You meet again on {local:%A, %-d %B} at {local:%H:%M} your time.\n\n"
        post(
            person,
            f"Your session with {pair.partner_of(person).first_name}: the summary",
            f"What you said and promised stands here:\n{address}\n\n{then}",
        )


def tell_of_move(session: MentoringSession, *, by: Person) -> None:
    """Tell the partner of the one who moved a session."""
    partner = session.pair.partner_of(by)
    post(
        partner,
        f"{by.first_name} moved your session",
        f"You meet on {_moment(session, partner)}.\n\n{_address(session)}\n",
    )


def tell_of_cancellation(
    session: MentoringSession, instead: MentoringSession | None, *, by: Person
) -> None:
    """Tell the partner of the one who cancelled; why is told on the page, where both read it."""
    partner = session.pair.partner_of(by)
    then = "What is open waits for the next one."
    if instead is not None:
        then = f"Instead you meet on {_moment(instead, partner)}. What is open moved along."
    post(
        partner,
        f"{by.first_name} cancelled a session",
        f"Your session of {_moment(session, partner)} is cancelled. {then}\n\n"
        f"{_address(session)}\n",
    )


def _moment(session: MentoringSession, person: Person) -> str:
    local = session.starts_at.astimezone(person.zone)
    return f"{local:%A, %-d %B} at {local:%H:%M} your time"


def _address(session: MentoringSession) -> str:
    return settings.PUBLIC_URL + reverse("pair", args=[session.pair_id])
