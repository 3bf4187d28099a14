"""Contents list: every package's models, so that Django finds them."""

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement, Signature
from romanesco.calendars.models import CalendarAccount, Feed, WrittenEvent
from romanesco.goals.models import Goal
from romanesco.mail.models import Letter, ReplyAddress
from romanesco.pairs.models import Invitation, Pair
from romanesco.people.models import ApiToken, Person, SignInLink, TimeAway
from romanesco.plans.models import (
    AgendaItem,
    Challenge,
    CheckIn,
    Hope,
    Plan,
    PrivateNote,
    TopOfMind,
)
from romanesco.plans.template_models import PutOff, Template, ThinkingTurns
from romanesco.plans.version_models import PlanVersion
from romanesco.reminders.models import FarLook, Reminder, Silenced
from romanesco.replies.models import Arrival, KeptReply
from romanesco.search.models import Passage, SearchMark
from romanesco.sessions.models import Attendance, LeftOut, MentoringSession, Rhythm, ZoneRules
from romanesco.ydocs.models import YDocument, YJournal, YUpdate

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Agreement",
    "ApiToken",
    "Arrival",
    "Attendance",
    "CalendarAccount",
    "Challenge",
    "CheckIn",
    "FarLook",
    "Feed",
    "Goal",
    "Hope",
    "Invitation",
    "KeptReply",
    "LeftOut",
    "Letter",
    "MentoringSession",
    "Pair",
    "Passage",
    "Person",
    "Plan",
    "PlanVersion",
    "PrivateNote",
    "PutOff",
    "Reminder",
    "ReplyAddress",
    "Rhythm",
    "SearchMark",
    "SignInLink",
    "Signature",
    "Silenced",
    "Template",
    "ThinkingTurns",
    "TimeAway",
    "TopOfMind",
    "WrittenEvent",
    "YDocument",
    "YJournal",
    "YUpdate",
    "ZoneRules",
]
