"""Faults of several nodes on one PostgreSQL: stories of `tests/nodes`, played one by one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults.telling import Say, Wishes

ROOT = Path(__file__).parents[2]


def story(test: str) -> Callable[[Wishes, Say], None]:
    """Plays one test of tests/nodes, and says what it is about."""

    def play(wishes: Wishes, say: Say) -> None:
        say(f"Playing {test}.")
        words = [sys.executable, "-m", "pytest", "--databases", "both", f"tests/nodes/{test}"]
        done = subprocess.run(words, cwd=ROOT, check=False)
        assert done.returncode == 0, "the test above failed"

    return play
