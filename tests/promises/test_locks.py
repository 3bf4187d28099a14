"""The locks hold what pyproject.toml asks for, and nothing tells where to fetch it from."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-dev.lock")


def _pins(lock: str) -> dict[str, str]:
    found = PIN.findall((ROOT / lock).read_text(encoding="utf-8"))
    return {canonicalize_name(name): version for name, version in found}


def _asked(*, develop: bool) -> list[Requirement]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*told["project"]["dependencies"]]
    asked += told["dependency-groups"]["dev"] if develop else []
    return [Requirement(line) for line in asked]


@pytest.mark.parametrize(("lock", "develop"), [(LOCKS[0], False), (LOCKS[1], True)])
def test_what_is_asked_for_is_locked(lock: str, develop: bool) -> None:
    pins = _pins(lock)
    missing = [
        str(wish)
        for wish in _asked(develop=develop)
        if not wish.specifier.contains(pins.get(canonicalize_name(wish.name), "0"))
    ]
    assert missing == [], "lock again; CONTRIBUTING.md says how"


def test_both_locks_agree() -> None:
    assert _pins(LOCKS[0]).items() <= _pins(LOCKS[1]).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_hashed_and_has_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_the_front_ends_lock_has_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, part in lock["packages"].items() if "resolved" in part] == []
