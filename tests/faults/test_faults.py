"""The quick play of every fault that has one; `bin/fault NAME` plays the whole."""

from pathlib import Path

import pytest

from tests.faults.catalogue import FAULTS
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
