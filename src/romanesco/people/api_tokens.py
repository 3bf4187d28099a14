"""Personal API tokens (RFC 6750 bearer tokens): make, recognise, revoke."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.base import bus, clock
from romanesco.base.errors import NotFound, Refused
from romanesco.base.tokens import digest, new_token
from romanesco.people.models import ApiToken, Person

PREFIX = "rmo_"
SHAPE = re.compile(r"rmo_[A-Za-z0-9_-]{43}")
USE_NOTED_EVERY = timedelta(minutes=5)


class TooManyTokens(Refused):
    code = "too_many_tokens"
    message = "You have fifty tokens already. Revoke one that you no longer use first."
    field = "label"


@transaction.atomic
def make_token(label: str, *, by: Person, at: datetime) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which can't be shown again.

    Raises TooManyTokens at fifty that are in use.
    """
    if by.api_tokens.filter(revoked_at=None).count() >= 50:
        raise TooManyTokens
    secret = PREFIX + new_token()
    token = ApiToken.objects.create(
        person=by, label=label.strip() or "Token", digest=digest(secret), created_at=at
    )
    return token, secret


def person_for_token(secret: str) -> Person | None:
    """The active person whose token this is, or None."""
    if not SHAPE.fullmatch(secret):
        return None
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest(secret), revoked_at=None, person__is_active=True)
        .first()
    )
    if token is None:
        return None
    _note_use(token)
    return token.person


@transaction.atomic
def revoke_token(token_id: UUID, *, by: Person, at: datetime) -> None:
    """Revoke one's own token; sockets opened with it are closed at once. Raises NotFound."""
    changed = by.api_tokens.filter(id=token_id, revoked_at=None).update(revoked_at=at)
    if not changed:
        raise NotFound
    bus.announce(bus.LoginEnded(session_key=None, person_id=by.id))


def _note_use(token: ApiToken) -> None:
    at = clock.now()
    if token.last_used_at is None or at - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(id=token.id).update(last_used_at=at)
