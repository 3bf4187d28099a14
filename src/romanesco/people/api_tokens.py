"""Personal API tokens (RFC 6750 bearer tokens): make, recognise, revoke."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.base import bus, clock, many
from romanesco.base.errors import NotFound, Refused
from romanesco.base.prepared import Prepared
from romanesco.base.tokens import digest, new_token
from romanesco.people.bearers import Bearer
from romanesco.people.models import ApiToken, Person

PREFIX = "rmo_"
SHAPE = re.compile(r"rmo_[A-Za-z0-9_-]{43}")
USE_NOTED_EVERY = timedelta(minutes=5)
TOKENS = """
    SELECT token.id, token.digest, token.person_id, token.last_used_at
    FROM romanesco_apitoken AS token
    JOIN romanesco_person AS person ON person.id = token.person_id
    WHERE token.digest IN (%s) AND token.revoked_at IS NULL AND person.is_active
"""


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
    for bearer in bearers_of_tokens([secret], at=clock.now()).values():
        return next(iter(_people_with(bearer.person_id)), None)
    return None


_people_with = Prepared(lambda person_id: Person.objects.filter(pk=person_id), UUID)


def bearers_of_tokens(secrets: Collection[str], *, at: datetime) -> dict[str, Bearer]:
    """Those of the secrets that are tokens in use, and whose; this counts as a use."""
    digests = {digest(secret): secret for secret in secrets if SHAPE.fullmatch(secret)}
    found = many.rows(TOKENS, digests)
    _note_use([token_id for token_id, _, _, used_at in found if _is_old(used_at, at)], at)
    return {digests[found_by]: Bearer(many.uuid_of(whose)) for _, found_by, whose, _ in found}


@transaction.atomic
def revoke_token(token_id: UUID, *, by: Person, at: datetime) -> None:
    """Revoke one's own token; sockets opened with it are closed at once. Raises NotFound."""
    changed = by.api_tokens.filter(id=token_id, revoked_at=None).update(revoked_at=at)
    if not changed:
        raise NotFound
    bus.announce(bus.LoginEnded(session_key=None, person_id=by.id))


def _is_old(used_at: datetime | None, at: datetime) -> bool:
    return used_at is None or at - many.instant_of(used_at) > USE_NOTED_EVERY


def _note_use(stored_ids: Sequence[UUID], at: datetime) -> None:
    token_ids = [many.uuid_of(each) for each in stored_ids]
    if token_ids:
        ApiToken.objects.filter(id__in=token_ids).update(last_used_at=at)
