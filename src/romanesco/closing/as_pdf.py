"""A closing pack as a PDF, set by Typst: tagged, with title and language, its fonts within.

What two people wrote goes in as JSON and is never read as markup. One is printed at a time, in a
process of its own (`press.py`): its memory goes back, and one that takes too long is ended.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from romanesco.base.errors import Refused
from romanesco.closing.pack import Pack, Said, day
from romanesco.closing.parts import Piece, parts_of
from romanesco.plans.body import Body, Node
from romanesco.plans.document_schema import is_safe_href

logger = logging.getLogger(__name__)

PRESS = Path(__file__).with_name("press.py")
TEMPLATE = Path(__file__).with_name("pack.typ")
MOST_CHARACTERS = 400_000
MOST_PIECES = 30_000  # a list of ten thousand entries takes five seconds, and 400 MB meanwhile
PATIENCE = 20.0  # seconds, for another's and for one's own

_press = Lock()


class TooLongToPrint(Refused):
    code = "too_long_to_print"
    message = "This is more than fits in a PDF. As Markdown you get all of it."


class NotPrinted(Refused):
    code = "not_printed"
    message = "The PDF could not be made just now. The page and the Markdown hold the same."


def pack_as_pdf(pack: Pack, language: str = "en") -> bytes:
    """The PDF's bytes. Raises TooLongToPrint or NotPrinted."""
    if pack.characters > MOST_CHARACTERS or pack.pieces > MOST_PIECES:
        raise TooLongToPrint
    told = as_json(pack, language)
    if not _press.acquire(timeout=PATIENCE):
        raise NotPrinted
    try:
        return _printed(told)
    finally:
        _press.release()


def _printed(told: bytes) -> bytes:
    ours = [sys.executable, "-I", str(PRESS), str(TEMPLATE)]
    try:
        done = subprocess.run(ours, input=told, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        # Without a word of what it said: that may quote what two people wrote.
        logger.error("A closing pack could not be printed: %s", type(error).__name__)  # noqa: TRY400
        raise NotPrinted from None
    return done.stdout


def as_json(pack: Pack, language: str) -> bytes:
    """What the press is told."""
    told: dict[str, Any] = {
        "title": pack.title,
        "people": [pack.mentee, pack.mentor],
        "about": "What two people take along from their mentoring sessions.",
        "lang": language,
        "subtitle": pack.subtitle,
        "numbers": pack.numbers,
        "parts": [
            {"heading": part.heading, "pieces": [_piece(piece) for piece in part.pieces]}
            for part in parts_of(pack)
        ],
    }
    return json.dumps(told).encode()


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "heading": piece.heading,
        "lines": [{"text": line.text, "about": line.about} for line in piece.lines],
        "said": [_said(one) for one in piece.said],
    }


def _said(one: Said) -> dict[str, Any]:
    return {
        "about": f"{day(one.on)} · {one.prompt}",
        "body": _with_safe_links(one.body),
        "is_short": one.is_short,
    }


def _with_safe_links(nodes: Body) -> Body:
    return [_safe(node) for node in nodes]


def _safe(node: Node) -> Node:
    """A node without links that lead where links may not go."""
    safe = dict(node)
    if "content" in node:
        safe["content"] = _with_safe_links(node["content"])
    if "marks" in node:
        safe["marks"] = [mark for mark in node["marks"] if _is_safe(mark)]
    return safe


def _is_safe(mark: Node) -> bool:
    return mark["type"] != "link" or is_safe_href(mark.get("attrs", {}).get("href", ""))
