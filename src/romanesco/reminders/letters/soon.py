"""To both, before the session."""

from romanesco.mail.content import Block, Button, Link, Listing, Paragraph
from romanesco.people.local_words import moment_for
from romanesco.reminders.letters.parts import Words, moment_of, subject_of, url_of
from romanesco.reminders.matters import Matter


def words(matter: Matter) -> Words:
    session, person = matter.a_session, matter.person
    partner = matter.partner.first_name
    when = moment_for(session.starts_at, person)
    heading = f"You meet {partner} {when}"
    if matter.partner.id in matter.absent:
        heading = f"{partner} cannot come {when}"
    elif person.id in matter.absent:
        heading = f"You said that you cannot come {when}"
    url = url_of("session", session.id)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=session.place or f"Session {session.number} with {partner}.",
        blocks=(moment_of(session, person), *_move_it(matter), *_topics(matter)),
        button=Button("Open the plan" if matter.sees_the_plan else "Open the session", url),
        why="You get this before each session.",
        line=Link(heading, url),
        about=session.id,
        thread=session.id,
    )


def _move_it(matter: Matter) -> tuple[Block, ...]:
    if not matter.absent:
        return ()
    return (Paragraph("It is still planned. Either of you can move or cancel it."),)


def _topics(matter: Matter) -> tuple[Block, ...]:
    """The topics, where this person may see the plan; the words are behind the button."""
    if not matter.sees_the_plan:
        return ()
    topics = tuple(item.prompt for item in matter.an_agenda.items if item.kind == "topic")
    return (Listing("On the plan", topics),) if topics else ()
