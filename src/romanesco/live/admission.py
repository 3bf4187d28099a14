"""Who may join a plan's room, and whether to write: asked at the door, and again whenever it may
have changed.

What reads the database runs in a thread (asking.py), and answers many at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from re import Pattern
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import parse_cookie
from django.http.request import validate_host

from romanesco.base import clock
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.people import api_tokens, bearers
from romanesco.people.bearers import Bearer
from romanesco.plans.joining import PlanAccess, accesses
from romanesco.plans.opening import note_opened
from romanesco.ydocs import store
from romanesco.ydocs.store import Stored

type Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Credential:
    """What somebody shows at the door: a login's session key, or an API token."""

    session_key: str = ""
    token: str = ""


@dataclass(frozen=True)
class Admitted:
    """Somebody who may be in the room of this plan's present document; `ends_at`: when their
    login ends by its date alone."""

    person_id: UUID
    pair_id: UUID
    document_id: UUID
    may_write: bool
    ends_at: datetime | None


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


class Asked(NamedTuple):
    """A question, and whether somebody enters by it, which counts as having opened the plan."""

    question: Question
    enters: bool = False


type Answer = Admitted | CloseCode


def credential_of(headers: Headers, public_url: str) -> Credential:
    """What the headers of an upgrade show. Raises `Closing` (4401), also for what can be
    nobody's: that costs no look into the database.

    A cookie counts only where the page that opened the socket is ours: a browser sends it along
    from any page, and always says from which (RFC 6455, 10.2).
    """
    found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    scheme, _, token = found.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credential(token=_shaped(token.strip(), api_tokens.SHAPE))
    key = parse_cookie(found.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not _is_ours(found.get("origin", ""), found.get("host", ""), public_url):
        raise Closing(CloseCode.SIGNED_OUT)
    return Credential(session_key=_shaped(key, bearers.SHAPE))


def answers(asked: Sequence[Asked]) -> list[Answer]:
    """Answer all, with a number of queries that does not grow with them."""
    at = clock.now()
    known = _known({question.credential for question, _ in asked}, at)
    found = accesses(
        {
            (known[question.credential].person_id, question.plan_id)
            for question, _ in asked
            if question.credential in known
        }
    )
    own = [_own(question, known, found) for question, _ in asked]
    entered = {
        access.plan_id
        for (_, enters), (_, access) in zip(asked, own, strict=True)
        if enters and access is not None and access.is_news
    }
    if entered:
        note_opened(entered, at=at)
    return [_answer(bearer, access) for bearer, access in own]


def read_documents(document_ids: Sequence[UUID]) -> list[Stored | CloseCode]:
    """The state and the barred clients of each; 4409 for one that is gone, 1011 for one that is
    damaged."""
    return [_read(document_id) for document_id in document_ids]


type _Known = Mapping[Credential, Bearer]
type _Found = Mapping[tuple[UUID, UUID], PlanAccess]


def _known(credentials: Collection[Credential], at: datetime) -> _Known:
    """Those of the credentials that are somebody's."""
    keys = {each.session_key for each in credentials if each.session_key}
    secrets = {each.token for each in credentials if each.token}
    logins = bearers.bearers_of_logins(keys, at=at)
    tokens = api_tokens.bearers_of_tokens(secrets, at=at)
    return {
        **{Credential(session_key=key): bearer for key, bearer in logins.items()},
        **{Credential(token=secret): bearer for secret, bearer in tokens.items()},
    }


def _own(
    question: Question, known: _Known, found: _Found
) -> tuple[Bearer | None, PlanAccess | None]:
    bearer = known.get(question.credential)
    if bearer is None:
        return None, None
    return bearer, found.get((bearer.person_id, question.plan_id))


def _answer(bearer: Bearer | None, access: PlanAccess | None) -> Answer:
    if bearer is None:
        return CloseCode.SIGNED_OUT
    if access is None:
        return CloseCode.NOT_FOUND
    return Admitted(
        bearer.person_id, access.pair_id, access.document_id, access.may_write, bearer.ends_at
    )


def _read(document_id: UUID) -> Stored | CloseCode:
    try:
        return store.read(document_id)
    except store.DocumentGone:
        return CloseCode.RELOAD
    except store.Damaged:
        return CloseCode.FAILED  # this one alone; what is unsaved stays where it was written


def _shaped(secret: str, shape: Pattern[str]) -> str:
    if shape.fullmatch(secret):
        return secret
    raise Closing(CloseCode.SIGNED_OUT)


def _is_ours(origin: str, host: str, public_url: str) -> bool:
    if not origin:
        return False
    if origin == public_url:
        return True
    try:
        name, place = urlsplit(f"//{host}").hostname or "", urlsplit(origin).netloc
    except ValueError:
        return False  # half an IPv6 address
    return place == host and validate_host(name, settings.ALLOWED_HOSTS)
