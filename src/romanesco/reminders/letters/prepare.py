"""To the one who prepares: what the plan asks, and that it can be answered right here."""

from romanesco.mail.content import Block, Button, Link, Listing, Paragraph, Question
from romanesco.people.local_words import moment_for
from romanesco.plans.body import is_empty
from romanesco.plans.body_html import body_html
from romanesco.plans.queries import last_hopes
from romanesco.reminders.letters.parts import (
    Words,
    day_of,
    moment_of,
    plan_address,
    section_of,
    subject_of,
    url_of,
)
from romanesco.reminders.letters.plain_words import plain_words
from romanesco.reminders.matters import Matter

WHY = "You get this because you prepare this session."


def words(matter: Matter) -> Words:
    return _shared_empty(matter) if matter.row.label == "empty" else _to_prepare(matter)


def _to_prepare(matter: Matter) -> Words:
    plan, session, person = matter.an_agenda.plan, matter.a_session, matter.person
    assert plan.share_due_at is not None
    when = moment_for(plan.share_due_at, person)
    reply_to = plan_address(matter)
    is_again = matter.row.label == "still_empty"
    heading = f"Your plan for {day_of(session, person)}"
    if is_again:
        heading = f"{matter.partner.first_name} gets to see your plan {when}"
    url = url_of("plan", plan.id)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=f"It is shared with {matter.partner.first_name} {when}.",
        blocks=(
            moment_of(session, person),
            *_who_sees_it(matter, when, is_again),
            *_how_to_answer(reply_to, matter),
            *_hopes(matter),
            *_questions(matter),
            *_topics(matter),
        ),
        button=Button("Open your plan", url),
        why=WHY,
        line=Link(f"{heading} with {matter.partner.first_name}, shared {when}", url),
        about=plan.id,
        thread=session.id,
        reply_to=reply_to,
    )


def _who_sees_it(matter: Matter, when: str, is_again: bool) -> tuple[Block, ...]:
    partner = matter.partner.first_name
    if is_again:
        return (
            Paragraph(
                "Nothing is written yet. A line is plenty, and nothing is fine too: of an empty "
                f"plan we tell {partner} nothing."
            ),
        )
    return (
        Paragraph(
            f"Only you see this. It is shared with {partner} {when}, as you both agreed. "
            "A line is plenty, and what does not make sense may stay empty."
        ),
    )


def _how_to_answer(reply_to: str, matter: Matter) -> tuple[Block, ...]:
    if not reply_to:
        return ()
    return (
        Paragraph(
            "You can answer this letter: write below each question. Your words go into the plan, "
            f"and {matter.partner.first_name} sees them only once it is shared."
        ),
    )


def _questions(matter: Matter) -> tuple[Question, ...]:
    agenda = matter.an_agenda
    asked = [item for item in agenda.items if item.kind == "question"]
    bodies = [agenda.body(item) for item in asked]
    return tuple(
        Question(
            number,
            item.prompt,
            plain_words(body),
            str(item.id),
            "" if is_empty(body) else body_html(body),
        )
        for number, (item, body) in enumerate(zip(asked, bodies, strict=True), start=1)
    )


def _topics(matter: Matter) -> tuple[Block, ...]:
    agenda = matter.an_agenda
    topics = [section_of(agenda, item) for item in agenda.items if item.kind == "topic"]
    return (Paragraph("Also on your plan:"), *topics) if topics else ()


def _hopes(matter: Matter) -> tuple[Block, ...]:
    """Last time's, beside the questions that look back."""
    hopes = last_hopes(matter.an_agenda.plan)
    lines = tuple(
        f"{hope.text} · {hope.get_outcome_display()}" if hope.outcome else hope.text
        for hope in hopes
    )
    mentee = matter.a_session.pair.mentee
    who = "You" if mentee.pk == matter.person.pk else mentee.first_name
    return (Listing(f"{who} hoped to", lines),) if lines else ()


def _shared_empty(matter: Matter) -> Words:
    """Of an empty plan only its preparer is told."""
    session, partner = matter.a_session, matter.partner.first_name
    url = url_of("plan", matter.an_agenda.plan.id)
    return Words(
        subject=subject_of(session, matter.person),
        heading="Your plan is open now, still empty",
        preview=f"We told only you. You and {partner} can both still write.",
        blocks=(
            moment_of(session, matter.person),
            Paragraph(
                f"As you both agreed, {partner} can see your plan now. Nothing was in it yet, so "
                "we told only you. You can both still write."
            ),
        ),
        button=Button("Open the plan", url),
        why=WHY,
        line=Link(f"Your plan with {partner} is open now, still empty", url),
        about=matter.an_agenda.plan.id,
        thread=session.id,
        reply_to=plan_address(matter),
    )
