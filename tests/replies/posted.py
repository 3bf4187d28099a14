"""Letters as mail programs write them, for tests."""

from email.message import EmailMessage
from email.utils import make_msgid


def a_letter(
    text: str = "Thank you, see you then.",
    *,
    sender: str = "Theo Lindqvist <theo@example.org>",
    to: str = "",
    subject: str = "Re: Session 7 with Rosa",
    **headers: str,
) -> EmailMessage:
    """A letter; a keyword such as `Auto_Submitted` is a header."""
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = to or "romanesco@example.org"
    letter["Subject"] = subject
    letter["Message-ID"] = make_msgid(domain="mail.example.org")
    for name, value in headers.items():
        del letter[name.replace("_", "-")]
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter


def octets(letter: EmailMessage) -> bytes:
    """As it goes over the wire."""
    return letter.as_bytes(policy=letter.policy.clone(linesep="\r\n"))


def a_bounce(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """What a mail server writes about a letter that it could not deliver (RFC 3464)."""
    return (
        "From: MAILER-DAEMON@mail.example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Message-ID: <bounce-1@mail.example.org>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nThis is the mail system. I am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; theo@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: Session 7\r\n\r\n"
        "--b--\r\n"
    ).encode()
