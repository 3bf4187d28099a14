"""The quick play of every fault that has one; `bin/fault NAME` plays the whole."""

from pathlib import Path

import pytest

from tests.faults.__main__ import main
from tests.faults.catalogue import FAULTS
from tests.faults.database_locked import met
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


@pytest.mark.parametrize("name", FAULTS)
def test_the_page_says_which_are_slow(name: str) -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    firsts = (line.split("|")[1] for line in page.splitlines() if line.startswith("|"))
    (first,) = (words for words in firsts if f"`{name}`" in words)
    assert ("slow*" in first) == FAULTS[name].is_slow


def test_an_unknown_fault_is_answered_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bin/fault", "rain"])
    assert main() == 2
    said = capsys.readouterr().err
    assert said.startswith("There is no fault “rain”.")
    assert all(name in said for name in FAULTS)


@pytest.mark.parametrize(
    ("closes", "words"),
    [(0, "kept waiting"), (1, "closed once and back"), (3, "closed 3 times and back each time")],
)
def test_how_often_somebody_was_closed_is_said_in_words(closes: int, words: str) -> None:
    assert met(closes) == words


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
