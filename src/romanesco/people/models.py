"""A person, and the secrets that let a program or a demo visitor act for them."""

import uuid
from collections.abc import Iterable
from datetime import time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from romanesco.base import clock

LOGIN_SALT = "romanesco.people.login"


def login_hash(password: str, logins_ended: int, secret: str | bytes | None = None) -> str:
    """What every login of a person carries: a new password or a new count ends them all."""
    value = f"{password} {logins_ended}"
    return salted_hmac(LOGIN_SALT, value, secret=secret, algorithm="sha256").hexdigest()


class People(BaseUserManager["Person"]):
    """Makes people: with a password, or with none at all (a passkey or a code then)."""

    def create_person(
        self, email: str, name: str, *, password: str | None = None, **fields: Any
    ) -> "Person":
        person = self.model(email=email.strip().lower(), name=name, **fields)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who takes part in pairs. There are no roles: a pair says who is who.

    The email address is not unique: where no mail is set up nobody can prove one, and refusing
    an address that is taken would tell that it is. A verified address is unique (allauth).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, db_index=True)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    day_from = models.TimeField(default=time(9))  # reasonable hours for a session, in own time
    day_until = models.TimeField(default=time(18))
    days = models.CharField(max_length=20, default="MO,TU,WE,TH,FR", blank=True)  # RFC 5545's names
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    logins_ended = models.PositiveIntegerField(default=0)  # how often all logins were ended at once
    # They asked to be erased: what is left is a name for the partner's own words to speak of.
    erased_at = models.DateTimeField(null=True)
    # Came with somebody's import and has never signed in here.
    is_imported = models.BooleanField(default=False)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return login_hash(self.password, self.logins_ended, secret)

    @property
    def first_name(self) -> str:
        """How one is spoken to: the first word of the name as one likes it."""
        if self.erased_at is not None:
            return self.name
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        ends: Iterable[str] = (words[0], words[-1]) if len(words) > 1 else words[:1]
        return "".join(word[0] for word in ends).upper()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class ApiToken(models.Model):
    """A personal token for the API: shown once, kept as a digest, revocable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class SignInLink(models.Model):
    """A link that signs one person in with a button, made by whoever runs the installation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"a link for {self.person}"


class TimeAway(models.Model):
    """Days on which somebody is away, both included, in their own time. Their partners see them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="times_away")
    from_on = models.DateField()
    until_on = models.DateField()
    noted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="away_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is away"
