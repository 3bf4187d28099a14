"""About what somebody promised: kindly, and all in one letter."""

from django.conf import settings

from romanesco.actions.models import ActionItem
from romanesco.mail.content import Block, Button, Link, Listing, Paragraph
from romanesco.people.local_words import due_for
from romanesco.reminders.letters.parts import Words, url_of
from romanesco.reminders.matters import Matter

ASKED = "Have we overestimated something?"
ANY_ANSWER = "Any answer is fine: done, another date, or let it go."


def words(matter: Matter) -> Words:
    labels = {row.subject_id: row.label for row in matter.rows}
    ahead = [one for one in matter.promises if labels[one.id] == "before"]
    behind = [one for one in matter.promises if labels[one.id] == "after"]
    partners = {one.pair.partner_of(matter.person).first_name for one in matter.promises}
    heading = _heading(ahead, matter)
    only = next(iter(partners)) if len(partners) == 1 else ""
    is_one_pair = len({one.pair_id for one in matter.promises}) == 1
    url = url_of("pair", matter.promises[0].pair_id) if is_one_pair else f"{settings.PUBLIC_URL}/"
    return Words(
        subject=f"What you promised {only}".strip(),
        heading=heading,
        preview=matter.promises[0].text,
        blocks=(*_ahead(ahead, matter), *_behind(behind, matter, is_alone=not ahead)),
        button=Button("Open what you promised", url),
        why="You get this when something that you promised is near its date.",
        line=Link(_line(ahead, heading, matter), url),
        about=matter.row.subject_id,
    )


def _line(ahead: list[ActionItem], heading: str, matter: Matter) -> str:
    first = (ahead or matter.promises)[0].text
    return f"{heading}: {first}" if ahead else f"Still open: {first}. {ASKED}"


def _heading(ahead: list[ActionItem], matter: Matter) -> str:
    if not ahead:
        return ASKED
    day = ahead[0].due_on
    assert day is not None
    return f"You promised this for {due_for(day, matter.person)}"


def _ahead(actions: list[ActionItem], matter: Matter) -> tuple[Block, ...]:
    lines = _lines(actions, matter)
    return (Listing("Near its date", lines),) if lines else ()


def _behind(actions: list[ActionItem], matter: Matter, *, is_alone: bool) -> tuple[Block, ...]:
    lines = _lines(actions, matter)
    asked = ANY_ANSWER if is_alone else f"{ASKED} {ANY_ANSWER}"
    return (Paragraph(asked), Listing("Still open", lines)) if lines else ()


def _lines(actions: list[ActionItem], matter: Matter) -> tuple[str, ...]:
    return tuple(
        f"{one.text} · promised to {one.pair.partner_of(matter.person).first_name}, "
        f"for {_day(one, matter)}"
        for one in actions
    )


def _day(action: ActionItem, matter: Matter) -> str:
    assert action.due_on is not None
    return due_for(action.due_on, matter.person)
