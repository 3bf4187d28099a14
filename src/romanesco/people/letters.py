"""The letters about an account: codes, forgotten passwords, and what was changed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from romanesco.mail.content import Button, Code, Content, Paragraph
from romanesco.mail.outbox import Envelope, post_to_address

type Told = dict[str, Any]
KIND = "account"


def write_about_account(occasion: str, address: str, told: Told) -> None:
    """Write the letter for one of allauth's occasions; `told` is what allauth has to say."""
    post_to_address(address, OCCASIONS[occasion](told), Envelope(KIND))


def _code(told: Told) -> Content:
    return Content(
        f"{told['code']} is your code",
        "Your code to sign in",
        (
            Code(told["code"]),
            Paragraph(
                "It works for three minutes, once. If you did not ask for it, do nothing: nobody "
                "can sign in without it."
            ),
        ),
        preview="It works for three minutes, once.",
        why=_why(told, "wanted to sign in"),
    )


def _no_account(told: Told) -> Content:
    return Content(
        "No account with this address",
        "No account with this address",
        (
            Paragraph(
                f"Somebody, perhaps you, wanted to sign in at {told['host']} with the address "
                f"{told['email']}. There is no account with it."
            ),
            Paragraph("If it was you: try another address of yours, or make an account."),
        ),
        Button("Make an account", told["signup_url"]),
        preview="Try another address of yours, or make an account.",
        why=_why(told, "wanted to sign in"),
    )


def _new_password(told: Told) -> Content:
    return Content(
        "Set a new password",
        "Set a new password",
        (
            Paragraph(
                f"Somebody, hopefully you, asked for a new password at {told['host']}. Set it "
                "within an hour."
            ),
            Paragraph("If it was not you, do nothing: your password stays as it is."),
        ),
        Button("Set a new password", told["password_reset_url"]),
        preview="It is asked for within an hour. If it was not you, do nothing.",
        why=_why(told, "asked for a new password"),
    )


def _changed(subject: str, what: str, advice: str) -> Callable[[Told], Content]:
    """Letters that tell what became of an account, so that nobody else does it unseen."""

    def content(told: Told) -> Content:
        return Content(
            subject,
            subject,
            (Paragraph(what.format(host=told["host"])), Paragraph(f"If it was not you, {advice}")),
            Button("Open your settings", settings.PUBLIC_URL + reverse("settings")),
            preview=f"If it was not you, {advice}",
            why=f"You get this because you have an account at {told['host']}.",
        )

    return content


def _why(told: Told, did: str) -> str:
    return f"You get this because somebody {did} at {told['host']} with your address."


SIGN_OUT = "sign out everywhere else in your settings"
OCCASIONS: dict[str, Callable[[Told], Content]] = {
    "account/email/login_code": _code,
    "account/email/unknown_account": _no_account,
    "account/email/password_reset_key": _new_password,
    "account/email/password_reset": _changed(
        "Your password was changed",
        "Your password at {host} was changed just now, by a link that was sent to this address.",
        "somebody reads your mail: change the password of your mail first, then this one.",
    ),
    "account/email/password_changed": _changed(
        "Your password was changed",
        "Your password at {host} was changed just now.",
        f"set another one at once and {SIGN_OUT}.",
    ),
    "account/email/password_set": _changed(
        "A password was set",
        "A password was set for your account at {host} just now.",
        f"change it at once and {SIGN_OUT}.",
    ),
    "mfa/email/webauthn_added": _changed(
        "A passkey was added",
        "A passkey was added to your account at {host} just now.",
        f"{SIGN_OUT}, and look through your passkeys there.",
    ),
    "mfa/email/webauthn_removed": _changed(
        "A passkey was removed",
        "A passkey was removed from your account at {host} just now.",
        f"{SIGN_OUT}, and look through your passkeys there.",
    ),
}
