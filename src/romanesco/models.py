"""Contents list: every package's models, so that Django finds them."""

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement, Signature
from romanesco.mail.models import Letter
from romanesco.pairs.models import Invitation, Pair
from romanesco.people.models import ApiToken, Person, SignInLink
from romanesco.plans.models import AgendaItem, Hope, Plan, PrivateNote, TopOfMind
from romanesco.sessions.models import MentoringSession
from romanesco.ydocs.models import YDocument, YUpdate

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Agreement",
    "ApiToken",
    "Hope",
    "Invitation",
    "Letter",
    "MentoringSession",
    "Pair",
    "Person",
    "Plan",
    "PrivateNote",
    "SignInLink",
    "Signature",
    "TopOfMind",
    "YDocument",
    "YUpdate",
]
