"""Where letters go on an installation without a mail server: they are kept, to be read there."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from romanesco.mail.models import Letter


class KeptLetters(BaseEmailBackend):
    """Keeps each letter in the database instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(to=to, subject=str(message.subject), text=str(message.body))
            for message in email_messages
            for to in message.recipients()
        ]
        Letter.objects.bulk_create(letters)
        return len(email_messages)
