"""Ten thousand frames that are nearly right: real ones, changed by a byte, a length, a cut, a
splice; and some that were thought out. Each is judged before the next is sent."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

from romanesco.live.close_codes import REASONS, CloseCode
from romanesco.ydocs.lib0 import var_bytes, var_string, var_uint
from tests.faults import wire
from tests.faults.bare import BINARY, TEXT, BareSocket, Closed
from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes

ANSWER = bytes((wire.AWARENESS,))
NAMED = {code for code in CloseCode if code not in (CloseCode.FAILED, CloseCode.RESTART)}

type Mutation = Callable[[random.Random, bytes], bytes]


def play(wishes: Wishes, say: Say) -> None:
    wanted = wishes.how_many_steps(quick=1_500, usual=10_000)
    with a_house(wishes) as house:
        house.both()
        process = house.server.process
        sender = Sender(house)
        for frame, kind in mutants(random.Random(wishes.seed), _real_frames(house), wanted):
            sender.send(frame, kind)
        sender.close()
        ends = ", ".join(f"{count} × {code}" for code, count in sorted(sender.ends.items()))
        say(f"{wanted} frames (seed {wishes.seed}): {sender.passed} were let pass, {ends}.")
        assert set(sender.ends) <= NAMED, "a close code that nobody named"
        assert house.server.process is process
        assert process is not None
        assert process.poll() is None, "the server is gone"
        assert house.people.closes("rosa") == house.people.closes("theo") == []
        say(f"The other two are still there, and undisturbed: {house.people.delays(times=20)}.")
        say(house.is_whole("rosa", "theo"))
        assert "Traceback" not in house.server.log, "a stack trace in the server's log"
        assert "Error" not in house.server.log
        say("No stack trace in the server's log, and no word on the line but our own reasons.")


class Sender:
    """Sends as Theo, from a socket that is opened again whenever it was closed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.socket: BareSocket | None = None
        self.passed = 0
        self.ends: Counter[int] = Counter()

    def send(self, frame: bytes, kind: int) -> None:
        """One frame, and a question whose answer says that it was let pass."""
        self.socket = self.socket or BareSocket(self.house, "theo")
        try:
            self.socket.send(frame, kind)
            self.socket.send(wire.QUERY)
            while self.socket.receive()[:1] != ANSWER:
                pass
        except Closed as closed:
            self._note(closed)
            self.close()
        else:
            self.passed += 1

    def _note(self, closed: Closed) -> None:
        if closed.code is None:  # cut before the code could be read: ask again who is there
            closed = self.socket.until_closed() if self.socket else closed
        assert closed.code is not None, "closed without a word"
        assert closed.reason == REASONS.get(CloseCode(closed.code)), closed
        self.ends[closed.code] += 1

    def close(self) -> None:
        if self.socket is not None:
            self.socket.__exit__(None, None, None)
            self.socket = None


def _real_frames(house: House) -> list[bytes]:
    """What a real client of Theo's sends while it types, marks and erases; then it leaves."""
    people = house.people
    people.join("scribe", "theo")
    people.synced("scribe")
    for number in range(12):
        dice = [number / 12, 0.3, (number * 5 % 12) / 12, 0.6, 0.2]
        people.do("edit", name="scribe", item=house.scene["items"][0], dice=dice)
    people.settled("scribe")
    state = people.state("scribe")
    sent = [bytes.fromhex(update) for update in people.do("sent", name="scribe")]
    people.do("drop", name="scribe")
    whole = bytes.fromhex(state["update"])
    theo = (state["client"], 3, {"user": {"name": "Theo"}, "caret": None})
    return [
        *(wire.update(update) for update in sent),
        *(wire.step_2(update) for update in (whole, sent[-1])),
        wire.step_1(var_uint(1) + var_uint(state["client"]) + var_uint(5)),
        wire.awareness(theo),
        wire.awareness(theo, (9, 1, {"caret": [1, 2]}), (10, 2, None)),
        wire.QUERY,
    ]


def mutants(chance: random.Random, real: list[bytes], wanted: int) -> Iterator[tuple[bytes, int]]:
    """So many frames, and whether each goes as bytes or as text."""
    for number in range(wanted):
        if number % 25 == 0:
            yield chance.choice(THOUGHT_OUT)(chance), BINARY
        elif number % 60 == 1:
            yield chance.choice(real).hex().encode(), TEXT
        else:
            frame = chance.choice(real)
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                frame = chance.choice(MUTATIONS)(chance, frame)
            yield frame, BINARY


