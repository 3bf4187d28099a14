"""How people sign in: allauth's rules, with ours where they differ."""

import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from romanesco.base import bus
from romanesco.base.prepared import Prepared
from romanesco.people.letters import write_about_account
from romanesco.people.models import Person

LATELY = 15 * 60
NO_SOONER = 1.0
"""Seconds before a wrong password is answered: some who gave one address cost as many checks,
which could else be told from the time that they take."""


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether this login proved who it is within 15 minutes: what changes logins asks for that."""
    if not isinstance(request.user, Person):
        return False
    records = get_authentication_records(request, request.user)
    # allauth stamps them with the machine's clock, so they are held against that one.
    return any(time.time() - record["at"] < LATELY for record in records)


def _person_here(request: HttpRequest) -> UUID | None:
    return request.user.pk if isinstance(request.user, Person) else None


class PasswordDecides(AuthenticationBackend):
    """Where two people gave the same address, the password says which of them is here."""

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        people = Person.objects.filter(email=email.strip().lower()).order_by("joined_at")
        return next((person for person in people if self._check_password(person, password)), None)

    def get_user(self, user_id: UUID) -> Person | None:
        """Whose login this is; every page asks."""
        return next((p for p in _people_with(user_id) if self.user_can_authenticate(p)), None)


_people_with = Prepared(lambda person_id: Person.objects.filter(pk=person_id), UUID)


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our letters, and the sockets of a login end together with it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and password do not go together.",
        "enter_current_password": "This is not your password now.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not the one. Codes last three minutes.",
        "invalid_password_reset": "This link has been used or has expired.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again.",
        "rate_limited": "That was tried too often. Wait a minute, then try again.",
    }

    def logout(self, request: HttpRequest) -> None:
        here, key = _person_here(request), request.session.session_key
        super().logout(request)
        if here is not None:
            bus.announce(bus.LoginEnded(session_key=key, person_id=here))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Signing in as somebody else ends the login that was here."""
        before, key = _person_here(request), request.session.session_key
        super().login(request, user)
        if before is not None and before != user.pk:
            bus.announce(bus.LoginEnded(session_key=key, person_id=before))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends the logins that the one before had opened."""
        super().set_password(user, password)
        bus.announce(bus.LoginEnded(session_key=None, person_id=user.pk))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, secret = key.partition("-")
        address = reverse("account_reset_password_from_key", args=[uid, secret])
        return f"{settings.PUBLIC_URL}{address}"

    def get_login_stages(self) -> list[str]:
        """A passkey stands in for a password; it is not asked for on top of one."""
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if not stage.startswith("allauth.mfa")]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not signed_in_lately(self.request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        began = time.monotonic()
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is None:
            time.sleep(max(0.0, NO_SOONER - (time.monotonic() - began)))
        return person

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Their own password, whoever else gave the same address; guesses count as at sign-in."""
        self.pre_authenticate(self.request, email=getattr(user, "email", ""))
        is_right = user.check_password(password)
        if is_right:
            self._rollback_login_failed_rl_usage()
        return is_right

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        words = {"reauthenticate": "Use your password"}
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**m, "description": words.get(m["id"], "Use a passkey")} for m in methods]

    def is_safe_url(self, url: str) -> bool:
        """`next` leads to a page of the host that was asked, and nowhere else."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters wait in the outbox: a mail server's delay would tell who has an account."""
        told = {**context, "email": email, "host": self.request.get_host()}
        write_about_account(template_prefix, email, told)


class PasskeyAdapter(DefaultMFAAdapter):
    """Passkeys bear the name of the house, and the person's as they like it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This passkey is not known here.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Romanesco"}
