"""Whatever else somebody brings: refused as a whole, with the place and the reason."""

import io
import stat
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.models import AgendaItem, Plan
from romanesco.reminders.models import Reminder
from romanesco.reminders.operations import remind
from romanesco.sessions.models import MentoringSession
from romanesco.takeout import unpacking
from romanesco.takeout.bringing import bring_in
from romanesco.takeout.refusals import NotTaken
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import words_of
from tests.takeout import lives
from tests.takeout.test_round_trip import emptied

pytestmark = pytest.mark.django_db
type Lines = list[Any]


_made: list[bytes] = []


@pytest.fixture
def mine() -> bytes:
    """Theo's takeout, and a house in which nobody is."""
    if not _made:
        lives.a_life()
        _made.append(lives.zip_of(cast.theo()))
        emptied()
    return _made[0]


def rows() -> dict[str, int]:
    return {
        m.__name__: m._default_manager.count()
        for m in apps.get_app_config("romanesco").get_models()
    }


def refusal_of(content: bytes) -> str:
    """What is said; nothing is here afterwards that was not before, nor on the disk."""
    theo = cast.theo()
    before, files = rows(), set(Path(tempfile.gettempdir()).iterdir())
    with pytest.raises(NotTaken) as refused:
        bring_in(io.BytesIO(content), by=theo, at=MONDAY)
    assert rows() == before
    left = set(Path(tempfile.gettempdir()).iterdir()) - files
    assert [one for one in left if one.name.endswith(".zip") or "jsonl" in one.name] == []
    return str(refused.value)


def with_entry(content: bytes, name: str, words: str = "x", mode: int = 0o644 << 16) -> bytes:
    into = io.BytesIO(content)
    with zipfile.ZipFile(into, "a") as out:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode
        out.writestr(info, words)
    return into.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../up.md", "/etc/passwd", "a/../../b.md", "C:\\x.md", "a//b.md", ".hidden", "con\u202e.md"],
)
def test_no_path_out_of_the_zip(mine: bytes, name: str) -> None:
    assert "in none of our zips" in refusal_of(with_entry(mine, name))


def test_no_link_no_twin_no_lock(mine: bytes) -> None:
    linked = with_entry(mine, "link.md", "/etc/passwd", (stat.S_IFLNK | 0o777) << 16)
    assert "link.md: This is a link" in refusal_of(linked)
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = with_entry(mine, "romanesco.jsonl", "{}")
    assert "two files of this name" in refusal_of(twice)
    assert "two files of this name" in refusal_of(with_entry(mine, "Romanesco.JSONL", "{}"))


