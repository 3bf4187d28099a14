import json
from pathlib import Path

import pytest

from romanesco.plans import document_schema

CONTRACT = Path(__file__).parents[2] / "contracts" / "plan_document" / "schema.json"


def test_it_is_the_contract() -> None:
    assert json.loads(CONTRACT.read_text()) == document_schema.SCHEMA


@pytest.mark.parametrize(
    ("node", "children"),
    [
        ("paragraph", {"text", "hard_break"}),
        ("code_block", {"text"}),
        ("bullet_list", {"list_item"}),
        ("hard_break", set()),
        ("text", set()),
        ("nonsense", set()),
    ],
)
def test_children_are_what_the_content_expression_says(node: str, children: set[str]) -> None:
    assert document_schema.children(node) == children


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//a", "/a", "", " https://a", "ftp://a", None, 7],
)
def test_a_link_that_is_not_safe_is_none(href: object) -> None:
    assert not document_schema.is_safe_href(href)
