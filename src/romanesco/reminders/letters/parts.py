"""What several letters have in common."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from romanesco.base import clock
from romanesco.mail.content import Block, Button, Link, Moment, Section
from romanesco.mail.reply_address import reply_address
from romanesco.people.local_words import both_clocks, day_for, ordinal, seen_by, short_day_for
from romanesco.people.models import Person
from romanesco.plans.body import is_empty
from romanesco.plans.body_html import body_html
from romanesco.plans.models import AgendaItem
from romanesco.plans.queries import lines_for
from romanesco.reminders.letters.plain_words import plain_words
from romanesco.reminders.matters import Agenda, Matter
from romanesco.sessions.models import MentoringSession

DAYS_OF_A_WEEK = 7
ANSWERED_UNTIL = timedelta(days=14)  # after the session


@dataclass(frozen=True)
class Words:
    """What is said of one matter: as a letter of its own, or as one line in another's."""

    subject: str
    heading: str
    preview: str
    blocks: tuple[Block, ...]
    button: Button
    why: str
    line: Link
    about: UUID | None = None
    thread: UUID | None = None
    reply_to: str = ""
    from_name: str = ""
    calendar: str = ""
    calendar_method: str = ""

    def and_then(self, *blocks: Block) -> "Words":
        return replace(self, blocks=(*self.blocks, *blocks))


def subject_of(session: MentoringSession, person: Person) -> str:
    """The same for every letter about a session, so that mail programs put them together."""
    return f"Session {session.number} with {session.pair.partner_of(person).first_name}"


def moment_of(session: MentoringSession, person: Person) -> Moment:
    partner = session.pair.partner_of(person)
    mine, beside = both_clocks(session.starts_at, person, partner)
    return Moment(day_for(session.starts_at, person), mine, beside, session.place)


def day_of(session: MentoringSession, person: Person) -> str:
    """Thursday, where that can only mean one; else Friday, 19 March 2027."""
    day, today = seen_by(person, session.starts_at), seen_by(person, clock.now())
    is_near = abs((day.date() - today.date()).days) < DAYS_OF_A_WEEK
    return f"{day:%A}" if is_near else day_for(session.starts_at, person)


def url_of(name: str, thing_id: UUID) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[thing_id])}"


def plan_address(matter: Matter) -> str:
    """Where an answer goes, or "" where no mail comes in."""
    plan = matter.an_agenda.plan
    until = plan.session.starts_at + ANSWERED_UNTIL
    return reply_address(matter.person.id, "plan", plan.id, until=until)


def said_in(agenda: Agenda) -> tuple[Section, ...]:
    """The plan's own words: what has some, and topics in any case. A question that nobody
    answered is not shown as one."""
    return tuple(
        section_of(agenda, item)
        for item in agenda.items
        if item.kind == "topic" or not is_empty(agenda.body(item))
    )


def on_their_minds(matter: Matter) -> tuple[Section, ...]:
    """Both lines, once both are revealed."""
    mine, theirs = lines_for(matter.an_agenda.plan, matter.person)
    if theirs is None:
        return ()
    lines = ((f"On {matter.partner.first_name}’s mind", theirs), ("On your mind", mine))
    return tuple(
        Section(heading, text, format_html("<p>{}</p>", text)) for heading, text in lines if text
    )


def section_of(agenda: Agenda, item: AgendaItem) -> Section:
    """One item of the plan: its heading, its words, and since when it has been raised."""
    body = agenda.body(item)
    raised = item.author or agenda.plan.session.pair.mentee
    note = ""
    if item.times_raised > 1:
        since = short_day_for(item.first_raised_at, raised)
        note = f"{ordinal(item.times_raised)} time raised, first on {since}"
    html = "" if is_empty(body) else body_html(body)
    return Section(item.prompt, plain_words(body), html, note)
