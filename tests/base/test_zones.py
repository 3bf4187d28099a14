"""Which zones there are, and by which edition of their rules this system reckons."""

import zoneinfo
from pathlib import Path

import pytest

from romanesco.base import zones

NO_PLACES = ["localtime", "Factory", "posixrules", "posix/Europe/Rome", "right/Europe/Rome"]


@pytest.mark.parametrize(
    "name", ["", "Atlantis", "Europe", "../etc/passwd", "a\0b", "Ü/Ö", *NO_PLACES]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(zones.ZoneUnknown):
        zones.zone_named(name)


def test_every_zone_that_is_listed_can_be_had() -> None:
    assert not zones.zone_names() & set(NO_PLACES)
    assert {"UTC", "Europe/Kyiv", "Europe/Kiev", "Asia/Kolkata"} <= zones.zone_names()
    assert all(zones.zone_named(name).key == name for name in zones.zone_names())


def test_a_zone_by_its_name() -> None:
    assert zones.zone_named("Asia/Kolkata").key == "Asia/Kolkata"


def test_this_system_tells_its_edition(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert zones.edition() != "unknown"
    (tmp_path / "Europe").mkdir()
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "nothing"), str(tmp_path)))
    zones.edition.cache_clear()
    assert zones.edition().startswith("as of ")
    (tmp_path / "+VERSION").write_text("2027b\n")
    zones.edition.cache_clear()
    assert zones.edition() == "2027b"
    (tmp_path / "tzdata.zi").write_text("# version 2027c\nR A\n")
    zones.edition.cache_clear()
    assert zones.edition() == "2027c"
    monkeypatch.undo()
    zones.edition.cache_clear()
