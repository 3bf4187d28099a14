"""Browsing as somebody, without a browser."""

import re
from html import unescape
from typing import Protocol

from django.test import Client

from romanesco.people.models import Person


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


SCRIPT = {"HX-Request": "true", "Accept": "text/html"}


def visit_as(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Answer) -> str:
    """The words of a page, without its markup."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return re.sub(r" ([.,])", r"\1", words)
