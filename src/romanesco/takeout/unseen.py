"""Plans that a takeout could not hold, because they were the partner's draft: begun anew, empty."""

from datetime import datetime

from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import rules_of
from romanesco.agreements.terms import terms_of
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.making import make_plan
from romanesco.plans.models import Plan
from romanesco.sessions.models import MentoringSession


def make_unseen_plans(pair: Pair, *, by: Person, at: datetime) -> None:
    """Give each session ahead that came without a plan one that the partner prepares."""
    for session in pair.sessions.filter(state__in=["planned", "live"], plan=None):
        make_unseen_plan(session, by=by, at=at)


def make_unseen_plan(session: MentoringSession, *, by: Person, at: datetime) -> Plan:
    """A plan which is the partner's to prepare, and not shared."""
    pair = session.pair
    told = terms_of(rules_of(pair)) | {"preparer": pair.side_of(by).other.value}
    if told["share_when"] == "together":
        told["share_when"] = "before"
    return make_plan(session, Agreement(pair=pair, **told), at=at)
