"""Where a session takes place: words, or a link that one can follow. Pure."""

from urllib.parse import urlsplit


def place_url(place: str) -> str | None:
    """The address, if the place is one that a browser may follow (http or https); else None."""
    words = place.split()
    if len(words) != 1 or len(place) > 300:
        return None
    try:
        parts = urlsplit(words[0])
    except ValueError:
        return None
    return words[0] if parts.scheme in ("http", "https") and parts.hostname else None
