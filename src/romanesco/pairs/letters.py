"""The letter that an invitation is."""

from romanesco.mail.content import Button, Content, Paragraph
from romanesco.mail.outbox import Envelope, post_to_address
from romanesco.pairs.models import Invitation, Side


def write_invitation(invitation: Invitation, link: str) -> None:
    """Ask by letter, where an address was given."""
    name, wanted = invitation.by.name, Side(invitation.side).other
    content = Content(
        f"{name} invites you to be their {wanted.label}",
        f"{name} invites you",
        (
            Paragraph(f"{name} would like to work with you, with you as the {wanted.label}."),
            Paragraph(
                "Romanesco is where the two of you would plan your sessions: one page for each, "
                "which you both can reach."
            ),
            Paragraph(
                "Opening the invitation decides nothing: a button there does. It lasts two weeks."
            ),
        ),
        Button("See the invitation", link),
        preview="Opening it decides nothing. It lasts two weeks.",
        why=f"You get this because {name} gave your address to be asked. Nothing more is "
        "written to you unless you accept.",
    )
    post_to_address(
        invitation.partner_email, content, Envelope("invitation", from_name=invitation.by.name)
    )
