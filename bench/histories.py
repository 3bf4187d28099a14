"""Plans with few and many items, in pairs with little and much behind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from romanesco.actions.operations import Promise, add_action
from romanesco.agreements import operations as agreements
from romanesco.base import clock
from romanesco.journey import begin, prepare
from romanesco.journey.hold import start
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs import invitations
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.body import Body
from romanesco.plans.models import Plan
from romanesco.sessions.operations import Appointment

WEEK = timedelta(days=7)
WORDS: Body = [{"type": "paragraph", "content": [{"type": "text", "text": "Ask for help early."}]}]


@dataclass(frozen=True)
class Grown:
    """A pair's plan, shared, with so many items and so many sessions before it."""

    items: int
    past: int
    plan: Plan
    mentor: Person
    mentee: Person


def grown(name: str, *, items: int, past: int) -> Grown:
    """Live through a pair's past week by week, by the operations that people use."""
    now = clock.now()
    began = now - WEEK * (past + 1)
    mentor, mentee = (_person(f"{side} {name}", side) for side in ("Mentor", "Mentee"))
    pair = _pair(mentor, mentee, began)
    for week in range(past):
        at = began + WEEK * week
        plan = _plan(pair, at)
        topic = operations.add_topic(plan, f"Topic {week}", by=mentee, at=at, body=WORDS)
        _write_all(plan, mentee, at)
        _promise(plan, topic.id, mentee, at)
        later = at + timedelta(days=3)
        plan = start(plan.session, by=mentee, at=later)
        wrap_up(plan, {topic.id: "discussed"}, by=mentee, at=later)
    plan = _plan(pair, now)
    for number in range(items - plan.items.count()):
        operations.add_topic(plan, f"Topic of today {number}", by=mentee, at=now, body=WORDS)
    plan = operations.share(plan, by=mentee, at=now)
    return Grown(items, past, plan, mentor, mentee)


def _person(name: str, side: str) -> Person:
    zone = {"Mentor": "Europe/Amsterdam", "Mentee": "America/Sao_Paulo"}[side]
    email = f"{name.replace(' ', '.').lower()}@example.org"
    person: Person = Person.objects.create_person(email, name, time_zone=zone)
    return person


def _pair(mentor: Person, mentee: Person, at: datetime) -> Pair:
    invitation = invitations.invite(
        invitations.Invitee(mentee.name), side="mentor", by=mentor, at=at
    )
    pair = begin.accept_invitation(invitation, by=mentee, at=at)
    begin.sign_agreement(agreements.propose(pair, {}, by=mentee, at=at), by=mentor, at=at)
    return pair


def _plan(pair: Pair, at: datetime) -> Plan:
    when = Appointment(at + timedelta(days=3), "America/Sao_Paulo", 45)
    plan: Plan = Plan.objects.get(session=prepare.schedule(pair, when, by=pair.mentee, at=at))
    return plan


def _write_all(plan: Plan, by: Person, at: datetime) -> None:
    for item in plan.items.all():
        operations.replace_body(item, WORDS, by=by, at=at)


def _promise(plan: Plan, item: UUID, by: Person, at: datetime) -> None:
    promise = Promise("Write to the organisers", owner="mentee", item=item)
    add_action(plan.session.pair, promise, by=by, at=at, session=plan.session)
