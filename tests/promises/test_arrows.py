"""The arrows of docs/architecture.md hold, and every file that calls itself pure is held to it."""

import ast
import configparser
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PURE = re.compile(r"\bPure[.:,]")


def _module(file: Path) -> str:
    return ".".join(file.relative_to(SOURCE).with_suffix("").parts)


def _pure_by_contract() -> list[str]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    return contracts["importlinter:contract:pure"]["source_modules"].split()


def _pure_by_their_own_word() -> set[str]:
    return {
        _module(file)
        for file in SOURCE.rglob("*.py")
        if PURE.search(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "")
    }


def test_imports_lead_only_downwards() -> None:
    words = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_calls_itself_pure_is_checked() -> None:
    patterns = _pure_by_contract()
    unchecked = {
        module
        for module in _pure_by_their_own_word()
        if not any(fnmatchcase(module, pattern) for pattern in patterns)
    }
    assert unchecked == set(), "name them in .importlinter, contract “pure”"


def test_every_line_of_the_contract_stands_for_a_file() -> None:
    modules = {_module(file) for file in SOURCE.rglob("*.py")}
    idle = [
        pattern
        for pattern in _pure_by_contract()
        if not any(fnmatchcase(module, pattern) for module in modules)
    ]
    assert idle == []
