"""Honest editors are never refused, whatever they do to each other's text."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from romanesco.plans import document
from romanesco.plans.body import tidied
from romanesco.ydocs import keystroke
from romanesco.ydocs.store import require_readable
from romanesco.ydocs.update import decode
from romanesco.ydocs.update_check import UpdateCheck
from tests.ydocs.outlines import shape

ROOT = Path(__file__).parents[2]
ITEM = "3f2b8a52-6d0e-4c1b-9a44-7d1f0a7c9e01"


def story(seed: int, steps: int) -> list[dict[str, Any]]:
    command = ["node", "tests/ydocs/story.mjs", str(seed), str(steps)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.mark.parametrize("seed", range(8))
def test_three_editors_write_over_each_other(seed: int) -> None:
    doc: Doc[Any] = Doc()
    check, quick = UpdateCheck(document.RULES), UpdateCheck(document.RULES)
    ways: Counter[bool] = Counter()
    for event in story(seed, 250):
        if "planted" in event:
            for each in (check, quick):
                each.trust(bytes.fromhex(event["planted"]))
            doc.apply_update(bytes.fromhex(event["planted"]))
        elif "update" in event:
            update = bytes.fromhex(event["update"])
            require_readable(update)
            if check.accept(decode(update)):
                doc.apply_update(update)
            ways[keystroke.press(quick, update, lambda _: False)] += 1
            quick.accept(decode(update))
            assert shape(quick.outline) == shape(check.outline)
        elif "reopen" in event:
            # The room was empty for a while: what is stored is all that is left to go by.
            state = doc.get_update()
            doc, check, quick = Doc(), UpdateCheck(document.RULES), UpdateCheck(document.RULES)
            doc.apply_update(state)
            for each in (check, quick):
                each.trust(state)
        else:
            (body,) = document.bodies(doc.get_update()).values()
            assert body == tidied(event["end"])
            letters = "".join(child.get("text", "") for child in _texts(body))
            assert check.outline.lengths[f"item:{ITEM}"] >= len(letters.encode("utf-16-le")) // 2
    assert ways[True] > ways[False] / 4


def _texts(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [node for node in nodes if node["type"] == "text"]
    return found + [text for node in nodes for text in _texts(node.get("content", []))]
