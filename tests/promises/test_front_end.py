"""The front end's own tests, so that one closing line speaks for all."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("script", ["types", "test"])
def test_the_front_end(script: str) -> None:
    words = ["npm", "run", "--silent", script]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
