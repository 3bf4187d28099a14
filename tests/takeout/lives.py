"""A pair that has been through a bit of everything, and what each of the two kept to themselves."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

from romanesco.actions.models import ActionItem
from romanesco.actions.operations import Promise
from romanesco.goals.models import Goal
from romanesco.journey import hold, leave
from romanesco.journey.promise import add_promise
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person, TimeAway
from romanesco.plans import operations
from romanesco.plans.models import Challenge, CheckIn, Plan
from romanesco.plans.template_models import Template
from romanesco.takeout.gathering import records
from romanesco.takeout.packing import packed
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import answer, topic

START = MONDAY + timedelta(days=3, hours=4)
WORDS = "Tired, and **glad**\n\n- [ ] one\n- [x] two\n\n> *well* put\n\n```\n## code\n```"
OWN = "Only for myself: Aardvark"
PARTNERS = "Only for herself: Basilisk"
UNSHARED = "Not shared yet: Chameleon"


def a_life() -> Pair:
    """Rosa and Theo: a session held, one cancelled, a draft of Theo's, and notes of both."""
    pair = cast.signed(cast.a_pair(cast.rosa(), cast.theo()), focus_mentee="Saying no")
    rosa, theo = pair.mentor, pair.mentee
    goal = Goal.objects.create(
        pair=pair, text="Lead a team", measure="They ask me", made_by=theo, made_at=MONDAY,
        changed_at=MONDAY,
    )  # fmt: skip
    Template.objects.create(
        pair=pair, name="Ours", items=[{"purpose": "", "prompt": "What now?"}], made_by=rosa,
        made_at=MONDAY, changed_at=MONDAY,
    )  # fmt: skip
    for person, name in ((theo, "Theo’s own"), (rosa, "Rosa’s Dragon")):
        Template.objects.create(
            person=person, name=name, items=[{"purpose": "", "prompt": "Why?"}], made_by=person,
            made_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
    TimeAway.objects.create(
        person=theo, from_on=date(2026, 12, 24), until_on=date(2027, 1, 1), noted_at=MONDAY
    )
    _held(cast.a_plan(pair), rosa, theo, goal)
    cancelled = cast.a_plan(pair, days=9)
    leave.cancel(cancelled.session, by=rosa, at=START + timedelta(days=1), reason="A cold")
    draft = cast.a_plan(pair, days=16)
    answer(draft, "check_in", UNSHARED, by=theo)
    operations.write_line(draft, "My own line", by=theo, at=MONDAY)
    operations.write_line(draft, "Her own line: Echidna", by=rosa, at=MONDAY)
    return pair


def _held(plan: Plan, rosa: Person, theo: Person, goal: Goal) -> None:
    at = MONDAY
    answer(plan, "check_in", WORDS, by=theo)
    answer(plan, "hopes", "- Write the talk\n- Rest", by=theo)
    operations.write_line(plan, "Too slow?", by=theo, at=at)
    operations.write_note(plan, OWN, by=theo, at=at)
    operations.share(plan, by=theo, at=at)
    plan = Plan.objects.get(id=plan.id)
    operations.write_note(plan, PARTNERS, by=rosa, at=at)
    kept = topic(plan, "Saying no", "An hour a day", by=rosa)
    gone = topic(plan, "Taken off again", "Ferret", by=rosa)
    operations.remove(gone, by=rosa, at=at)
    plan.items.filter(id=kept.id).update(goal=goal)
    CheckIn.objects.create(plan=plan, person=theo, weather=4, chosen_at=at)
    plan = hold.start(plan.session, by=theo, at=START)
    add_promise(plan, Promise("Ask Ana", "mentee", date(2026, 12, 1), kept.id), by=rosa, at=START)
    add_promise(plan, Promise("Send the book", "mentor"), by=rosa, at=START)
    ActionItem.objects.filter(text="Send the book").update(done_at=START)
    wrap_up(plan, {}, by=theo, at=START + timedelta(hours=1))
    Challenge.objects.get_or_create(
        pair=plan.session.pair, plan=plan, line=0, defaults={"text": "The long evenings"}
    )


def zip_of(person: Person) -> bytes:
    with packed(records(person)) as file:
        return file.read()


def files_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def lines_of(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files_of(content)["romanesco.jsonl"].splitlines()]


def edited(content: bytes, change: Any) -> bytes:
    """The same takeout with other data: `change` gets the records and returns lines."""
    data = change(lines_of(content))
    text = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in data)
    return rezipped({**files_of(content), "romanesco.jsonl": text})


def rezipped(files: dict[str, str]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as out:
        for name, words in files.items():
            out.writestr(name, words)
    return into.getvalue()
