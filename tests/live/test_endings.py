"""Logins that end by their date alone, on a clock that may jump."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.live.conftest import Clients, StageServer

TWO_MONTHS_ON = timedelta(days=61)


@pytest.fixture
def travelling(own_stage: StageServer) -> Iterator[Clients]:
    node = Clients(own_stage)
    yield node
    node.end()


def test_a_login_that_ends_is_noticed_and_only_that(
    own_stage: StageServer, travelling: Clients
) -> None:
    """Rosa's login lasts sixty days, Theo's was used since, and a token has no end."""
    scene: dict[str, Any] = own_stage.act("stage")
    names = ("rosa", "theo", "script")
    travelling.raw("rosa", scene, "rosa")
    travelling.raw("theo", scene, "theo")
    travelling.raw("script", scene, "rosa", headers=travelling.bearer(scene, "rosa"))
    for name in names:
        travelling.is_open(name)
    own_stage.act("extend_login", key=scene["people"]["theo"]["login"], days=90)
    own_stage.travel(TWO_MONTHS_ON)
    assert travelling.refused("rosa") == 4401
    assert [travelling.do("socket", name=name)["closes"] for name in names[1:]] == [[], []]

    # The clock was wrong: once it is put right, she is who she was.
    own_stage.travel(timedelta())
    travelling.raw("rosa again", scene, "rosa")
    travelling.is_open("rosa again")
    own_stage.travel(timedelta(days=91))
    assert {travelling.refused(name) for name in ("theo", "rosa again")} == {4401}
    assert travelling.do("socket", name="script")["closes"] == []
    assert own_stage.log == ""


def test_a_clock_that_goes_back_lets_nobody_in_who_was_not(
    own_stage: StageServer, travelling: Clients
) -> None:
    scene: dict[str, Any] = own_stage.act("stage")
    own_stage.act(
        "end_login", key=scene["people"]["rosa"]["login"], by=scene["people"]["rosa"]["id"]
    )
    own_stage.travel(-TWO_MONTHS_ON)
    travelling.raw("rosa", scene, "rosa")
    travelling.raw("theo", scene, "theo")
    assert travelling.refused("rosa") == 4401
    travelling.is_open("theo")
