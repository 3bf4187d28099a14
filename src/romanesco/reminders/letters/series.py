"""To both: a rhythm began, changed or ended; one letter for all of its sessions, with the series.

A calendar takes one series from a letter. So when another rhythm takes the place of one, a second
letter, plain and short, takes the old dates out of the calendar.
"""

from romanesco.agreements.cadence import in_words
from romanesco.agreements.queries import in_force
from romanesco.calendars import invitation
from romanesco.mail.content import Block, Button, Link, Listing, Paragraph
from romanesco.people.local_words import day_for, whole_moment
from romanesco.reminders.letters.parts import Words, url_of
from romanesco.reminders.matters import Matter
from romanesco.sessions.models import MentoringSession, Rhythm
from romanesco.sessions.queries import rhythm_of, sessions_ahead

WHY = "You get this when a session of yours is planned, moved or cancelled."
SHOWN = 5


def words(matter: Matter) -> Words:
    rhythm = matter.a_rhythm
    if rhythm.ended_at is None:
        return _going_on(matter)
    if matter.is_of_closing:
        then = f"Your pair with {matter.partner.first_name} is closed. There is nothing to do."
        return _words(matter, "For your calendar: no more sessions", then)
    following = rhythm_of(rhythm.pair)
    if following is not None and following.begun_at == rhythm.ended_at:
        then = "Another one goes on, as another letter tells. There is nothing to do."
        return _words(matter, "For your calendar: your old rhythm ends", then)
    then = "As you both agreed, you plan each session by hand now. What is planned stays."
    ahead = list(sessions_ahead(rhythm.pair)[:SHOWN])
    return _words(matter, "You meet without a fixed rhythm now", then, *_dates(ahead, matter))


def _going_on(matter: Matter) -> Words:
    rhythm = matter.a_rhythm
    agreed = in_force(rhythm.pair)
    partner = matter.partner.first_name
    how_often = how_long = "In your rhythm"
    if agreed is not None:
        often = (agreed.cadence, agreed.every_weeks, agreed.month_week, agreed.meets_on)
        how_often = in_words(*often)
        how_long = in_words(*often, agreed.meets_at, agreed.meets_zone)
    ahead = list(sessions_ahead(rhythm.pair)[:SHOWN])
    then = f"{how_long}, as you both agreed. Each session can be moved on its own."
    return _words(
        matter,
        f"You meet {partner} {_lower(how_often)}{' now' if _is_another(rhythm) else ''}",
        then,
        *_moved(ahead, matter),
        *_dates(ahead, matter),
    )


def _words(matter: Matter, heading: str, then: str, *blocks: Block) -> Words:
    rhythm, partner = matter.a_rhythm, matter.partner.first_name
    url = url_of("pair", rhythm.pair_id)
    calendar, method = invitation.series_news(rhythm, to=matter.person)
    return Words(
        subject=f"Your sessions with {partner}",
        heading=heading,
        preview=then,
        blocks=(Paragraph(then), *blocks),
        button=Button("See the dates", url),
        why=WHY,
        line=Link(heading, url),
        about=rhythm.id,
        thread=rhythm.id,
        calendar=calendar,
        calendar_method=method,
    )


def _is_another(rhythm: Rhythm) -> bool:
    return rhythm.sequence > 0 or rhythm.pair.rhythms.exclude(id=rhythm.id).exists()


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _moved(ahead: list[MentoringSession], matter: Matter) -> tuple[Block, ...]:
    """What somebody moved or planned by hand stays where it is."""
    days = [day_for(one.starts_at, matter.person) for one in ahead if _is_by_hand(one)]
    if not days:
        return ()
    stays = "stays as it is" if len(days) == 1 else "stay as they are"
    what = "The session" if len(days) == 1 else "The sessions"
    return (Paragraph(f"{what} on {' and on '.join(days)} {stays}."),)


def _is_by_hand(session: MentoringSession) -> bool:
    return session.state == "planned" and (session.is_moved or session.rhythm_id is None)


def _dates(ahead: list[MentoringSession], matter: Matter) -> tuple[Block, ...]:
    lines = tuple(whole_moment(one.starts_at, matter.person, matter.partner) for one in ahead)
    return (Listing("You meet", lines),) if lines else ()
