"""The letter after a session: where to read what was said, and when the next one is."""

from django.conf import settings
from django.urls import reverse

from romanesco.mail.outbox import post
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
