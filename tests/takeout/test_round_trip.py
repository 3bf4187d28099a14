"""Out of one installation and into another: the same again, and nothing of the partner's own."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from romanesco.people.models import Person
from romanesco.takeout import kinds
from romanesco.takeout.bringing import bring_in
from tests import cast
from tests.cast import MONDAY
from tests.takeout import lives

pytestmark = pytest.mark.django_db
CONTRACT = Path(__file__).parents[2] / "contracts" / "takeout" / "schema.json"


def emptied() -> None:
    """Another installation: the same tables with nothing in them."""
    tables = [m._meta.db_table for m in apps.get_app_config("romanesco").get_models()]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@pytest.fixture
def theos() -> bytes:
    lives.a_life()
    return lives.zip_of(cast.theo())


def test_it_holds_what_one_may_see_and_nothing_of_the_partners_own(theos: bytes) -> None:
    """All that is looked for is there, in somebody's eyes."""
    rosas = lives.files_of(lives.zip_of(cast.rosa()))
    mine = "\n".join(lives.files_of(theos).values())
    hers = "\n".join(rosas.values())
    for words in (lives.OWN, lives.UNSHARED, "My own line", "Theo’s own", "2026-12-24"):
        assert (words in mine, words in hers) == (True, False), words
    for words in (lives.PARTNERS, "Echidna", "Rosa’s Dragon"):
        assert (words in mine, words in hers) == (False, True), words
    both = [
        "Saying no",
        "An hour a day",
        "Ask Ana",
        "Lead a team",
        "Too slow?",
        "A cold",
        "What now?",
    ]
    assert [words for words in both if words not in mine or words not in hers] == []
    assert "Ferret" not in mine + hers  # it was taken off
    assert ("theo@example.org" in mine, "theo@example.org" in hers) == (True, False)


def test_the_same_data_gives_the_same_bytes(theos: bytes) -> None:
    assert lives.zip_of(cast.theo()) == theos


def test_there_is_a_folder_a_pair_and_a_file_a_plan(theos: bytes) -> None:
    files = lives.files_of(theos)
    folder = next(name for name in files if name.endswith("/pair.md")).removesuffix("/pair.md")
    assert folder.startswith("rosa-okafor-")
    plan = files[f"{folder}/plans/2026-11-26-session-001.md"]
    assert plan.startswith("---\nkind: romanesco-plan\nid: ")
    assert "Tired, and **glad**" in plan
    assert lives.OWN not in plan  # a plan's file can be passed on
    assert lives.OWN in files[f"{folder}/private/2026-11-26-session-001.md"]
    assert "Ask Ana (you, by 2026-12-01)" in files[f"{folder}/actions.md"]
    assert "Lead a team (They ask me), open" in files[f"{folder}/goals.md"]


def test_brought_to_an_empty_house_it_is_the_same_again(theos: bytes) -> None:
    emptied()
    theo = Person.objects.create_person("theo@example.org", "Somebody new")
    brought = bring_in(io.BytesIO(theos), by=theo, at=MONDAY)
    assert (len(brought.pairs), brought.templates, brought.settings) == (1, 1, True)
    assert lives.zip_of(Person.objects.get(id=theo.pk)) == theos
    rosa = Person.objects.get(is_imported=True)
    assert (rosa.name, rosa.email, rosa.is_active) == ("Rosa Okafor", "", False)
    assert not rosa.has_usable_password()


def test_the_partners_takeout_brings_her_side(theos: bytes) -> None:
    """A draft that she could not see is begun anew, by him who prepares, and told to nobody."""
    rosas = lives.zip_of(cast.rosa())
    emptied()
    rosa = Person.objects.create_person("rosa@example.org", "Rosa Okafor")
    bring_in(io.BytesIO(rosas), by=rosa, at=MONDAY)
    assert lives.zip_of(Person.objects.get(id=rosa.pk)) == rosas
    pair = rosa.mentee_pairs.get()
    (draft,) = [s.plan for s in pair.sessions.filter(state="planned")]
    assert (draft.prepared_by, draft.shared_at) == ("mentee", None)


def test_what_is_written_is_what_the_contract_says(theos: bytes) -> None:
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    assert contract == json.loads(json.dumps(kinds.schema())), "write it anew: docs/takeout.md"
    told = {each["title"]: each for each in contract["oneOf"]}
    for line in lives.lines_of(theos):
        _require_fits(line, told[line["kind"]], line["kind"])


def _require_fits(value: Any, schema: dict[str, Any], where: str) -> None:
    """The few words of JSON Schema that the contract uses."""
    if "anyOf" in schema:
        schema = schema["anyOf"][1 if value is None else 0]
    if "enum" in schema:
        assert value in schema["enum"], where
    names = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    wanted = schema.get("type", [])
    for_it = [names[n] for n in ([wanted] if isinstance(wanted, str) else wanted) if n in names]
    assert not for_it or isinstance(value, tuple(for_it)), (where, value)
    if "properties" in schema:
        assert set(value) == set(schema["required"]), where
        for name, one in schema["properties"].items():
            if one.get("type") != "null":
                _require_fits(value[name], one, f"{where}.{name}")
    for number, each in enumerate(value if "items" in schema else []):
        _require_fits(each, schema["items"], f"{where}[{number}]")


NOT_TAKEN = {
    "ways in": {"ApiToken", "SignInLink", "Feed", "CalendarAccount", "WrittenEvent", "Invitation"},
    "letters, and what became of them": {"Letter", "ReplyAddress", "Reminder", "Arrival"},
    "words of a letter that wait to be placed": {"KeptReply"},
    "made of what is taken": {"YDocument", "YUpdate", "YJournal", "Passage", "SearchMark"},
    "of the moment": {"PutOff", "ThinkingTurns"},
    "of the house": {"ZoneRules", "FarLook"},
    "told as a list": {"Silenced"},
}


def test_every_table_is_taken_or_named_here() -> None:
    """Whoever adds a table decides whether it is somebody's to take along."""
    taken = {kinds.PARTNER.model.__name__}
    waiting = list(kinds.KINDS.values())
    while waiting:
        kind = waiting.pop()
        taken.add(kind.model.__name__)
        waiting += kind.parts.values()
    known = taken.union(*NOT_TAKEN.values())
    models = {model.__name__ for model in apps.get_app_config("romanesco").get_models()}
    assert models - known == set()
