"""Erasing a person. Their partners keep their own words, and what the two have together.

What is known to be theirs alone goes; what both wrote under a question stays, because nobody can
say whose each word is and it is the partner's record as well. What is left of the person is a row
that says "Your former mentor", so that the partner's plans still read right.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from romanesco.actions.models import ActionItem
from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.journey import leave
from romanesco.mail.models import Letter, ReplyAddress
from romanesco.pairs.models import Invitation, Pair, Side
from romanesco.pairs.queries import pairs_of
from romanesco.people.logins import end_other_logins
from romanesco.people.models import Person
from romanesco.plans import versions_packed
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.version_models import PlanVersion
from romanesco.sessions.models import MentoringSession
from romanesco.takeout.vanishing import forget_traces
from romanesco.ydocs import store


class NameDiffers(Refused):
    code = "name_differs"
    message = "This is not your name as it stands here. Nothing has been erased."
    field = "name"


def erase(person: Person, *, name: str, at: datetime) -> None:
    """Erase oneself, having typed one's name. Raises NameDiffers, or SessionGoesOn while a
    session has to be wrapped up, so that the partner loses nothing."""
    if " ".join(name.split()) != person.name:
        raise NameDiffers
    pairs = _erase(person, at)
    forget_traces([pair.pk for pair in pairs])


@transaction.atomic
def _erase(person: Person, at: datetime) -> list[Pair]:
    Person.objects.select_for_update().get(pk=person.pk)
    pairs = list(pairs_of(person))
    for pair in pairs:
        if pair.state != "closed":
            leave.close(pair, by=person, at=at)
        _take_out_of(pair, person)
        bus.announce(bus.PairChanged(pair_id=pair.pk))
    called = _called(pairs, person)
    _forget_letters(person, pairs, called)
    _delete_own_rows(person)
    _make_nobody(person, called, at)
    end_other_logins(person, keep=None)
    return pairs


def _take_out_of(pair: Pair, person: Person) -> None:
    """What of a pair is this one's alone."""
    side = pair.side_of(person)
    unshared = Plan.objects.filter(session__pair=pair, prepared_by=side, shared_at=None)
    for plan in unshared:
        bus.announce(bus.PlanChanged(plan_id=plan.pk))
        document_id = plan.document_id
        plan.delete()
        store.delete(document_id)
    removed = AgendaItem.objects.filter(plan__session__pair=pair, author=person)
    for item in removed.exclude(removed_at=None):
        item.delete()
    ActionItem.objects.filter(pair=pair, owner=person).delete()
    MentoringSession.objects.filter(pair=pair, ended_by=person).update(reason="")
    Invitation.objects.filter(pair=pair).exclude(by=person).update(
        partner_name="", partner_email=""
    )
    for version in PlanVersion.objects.filter(plan__session__pair=pair):
        version.content = versions_packed.without(bytes(version.content), side)
        version.save(update_fields=["content"])


def _forget_letters(person: Person, pairs: list[Pair], called: str) -> None:
    """Those to this one go; those to a partner no more say whose words they carry."""
    mine = Q(person_id=person.pk)
    if not Person.objects.filter(email=person.email).exclude(pk=person.pk).exists():
        mine |= Q(to=person.email)
    Letter.objects.filter(mine).delete()
    partners = [pair.partner_of(person).pk for pair in pairs]
    told = Letter.objects.filter(person_id__in=partners, from_name=person.name)
    told.update(from_name=called)
    Invitation.objects.filter(by=person).delete()
    ReplyAddress.objects.filter(person_id=person.pk).delete()


def _delete_own_rows(person: Person) -> None:
    """Whatever would go along with the account: notes, lines, check-ins, answers, templates,
    tokens, passkeys, feeds, calendar accounts, and what is added later."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        if relation.on_delete is models.CASCADE:
            rows = relation.related_model._base_manager  # noqa: SLF001 (all of them)
            rows.filter(**{relation.field.name: person}).delete()


def _make_nobody(person: Person, called: str, at: datetime) -> None:
    """Only the zone stays: times that are past are told by it."""
    person.name, person.email = called, ""
    person.set_unusable_password()
    person.is_active, person.erased_at, person.last_login = False, at, None
    person.joined_at = at
    usual = Person()
    for name in ("language", "day_from", "day_until", "days"):
        setattr(person, name, getattr(usual, name))
    person.save()


def _called(pairs: list[Pair], person: Person) -> str:
    sides = {pair.side_of(person) for pair in pairs}
    side = Side(sides.pop()).label if len(sides) == 1 else "partner"
    return f"Your former {side}"
