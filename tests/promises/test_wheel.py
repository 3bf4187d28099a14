"""`pip install` gives a whole house: the wheel carries its front end, and serves."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.harness.serving import Server, free_port

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".uv", ".venv", ".*_cache", "__pycache__", "node_modules", "built", "var", "tests"
)
UV = ROOT / ".uv" / "bin" / "uv"
STATIC = re.compile(rb'(?:src|href)="(/static/[^"]+)"')

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel and what it needs, and nothing else."""
    if not UV.exists():
        pytest.skip("bin/setup brings uv")
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "clone", ignore=LEFT_OUT)
    python = folder / "venv" / "bin" / "python"
    ours = ("--quiet", "--python", sys.executable)
    _uv("build", *ours, "--out-dir", str(folder / "dist"), str(folder / "clone"))
    _uv("venv", *ours, str(folder / "venv"))
    wheel = next((folder / "dist").glob("*.whl"))
    locked = str(ROOT / "requirements.lock")
    _uv("pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", locked)
    _uv("pip", "install", "--quiet", "--python", str(python), "--no-deps", str(wheel))
    return python


def _uv(*words: str) -> None:
    done = subprocess.run([UV, *words], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_wheel_serves_pages_with_their_scripts_and_styles(
    installed: Path, tmp_path: Path
) -> None:
    server = Server(tmp_path, free_port(), python=str(installed), is_bare=True)
    server.start()
    try:
        with urlopen(f"{server.url}/healthz") as answer:
            assert answer.status == 200
        with urlopen(server.url) as answer:
            assets = STATIC.findall(answer.read())
        assert assets
        for asset in assets:
            with urlopen(server.url + asset.decode()) as answer:
                assert answer.status == 200
                assert len(answer.read()) > 100
    finally:
        assert server.stop() == 0
