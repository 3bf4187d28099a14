"""To both, after the session: what was said and promised, what moves on, when they meet again."""

from romanesco.actions.models import ActionItem
from romanesco.actions.queries import actions_of, open_actions
from romanesco.mail.content import Block, Button, Link, Listing, Paragraph
from romanesco.people.local_words import due_for, whole_moment
from romanesco.people.models import Person
from romanesco.plans.carry_over import Raised, is_waiting
from romanesco.plans.models import AgendaItem
from romanesco.reminders.letters.parts import (
    Words,
    day_of,
    on_their_minds,
    said_in,
    subject_of,
    url_of,
)
from romanesco.reminders.matters import Matter
from romanesco.sessions.queries import next_session


def words(matter: Matter) -> Words:
    session, person = matter.a_session, matter.person
    partner = matter.partner.first_name
    url = url_of("session", session.id)
    following = _when_again(matter)
    return Words(
        subject=subject_of(session, person),
        heading=f"What you two said on {day_of(session, person)}",
        preview=following,
        blocks=(Paragraph(following), *_promises(matter), *_of_the_plan(matter)),
        button=Button("Open the plan", url),
        why="You get this after each session.",
        line=Link(f"What you said with {partner} on {day_of(session, person)}", url),
        about=session.id,
        thread=session.id,
    )


def _when_again(matter: Matter) -> str:
    pair = matter.a_session.pair
    following = next_session(pair) if pair.state != "closed" else None
    if following is None:
        return "No next session is planned yet."
    return f"You meet again on {whole_moment(following.starts_at, matter.person, matter.partner)}."


def _promises(matter: Matter) -> tuple[Block, ...]:
    made = tuple(_promise(action, matter.person) for action in actions_of(matter.a_session))
    still = open_actions(matter.a_session.pair).exclude(session=matter.a_session)
    before = tuple(_promise(action, matter.person) for action in still)
    lists = (("Promised", made), ("Still open between you", before))
    return tuple(Listing(heading, lines) for heading, lines in lists if lines)


def _promise(action: ActionItem, reader: Person) -> str:
    who = "You" if action.owner_id == reader.id else action.owner.first_name
    until = f", by {due_for(action.due_on, reader)}" if action.due_on else ""
    return f"{who}: {action.text}{until}"


def _of_the_plan(matter: Matter) -> tuple[Block, ...]:
    if not matter.sees_the_plan:
        return ()
    agenda = matter.an_agenda
    hopes = tuple(hope.text for hope in agenda.plan.hopes.all())
    moving = tuple(item.prompt for item in agenda.items if _moves_on(item))
    lists = (
        (f"What {_hoper(matter)} for until then", hopes),
        ("Moves on to next time", moving),
    )
    found = tuple(Listing(heading, lines) for heading, lines in lists if lines)
    return (*found, *on_their_minds(matter), *said_in(agenda))


def _hoper(matter: Matter) -> str:
    mentee = matter.a_session.pair.mentee
    return "you hope" if mentee.pk == matter.person.pk else f"{mentee.first_name} hopes"


def _moves_on(item: AgendaItem) -> bool:
    raised = Raised(
        kind=item.kind,
        is_removed=item.removed_at is not None,
        is_discussed=item.discussed_at is not None,
        is_let_go=item.let_go_at is not None,
    )
    return is_waiting(raised)
