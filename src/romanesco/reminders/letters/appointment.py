"""To both: a session was planned, moved or cancelled, or a rhythm was; with the event."""

from collections.abc import Iterable

from romanesco.calendars import invitation
from romanesco.mail.content import Block, Button, Listing, Paragraph
from romanesco.people.local_words import whole_moment
from romanesco.reminders.letters.parts import (
    Words,
    link_line,
    moment_of,
    subject_of,
    url_of,
    weekday_of,
)
from romanesco.reminders.matters import Matter
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.queries import next_session, sessions_ahead

WHY = "You get this when a session of yours is planned, moved or cancelled."
SHOWN = 5


def words(matter: Matter) -> Words:
    if matter.rhythm is not None:
        return _series(matter)
    if matter.a_session.state == "cancelled":
        return _cancelled(matter)
    return _planned(matter)


def _planned(matter: Matter) -> Words:
    session, person = matter.a_session, matter.person
    is_moved = session.sequence > 0
    day, partner = weekday_of(session, person), matter.partner.first_name
    heading = f"Your session is on {day} now" if is_moved else f"You meet {partner} on {day}"
    url = url_of("session", session.id)
    when = whole_moment(session.starts_at, person, matter.partner)
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=f"{when}.",
        blocks=(
            moment_of(session, person),
            *_who(matter, "changed its date" if is_moved else "planned it"),
        ),
        button=Button("Open the session", url),
        why=WHY,
        line=link_line(
            f"Your session with {partner} is now on {when}:"
            if is_moved
            else f"You meet {partner} on {when}:",
            url,
        ),
        about=session.id,
        thread=session.id,
        calendar=invitation.request(session, to=person),
        calendar_method="REQUEST",
    )


def _cancelled(matter: Matter) -> Words:
    """Why is told on the page, where both read it."""
    session, person = matter.a_session, matter.person
    heading = f"{weekday_of(session, person)}’s session is cancelled"
    url = url_of("pair", session.pair_id)
    following = next_session(session.pair)
    then = "What is open waits for the next one."
    if session.pair.state == "closed":
        then = ""
    elif following is not None:
        when = whole_moment(following.starts_at, person, matter.partner)
        then = f"What is open has moved along. You meet next on {when}."
    return Words(
        subject=subject_of(session, person),
        heading=heading,
        preview=then,
        blocks=(
            moment_of(session, person),
            *_who(matter, "cancelled it"),
            *((Paragraph(then),) if then else ()),
        ),
        button=Button(f"Open {matter.partner.first_name} & you", url),
        why=WHY,
        line=link_line(f"{heading}:", url),
        about=session.id,
        thread=session.id,
        calendar=invitation.cancellation(session, to=person),
        calendar_method="CANCEL",
    )


def _series(matter: Matter) -> Words:
    rhythm, person, partner = matter.a_rhythm, matter.person, matter.partner.first_name
    is_over = rhythm.ended_at is not None
    ahead = sessions_ahead(rhythm.pair).filter(rhythm=rhythm)[:SHOWN]
    heading = f"Your rhythm with {partner} has ended" if is_over else f"Your rhythm with {partner}"
    url = url_of("pair", rhythm.pair_id)
    calendar, method = invitation.series_news(rhythm, to=person)
    blocks: tuple[Block, ...] = (Paragraph(_of_series(matter)), *_dates(ahead, matter))
    return Words(
        subject=f"Your sessions with {partner}",
        heading=heading,
        preview=_of_series(matter),
        blocks=blocks,
        button=Button("See the dates", url),
        why=WHY,
        line=link_line(f"{heading}:", url),
        about=rhythm.id,
        thread=rhythm.id,
        calendar=calendar,
        calendar_method=method,
    )


def _of_series(matter: Matter) -> str:
    if matter.a_rhythm.ended_at is not None:
        return "As you both agreed, it makes no more sessions."
    return "As you both agreed, these are your next sessions. Each can be moved on its own."


def _dates(ahead: Iterable[MentoringSession], matter: Matter) -> tuple[Block, ...]:
    lines = tuple(whole_moment(one.starts_at, matter.person, matter.partner) for one in ahead)
    return (Listing("You meet", lines),) if lines else ()


def _who(matter: Matter, did: str) -> tuple[Block, ...]:
    session = matter.a_session
    who = session.changed_by or (session.scheduled_by if session.sequence == 0 else None)
    if who is None:
        return ()
    name = "You" if who.pk == matter.person.pk else who.first_name
    return (Paragraph(f"{name} {did}."),)
