"""The letter that an invitation is."""

from romanesco.mail.outbox import post_to_address
from romanesco.pairs.models import Invitation, Side


def write_invitation(invitation: Invitation, link: str) -> None:
    """Ask by letter, where an address was given."""
    wanted = Side(invitation.side).other
    post_to_address(
        invitation.partner_email,
        f"{invitation.by.name} invites you to be their {wanted.label}",
        f"{invitation.by.name} would like to work with you in Romanesco, "
        f"with you as the {wanted.label}.\n\n"
        f"See the invitation here:\n{link}\n\n"
        "Opening it decides nothing: a button there does. The invitation lasts two weeks.\n",
    )
