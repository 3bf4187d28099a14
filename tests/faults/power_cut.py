"""What the kernel was asked to do, in its order (strace): the database's log was flushed to the
disk before anybody was told that a key is durable, and before the partner got it."""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.house import House, a_house
from tests.faults.telling import CannotBeShown, Say, Wishes
from tests.harness.serving import Server

CALLS = "fsync,fdatasync,sendto,sendmsg,write,writev,pwrite64,pwritev"
KEY = re.compile(rb"<(\d{5})>")
DURABLE = re.compile(rb"\x82(?:\x02\x08(.)|\x03\x08(..))", re.DOTALL)


class TracedServer(Server):
    """A server that strace looks at."""

    @property
    def _romanesco(self) -> list[str]:
        # -xx: every byte in hex; -s: a whole page of the database.
        # -D: the process that we start stays the server; strace looks on from the side.
        how = ["strace", "-D", "-f", "-yy", "-xx", "-s", "70000", "-e", f"trace={CALLS}"]
        return [*how, "-o", str(self.home / "trace"), *super()._romanesco]


def play(wishes: Wishes, say: Say) -> None:
    if shutil.which("strace") is None or sys.platform != "linux":
        raise CannotBeShown("This is read from strace, on Linux: install strace.")
    if wishes.database != "sqlite":
        raise CannotBeShown("With PostgreSQL it is another process that flushes; ask its own log.")
    keys = wishes.how_many_steps(quick=100, usual=500)
    with a_house(wishes, kind=TracedServer) as house:
        trace = Trace(keys, before=_type(house, keys))
        house.people.end()
        house.server.stop()
        trace.read((house.server.home / "trace").read_text(encoding="latin-1"))
    assert not trace.wrong, trace.wrong[:5]
    assert len(trace.shown) == keys, f"the trace shows {len(trace.shown)} of {keys} keys to Theo"
    assert len(trace.acknowledged) == keys, f"and {len(trace.acknowledged)} acknowledged"
    say(f"{keys} keys were typed under strace, and {trace.flushes} flushes of the database's log.")
    say(f"For {len(trace.acknowledged)} of {keys} message 8 left after the flush had returned.")
    say(f"For {len(trace.shown)} of {keys} the partner's frame left after the flush had returned.")


def _type(house: House, keys: int) -> int:
    """Each key is a word that nobody else writes, so that it is found again in the trace. Returns
    how many updates Rosa had sent before the first."""
    house.both()
    before = len(house.people.do("sent", name="rosa"))
    house.people.do("pace_words", name="rosa", item=house.scene["items"][0], count=keys, every=4)
    house.people.settled("rosa")
    house.people.same("rosa", "theo")
    return before


@dataclass
class Trace:
    """Reads the calls one after the other, as the kernel got and answered them."""

    keys: int
    before: int
    written: dict[int, None] = field(default_factory=dict)  # in the log, not known to be flushed
    durable: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    flushes: int = 0
    flushing: dict[str, list[int]] = field(default_factory=dict)

    def read(self, text: str) -> None:
        for pid, call, target, payload, is_begun, is_done in _calls(text):
            if call in ("fsync", "fdatasync"):
                self._flush(pid, target, is_begun=is_begun, is_done=is_done)
            elif is_begun and target.endswith("-wal"):
                self.written |= dict.fromkeys(self._keys(payload))
            elif is_begun and target.startswith("TCP"):
                self._send(payload)

    def _flush(self, pid: str, target: str, *, is_begun: bool, is_done: bool) -> None:
        """What was written before a flush began is durable once it has returned."""
        if is_begun and target.endswith("-wal"):
            self.flushing[pid] = list(self.written)
        if is_done and pid in self.flushing:
            self.flushes += 1
            self.durable.update(self.flushing.pop(pid))

    def _send(self, payload: bytes) -> None:
        if found := self._keys(payload):
            self.shown.update(found)
            self.wrong += [f"Theo got {key} too early" for key in found if key not in self.durable]
        for short, long in DURABLE.findall(payload):
            told = _var_uint(short or long) - self.before
            self.acknowledged.update(range(1, min(told, self.keys) + 1))
            early = [key for key in range(1, told + 1) if key not in self.durable]
            self.wrong += [f"{key} was acknowledged too early" for key in early]

    def _keys(self, payload: bytes) -> list[int]:
        return [int(number) for number in KEY.findall(payload)]


def _var_uint(encoded: bytes) -> int:
    value = 0
    for place, byte in enumerate(encoded):
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            break
    return value


type Call = tuple[str, str, str, bytes, bool, bool]
LINE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(.*)$")
TARGET = re.compile(r"^\((\d+)<(.*?)>(?=[,) ]|$)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def _calls(text: str) -> Iterator[Call]:
    """Who, what, on which file or socket, with which bytes; whether it begins and ends here."""
    for line in text.splitlines():
        found = LINE.match(line)
        if found is None:
            continue
        pid, call, rest = found.groups()
        target = TARGET.match(rest)
        payload = b"".join(_bytes(part) for part in STRING.findall(rest))
        is_begun = not rest.startswith(" resumed")
        is_done = "<unfinished" not in rest
        yield pid, call, _name(target[2]) if target else "", payload, is_begun, is_done


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _name(told: str) -> str:
    """-xx puts the names of files in hex, too."""
    return _bytes(told).decode() if told.startswith("\\x") else told
