"""The plans that are typed in: demo pairs with their plan shared, made once and kept in a home."""

import base64
import json
import shutil
import time
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pycrdt import Doc

from bench.house import Demo, House
from bench.live.keys import template

KEPT_FOR_SECONDS = 12 * 3600  # the demo's planned session comes nearer
DATABASE, UNTOUCHED = "romanesco.sqlite3", "untouched.sqlite3"


@dataclass(frozen=True)
class Plan:
    """One shared plan, what it holds before anybody types, and who types where."""

    plan: str
    document: str
    tokens: tuple[str, str]
    items: tuple[str, str]
    state: bytes
    state_vector: bytes
    templates: tuple[bytes, bytes]


def plans(house: House, count: int) -> list[Plan]:
    """So many plans of this home, made if they are not there."""
    kept = house.home / "live.json"
    if not kept.exists():
        kept.write_text(json.dumps([_told(plan) for plan in _made(house, count)]))
    if time.time() - kept.stat().st_mtime > KEPT_FOR_SECONDS:
        raise SystemExit(f"The demo data in {house.home} has grown old. Delete the folder.")
    known: list[dict[str, Any]] = json.loads(kept.read_text())
    if len(known) < count:
        raise SystemExit(f"{house.home} holds {len(known)} plans, not {count}. Delete the folder.")
    if not (house.home / UNTOUCHED).exists():
        shutil.copy(house.home / DATABASE, house.home / UNTOUCHED)
    return [_read(each) for each in known[:count]]


def put_back(house: House) -> None:
    """While no server runs: all plans as they were before anybody typed in them."""
    for beside in ("", "-wal", "-shm"):
        (house.home / f"{DATABASE}{beside}").unlink(missing_ok=True)
    shutil.copy(house.home / UNTOUCHED, house.home / DATABASE)


def fresh(house: House, known: list[Plan], count: int) -> list[Plan]:
    """So many plans, from the end of the list, that nobody was ever given by this before."""
    kept = house.home / "live-used.json"
    used = int(json.loads(kept.read_text())) if kept.exists() else 0
    kept.write_text(json.dumps(used + count))
    if used + count > len(known):
        raise SystemExit(f"All plans in {house.home} are used. Delete the folder.")
    return known[len(known) - used - count : len(known) - used]


def _made(house: House, count: int) -> list[Plan]:
    print(f"Making {count} demo pairs in {house.home}, once …", flush=True)
    demo = house.demo(count)
    house.open_here()
    from django.db import connections

    made = [_plan(pair) for pair in demo["pairs"][:count]]
    _settle()
    connections.close_all()
    return made


def _settle() -> None:
    """Do what so many new pairs have due at once, so that no trial measures it; that their past
    can be found takes minutes, and is left."""
    from romanesco.config import background
    from romanesco.mail.models import Letter
    from romanesco.search.models import SearchMark

    SearchMark.objects.all().delete()
    known = -1
    while known != (now := Letter.objects.count()):
        known = now
        background.do_due()


def _plan(pair: Demo) -> Plan:
    """A pair's planned session: shared, so that both may write."""
    from romanesco.base import clock
    from romanesco.plans import models
    from romanesco.plans.queries import agenda_of, plans_with_pair
    from romanesco.plans.sharing import share
    from romanesco.ydocs import store

    (planned,) = (s["plan"] for s in pair["sessions"] if s["state"] == "planned")
    plan: models.Plan = plans_with_pair().get(id=UUID(planned))
    if plan.shared_at is None and plan.preparer is not None:
        plan = share(plan, by=plan.preparer, at=clock.now())
    state = store.load(plan.document_id)
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    first, second = (str(item.id) for item in agenda_of(plan)[:2])
    return Plan(
        str(plan.id),
        str(plan.document_id),
        (pair["mentor"]["token"], pair["mentee"]["token"]),
        (first, second),
        state,
        doc.get_state(),
        (template(state, first), template(state, second)),
    )


def _told(plan: Plan) -> dict[str, Any]:
    told = asdict(plan)
    for name in ("state", "state_vector"):
        told[name] = base64.b64encode(told[name]).decode()
    return {**told, "templates": [base64.b64encode(each).decode() for each in plan.templates]}


def _read(told: dict[str, Any]) -> Plan:
    first, second = (base64.b64decode(each) for each in told["templates"])
    return Plan(
        told["plan"],
        told["document"],
        tuple(told["tokens"]),
        tuple(told["items"]),
        base64.b64decode(told["state"]),
        base64.b64decode(told["state_vector"]),
        (first, second),
    )
