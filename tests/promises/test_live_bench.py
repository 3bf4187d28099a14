"""The live bench measures what it says it measures. Nothing is timed here."""

import json
import math
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bench.live import sheet
from bench.live.cold import EDITS, edits
from bench.live.keys import Writer, template
from bench.live.kills import Kills
from bench.live.plans import Plan
from bench.live.saturation import Search
from bench.live.seat import Seat
from bench.live.sheet import Sheet
from bench.live.targets import Relay
from bench.live.trial import Pace, Stage, Trial
from bench.live.wire import Door, bounds, masked
from bench.typists import LINE_LENGTH, WORDS
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from romanesco.live import frames
from romanesco.plans.document import RULES
from romanesco.ydocs.update import decode
from romanesco.ydocs.update_check import UpdateCheck

KEYS = 2 * LINE_LENGTH + 20


def _item() -> tuple[bytes, str]:
    """A document with one item and a word in it."""
    doc: Doc[Any] = Doc()
    item = str(uuid4())
    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    with doc.transaction():
        fragment.children.append(XmlElement("paragraph")).children.append(XmlText("Hello"))
    return doc.get_update(), item


def _update(message: bytes) -> bytes:
    frame = frames.decode(message)
    assert isinstance(frame, frames.SyncUpdate)
    return frame.update


def _plan() -> Plan:
    state, item = _item()
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    first = template(state, item)
    both = (item, item)
    return Plan(str(uuid4()), str(uuid4()), ("", ""), both, state, doc.get_state(), (first, first))


def _trial(plans: int, *, p99: float = 1.0, lag: float = 1.0) -> Trial:
    waits = [p99] * 100
    return Trial(plans, 100, waits, [], 0, cpu=0.01, own_cpu=0.1, seconds=1.0, lag_p99=lag)


def _searched(breaks_above: int, *, guess: int, most: int = 2_000) -> Search:
    search = Search(guess, most)
    while count := search.next():
        search.take(_trial(count, p99=1.0 if count <= breaks_above else 500.0))
    return search


def test_the_keys_are_what_was_typed_and_pass_the_judgement() -> None:
    state, item = _item()
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    check = UpdateCheck(RULES)
    check.trust(state)
    writer = Writer(123_456_789, item, template(state, item))

    for stroke in writer.strokes(KEYS):
        assert check.accept(decode(_update(stroke.update)))
        doc.apply_update(_update(stroke.update))

    text = (WORDS * 3)[:KEYS]
    lines = [text[at : at + LINE_LENGTH] for at in range(0, KEYS, LINE_LENGTH)]
    typed = "".join(f"<paragraph>{line}</paragraph>" for line in lines)
    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    with doc.transaction():
        assert str(fragment) == f"<paragraph>Hello</paragraph>{typed}"


def test_a_caret_stands_after_the_letter_and_is_news_each_time() -> None:
    state, item = _item()
    first, second = Writer(99, item, template(state, item)).strokes(2)

    carets = [frames.decode(each.caret) for each in (first, second)]

    entries = [each.entries[0] for each in carets if isinstance(each, frames.Awareness)]
    assert [entry.clock for entry in entries] == [1, 2]
    for entry, stroke in zip(entries, (first, second), strict=True):
        assert entry.state is not None
        state_said = json.loads(entry.state)
        assert state_said["cursor"]["head"]["item"] == {"client": 99, "clock": stroke.clock - 1}


def test_the_edits_of_a_cold_plan_are_as_many_as_it_says() -> None:
    state, item = _item()
    doc: Doc[Any] = Doc()
    doc.apply_update(state)

    made = edits(state, item, 7, EDITS)

    assert len(made) == EDITS
    for update in made:
        doc.apply_update(update)
    assert any(not decode(update).structs for update in made)


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_is_found_where_it_ends(length: int) -> None:
    payload = bytes(length)
    # A server's frame is a client's without the mask.
    sent = masked(payload)
    head = sent[: len(sent) - length - 4]
    frame = bytes((head[0], head[1] & 0x7F)) + head[2:] + payload

    start, stop = bounds(frame + b"next", 0)

    assert (frame[start:stop], stop) == (payload, len(frame))
    assert bounds(frame[:-1], 0) == (0, 0)


@pytest.mark.parametrize("guess", [10, 400, 2_000])
@pytest.mark.parametrize("breaks_above", [60, 500, 1_999])
def test_the_search_ends_close_below_where_it_breaks(breaks_above: int, guess: int) -> None:
    found = _searched(breaks_above, guess=guess)

    assert found.low <= breaks_above
    assert found.low >= breaks_above / 1.06


def test_the_search_ends_at_the_most_there_is() -> None:
    assert _searched(math.inf, guess=600, most=800).low == 800  # type: ignore[arg-type]


def test_a_trial_that_the_typists_could_not_keep_up_with_is_not_held_against_the_server() -> None:
    search = Search(100, 1_000)
    search.take(_trial(100))

    search.take(_trial(160, p99=500.0, lag=50.0))
    assert (search.was_ours, search.next()) == (False, 160)
    search.take(_trial(160, p99=500.0, lag=50.0))

    assert search.was_ours
    assert (search.low, search.high, search.next()) == (100, 0, 0)


def test_a_key_that_is_gone_after_a_kill_is_counted() -> None:
    plan = _plan()
    writer = Writer(5, plan.items[0], plan.templates[0])
    seat = Seat(Door("/"), writer, plan.state_vector, plan.state)
    seat.sent, seat.clocks = [1, 2, 3], [3, 4, 5]
    seat.heard, seat.durable = 1, 3
    found = Kills()
    found.promise(plan, (seat, seat))

    assert not found.is_kept({plan.document: {5: 4}})
    found.check({plan.document: {5: 3}})

    assert (found.seen, found.seen_lost, found.told, found.told_lost) == (4, 2, 6, 4)


def test_the_sheet_tells_medians_with_their_ends_and_holds_them_to_the_aims() -> None:
    figures = Sheet({"romanesco": "Romanesco", "leveldb": "LevelDB"})
    for ours, theirs in ((900, 400), (1_000, 500), (1_300, 600)):
        figures.note(sheet.PLANS_HELD, "romanesco", ours)
        figures.note(sheet.PLANS_HELD, "leveldb", theirs)
    figures.note(sheet.SEEN_LOST, "romanesco", 1)

    assert "| 1,000 (900–1,300) | 500 (400–600) |" in figures.markdown()
    assert figures.verdicts() == [
        "plans held beside LevelDB's: 2.00 times, aim at least 1.5 times: met",
        "lost of what a partner saw: 1 keys, aim at most 0 keys: NOT met",
    ]


def test_two_people_are_heard_through_a_relay(tmp_path: Path) -> None:
    stage = Stage(Relay(tmp_path), [_plan(), _plan()])
    stage.begin()
    try:
        trial = stage.run(2, Pace(seconds=1.0, warm_up=0.5, keys_a_second=20))
    finally:
        stage.end()

    assert trial.keys > 40
    assert (trial.lost, trial.closed) == (0, 0)
    assert trial.cpu >= 0