def _place(chance: random.Random, frame: bytes) -> int:
    return chance.randrange(len(frame) + 1)


def _other_byte(chance: random.Random, frame: bytes) -> bytes:
    at = _place(chance, frame)
    return frame[:at] + bytes((chance.randrange(256),)) + frame[at + 1 :]


def _other_bit(chance: random.Random, frame: bytes) -> bytes:
    if not frame:
        return frame
    at = chance.randrange(len(frame))
    return frame[:at] + bytes((frame[at] ^ (1 << chance.randrange(8)),)) + frame[at + 1 :]


def _cut(chance: random.Random, frame: bytes) -> bytes:
    return frame[: _place(chance, frame)]


def _left_out(chance: random.Random, frame: bytes) -> bytes:
    at = _place(chance, frame)
    return frame[:at] + frame[at + chance.randint(1, 8) :]


def _put_in(chance: random.Random, frame: bytes) -> bytes:
    at = _place(chance, frame)
    return frame[:at] + chance.choice(INSERTED)(chance) + frame[at:]


def _twice(chance: random.Random, frame: bytes) -> bytes:
    at = _place(chance, frame)
    return frame[:at] + frame[at : at + chance.randint(1, 40)] * 2 + frame[at:]


def _whole_again(chance: random.Random, frame: bytes) -> bytes:
    """The same changes with the frame's own lengths put right, so that the inside is judged."""
    if len(frame) < 4 or frame[0] != wire.SYNC:
        return frame
    inside = chance.choice(MUTATIONS[:6])(chance, frame[3:])
    return bytes(frame[:2]) + var_bytes(inside)


MUTATIONS: list[Mutation] = [
    _other_byte, _other_bit, _cut, _left_out, _put_in, _twice,
    _whole_again, _whole_again, _whole_again, _whole_again,
]  # fmt: skip

INSERTED: list[Callable[[random.Random], bytes]] = [
    lambda chance: chance.randbytes(chance.randint(1, 12)),
    lambda chance: b"\xed\xa0\xbd",  # half of an emoji
    lambda chance: b"\xff" * chance.randint(1, 12),  # a number without an end
    lambda chance: b"\x80" * chance.randint(1, 9) + b"\x00",  # overlong
    lambda chance: var_uint(chance.choice((2**31, 2**32, 2**53, 2**63))),
    lambda chance: var_string("\U0001f389\u0301\ud7ff" * chance.randint(1, 30)),
    lambda chance: bytes(chance.randint(1, 400)),
]


def bomb(client: int, depth: int, wrap: bytes = b"\x00") -> bytes:
    """An update with types in types in types, each the first in the one before."""
    first = b"\x07\x01" + var_string("item:x") + wrap
    rest = [b"\x07\x00" + var_uint(client) + var_uint(n) + wrap for n in range(depth - 1)]
    head = var_uint(1) + var_uint(depth) + var_uint(client) + var_uint(0)
    return head + first + b"".join(rest) + b"\x00"


def _bomb(chance: random.Random, wrap: bytes, depth: int) -> bytes:
    return wire.update(bomb(chance.randrange(1, 2**31), depth, wrap))


def _json_bomb(chance: random.Random) -> bytes:
    text = chance.choice(("[", '{"a":')) * chance.randint(100, 1_300)
    return bytes((wire.AWARENESS,)) + var_bytes(b"\x01\x05\x01" + var_string(text))


THOUGHT_OUT: list[Callable[[random.Random], bytes]] = [
    lambda chance: _bomb(chance, b"\x00", chance.choice((25, 3_000, 26_000))),
    lambda chance: _bomb(chance, b"\x03" + var_string("blockquote"), chance.choice((30, 9_000))),
    _json_bomb,
    lambda chance: wire.update(var_uint(chance.choice((2**20, 2**53))) + b"\x01"),
    lambda chance: wire.step_1(var_uint(30_000) + b"\x05\x01" * chance.randint(0, 30_000)),
    lambda chance: bytes((chance.randrange(256),)) + chance.randbytes(chance.randint(0, 60)),
    lambda chance: b"",
    lambda chance: wire.update(bytes(chance.choice((1_048_570, 1_048_577, 1_500_000)))),
    lambda chance: wire.awareness(*((n, 1, {}) for n in range(chance.randint(9, 99)))),
]
