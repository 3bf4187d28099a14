"""The people of every test: mentor Rosa, mentee Theo, outsider Olga, coordinator Cora."""

from datetime import UTC, datetime, timedelta

from romanesco.agreements import operations as agreements
from romanesco.journey import begin, prepare
from romanesco.pairs import invitations
from romanesco.pairs.invitations import Invitee
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.sessions.operations import Appointment

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When stories begin."""


def rosa() -> Person:
    return _person("Rosa Okafor", "rosa@example.org", "Europe/Amsterdam")


def theo() -> Person:
    return _person("Theo Lindqvist", "theo@example.org", "America/Sao_Paulo")


def olga() -> Person:
    """Belongs to no pair of theirs."""
    return _person("Olga Marin", "olga@example.org", "Europe/Bucharest")


def cora() -> Person:
    """Coordinates a programme, and sees no word of what is said."""
    return _person("Cora Díaz", "cora@example.org", "Europe/Madrid")


def a_pair(mentor: Person, mentee: Person, *, at: datetime = MONDAY) -> Pair:
    """The mentor invites, the mentee accepts; nothing is signed yet."""
    invitation = invitations.invite(Invitee(mentee.name), side="mentor", by=mentor, at=at)
    return begin.accept_invitation(invitation, by=mentee, at=at)


def signed(pair: Pair, *, at: datetime = MONDAY, **terms: object) -> Pair:
    """The pair signs an agreement: the defaults, but for `terms`."""
    proposal = agreements.propose(pair, terms, by=pair.mentee, at=at)
    begin.sign_agreement(proposal, by=pair.mentor, at=at)
    return pair


def a_plan(pair: Pair, *, at: datetime = MONDAY, days: float = 3, minutes: int = 45) -> Plan:
    """The plan of a session some days ahead, at 10 in São Paulo for the default."""
    when = Appointment(at + timedelta(days=days, hours=4), "America/Sao_Paulo", minutes)
    return Plan.objects.get(session=prepare.schedule(pair, when, by=pair.mentee, at=at))


def _person(name: str, email: str, zone: str) -> Person:
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_person(email, name, time_zone=zone)
