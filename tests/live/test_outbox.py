"""What an outbox sends at once, what it keeps, and what it never lets out."""

from collections.abc import Sequence

import pytest

from romanesco.live.close_codes import CloseCode
from romanesco.live.outbox import MAX_BYTES, MAX_FRAMES, MUCH, Outbox


class HeldWire:
    """Takes note of what is done to it; it may be told to be full after some frames."""

    def __init__(self, outbox: Outbox, room_for: int = 1_000_000) -> None:
        self.outbox = outbox
        self.room_for = room_for
        self.did: list[object] = []

    def flush_soon(self) -> None:
        self.did.append("soon")

    def write(self, frames: Sequence[bytes]) -> None:
        self.did.extend(frames)
        self.room_for -= len(frames)
        if self.room_for <= 0:
            self.outbox.pause()

    def hold(self) -> None:
        self.did.append("hold")

    def release(self) -> None:
        self.did.append("release")

    def close(self, code: CloseCode) -> None:
        self.did.append(code)

    def reads(self, frames: int) -> None:
        """The other side has read, so that there is room again."""
        self.room_for = frames
        self.outbox.resume()


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


def test_what_waited_for_a_wire_goes_first_and_then_what_one_turn_brings(outbox: Outbox) -> None:
    outbox.put(b"1")
    outbox.put(b"2")
    wire = HeldWire(outbox)
    outbox.attach(wire)
    assert wire.did == [b"1", b"2"]
    outbox.put(b"3")
    outbox.put(b"4")
    assert wire.did == [b"1", b"2", "soon"]
    outbox.flush()
    outbox.put(b"5")
    outbox.close(CloseCode.MALFORMED)
    outbox.put(b"6")
    outbox.close(CloseCode.FAILED)
    outbox.flush()
    assert wire.did == [b"1", b"2", "soon", b"3", b"4", "soon", b"5", CloseCode.MALFORMED]
    assert outbox.code is CloseCode.MALFORMED


def test_a_turn_that_brings_much_sends_it_at_once(outbox: Outbox) -> None:
    wire = HeldWire(outbox)
    outbox.attach(wire)
    much = bytes(MUCH)
    outbox.put(b"1")
    outbox.put(much)
    assert wire.did == ["soon", b"1", much]
    assert outbox.size == 0


def test_who_was_refused_before_there_is_a_wire_is_told_by_it(outbox: Outbox) -> None:
    outbox.put(b"1")
    outbox.close(CloseCode.RELOAD)
    wire = HeldWire(outbox)
    outbox.attach(wire)
    assert wire.did == [b"1", CloseCode.RELOAD]


def test_what_is_too_much_for_the_wire_waits_in_order(outbox: Outbox) -> None:
    frames = [bytes((n,)) * MUCH for n in range(7)]
    wire = HeldWire(outbox, room_for=1)
    outbox.attach(wire)
    outbox.put(b"")
    outbox.flush()
    for frame in frames[:4]:
        outbox.put(frame)
    assert wire.did == ["soon", b""]
    wire.reads(frames=2)
    assert wire.did == ["soon", b"", *frames[:2]]
    assert outbox.size == 2 * MUCH
    wire.reads(frames=3)
    outbox.put(frames[4] + b"!")
    outbox.put(frames[5])
    assert wire.did == ["soon", b"", *frames[:4], frames[4] + b"!"]
    outbox.close(CloseCode.FAILED)
    assert wire.did[-2:] == [frames[5], CloseCode.FAILED]


@pytest.mark.parametrize(
    ("frame", "most"), [(b"x", MAX_FRAMES), (b"x" * 1_000_000, MAX_BYTES // 1_000_000)]
)
def test_who_is_too_slow_is_closed_and_forgets_what_waited(
    outbox: Outbox, frame: bytes, most: int
) -> None:
    wire = HeldWire(outbox, room_for=1)
    outbox.put(b"1")
    outbox.attach(wire)
    for _ in range(most):
        outbox.put(frame)
    assert wire.did == [b"1"]
    outbox.put(frame)
    assert wire.did == [b"1", CloseCode.TOO_SLOW]
    outbox.put(b"y")
    outbox.resume()
    assert outbox.frames == []
    assert len(wire.did) == 2


def test_nothing_leaves_while_it_is_held(outbox: Outbox) -> None:
    wire = HeldWire(outbox)
    outbox.attach(wire)
    outbox.put(b"1")
    outbox.hold()
    outbox.put(b"2")
    outbox.flush()
    outbox.pause()
    outbox.resume()
    assert wire.did == ["soon", "hold"]
    outbox.release()
    assert wire.did == ["soon", "hold", "release", b"1", b"2"]


def test_what_was_held_when_it_ends_never_leaves(outbox: Outbox) -> None:
    wire = HeldWire(outbox)
    outbox.attach(wire)
    outbox.put(b"not for")
    outbox.hold()
    outbox.put(b"these eyes")
    outbox.close(CloseCode.NOT_FOUND)
    outbox.release()
    outbox.flush()
    assert wire.did == ["soon", "hold", CloseCode.NOT_FOUND]


def test_who_is_held_before_there_is_a_wire_is_not_read_either(outbox: Outbox) -> None:
    outbox.put(b"1")
    outbox.hold()
    wire = HeldWire(outbox)
    outbox.attach(wire)
    assert wire.did == ["hold"]


def test_who_is_not_listened_to_is_written_to_all_the_same(outbox: Outbox) -> None:
    wire = HeldWire(outbox)
    outbox.attach(wire)
    outbox.listen(is_on=False)
    outbox.put(b"1")
    outbox.flush()
    outbox.hold()
    outbox.release()
    assert wire.did == ["hold", "soon", b"1", "hold"]
    outbox.hold()
    outbox.listen(is_on=True)
    outbox.release()
    assert wire.did[4:] == ["hold", "release"]


def test_who_is_gone_gets_nothing(outbox: Outbox) -> None:
    wire = HeldWire(outbox)
    outbox.attach(wire)
    outbox.put(b"1")
    outbox.detach()
    outbox.flush()
    outbox.resume()
    outbox.put(b"2")
    outbox.close(CloseCode.FAILED)
    assert wire.did == ["soon"]
