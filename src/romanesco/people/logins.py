"""Ending logins: here, or everywhere else."""

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F

from romanesco.base import bus
from romanesco.people.models import Person


@transaction.atomic
def end_other_logins(person: Person, *, keep: SessionBase | None) -> None:
    """End every login of this person but the one kept; their open sockets close at once.

    The kept one takes over the new hash in place: a new session key would end its own sockets.
    """
    Person.objects.filter(id=person.id).update(logins_ended=F("logins_ended") + 1)
    person.refresh_from_db(fields=["logins_ended"])
    if keep is not None:
        keep[HASH_SESSION_KEY] = person.get_session_auth_hash()
        keep.save()
    bus.announce(bus.LoginEnded(session_key=None, person_id=person.id))
