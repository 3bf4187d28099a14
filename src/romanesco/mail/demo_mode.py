"""Whether this installation is a demo, whose letters are read on a page of its own."""

from pathlib import Path

from django.conf import settings


def begin() -> None:
    """Mark this installation as a demo."""
    _mark().touch()


def is_on() -> bool:
    """A demo was made here, and there is no mail that letters could go out by."""
    return not settings.HAS_MAIL and _mark().exists()


def can_write() -> bool:
    """Whether a letter reaches anybody: by mail, or on the demo's page."""
    return bool(settings.HAS_MAIL) or is_on()


def _mark() -> Path:
    return Path(settings.HOME) / "demo"
