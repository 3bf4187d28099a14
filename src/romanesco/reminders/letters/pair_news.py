"""What became of a pair: closed, put on pause, gone on with; or somebody proposes how to work."""

from romanesco.agreements.queries import in_force
from romanesco.mail.content import Button, Link, Paragraph
from romanesco.people.local_words import named
from romanesco.reminders.letters.parts import Words, url_of
from romanesco.reminders.matters import Matter

WHY = "You get this because it changes when, or how, you two meet."
STAYS = "What you wrote and promised stays here for both of you to read."

ERASED = (
    "What you two shared stays here for you. Your pair is closed: sessions that were planned are "
    "off."
)


def words(matter: Matter) -> Words:
    heading, then = SAID[matter.row.label](matter)
    partner, is_proposal = matter.partner.first_name, matter.row.label == "proposed"
    url = url_of("agreement" if is_proposal else "pair", matter.a_pair.id)
    label = "Read and sign it" if is_proposal else f"Open {partner} & you"
    return Words(
        subject=f"You and {named(matter.partner)}",
        heading=heading,
        preview=then,
        blocks=(Paragraph(then),),
        button=Button(label, url),
        why=WHY,
        line=Link(heading, url),
        about=matter.a_pair.id,
    )


def _closed(matter: Matter) -> tuple[str, str]:
    pair, partner = matter.a_pair, matter.partner.first_name
    if matter.partner.erased_at is not None:
        return f"{partner} has erased their account", ERASED
    is_mine = pair.state_changed_by_id == matter.person.id
    heading = f"You have closed your pair with {partner}" if is_mine else _did(matter, "closed")
    return heading, f"You two have no more sessions: those that were planned are off. {STAYS}"


def _paused(matter: Matter) -> tuple[str, str]:
    return (
        f"{matter.partner.first_name} has put your pair on pause",
        "Your sessions stay where they are. No plan is shared and no session begins until you go "
        "on; either of you can go on at any time.",
    )


def _resumed(matter: Matter) -> tuple[str, str]:
    return (
        f"{matter.partner.first_name} goes on with your pair",
        "The pause is over. What is planned ahead goes on as it was.",
    )


def _proposed(matter: Matter) -> tuple[str, str]:
    partner = matter.partner.first_name
    is_change = in_force(matter.a_pair) is not None
    what = "a change to how you work together" if is_change else "how you two work together"
    until = "as agreed before" if is_change else "by our defaults"
    return (
        f"{partner} proposes {what}",
        f"It counts once you have both signed. Until then everything goes on {until}.",
    )


def _did(matter: Matter, what: str) -> str:
    return f"{matter.partner.first_name} has {what} your pair"


SAID = {"closed": _closed, "paused": _paused, "resumed": _resumed, "proposed": _proposed}
