"""What a takeout holds: which tables, and which of their columns.

Every column of these tables is either taken along or named here as left out; a test says so.
Whoever did something is told as a side, `mentor` or `mentee`: no account is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement, Signature
from romanesco.goals.models import Goal
from romanesco.pairs.models import Pair, Side
from romanesco.people.models import Person, TimeAway
from romanesco.plans.models import (
    AgendaItem,
    Challenge,
    CheckIn,
    Hope,
    Plan,
    PrivateNote,
    TopOfMind,
)
from romanesco.plans.template_models import Template
from romanesco.plans.version_models import PlanVersion
from romanesco.sessions.models import Attendance, LeftOut, MentoringSession, Rhythm
from romanesco.takeout import values
from romanesco.takeout.values import Column

FORMAT = "romanesco-takeout"
VERSION = 1
DATA = "romanesco.jsonl"

SIDE_SCHEMA = {"enum": list(Side.values)}
BODY_SCHEMA = {"type": "array", "items": {"type": "object"}}


@dataclass(frozen=True)
class Kind:
    """One sort of record: a row of `model`, and what is told within it.

    `more` is told beside the columns, as JSON Schema; `parts` are lists of what belongs to it.
    """

    name: str
    model: type[models.Model]
    left_out: frozenset[str]
    parts: Mapping[str, "Kind"] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        return [each for each in self.model._meta.concrete_fields if each.name not in self.left_out]

    def is_side(self, column: Column) -> bool:
        return column.related_model is Person

    def schema(self) -> dict[str, Any]:
        """A record of this kind as JSON Schema."""
        told: dict[str, Any] = {each.name: self._column(each) for each in self.columns}
        told |= dict(self.more)
        told |= {
            name: {"type": "array", "items": part.schema()} for name, part in self.parts.items()
        }
        return {
            "type": "object",
            "properties": told,
            "required": list(told),
            "additionalProperties": False,
        }

    def _column(self, column: Column) -> dict[str, Any]:
        if not column.is_relation:
            return values.schema(column)
        one = SIDE_SCHEMA if self.is_side(column) else {"type": "string", "format": "uuid"}
        return {"anyOf": [one, {"type": "null"}]} if column.null else dict(one)


def _kind(name: str, model: type[models.Model], *left_out: str, **more: Any) -> Kind:
    return Kind(name, model, frozenset(left_out), **more)


# What lets one in, or tells only of this installation, stays here.
_OF_THE_HOUSE = (
    "id", "password", "last_login", "is_active", "joined_at", "logins_ended", "erased_at",
    "is_imported",
)  # fmt: skip
_PARTNER = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "maxLength": 80},
        "time_zone": {"type": "string", "maxLength": 64},
        "day_from": {"type": "string", "format": "time"},
        "day_until": {"type": "string", "format": "time"},
        "days": {"type": "string", "maxLength": 20},
    },
    "required": ["id", "name", "time_zone", "day_from", "day_until", "days"],
    "additionalProperties": False,
}

YOU = _kind(
    "you",
    Person,
    *_OF_THE_HOUSE,
    more={"letters_off": {"type": "array", "items": {"type": "string"}}},
)
PARTNER = _kind("partner", Person, *_OF_THE_HOUSE[1:], "email", "language")
TIME_AWAY = _kind("time_away", TimeAway, "id", "person")
OWN_TEMPLATE = _kind("own_template", Template, "person", "pair", "made_by")
PAIR = _kind("pair", Pair, "mentor", "mentee", more={"you": SIDE_SCHEMA, "partner": _PARTNER})
SIGNATURE = _kind("signature", Signature, "id", "agreement")
AGREEMENT = _kind("agreement", Agreement, "pair", parts={"signatures": SIGNATURE})
GOAL = _kind("goal", Goal, "pair")
TEMPLATE = _kind("template", Template, "person", "pair")
LEFT_OUT = _kind("left_out", LeftOut, "id", "rhythm")
RHYTHM = _kind("rhythm", Rhythm, "pair", parts={"left_out": LEFT_OUT})
ATTENDANCE = _kind("attendance", Attendance, "id", "session")
SESSION = _kind("session", MentoringSession, "pair", parts={"attendances": ATTENDANCE})
ITEM = _kind("item", AgendaItem, "plan", "removed_at", more={"body": BODY_SCHEMA})
LINE = _kind("line", TopOfMind, "id", "plan")
CHECK_IN = _kind("check_in", CheckIn, "id", "plan")
NOTE = _kind("note", PrivateNote, "id", "plan", "author")
HOPE = _kind("hope", Hope, "pair", "plan")
CHALLENGE = _kind("challenge", Challenge, "pair", "plan")
PLAN_VERSION = _kind(
    "version", PlanVersion, "id", "plan", "content", more={"content": {"type": "object"}}
)
PLAN = _kind(
    "plan",
    Plan,
    "document",
    parts={
        "items": ITEM,
        "top_of_mind": LINE,
        "check_ins": CHECK_IN,
        "notes": NOTE,
        "hopes": HOPE,
        "challenges": CHALLENGE,
        "versions": PLAN_VERSION,
    },
)
# One's own words beside a plan that one may not see yet.
BESIDE = _kind(
    "beside",
    Plan,
    *(column.name for column in Plan._meta.concrete_fields if column.name != "session"),
    parts={"top_of_mind": LINE, "check_ins": CHECK_IN, "notes": NOTE},
)
ACTION = _kind("action", ActionItem, "pair")

KINDS = {
    kind.name: kind
    for kind in (
        YOU, TIME_AWAY, OWN_TEMPLATE, PAIR, AGREEMENT, GOAL, TEMPLATE, RHYTHM, SESSION, PLAN,
        BESIDE, ACTION,
    )
}  # fmt: skip
"""The records, one a line, in the order in which they stand; from PAIR on again for each pair."""


def schema() -> dict[str, Any]:
    """One line of the data file as JSON Schema (2020-12): `contracts/takeout/schema.json`."""
    lines = []
    for name, kind in KINDS.items():
        told = kind.schema()
        told["properties"] = {"kind": {"const": name}} | told["properties"]
        told["required"] = ["kind", *told["required"]]
        lines.append({"title": name, **told})
    first = {
        "title": "takeout",
        "type": "object",
        "properties": {
            "kind": {"const": "takeout"},
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
        },
        "required": ["kind", "format", "version"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"One line of {DATA}",
        "oneOf": [first, *lines],
    }
