"""Answers that a provider posts: anymail reads what it sends, and hands each letter over here.

Loaded only where REPLY_URL says webhook://. The provider proves itself by the secret in the address
that it posts to, and by its signature where it signs.
"""

import io
import logging
import threading
from email.generator import BytesGenerator
from email.headerregistry import HeaderRegistry
from email.policy import EmailPolicy, compat32
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from romanesco.base import clock
from romanesco.mail.reply_address import named_in
from romanesco.mail.way_in import WayIn, Webhook
from romanesco.replies.arriving import arrive
from romanesco.replies.incoming import LONGEST_HEADER, Handed
from romanesco.replies.sorting import judged
from romanesco.web.refusals import Responder

logger = logging.getLogger(__name__)

VIEWS = {
    "mailersend": "mailersend.MailerSendInboundWebhookView",
    "mailgun": "mailgun.MailgunInboundWebhookView",
    "mailjet": "mailjet.MailjetInboundWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalInboundWebhookView",
    "postmark": "postmark.PostmarkInboundWebhookView",
    "sendgrid": "sendgrid.SendGridInboundWebhookView",
    "sparkpost": "sparkpost.SparkPostInboundWebhookView",
}
# Where a provider says what it found of the sender. It writes above what the letter brought along.
FINDINGS = {
    "mailgun": {"spf": "X-Mailgun-Spf", "dkim": "X-Mailgun-Dkim-Check-Result"},
    "postmark": {"spf": "Received-SPF"},
}
ADDRESSED = ("Delivered-To", "X-Original-To", "To", "Cc", "Bcc")
SMALL = 1_048_576  # what any other page takes
AT_ONCE = threading.BoundedSemaphore(4)
LATER = 503


class NotNow(Exception):
    """Nothing was taken; the provider posts it again later."""


class CappedHeaders(HeaderRegistry):
    """The library understands a header while it reads it, and took 96 seconds over a long one."""

    def __call__(self, name: str, value: str) -> Any:
        return super().__call__(name, value[:LONGEST_HEADER])


class SmallElsewhere:
    """Letters are large, so Django's limit is; every other address keeps the small one, but for
    what somebody brings in, which has a limit of its own."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_large = not length.isdecimal() or int(length) > SMALL
        if is_large and not request.path.startswith(("/mail-in/", "/takeout/")):
            raise RequestDataTooBig("Request body is larger than any page takes.")
        return self.get_response(request)


def urls_for(way: WayIn | None) -> list[URLPattern]:
    """The address that the provider posts to; none where answers come in another way.

    Mailgun sends the letter as it came to an address that ends with "mime".
    """
    if not isinstance(way, Webhook):
        return []
    view = _view(way)
    root = f"mail-in/{way.provider}"
    return [path(f"{root}/{end}/", view) for end in ("inbound", "inbound_mime")]


def _view(way: Webhook) -> Responder:
    """anymail's own view, around which its mishaps become answers."""
    from anymail import inbound as reading
    from anymail.signals import inbound

    vars(reading)["default_policy"] = EmailPolicy(header_factory=CappedHeaders())
    inbound.connect(_take, dispatch_uid="romanesco.web.mail_in")
    theirs = import_string(f"anymail.webhooks.{VIEWS[way.provider]}").as_view()

    @csrf_exempt
    def letters(request: HttpRequest) -> HttpResponse:
        if not AT_ONCE.acquire(blocking=False):
            return HttpResponse(status=LATER)
        try:
            answer: HttpResponse = theirs(request)
        except (NotNow, DatabaseError):
            return HttpResponse(status=LATER)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            # Without its text, which may hold words of the letter.
            logger.warning("What %s posted is not a letter: %s", way.provider, type(error).__name__)
            return HttpResponse(status=400)
        finally:
            AT_ONCE.release()
        return answer

    return letters


def _take(event: Any, esp_name: str, **_more: object) -> None:
    """anymail's signal: one letter that came in. Raises NotNow, DatabaseError."""
    if event.event_type != "inbound" or event.message is None:
        return
    message = event.message
    headers = [str(value) for name in ADDRESSED for value in message.get_all(name) or []]
    addresses = named_in("\n".join([message.envelope_recipient or "", *headers]))
    letter = Handed(_octets(message))  # is read once, for all of them
    for address in addresses or [message.envelope_recipient or ""]:
        code = arrive(
            letter,
            recipient=address,
            at=clock.now(),
            sender=message.envelope_sender,
            verdict=_verdict(message, esp_name.lower()),
        )
        if code == "full":
            raise NotNow


def _octets(message: Any) -> bytes:
    """The letter as it came, or as near as the provider tells."""
    into = io.BytesIO()
    as_it_is = compat32.clone(max_line_length=0, linesep="\r\n")
    BytesGenerator(into, mangle_from_=False, policy=as_it_is).flatten(message)
    return into.getvalue()


def _verdict(message: Any, provider: str) -> str:
    found = {
        method: str(message.get(header, "")).strip().partition(" ")[0].lower()
        for method, header in FINDINGS.get(provider, {}).items()
    }
    return judged(found)


urls = urls_for(settings.WAY_IN)
