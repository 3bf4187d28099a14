"""`romanesco demo`: what scripts rely on, and a story that is true."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model
from django.test import Client

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement, Signature
from romanesco.agreements.queries import in_force
from romanesco.base import clock
from romanesco.goals.models import Goal
from romanesco.mail.models import Letter
from romanesco.management.commands.demo import make
from romanesco.pairs.models import Pair
from romanesco.people.api_tokens import person_for_token
from romanesco.people.models import Person
from romanesco.people.sign_in_links import person_for_link
from romanesco.plans import document
from romanesco.plans.models import (
    AgendaItem,
    Challenge,
    CheckIn,
    Hope,
    Plan,
    PrivateNote,
    TopOfMind,
)
from romanesco.sessions.models import MentoringSession
from romanesco.ydocs import store
from tests.harness.ready import furnish
from tests.harness.serving import Server
from tests.management.test_serve import run

PERSON = {"id", "name", "email", "sign_in", "token"}
BELONGINGS: list[tuple[Any, str]] = [
    (Agreement, "pair"),
    (Signature, "agreement__pair"),
    (MentoringSession, "pair"),
    (Plan, "session__pair"),
    (AgendaItem, "plan__session__pair"),
    (TopOfMind, "plan__session__pair"),
    (PrivateNote, "plan__session__pair"),
    (CheckIn, "plan__session__pair"),
    (Hope, "pair"),
    (Challenge, "pair"),
    (ActionItem, "pair"),
    (Goal, "pair"),
]


@pytest.fixture
def made(db: None) -> dict[str, Any]:
    return make(1, at=clock.now())


def _get(person: dict[str, Any], path: str) -> Any:
    return Client(headers={"Authorization": f"Bearer {person['token']}"}).get(f"/api{path}")


def test_it_has_the_promised_shape(made: dict[str, Any]) -> None:
    assert made.keys() == {"url", "pairs", "outsider"}
    (pair,) = made["pairs"]
    assert pair.keys() == {"pair", "mentor", "mentee", "sessions"}
    for person in (pair["mentor"], pair["mentee"], made["outsider"]):
        assert person.keys() == PERSON
        assert person["sign_in"].startswith(f"{made['url']}/sign-in-links/")
    assert pair["mentor"]["name"] == "Rosa Okafor"
    assert pair["mentee"]["name"] == "Theo Lindqvist"
    assert made["outsider"]["name"] == "Olga Marin"
    assert [session["state"] for session in pair["sessions"]] == ["held"] * 6 + ["planned"]
    assert all(session.keys() == {"session", "plan", "state"} for session in pair["sessions"])


def test_the_keys_open_as_the_people_they_name(made: dict[str, Any]) -> None:
    for person in (made["pairs"][0]["mentor"], made["pairs"][0]["mentee"], made["outsider"]):
        found = person_for_token(person["token"])
        assert found is not None
        assert str(found.id) == person["id"]
        secret = person["sign_in"].rstrip("/").split("/")[-1]
        assert person_for_link(secret, at=clock.now()) == found


def test_the_upcoming_plan_is_theos_alone(made: dict[str, Any]) -> None:
    pair = made["pairs"][0]
    path = f"/plans/{pair['sessions'][-1]['plan']}"
    plan = _get(pair["mentee"], path).json()
    assert (plan["state"], plan["prepared_by"]) == ("draft", "mentee")
    assert "Retry queue is live; no double sends for five days" in plan["items"][1]["body"]
    topic = next(item for item in plan["items"] if item["kind"] == "topic")
    assert (topic["prompt"], topic["times_raised"]) == ("Saying no to on-call swaps", 3)
    assert topic["carried_from"]
    assert [action["state"] for action in plan["actions"]] == ["open", "open"]
    assert [line["text"] for line in plan["top_of_mind"]] == ["Am I too slow, or just careful?"]
    assert _get(pair["mentor"], path).status_code == 404
    assert _get(made["outsider"], path).status_code == 404


def test_the_past_is_whole(made: dict[str, Any]) -> None:
    pair = Pair.objects.get(id=made["pairs"][0]["pair"])
    agreement = in_force(pair)
    assert agreement is not None
    assert agreement.signatures.count() == 2
    held = list(Plan.objects.filter(session__pair=pair, session__state="held"))
    assert all(plan.shared_at and plan.opened_at for plan in held)
    assert Hope.objects.filter(pair=pair).exclude(outcome="").count() == 12
    assert Hope.objects.filter(pair=pair, outcome="").count() == 1
    assert ActionItem.objects.filter(pair=pair).exclude(done_at=None).count() == 8
    assert not MentoringSession.objects.filter(pair=pair, ended_at__gt=clock.now()).exists()
    assert Letter.objects.count() == 0


@pytest.mark.both_databases
@pytest.mark.django_db
def test_copies_hold_the_same_and_share_nothing() -> None:
    made = make(3, at=clock.now())
    pairs = [Pair.objects.get(id=one["pair"]) for one in made["pairs"]]
    first, *others = [
        {kind: _whole(kind, path, pair) for kind, path in BELONGINGS} for pair in pairs
    ]
    assert all(first[kind] for kind, _ in BELONGINGS)
    assert [other == first for other in others] == [True, True]
    assert Person.objects.count() == 7
    documents = [document.bodies(store.load(plan.document_id)) for plan in Plan.objects.all()]
    items = Counter(item for bodies in documents for item in bodies)
    assert set(items.values()) == {1}
    assert set(items) == {str(item.id) for item in AgendaItem.objects.all()}


def _belongings(pair: Pair) -> dict[Any, list[dict[str, Any]]]:
    return {kind: _whole(kind, path, pair) for kind, path in BELONGINGS}


def _whole(kind: Any, path: str, pair: Pair) -> list[dict[str, Any]]:
    """The rows of a pair without their ids, in an order of their own."""
    rows = [_bare(row, pair) for row in kind.objects.filter(**{path: pair})]
    return sorted(rows, key=repr)


def _bare(row: Model, pair: Pair) -> dict[str, Any]:
    sides = {pair.mentor_id: "mentor", pair.mentee_id: "mentee"}
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or (value not in sides and isinstance(value, UUID)):
            continue  # its own, or that of a row which is copied too
        values[field.name] = sides.get(value, value)
    return values


def test_from_outside_it_prints_json_and_nothing_else(tmp_path: Path) -> None:
    done = run("demo", "--json", "--pairs", "2", "--home", str(tmp_path))
    assert done.stderr == f"The demo is in {tmp_path}. --home chooses another home.\n"
    made = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert len(made["pairs"]) == 2
    assert made["url"] == "http://127.0.0.1:8000"
    assert (tmp_path / "demo").exists()


def test_in_words_it_says_how_to_be_each(tmp_path: Path) -> None:
    furnish(tmp_path)
    (tmp_path / "address").write_text("http://127.0.0.1:8123\n")
    done = run("demo", f"--home={tmp_path}")
    assert done.stderr == f"The demo is in {tmp_path}. --home chooses another home.\n"
    for name in ("Rosa Okafor", "Theo Lindqvist", "Olga Marin"):
        assert name in done.stdout
    assert done.stdout.count("http://127.0.0.1:8123/sign-in-links/") == 3


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000000"])
def test_a_wrong_number_is_told(number: str, tmp_path: Path) -> None:
    done = run("demo", "--pairs", number, "--home", str(tmp_path))
    assert done.returncode != 0
    assert done.stdout == ""
    assert "--pairs" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_is_safe_beside_a_running_server(server: Server) -> None:
    first, second = server.demo(), server.demo(pairs=3)
    assert first["url"] == server.url
    ids = {one["pair"] for made in (first, second) for one in made["pairs"]}
    assert len(ids) == 4
