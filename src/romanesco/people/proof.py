"""An address is proven once a code or a link sent to it comes back."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from romanesco.people.logins import end_other_logins
from romanesco.people.models import Person


def is_proven(person: Person) -> bool:
    found = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    return bool(found.exists())


def person_to_write_to(address: str) -> Person | None:
    """Whose account a letter to this address opens: the one it is proven for, else the last used.

    None where nobody has given it.
    """
    people = Person.objects.filter(email=address.lower(), is_active=True)
    proven = EmailAddress.objects.filter(email=address.lower(), verified=True).values("user_id")
    return people.filter(id__in=proven).first() or people.order_by("-last_login").first()


@transaction.atomic
def prove_address(person: Person) -> None:
    """Note that the address is this person's own, and end whatever was set up before.

    Until now anybody could have typed the address in; if it was somebody else, their password,
    passkeys, tokens and logins must not stay in an account that now has an owner.
    """
    own, _ = EmailAddress.objects.get_or_create(user=person, email=person.email)
    if own.verified or EmailAddress.objects.filter(email=person.email, verified=True).exists():
        return
    own.verified, own.primary = True, True
    own.save(update_fields=["verified", "primary"])
    Authenticator.objects.filter(user=person).delete()
    person.api_tokens.all().delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_other_logins(person, keep=None)
