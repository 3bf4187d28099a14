"""Each kind of letter in a browser: on a phone and wider, in light and dark."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from romanesco.mail.rendering import as_html
from tests.harness.browsers import OpenBrowser
from tests.mail.letters import LETTERS

AXE = Path("node_modules/axe-core/axe.min.js")
# A letter is no page: the mail program around it has the landmarks.
NOT_OURS = {"region", "landmark-one-main", "page-has-heading-one"}
PAPER = {"light": "rgb(250, 249, 244)", "dark": "rgb(22, 25, 20)"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 640])
def test_letters_fit_and_can_be_read(open_browser: OpenBrowser, width: int, scheme: str) -> None:
    page = open_browser(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name, content in LETTERS.items():
        page.set_content(as_html(content, "https://mentoring.example.org/letters/stop/abc"))
        assert fits(page), name
        assert findings(page) == [], name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == PAPER[scheme]


@pytest.mark.browser
def test_the_button_is_large_enough_for_a_thumb(open_browser: OpenBrowser) -> None:
    page = open_browser(viewport={"width": 360, "height": 800})
    page.set_content(as_html(LETTERS["with a plan"]))
    box = page.get_by_role("link", name="Open the plan").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] < 800  # in sight without scrolling


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def findings(page: Page) -> list[str]:
    """What axe-core has to say, contrast among it."""
    page.add_script_tag(path=AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{one['id']}: {json.dumps([node['html'][:200] for node in one['nodes']])}"
        for one in found
        if one["id"] not in NOT_OURS
    ]
