"""To both: a session was planned, moved or cancelled, with the event; and to whom it may concern
that the other cannot come."""

from romanesco.calendars import invitation
from romanesco.mail.content import Block, Button, Link, Paragraph
from romanesco.people.local_words import moment_for, whole_moment
from romanesco.reminders.letters import pair_news, series
from romanesco.reminders.letters.parts import Words, day_of, moment_of, subject_of, url_of
from romanesco.reminders.matters import Matter
from romanesco.sessions.queries import next_session

WHY = "You get this when a session of yours is planned, moved or cancelled."


def words(matter: Matter) -> Words:
    if matter.rhythm is not None:
        return series.words(matter)
    if matter.session is None:
        return pair_news.words(matter)
    if matter.row.label == "declined":
        return _declined(matter)
    if matter.a_session.state == "cancelled":
        return _gone_with_the_pair(matter) if matter.is_of_closing else _cancelled(matter)
    return _planned(matter)


def _planned(matter: Matter) -> Words:
    session, person = matter.a_session, matter.person
    day, partner = day_of(session, person), matter.partner.first_name
    when = whole_moment(session.starts_at, person, matter.partner)
    if session.sequence == 0:
        heading, line = f"You meet {partner} on {day}", f"You meet {partner} on {when}"
        blocks = _who(matter, "planned it")
    elif _is_on_its_date(matter):
        heading = f"For your calendar: your session on {day} stays"
        line = f"Your session with {partner} on {when} stays on its date"
        blocks = (Paragraph("It stays on its date. Only your calendar needs it anew."),)
    else:
        heading = f"Your session is on {day} now"
        line = f"Your session with {partner} is now on {when}"
        blocks = _moved(matter)
    url = url_of("session", session.id)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=f"{when}.",
        blocks=(moment_of(session, person), *blocks),
        button=Button("Open the session", url),
        why=WHY,
        line=Link(line, url),
        about=session.id,
        thread=session.id,
        calendar=invitation.request(session, to=person),
        calendar_method="REQUEST",
    )


def _is_on_its_date(matter: Matter) -> bool:
    """What changed is how long or where, or which rhythm it belongs to."""
    if matter.was_at is not None:
        return matter.was_at == matter.a_session.starts_at
    return matter.a_session.dated_sequence == 0


def _moved(matter: Matter) -> tuple[Block, ...]:
    session, person, was_at = matter.a_session, matter.person, matter.was_at
    since = ""
    if was_at is not None:
        since = whole_moment(was_at, person, matter.partner)
    if session.changed_by is None:
        return (Paragraph(f"It was on {since}."),) if since else ()
    who = "You" if session.changed_by.pk == person.pk else session.changed_by.first_name
    return (Paragraph(f"{who} moved it from {since}." if since else f"{who} changed its date."),)


def _cancelled(matter: Matter) -> Words:
    session, person = matter.a_session, matter.person
    heading = f"Your session on {day_of(session, person)} is cancelled"
    following = next_session(session.pair) if session.pair.state != "closed" else None
    then = "" if session.pair.state == "closed" else "What is open waits for the next one."
    if following is not None:
        when = whole_moment(following.starts_at, person, matter.partner)
        then = f"What is open has moved along to the next session, on {when}."
    url = url_of("pair", session.pair_id)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=then or f"{heading}.",
        blocks=(
            moment_of(session, person),
            *_who(matter, "cancelled it"),
            *((Paragraph(f"“{session.reason}”"),) if session.reason else ()),
            *((Paragraph(then),) if then else ()),
        ),
        button=Button(f"Open {matter.partner.first_name} & you", url),
        why=WHY,
        line=Link(heading, url),
        about=session.id,
        thread=session.id,
        calendar=invitation.cancellation(session, to=person),
        calendar_method="CANCEL",
    )


def _gone_with_the_pair(matter: Matter) -> Words:
    """That the pair is closed has a letter; this takes one date more out of a calendar."""
    session, person = matter.a_session, matter.person
    day, partner = day_of(session, person), matter.partner.first_name
    url = url_of("pair", session.pair_id)
    then = f"Your pair with {partner} is closed, so this session is off. There is nothing to do."
    return Words(
        subject=subject_of(session, person),
        heading=f"For your calendar: no session on {day}",
        preview=then,
        blocks=(moment_of(session, person), Paragraph(then)),
        button=Button(f"Open {partner} & you", url),
        why=WHY,
        line=Link(f"No session on {day}", url),
        about=session.id,
        thread=session.id,
        calendar=invitation.cancellation(session, to=person),
        calendar_method="CANCEL",
    )


def _declined(matter: Matter) -> Words:
    session, person, partner = matter.a_session, matter.person, matter.partner.first_name
    heading = f"{partner} cannot come on {day_of(session, person)}"
    when = moment_for(session.starts_at, person)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview="Find another time.",
        blocks=(
            moment_of(session, person),
            Paragraph(
                "It stays planned until one of you moves or cancels it. What is on the plan goes "
                "along."
            ),
        ),
        button=Button("Find another time", url_of("move_session", session.id)),
        why=WHY,
        line=Link(f"{partner} cannot come {when}", url_of("move_session", session.id)),
        about=session.id,
        thread=session.id,
    )


def _who(matter: Matter, did: str) -> tuple[Block, ...]:
    session = matter.a_session
    who = session.changed_by or (session.scheduled_by if session.sequence == 0 else None)
    if who is None:
        return ()
    name = "You" if who.pk == matter.person.pk else who.first_name
    return (Paragraph(f"{name} {did}."),)
