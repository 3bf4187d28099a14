"""The quick play of every fault that has one; `bin/fault NAME` plays the whole."""

from pathlib import Path

import pytest

from tests.faults.catalogue import FAULTS
from tests.faults.power_cut import Trace
from tests.faults.telling import CannotBeShown, Wishes

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if not fault.is_slow])
def test_nothing_is_lost(name: str, tmp_path: Path) -> None:
    try:
        FAULTS[name].play(Wishes(is_quick=True, folder=tmp_path), print)
    except CannotBeShown as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_of(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")


def _line(call: str, target: str, payload: bytes = b"", end: str = " = 0") -> str:
    escaped = "".join(f"\\x{byte:02x}" for byte in payload)
    return f'7 {call}(3<{target}>, "{escaped}"){end}'


WAL, SOCKET = "/home/romanesco.sqlite3-wal", "TCP:[127.0.0.1:8000->127.0.0.1:5]"
KEPT = _line("pwrite64", WAL, b"page <00001> page")
FLUSHED = f"7 fdatasync(3<{WAL}>) = 0"
SHOWN = _line("sendto", SOCKET, b"\x82\x0b<00001>")
COUNTED = _line("sendto", SOCKET, b"\x82\x02\x08\x04")


@pytest.mark.parametrize(
    ("trace", "wrong"),
    [
        ([KEPT, FLUSHED, SHOWN, COUNTED], 0),
        ([KEPT, SHOWN, FLUSHED, COUNTED], 1),
        ([KEPT, COUNTED, FLUSHED, SHOWN], 1),
        ([FLUSHED, KEPT, SHOWN, COUNTED], 2),
        ([KEPT, f"7 fdatasync(3<{WAL}> <unfinished ...>", SHOWN, COUNTED], 2),
    ],
)
def test_a_trace_shows_who_was_told_too_early(trace: list[str], wrong: int) -> None:
    read = Trace(keys=1, before=3)
    read.read("\n".join(trace))
    assert len(read.wrong) == wrong
    assert read.shown == read.acknowledged == {1}
