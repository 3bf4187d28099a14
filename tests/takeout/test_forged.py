"""Files that were made to stop an installation: each is refused before it costs anything."""

import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from romanesco.goals.models import Goal
from romanesco.goals.operations import add_goal
from romanesco.pairs.models import Pair
from romanesco.plans.models import AgendaItem
from romanesco.plans.queries import plans_with_pair
from romanesco.sessions.models import MentoringSession
from romanesco.takeout import json_lines, unpacking, values
from romanesco.takeout.bringing import bring_in
from romanesco.takeout.refusals import NotTaken
from romanesco.takeout.values import Wrong
from tests import cast
from tests.cast import MONDAY
from tests.journey.stories import topic
from tests.takeout import lives
from tests.takeout.test_refused import at, mine, refusal_of

type Lines = list[Any]
__all__ = ["mine"]
CARRIED = "“carried_from”"


def in_a_ring(lines: Lines) -> Lines:
    carried = [i for line in plans(lines) for i in line["items"] if i["carried_from"]]
    first = next(i for line in plans(lines) for i in line["items"] if goes_on(i, carried))
    first["carried_from"] = carried[-1]["id"]
    return lines


def plans(lines: Lines) -> Lines:
    return [line for line in lines if line["kind"] == "plan"]


def goes_on(item: Any, carried: Lines) -> bool:
    return item["id"] in {one["carried_from"] for one in carried} and not item["carried_from"]


def from_itself(lines: Lines) -> Lines:
    for line in plans(lines):
        for item in line["items"]:
            if item["kind"] == "topic":
                item["carried_from"] = item["id"]
    return lines


def of_another_thread(lines: Lines) -> Lines:
    for line in plans(lines):
        for item in line["items"]:
            if item["carried_from"]:
                item["thread"] = line["id"]
    return lines


def nested(where: str) -> Callable[[Lines], Lines]:
    """3,000 lists in one another."""

    def edit(lines: Lines) -> Lines:
        plan = plans(lines)[0]
        if where == "version":
            plan["versions"][0]["content"] = {"items": "@"}
        elif where == "body":
            plan["items"][0]["body"] = "@"
        else:
            next(line for line in lines if line["kind"] == where)["items"] = "@"
        deep = "[" * 3_000 + "]" * 3_000
        return [json.dumps(line).replace('"@"', deep) + "\n" for line in lines]

    return edit


FORGED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a ring": (in_a_ring, f"{CARRIED} leads around in a ring"),
    "itself": (from_itself, f"{CARRIED} is of the same plan"),
    "another thread": (of_another_thread, f"{CARRIED} is another topic"),
    "a deep version": (nested("version"), "This nests deeper than any of ours"),
    "a deep text": (nested("body"), "This nests deeper than any of ours"),
    "a deep template": (nested("template"), "This nests deeper than any of ours"),
    "the last goal": (at("goal", position=32_767), "“position” is not within its bounds"),
    "the last session": (at("session", number=2_147_483_647), "“number” is not within"),
    "the last move": (at("session", sequence=2_147_483_647), "“sequence” is not within"),
    "before the first": (at("session", sequence=-1), "“sequence” is not within"),
    "beyond any database": (at("agreement", number=10**30), "“number” is not within"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORGED)
def test_it_is_refused_with_its_line(mine: bytes, name: str) -> None:
    change, said = FORGED[name]
    told = refusal_of(lives.edited(mine, change))
    assert told.startswith("romanesco.jsonl, line ")
    assert said in told


@pytest.mark.django_db
@pytest.mark.both_databases
def test_what_is_as_large_as_may_be_can_be_counted_on(mine: bytes) -> None:
    def largest(lines: Lines) -> Lines:
        at("goal", position=values.MOST_SMALL)(lines)
        for line in plans(lines):
            for item in line["items"]:
                item["position"], item["times_raised"] = values.MOST, values.MOST_SMALL
        return lines

    theo = cast.theo()
    bring_in(io.BytesIO(lives.edited(mine, largest)), by=theo, at=MONDAY)
    add_goal(Pair.objects.get(), "One more", by=theo, at=MONDAY)
    plan = plans_with_pair().get(session=MentoringSession.objects.get(state="planned"))
    topic(plan, "One more", "", by=theo)
    assert Goal.objects.order_by("position").last() == Goal.objects.get(text="One more")
    last = AgendaItem.objects.get(prompt="One more")
    assert last.position > values.MOST


@pytest.mark.django_db
def test_one_at_a_time(mine: bytes) -> None:
    """While one file is read, another is refused; afterwards it is taken, whatever came of it."""
    with unpacking.data_of(io.BytesIO(mine)):
        assert "Somebody else is bringing theirs in" in refusal_of(mine)
    with pytest.raises(NotTaken, match="no zip"), unpacking.data_of(io.BytesIO(b"")):
        pass
    assert bring_in(io.BytesIO(mine), by=cast.theo(), at=MONDAY).pairs


@pytest.mark.parametrize("one", ['{"abc":[]}', "[[]]", "{}", "1.5", '""', '"\\""'])
def test_a_wide_line_is_never_made_into_values(one: str) -> None:
    inside = ",".join([one] * (8_000_000 // (len(one) + 1)))
    line = f'{{"kind":"you","letters_off":[{inside}]}}\n'.encode()
    tracemalloc.start()
    with pytest.raises(Wrong, match="holds more than any of ours"):
        json_lines.parsed(line, 2)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100_000_000


JSON = st.recursive(
    st.text('a"\\[]{},\n', max_size=6) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a"[{', max_size=3), inner),
    max_leaves=20,
)


@given(JSON, st.integers(0, 90))
@examples(max_examples=60)
def test_depth_is_counted_as_json_has_it(value: Any, around: int) -> None:
    """Brackets in words are words."""
    told = {"words": '[{\\"' * 40, "value": value}
    for _ in range(around):
        told = {"in": [told]} if around % 2 else {"in": told}
    line = (json.dumps(told) + "\n").encode()
    if _depth(told) <= json_lines.DEEPEST:
        assert json_lines.parsed(line, 2) == told
    else:
        with pytest.raises(Wrong, match="nests deeper"):
            json_lines.parsed(line, 2)


def _depth(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    within = value if isinstance(value, list) else value.values()
    return 1 + max((_depth(each) for each in within), default=0)


@pytest.mark.parametrize("line", [b'"', b'"\\', b'{"\\', b'["\\"', b'{"a":"' + b'\\"' * 500_000])
def test_words_that_do_not_end_are_looked_at_once(line: bytes) -> None:
    with pytest.raises(Wrong):
        json_lines.parsed(b"[" * 65 + line + b"\n", 2)
