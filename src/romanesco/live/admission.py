"""Who may join a plan's room, and whether to write: asked at the door, and again whenever it may
have changed.

These functions read the database, so they run in a thread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.http.request import validate_host

from romanesco.base import clock
from romanesco.base.errors import NotFound
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.people.api_tokens import person_for_token
from romanesco.people.models import Person
from romanesco.plans.operations import mark_opened
from romanesco.plans.queries import PlanAccess, plan_access
from romanesco.ydocs import store

type Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Credential:
    """What somebody shows at the door: a login's session key, or an API token."""

    session_key: str = ""
    token: str = ""


@dataclass(frozen=True)
class Admitted:
    """Somebody who may be in the room of this plan's present document."""

    person_id: UUID
    pair_id: UUID
    document_id: UUID
    may_write: bool


@dataclass(frozen=True)
class Page:
    """What the page at the other end was made for: a document, where it says so, and whether it
    knows our schema."""

    document_id: UUID | None
    is_current: bool

    def fits(self, document_id: UUID) -> bool:
        return self.is_current and self.document_id in (None, document_id)


@dataclass(frozen=True)
class Question:
    """May the bearer of this be in the room of that plan?"""

    credential: Credential
    plan_id: UUID


type Answer = Admitted | CloseCode


def credential_of(headers: Headers, public_url: str) -> Credential:
    """What the headers of an upgrade show. Raises `Closing` (4401).

    A cookie counts only where the page that opened the socket is ours: a browser sends it along
    from any page, and always says from which (RFC 6455, 10.2).
    """
    found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    scheme, _, token = found.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credential(token=token.strip())
    session_key = parse_cookie(found.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if session_key and _is_ours(found.get("origin", ""), found.get("host", ""), public_url):
        return Credential(session_key=session_key)
    raise Closing(CloseCode.SIGNED_OUT)


def admit(question: Question) -> Admitted:
    """Let somebody in, which counts as having opened the plan. Raises `Closing`."""
    person, access = _asked(question)
    mark_opened(access.plan_id, by=person, at=clock.now())
    return Admitted(person.pk, access.pair_id, access.document_id, access.may_write)


def answers(questions: Sequence[Question]) -> list[Answer]:
    """Ask again for connections that are open."""
    return [_answer(question) for question in questions]


def read_document(document_id: UUID) -> tuple[bytes, frozenset[int]]:
    """A document's state and barred clients. Raises `Closing` (4409) if it is gone."""
    try:
        return store.load(document_id), store.barred_clients(document_id)
    except store.DocumentGone as error:
        raise Closing(CloseCode.RELOAD) from error


def _answer(question: Question) -> Answer:
    try:
        person, access = _asked(question)
    except Closing as closing:
        return closing.code
    return Admitted(person.pk, access.pair_id, access.document_id, access.may_write)


def _asked(question: Question) -> tuple[Person, PlanAccess]:
    person = _bearer(question.credential)
    if person is None:
        raise Closing(CloseCode.SIGNED_OUT)
    try:
        return person, plan_access(person, question.plan_id)
    except NotFound as error:
        raise Closing(CloseCode.NOT_FOUND) from error


def _bearer(credential: Credential) -> Person | None:
    if credential.token:
        return person_for_token(credential.token)
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(credential.session_key)
    user = get_user(request)
    return user if isinstance(user, Person) else None


def _is_ours(origin: str, host: str, public_url: str) -> bool:
    if not origin:
        return False
    if origin == public_url:
        return True
    name = urlsplit(f"//{host}").hostname or ""
    return urlsplit(origin).netloc == host and validate_host(name, settings.ALLOWED_HOSTS)
