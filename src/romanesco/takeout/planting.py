"""Writing one pair's records as rows. They have been read and held against the rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.document_schema import LIMITS
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.operations import PlanTooLarge
from romanesco.takeout import kinds
from romanesco.takeout.kinds import KINDS, Kind
from romanesco.takeout.unseen import make_unseen_plan, make_unseen_plans
from romanesco.ydocs import store

type Record = dict[str, Any]


class Planting:
    """One new pair: its two people are known, the rest comes record by record."""

    def __init__(self, told: Record, by: Person, partner: Person, *, at: datetime) -> None:
        self.by, self.at = by, at
        self.sides = {told["you"]: by, ("mentor", "mentee")[told["you"] == "mentor"]: partner}
        self.pair = Pair(id=told["id"], **self.sides)
        self.carried: dict[UUID, UUID] = {}
        self.focused: dict[UUID, UUID] = {}

    def plant(self, told: Record) -> None:
        """Write one record and what is told within it. Raises IntegrityError or PlanTooLarge."""
        kind = KINDS[told["kind"]]
        if kind is kinds.PAIR:
            self._fill(kind, self.pair, told)
            self.pair.save(force_insert=True)
        elif kind is kinds.PLAN:
            self._plant_plan(told)
        elif kind is kinds.BESIDE:
            session = self.pair.sessions.get(id=told["session"])
            self._plant_beside(make_unseen_plan(session, by=self.by, at=self.at), told)
        else:
            row = self._row(kind, told, **self._of_the_pair(kind))
            for name, part in kind.parts.items():
                self._rows(part, told[name], **{kind.name: row})

    def finish(self) -> None:
        """Join what points onwards, now that all of it is there."""
        for item_id, origin_id in self.carried.items():
            AgendaItem.objects.filter(id=item_id).update(carried_from=origin_id)
        for plan_id, item_id in self.focused.items():
            Plan.objects.filter(id=plan_id).update(focus=item_id)
        make_unseen_plans(self.pair, by=self.by, at=self.at)

    def _of_the_pair(self, kind: Kind) -> dict[str, Any]:
        return {"pair": self.pair} if "pair" in kind.left_out else {}

    def _row(self, kind: Kind, told: Record, **more: Any) -> models.Model:
        row = kind.model(**more)
        self._fill(kind, row, told)
        row.save(force_insert=True)
        return row

    def _rows(self, kind: Kind, told: list[Record], **more: Any) -> None:
        """Several at once: while they are written nobody else writes, with SQLite."""
        rows = [kind.model(**more) for _ in told]
        for row, each in zip(rows, told, strict=True):
            self._fill(kind, row, each)
        kind.model._base_manager.bulk_create(rows)  # noqa: SLF001 (of any model)

    def _fill(self, kind: Kind, row: models.Model, told: Record) -> None:
        for column in kind.columns:
            value = told[column.name]
            if column.name in ("carried_from", "focus"):
                continue
            if kind.is_side(column):
                setattr(row, column.name, self.sides[value] if value else None)
            else:
                setattr(row, column.attname, value)

    def _plant_plan(self, told: Record) -> None:
        bodies = {str(item["id"]): item["body"] for item in told["items"]}
        state = document.fresh(bodies)
        if len(state) > 2 * LIMITS["document_bytes"]:  # a plan that was full may weigh a bit more
            raise PlanTooLarge
        document_row = store.create(state)
        plan = self._row(kinds.PLAN, told, document=document_row)
        self._rows(kinds.ITEM, told["items"], plan=plan)
        for item in told["items"]:
            if item["carried_from"] is not None:
                self.carried[item["id"]] = item["carried_from"]
        if told["focus"] is not None:
            self.focused[told["id"]] = told["focus"]
        self._plant_beside(plan, told)
        for kind, name in ((kinds.HOPE, "hopes"), (kinds.CHALLENGE, "challenges")):
            self._rows(kind, told[name], plan=plan, pair=self.pair)
        versions = kinds.PLAN_VERSION
        for version in told["versions"]:
            self._row(versions, version, plan=plan, content=version["content"])

    def _plant_beside(self, plan: models.Model, told: Record) -> None:
        for kind, name, more in (
            (kinds.LINE, "top_of_mind", {}),
            (kinds.CHECK_IN, "check_ins", {}),
            (kinds.NOTE, "notes", {"author": self.by}),
        ):
            self._rows(kind, told[name], plan=plan, **more)
