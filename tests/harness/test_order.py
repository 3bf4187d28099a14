"""The lists of what begins first name files that are there."""

from tests.harness.order import RECKONING, ROOT, WAITING


def test_every_file_that_begins_early_is_there_and_named_once() -> None:
    named = [*WAITING, *RECKONING]
    assert [file for file in named if not (ROOT / file).is_file()] == []
    assert len(named) == len(set(named))
