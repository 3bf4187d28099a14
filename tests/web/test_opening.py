"""What is shared can be taken back until the partner has read a word of it, wherever that was.

Every address there is, of pages and of the API, is asked for as the partner. Where a word of the
shared plan is in the answer, that plan stays shared from then on.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from romanesco.actions.operations import Promise, add_action
from romanesco.base import clock
from romanesco.goals.operations import add_goal
from romanesco.journey import hold
from romanesco.journey.letting_go import let_topic_go
from romanesco.journey.wrap_up import wrap_up
from romanesco.people.api_tokens import make_token
from romanesco.plans import operations
from romanesco.plans.models import Challenge, Hope, Plan
from romanesco.plans.queries import may_withdraw
from romanesco.plans.serving import serve
from romanesco.plans.templates import keep_structure
from romanesco.sessions.operations import Appointment
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, topic

pytestmark = pytest.mark.django_db
WORD = "Quokka"
NOW = MONDAY + timedelta(days=30)
# What an address names that has to do with no plan: a person's own settings, letters and links.
ELSEWHERE = {"key", "uidb36", "passkey_id", "token_id", "token", "time_id", "invitation_id",
             "letter_id", "kept_id"}  # fmt: skip
# What a POST has to say for it to go through; of others an empty one shows enough.
SAID = {"keep_structure": {"name": "Kept", "of": "me"}, "add_item": {"prompt": "Rosa’s own"}}
NOT_HERE = re.compile(r"^account/|^settings/|^healthz|openapi|erase")


@dataclass(frozen=True)
class Address:
    """Where to ask, and what it names."""

    route: str
    name: str
    ids: dict[str, object]

    @property
    def path(self) -> str:
        def value(found: re.Match[str]) -> str:
            return str(self.ids[found[1]])

        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, self.route)


def routes(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, str, set[str]]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route, each.name or "", set(re.findall(r"<(?:\w+:)?(\w+)>", route))


class Story:
    """Topics of Theo's that were raised again and again, and his plan for the next
    session, with his words in all its places, shared and not opened."""

    def __init__(self) -> None:
        self.pair = signed(a_pair(rosa(), theo()))
        raised = topic(self._first(), "Saying no", by=theo())
        dropped = topic(raised.plan, "Swaps", by=theo())
        for week in range(3):
            self.earlier = self._held(week)
        self.raised, self.dropped = raised, dropped
        self.plan = Plan.objects.get(session__pair=self.pair, session__state="planned")
        self._write()

    def _first(self) -> Plan:
        return a_plan(self.pair, days=2)

    def _held(self, week: int) -> Plan:
        plan = Plan.objects.get(session__pair=self.pair, session__state="planned")
        begins = plan.session.starts_at
        plan = hold.start(plan.session, by=theo(), at=begins)
        days = 32 if week == 2 else 3
        next_one = Appointment(begins + timedelta(days=days), "America/Sao_Paulo")
        wrap_up(plan, {}, by=theo(), at=begins + timedelta(hours=1), next_one=next_one)
        return Plan.objects.get(id=plan.id)

    def _write(self) -> None:
        plan, me = self.plan, theo()
        carried = plan.items.get(prompt="Saying no")
        gone = plan.items.get(prompt="Swaps")
        for item in (carried, gone, plan.items.get(purpose="hopes")):
            operations.reword(item, f"{WORD} {item.prompt}", by=me, at=NOW)
        for purpose in ("hopes", "challenges"):
            answer(plan, purpose, f"- {WORD} {purpose}", by=me)
        goal = add_goal(self.pair, "Speak", by=me, at=NOW)
        serve(carried, goal.id, by=me, at=NOW)
        let_topic_go(gone, by=me, at=NOW)
        operations.write_line(plan, f"{WORD} line", by=me, at=NOW)
        operations.share(plan, by=me, at=NOW)
        self.item, self.goal = carried, goal

    def addresses(self) -> Iterator[Address]:
        """Every one, of the shared plan and of the one before it."""
        standing = self.earlier.items.get(prompt="Saying no")
        promise = Promise("Send it", "mentee")
        ids: dict[str, object] = {
            "pair_id": self.pair.id,
            "session_id": self.plan.session_id,
            "action_id": add_action(self.pair, promise, by=theo(), at=NOW).id,
            "hope_id": Hope.objects.create(
                pair=self.pair, plan=self.earlier, line=0, text="One page"
            ).id,
            "challenge_id": Challenge.objects.create(
                pair=self.pair, plan=self.earlier, line=0, text="The move"
            ).id,
            "goal_id": self.goal.id,
            "template_id": keep_structure(self.earlier, "Ours", of=self.pair, by=theo(), at=NOW).id,
            "number": 1,
            "name": "shared",
        }
        shared = {"plan_id": self.plan.id, "item_id": self.item.id}
        before = {"plan_id": self.earlier.id, "item_id": standing.id}
        for route, name, named in routes(get_resolver().url_patterns):
            if "(" in route or NOT_HERE.search(route) or named & ELSEWHERE:
                continue
            assert named <= {*ids, *shared}, f"say what {route} names, here or in ELSEWHERE"
            for of in [shared, before] if "plan_id" in named else [shared]:
                yield Address(route, name, {**ids, **of})


def words_of(answer: Any) -> str:
    """All that is in an answer, also in a file of files."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return str(content.decode(errors="replace"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "".join(file.read(name).decode() for name in file.namelist())


def asked(address: Address, method: str) -> tuple[bool, bool]:
    """Whether the partner read the word there, and whether it could be taken back after that.
    Nothing that is asked for changes anything for the next."""
    with transaction.atomic():
        client = Client()
        client.force_login(rosa())
        if address.route.startswith("api/"):
            _, secret = make_token("tests", by=rosa(), at=clock.now())
            client = Client(headers={"Authorization": f"Bearer {secret}"})
        said = SAID.get(address.name, {}) if method == "POST" else {"q": WORD}
        if method == "GET":
            answered = client.get(address.path, said, follow=True)
        else:
            answered = client.post(address.path, said, follow=True)
        is_read = WORD.lower() in words_of(answered).replace(f"q={WORD}", "").lower()
        shared = Plan.objects.filter(items__prompt__contains=WORD, shared_at__isnull=False)
        found = is_read, any(may_withdraw(plan, theo()) for plan in shared.distinct())
        transaction.set_rollback(True)
    return found


def test_what_was_read_stays_shared() -> None:
    with time_machine.travel(NOW, tick=False):
        story = Story()
        addresses = list(story.addresses())
        told: set[tuple[str, str]] = set()
        unnoted: list[str] = []
        for address in addresses:
            for method in ("GET", "POST"):
                is_read, may_go = asked(address, method)
                if is_read:
                    told.add((method, address.name))
                    unnoted += [f"{method} {address.path}"] if may_go else []
    assert not unnoted, "\n".join(unnoted)
    # And there are words that could be read.
    assert told >= {
        ("GET", "plan"), ("GET", "search_pair"), ("GET", "get_plan"), ("GET", "get_takeout"),
        ("GET", "get_pair_takeout"), ("POST", "take_out"), ("POST", "take_out_pair"),
        ("POST", "keep_structure"), ("GET", "plan_version"), ("GET", "topic_history"),
    }  # fmt: skip
