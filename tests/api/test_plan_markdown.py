"""A plan's Markdown, taken out over the API, edited, and brought back."""

import pytest

from romanesco.base import clock
from romanesco.plans import operations
from romanesco.plans.models import Plan
from tests.api.client import Api
from tests.journey.stories import answer, words_of

pytestmark = pytest.mark.django_db
MARKDOWN = "text/markdown"


def edited(plan: Plan, reader: Api) -> bytes:
    text: str = reader.get(f"/plans/{plan.id}.md").content.decode()
    return text.replace("From home", "From elsewhere").encode()


def test_it_comes_back_merged(plan: Plan, theo: Api, rosa: Api) -> None:
    answer(plan, "check_in", "From home", by=plan.session.pair.mentee)
    words = edited(plan, theo)
    path = f"/plans/{plan.id}.md"
    for nobody in (rosa, Api()):  # she may not see a draft
        assert nobody.raw("PUT", path, words, MARKDOWN).status_code in (401, 404)
    told = theo.raw("PUT", path, words, MARKDOWN)
    assert told.status_code == 200
    assert told.json() == {
        "changed": ["Personal check-in"], "added": [], "both": [], "left_off": []
    }  # fmt: skip
    assert "From elsewhere" in words_of(plan)


def test_an_outsider_brings_nothing_back(plan: Plan, theo: Api, rosa: Api, olga: Api) -> None:
    answer(plan, "check_in", "From home", by=plan.session.pair.mentee)
    operations.share(plan, by=plan.session.pair.mentee, at=clock.now())
    words = edited(plan, theo)
    assert olga.raw("PUT", f"/plans/{plan.id}.md", words, MARKDOWN).status_code == 404
    assert "From home" in words_of(plan)
    assert rosa.raw("PUT", f"/plans/{plan.id}.md", words, MARKDOWN).status_code == 200


def test_what_is_wrong_is_said(plan: Plan, theo: Api) -> None:
    path = f"/plans/{plan.id}.md"
    told = theo.raw("PUT", path, b"# Hello", MARKDOWN)
    assert (told.status_code, told.json()["code"]) == (422, "markdown_refused")
    assert "Line 1" in told.json()["detail"]
    assert theo.raw("PUT", path, b"{}").status_code == 415
    assert theo.raw("PUT", path, b"\xff\xfe---", MARKDOWN).status_code == 422


def test_what_is_no_text_is_refused_with_its_line(plan: Plan, theo: Api) -> None:
    """It was once taken with marks in place of what could not be read."""
    answer(plan, "check_in", "From home", by=plan.session.pair.mentee)
    words = edited(plan, theo) + b"\n## Broken\n\nbad\xff\xfebyte\n"
    told = theo.raw("PUT", f"/plans/{plan.id}.md", words, MARKDOWN)
    assert (told.status_code, told.json()["code"]) == (422, "markdown_refused")
    line = words.count(b"\n")
    assert told.json()["detail"] == f"Line {line}: This line is not text (UTF-8)."
    assert "From home" in words_of(plan)
