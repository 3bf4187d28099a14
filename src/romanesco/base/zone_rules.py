"""Which edition of the time zones' rules (the IANA database) this process reckons by."""

import zoneinfo
from functools import cache
from importlib import metadata
from pathlib import Path


@cache
def edition() -> str:
    """The edition, such as 2026b; where the system does not tell, what stands for it. A process
    reads the rules once, so it stays the same until the next start."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (told := _edition_in(folder)) is not None:
            return told
    try:
        return metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        return "unknown"


def _edition_in(folder: Path) -> str | None:
    """None where there are no zones."""
    if not (folder / "Europe").is_dir():
        return None
    compiled, plain = folder / "tzdata.zi", folder / "+VERSION"
    if compiled.is_file():
        with compiled.open(encoding="utf-8", errors="replace") as lines:
            return lines.readline().removeprefix("# version").strip()[:64]
    if plain.is_file():
        return plain.read_text(encoding="utf-8", errors="replace").strip()[:64]
    return f"as of {int((folder / 'Europe').stat().st_mtime)}"
