"""Documentation is a part of the house: pages exist, links lead somewhere, operations say what."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "romanesco"
PACKAGES = sorted(file.parent.name for file in SOURCE.glob("*/__init__.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Their one line says what they hold, and architecture.md shows them.
WITHOUT_A_PAGE = {"migrations"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _text(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """Headings as the forges link to them."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(_text(page)))
    return {heading.replace(" ", "-") for heading in plain}


def _broken(page: Path) -> list[str]:
    broken = []
    for target in LINK.findall(_text(page)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / path).resolve() if path else page
        is_there = found.exists() and (
            not anchor or found.suffix != ".md" or anchor in _anchors(found)
        )
        if not is_there:
            broken.append(target)
    return broken


def test_every_package_has_a_page() -> None:
    missing = [
        name
        for name in PACKAGES
        if name not in WITHOUT_A_PAGE and not (ROOT / "docs" / f"{name}.md").is_file()
    ]
    assert missing == [], "write docs/<package>.md"


def test_links_lead_somewhere() -> None:
    broken = {str(page.relative_to(ROOT)): links for page in PAGES if (links := _broken(page))}
    assert broken == {}


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        waiting += [
            (page.parent / target.partition("#")[0]).resolve()
            for target in LINK.findall(_text(page))
            if not re.match(r"[a-z]+:", target)
        ]
    lost = [str(page.relative_to(ROOT)) for page in PAGES if page.resolve() not in seen]
    assert lost == []


def test_operations_say_what_they_do() -> None:
    silent = [
        f"{file.relative_to(SOURCE)}: {node.name}"
        for file in sorted([*SOURCE.glob("*/operations.py"), *SOURCE.glob("journey/*.py")])
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(SOURCE))
        for file in sorted(SOURCE.rglob("*.py"))
        if file.parent.name != "migrations" and not _says_something(file)
    ]
    assert silent == []


def _says_something(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return not text.strip() or bool(ast.get_docstring(ast.parse(text)))