def test_not_ours_and_cut_off(mine: bytes) -> None:
    assert "no zip" in refusal_of(b"")
    assert "no zip" in refusal_of(b"%PDF-1.7 something else")
    assert "none of ours" in refusal_of(lives.rezipped({"README.md": "Hello"}))
    assert "no zip, or it is cut off" in refusal_of(mine[: len(mine) // 2])
    assert "no zip, or it is cut off" in refusal_of(mine[:-10])
    assert "damaged" in refusal_of(mine[len(mine) // 2 :])
    middle = mine.index(b"romanesco.jsonl") + 2_000
    assert "damaged" in refusal_of(mine[:middle] + bytes(200) + mine[middle + 200 :])


@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
@examples(max_examples=40)
def test_any_byte_written_over_is_taken_or_refused(at: int, byte: int) -> None:
    """Only `NotTaken` is raised, whatever byte of the zip is another."""
    content = bytearray(_small())
    content[at % len(content)] = byte
    try:
        with unpacking.data_of(io.BytesIO(bytes(content))) as data:
            data.read()
    except NotTaken:
        pass


def _small() -> bytes:
    return lives.rezipped({"README.md": "words\n" * 40, "romanesco.jsonl": "{}\n" * 300})


def test_a_bomb_is_counted_while_it_is_read(mine: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = lives.rezipped({"romanesco.jsonl": " " * 40_000_000})
    assert len(bomb) < 60_000
    assert "far more than any text would" in refusal_of(bomb)
    monkeypatch.setattr(unpacking, "LARGEST_DATA", 10_000)
    assert "Unpacked it is larger" in refusal_of(mine)
    monkeypatch.setattr(unpacking, "LARGEST_FILE", 100)
    assert "larger than" in refusal_of(mine)


def test_a_header_that_lies_about_its_size_is_not_believed(mine: bytes) -> None:
    """The directory says that 40 MB are ten bytes."""
    bomb = lives.rezipped({"romanesco.jsonl": " " * 40_000_000})
    size = (40_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert refusal_of(bomb.replace(size, (10).to_bytes(4, "little")))


def test_too_many_files_and_a_directory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    many = lives.rezipped({f"n{number}.md": "" for number in range(30)})
    monkeypatch.setattr(unpacking, "MOST_FILES", 20)
    assert "more than 20 files" in refusal_of(many)
    monkeypatch.setattr(unpacking, "LARGEST_DIRECTORY", 200)
    assert "more in it than ours" in refusal_of(many)


def at(which: str, /, **change: Any) -> Callable[[Lines], Lines]:
    """The first record of this kind, with something in it changed."""

    def edit(lines: Lines) -> Lines:
        found = next(line for line in lines if line["kind"] == which)
        found.update(change)
        return lines

    return edit


def each(which: str, edit: Callable[[Any], Any]) -> Callable[[Lines], Lines]:
    """Every record of this kind as `edit` has it: one, or several."""

    def change(lines: Lines) -> Lines:
        found: Lines = []
        for line in lines:
            told = edit(line) if line["kind"] == which else line
            found += told if isinstance(told, list) else [told]
        return found

    return change


def linking_to(href: str) -> Lines:
    link = {"type": "link", "attrs": {"href": href}}
    return [{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": [link]}]}]


def with_versions(content: object) -> Callable[[Any], Any]:
    return lambda line: line | {"versions": [v | {"content": content} for v in line["versions"]]}


def with_long_items(line: Any) -> Any:
    """Each item as long as it may be, and two hundred of them."""
    words = [{"type": "paragraph", "content": [{"type": "text", "text": "x" * 49_000}]}]
    item = line["items"][0] | {"body": words, "carried_from": None}
    ids = [f"{number:08}-0000-4000-8000-{line['id'][-12:]}" for number in range(100)]
    return line | {"focus": None, "items": [item | {"id": one} for one in ids]}


def without(name: str) -> Callable[[Any], Any]:
    return lambda line: {key: value for key, value in line.items() if key != name}


def in_item(**change: Any) -> Callable[[Lines], Lines]:
    def edit(lines: Lines) -> Lines:
        next(line for line in lines if line["kind"] == "plan")["items"][0].update(change)
        return lines

    return edit


STRANGER = "00000000-0000-4000-8000-000000000000"
WRONG: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "no beginning": (lambda lines: lines[1:], "line 1: This is not how a takeout"),
    "another version": (at("takeout", version=2), "line 1: This is of a version"),
    "nothing more": (lambda lines: lines[:1], "line 1: This ends before it has begun"),
    "cut off": (lambda lines: [*lines[:5], '{"kind": "pai'], "line 6: This is cut off"),
    "no JSON": (lambda lines: [*lines[:2], "{]\n"], "line 3: This is no JSON"),
    "nested": (lambda lines: [*lines[:2], "[" * 100_000 + "\n"], "line 3: This nests deeper"),
    "a huge number": (lambda lines: [*lines[:2], "9" * 5_000 + "\n"], "line 3: This is no JSON"),
    "the same name twice": (lambda lines: [*lines[:2], '{"a":1,"a":2}\n'], "This is no JSON"),
    "no record": (lambda lines: [*lines[:2], "[]\n"], "line 3: This is no record"),
    "an unknown kind": (at("goal", kind="person"), "of no kind that we know"),
    "a column more": (at("goal", password="x"), "“password” is missing or not known"),
    "a column less": (each("goal", without("text")), "“text” is missing"),
    "out of place": (lambda it: [*it[:2], it[-1], *it[2:-1]], "does not stand in its place"),
    "you twice": (lambda lines: [*lines[:2], *lines[1:]], "stands there twice"),
    "a name that deceives": (at("you", name="The\u202eo"), "none that people could read"),
    "no id": (at("goal", id="1; DROP TABLE"), "“id” is no id"),
    "no side": (at("goal", made_by="admin"), "neither mentor nor mentee"),
    "an unknown word": (at("session", state="held!"), "none of the words"),
    "too long": (at("goal", text="x" * 301), "longer than 300"),
    "an empty one": (at("goal", text=None), "“text” is empty"),
    "no character": (at("goal", text="a\0b"), "cannot be kept"),
    "half a character": (each("goal", lambda it: it | {"text": "\ud800"}), "cannot be kept"),
    "no moment": (at("session", starts_at="2026-11-26T13:00:00"), "no moment in UTC"),
    "a far moment": (at("session", starts_at="9999-12-31T23:59:59Z"), "no moment in UTC"),
    "no zone": (at("session", time_zone="../../etc/localtime"), "no time zone"),
    "no number": (at("session", minutes=True), "no number"),
    "too many minutes": (at("session", minutes=30_000), "not within its bounds"),
    "a far pair": (at("plan", session=STRANGER), "nothing of this pair above"),
    "a goal of others": (in_item(goal=STRANGER), "nothing of this pair above"),
    "a body of HTML": (in_item(body="<script>"), "“body” cannot be read"),
    "a bad link": (in_item(body=linking_to("javascript:alert(1)")), "marked in a way"),
    "a strange version": (each("plan", with_versions({"items": 3})), "no version of a plan"),
    "two notes": (each("plan", lambda it: it | {"notes": it["notes"] * 2}), "more than your own"),
    "a plan beyond measure": (each("plan", with_long_items), "holds more than a plan can"),
    "two of one number": (
        each("agreement", lambda it: [it, it | {"id": STRANGER[:-1] + str(it["number"])}]),
        "cannot stand beside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_is_wrong_is_named(mine: bytes, name: str) -> None:
    change, said = WRONG[name]
    told = refusal_of(lives.edited(mine, change))
    assert told.startswith("romanesco.jsonl, line ")
    assert said in told


def test_markup_stays_words(mine: bytes) -> None:
    """What looks like HTML is text, here as everywhere."""
    body = [{"type": "paragraph", "content": [{"type": "text", "text": "<script>x</script>"}]}]
    bring_in(io.BytesIO(lives.edited(mine, in_item(body=body))), by=cast.theo(), at=MONDAY)
    plan = Plan.objects.get(items__purpose="check_in", session__state="held")
    assert "<script>x</script>" in words_of(plan)


def test_nobody_gets_words_under_the_name_of_an_account_that_is_here(mine: bytes) -> None:
    """Theo forges: the partner's id is Olga's, who has never met him."""
    olga = cast.olga()

    def forge(lines: Lines) -> Lines:
        pair = next(line for line in lines if line["kind"] == "pair")
        pair["partner"] |= {"id": str(olga.pk), "name": "Olga Marin"}
        return lines

    bring_in(io.BytesIO(lives.edited(mine, forge)), by=cast.theo(), at=MONDAY)
    pair = Pair.objects.get()
    assert pair.mentor_id != olga.pk
    assert (pair.mentor.name, pair.mentor.is_imported) == ("Olga Marin", True)
    assert not AgendaItem.objects.filter(author=olga).exists()
    assert not Pair.objects.filter(mentor=olga).exists()


def test_the_side_that_was_ones_own_and_no_other_account(mine: bytes) -> None:
    """Whoever edits the file to sit on the other side sits opposite nobody who is here."""
    rosa = cast.rosa()
    flipped = lives.edited(mine, at("pair", you="mentor"))
    bring_in(io.BytesIO(flipped), by=cast.theo(), at=MONDAY)
    pair = Pair.objects.get()
    assert (pair.mentor, pair.mentee.is_imported) == (cast.theo(), True)
    assert not rosa.mentee_pairs.exists()


def test_what_is_here_is_never_written_over(mine: bytes) -> None:
    """An edited takeout of one's own pair: it is told what differs, and nothing changes."""
    bring_in(io.BytesIO(mine), by=cast.theo(), at=MONDAY)
    brought = bring_in(
        io.BytesIO(lives.edited(mine, at("goal", text="Forged"))), by=cast.theo(), at=MONDAY
    )
    assert (brought.pairs, len(brought.known), brought.differences) == ([], 1, 1)
    assert lives.zip_of(cast.theo()) == mine


def test_an_id_of_others_refuses_the_file(mine: bytes) -> None:
    """Olga brings Theo's pair after him, under a new id but with his plans' ids in it, and his
    template; where the pair's own id is here, it is left out."""
    bring_in(io.BytesIO(mine), by=cast.theo(), at=MONDAY)
    olga = cast.olga()
    before = rows()

    def without_templates(lines: Lines) -> Lines:
        return [line for line in lines if line["kind"] != "own_template"]

    renamed = lives.edited(mine, at("pair", id=STRANGER))
    for content in (mine, renamed, lives.edited(renamed, without_templates)):
        with pytest.raises(NotTaken):
            bring_in(io.BytesIO(content), by=olga, at=MONDAY)
    brought = bring_in(io.BytesIO(lives.edited(mine, without_templates)), by=olga, at=MONDAY)
    assert (brought.pairs, brought.others) == ([], ["Rosa Okafor"])
    assert rows() == before | {"TimeAway": before["TimeAway"] + 1}


def test_a_partner_without_an_account_is_written_nothing(mine: bytes, settings: Settings) -> None:
    """The session ahead is announced to Theo alone, however much is due."""
    settings.HAS_MAIL = True
    bring_in(io.BytesIO(mine), by=cast.theo(), at=MONDAY)
    rosa = Person.objects.get(is_imported=True)
    assert (rosa.email, rosa.is_active) == ("", False)
    start = MentoringSession.objects.get(state="planned").starts_at
    with time_machine.travel(start - timedelta(minutes=55), tick=False):
        remind(at=start - timedelta(minutes=55))
    assert set(Reminder.objects.values_list("person", flat=True)) == {rosa.pk, cast.theo().pk}
    assert set(Letter.objects.values_list("to", flat=True)) == {"theo@example.org"}
