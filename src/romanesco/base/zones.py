"""Time zones: the one that a name stands for, and the edition of their rules (IANA) in use."""

import zoneinfo
from functools import cache
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from romanesco.base.errors import Refused

# Files beside the zones that stand for no place: this machine's own, and other ways of counting.
NO_PLACES = {"Factory", "leapseconds", "localtime", "posixrules"}
OTHER_COUNTS = ("posix/", "right/")


class ZoneUnknown(Refused):
    code = "zone_unknown"
    message = "This time zone is not known. Choose one by its city, such as Europe/Amsterdam."
    field = "meets_zone"


@cache
def zone_names() -> frozenset[str]:
    """Every zone that IANA names and this machine knows, old spellings too."""
    return frozenset(name for name in available_timezones() if _is_iana(name))


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ZoneUnknown."""
    if not _is_iana(name):
        raise ZoneUnknown
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a name that is a folder, none, or no path at all
        raise ZoneUnknown from None


def _is_iana(name: str) -> bool:
    return name not in NO_PLACES and not name.startswith(OTHER_COUNTS)


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
