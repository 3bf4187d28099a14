"""To the partner: the plan is there, with its words."""

from romanesco.mail.content import Block, Button, Link, Paragraph
from romanesco.reminders.letters.parts import (
    Words,
    day_of,
    moment_of,
    on_their_minds,
    plan_address,
    said_in,
    subject_of,
    url_of,
)
from romanesco.reminders.matters import Matter


def words(matter: Matter) -> Words:
    """Only for somebody who may see the plan; the ledger has asked that just now."""
    plan, session, person = matter.an_agenda.plan, matter.a_session, matter.person
    preparer = matter.partner.first_name
    heading = f"{preparer}’s plan for {day_of(session, person)}"
    reply_to = plan_address(matter)
    url = url_of("plan", plan.id)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=f"{preparer} has shared it with you."
        if plan.shared_by_id
        else "Shared now, as you both agreed.",
        blocks=(
            moment_of(session, person),
            *_how_to_answer(reply_to),
            *on_their_minds(matter),
            *said_in(matter.an_agenda),
        ),
        button=Button("Open the plan", url),
        why=f"You get this because {preparer} shared a plan with you.",
        line=Link(f"{heading} is there", url),
        about=plan.id,
        thread=session.id,
        reply_to=reply_to,
        from_name=matter.partner.name,
    )


def _how_to_answer(reply_to: str) -> tuple[Block, ...]:
    if not reply_to:
        return ()
    return (Paragraph("You can answer this letter: what you write becomes a topic on the plan."),)
