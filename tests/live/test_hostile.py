"""What no honest client sends, from a socket that is signed in."""

import random
from functools import partial
from typing import Any

import pytest

from romanesco.ydocs.lib0 import var_bytes, var_string, var_uint
from tests.live.conftest import Clients, StageServer, until
from tests.ydocs import writing

type Scene = dict[str, Any]

MIB = 1024 * 1024


def update(*structs: bytes, client: int = 4711, clock: int = 0) -> bytes:
    """An update of one client, without deletions, as a frame."""
    body = var_uint(1) + var_uint(len(structs)) + var_uint(client) + var_uint(clock)
    return b"\x00\x02" + var_bytes(body + b"".join(structs) + b"\x00")


def in_root(name: str, content: bytes, kind: int) -> bytes:
    return bytes((kind,)) + b"\x01" + var_string(name) + content


def nested_arrays(depth: int) -> bytes:
    first = in_root("item:x", b"\x00", 7)
    rest = [bytes((7, 0)) + var_uint(4711) + var_uint(n) + b"\x00" for n in range(depth - 1)]
    return update(first, *rest)


MALFORMED = {
    "nothing": b"",
    "an unknown message": b"\x63",
    "authentication": b"\x02\x00\x00",
    "an unknown sync step": b"\x00\x07\x00",
    "a truncated update": b"\x00\x02\x05\x01",
    "an overlong integer": b"\x00\x02\x03\x80\x00\x00",
    "an endless integer": b"\x00" + b"\xff" * 40,
    "a huge count": b"\x00\x02" + var_bytes(b"\xff\xff\xff\xff\x0f"),
    "a state vector that lies": b"\x00\x00\x02\x05\x01",
    "something after the update": b"\x00\x02\x02\x00\x00\x00",
    "a root that is none": update(in_root("secrets", b"\x03" + var_string("paragraph"), 7)),
    "an item that nobody added": update(
        in_root(f"item:{'0' * 8}-0000-0000-0000-{'0' * 12}", b"\x03" + var_string("paragraph"), 7)
    ),
    "26,000 nested arrays": nested_arrays(26_000),
    "an awareness without JSON": b"\x01" + var_bytes(b"\x01\x05\x01" + var_string("{")),
    "an awareness with a list": b"\x01" + var_bytes(b"\x01\x05\x01" + var_string("[]")),
    "text that is no UTF-8": b"\x00\x02" + var_bytes(b"\x01\x01\x05\x00\x04\x01\x03\xed\xa0\x80"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_malformed_is_closed_as_such(clients: Clients, scene: Scene, what: str) -> None:
    clients.raw("x", scene, "rosa")
    clients.is_open("x")
    clients.do("send", name="x", frames=[MALFORMED[what].hex()])
    assert clients.refused("x") == 4400


@pytest.mark.parametrize("count", [90_000, 100_001])
def test_a_mass_of_ranges_is_too_large_and_keeps_nobody_waiting(
    clients: Clients, scene: Scene, count: int
) -> None:
    """They are of somebody who was never heard of, or more than a document can have."""
    clients.raw("x", scene, "theo")
    clients.is_open("x")
    clients.open("rosa", scene, "rosa")
    clients.synced("rosa")
    deletions = [(4711, 2 * at, 1) for at in range(count)]
    mass = b"\x00\x02" + var_bytes(writing.update(deletions=deletions))
    clients.do("send", name="x", frames=[mass.hex()])
    clients.do("type", name="rosa", item=scene["items"][0], words="and on")
    assert clients.refused("x") == 4413
    until(lambda: clients.state("rosa")["durable"] == 2)
    assert clients.state("rosa")["closes"] == []


def test_text_frames_are_malformed(clients: Clients, scene: Scene) -> None:
    clients.raw("x", scene, "rosa")
    clients.is_open("x")
    clients.do("send", name="x", text="hello")
    assert clients.refused("x") == 4400


@pytest.mark.parametrize("size", [MIB + 1, 3 * MIB])
def test_a_frame_above_one_mebibyte_is_too_large(clients: Clients, scene: Scene, size: int) -> None:
    clients.raw("x", scene, "rosa")
    clients.is_open("x")
    clients.do("send", name="x", frames=[(b"\x00\x02" + bytes(size)).hex()])
    assert clients.refused("x") == 4413


def test_an_awareness_that_is_a_novel_is_too_large(clients: Clients, scene: Scene) -> None:
    clients.raw("x", scene, "rosa")
    clients.is_open("x")
    state = var_string('{"a":"' + "x" * 5_000 + '"}')
    clients.do("send", name="x", frames=[(b"\x01" + var_bytes(b"\x01\x05\x01" + state)).hex()])
    assert clients.refused("x") == 4413


def test_an_item_of_more_than_fifty_thousand_characters_is_too_large(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = scene["items"][0]
    clients.open("rosa", scene, "rosa")
    clients.synced("rosa")
    clients.do("type", name="rosa", item=item, words="x" * 50_000)
    until(lambda: clients.state("rosa")["durable"] == 2)
    clients.do("type", name="rosa", item=item, words="y")
    assert clients.closed("rosa") == 4413
    assert stage.act("read", document_id=scene["document"])[item] == "x" * 50_000


def test_a_document_of_more_than_a_megabyte_is_too_large(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    def closed() -> object:
        return clients.state("rosa")["closes"]

    item = scene["items"][0]
    clients.open("rosa", scene, "rosa")
    clients.synced("rosa")
    for _ in range(30):
        clients.do("type", name="rosa", item=item, words="é" * 20_000)
        clients.do("erase", name="rosa", item=item, at=0, length=20_000)
    # What is deleted is collected, so that writing and deleting for a year does not fill a plan.
    until(lambda: clients.state("rosa")["durable"] == 61)
    for other in scene["items"][1:]:
        clients.do("type", name="rosa", item=other, words="🎉" * 25_000)
    for n in range(8):
        topic = stage.act(
            "add_topic",
            plan=scene["plan"],
            by=scene["people"]["rosa"]["id"],
            prompt=f"More {n}",
            markdown="",
        )
        until(lambda topic=topic: topic in clients.do("roots", name="rosa") or closed())  # type: ignore[misc]
        if closed():
            break
        clients.do("type", name="rosa", item=topic, words="🎉" * 25_000)
    assert clients.closed("rosa") == 4413
    assert len(stage.act("state", document_id=scene["document"])) // 2 <= 1_000_000


def test_a_flood_is_too_fast(clients: Clients, scene: Scene) -> None:
    clients.raw("x", scene, "rosa")
    clients.is_open("x")
    clients.do("flood", name="x", frame=b"\x03".hex(), times=5_000)
    assert clients.refused("x") == 4429


def _is_saved(clients: Clients, count: int) -> bool:
    """Whether both have been told that so many of their sync updates are durable."""
    return all(clients.state(name)["durable"] == count for name in ("rosa", "theo"))


def test_who_never_reads_is_let_go_and_the_others_are_not_kept(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = scene["items"][0]
    clients.raw("sleeper", scene, "theo")
    clients.is_open("sleeper")
    clients.do("stop_reading", name="sleeper")
    clients.open("rosa", scene, "rosa")
    clients.open("theo", scene, "theo")
    clients.synced("rosa", "theo")
    for turn in range(1, 101):
        if stage.act("here", plan=scene["plan"]) == 2:
            break
        for name, place in (("rosa", 0), ("theo", 1)):
            for mine in (scene["items"][place], scene["items"][place + 2]):
                clients.do("type", name=name, item=mine, words="z" * 49_000)
                clients.do("erase", name=name, item=mine, at=0, length=49_000)
        # What waits for the disk counts as there, so nobody gets a megabyte ahead of it.
        until(partial(_is_saved, clients, 4 * turn + 1), patience=60)
    clients.do("read_again", name="sleeper")
    assert clients.refused("sleeper") == 4508
    clients.do("type", name="rosa", item=item, words="still here")
    until(lambda: clients.text("theo", item) == "still here")


def test_nobody_speaks_under_anothers_name(clients: Clients, scene: Scene) -> None:
    clients.open("rosa", scene, "rosa")
    clients.open("theo", scene, "theo")
    clients.synced("rosa", "theo")
    rosa = scene["people"]["rosa"]["id"]
    theo = scene["people"]["theo"]["id"]
    clients.do("aware", name="rosa", state={"person": theo, "caret": 1})
    number = clients.state("rosa")["client"]

    def seen() -> Any:
        states = clients.state("theo")["awareness"]
        return next((each["state"] for each in states if each["id"] == number), None)

    until(lambda: (seen() or {}).get("caret") == 1)
    assert seen()["person"] == rosa
    # Theo cannot move Rosa's caret, nor say that she left, nor write as her.
    clients.raw("x", scene, "theo")
    clients.is_open("x")
    for text in ('{"caret":99}', "null"):
        entry = var_uint(1) + var_uint(number) + var_uint(900) + var_string(text)
        clients.do("send", name="x", frames=[(b"\x01" + var_bytes(entry)).hex()])
    clients.do("send", name="x", frames=["03"])
    until(lambda: len(clients.frames("x")) >= 3)
    assert seen()["caret"] == 1
    forged = update(bytes((0,)) + var_uint(5), client=number)
    clients.do("send", name="x", frames=[forged.hex()])
    assert clients.refused("x") == 4409
    clients.do("drop", name="rosa")
    until(lambda: seen() is None)


def test_three_hundred_mutated_updates_leave_the_plan_as_it_was_or_valid(
    clients: Clients, stage: StageServer, scene: Scene
) -> None:
    item = scene["items"][0]
    clients.open("rosa", scene, "rosa")
    clients.synced("rosa")
    clients.do("type", name="rosa", item=item, words="steady 🎉 words", attrs={"em": {}})
    until(lambda: clients.state("rosa")["durable"] == 2)
    good = bytes.fromhex(clients.state("rosa")["update"])
    chance = random.Random(7)
    for number in range(60):
        name = f"x{number}"
        clients.raw(name, scene, "theo")
        clients.is_open(name)
        frames = []
        for _ in range(5):
            bad = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            frames.append((b"\x00\x02" + var_bytes(bytes(bad))).hex())
        clients.do("send", name=name, frames=frames)
    assert clients.state("rosa")["closes"] == []
    clients.do("type", name="rosa", item=scene["items"][1], words="and on")
    until(lambda: clients.state("rosa")["durable"] == 3)
    assert stage.act("read", document_id=scene["document"])[scene["items"][1]].endswith("and on")
