"""How people sign in: allauth's rules, with ours where they differ."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from romanesco.base import bus
from romanesco.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Ends the sockets of a login together with it."""

    def logout(self, request: HttpRequest) -> None:
        person, key = request.user, request.session.session_key
        super().logout(request)
        if isinstance(person, Person):
            bus.announce(bus.LoginEnded(session_key=key, person_id=person.id))


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys bear the person's name as one likes it."""

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Romanesco"}

    def get_webauthn_user_display_name(self, user: Person) -> str:  # pragma: no cover - trivial
        return user.name
