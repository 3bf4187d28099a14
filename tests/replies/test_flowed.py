"""RFC 3676: where a line ends with a space, its paragraph goes on."""

import pytest

from romanesco.replies.flowed import unfolded


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> a \n> b\nmine \nwent on", "> a b\nmine went on"),
        (">> deep \n> less", ">> deep \n> less"),
        ("> quoted \nmine", "> quoted \nmine"),
        (" >stuffed", ">stuffed"),
        ("words \n-- \nRosa", "words \n-- \nRosa"),
        ("-- \nRosa", "-- \nRosa"),
        ("", ""),
    ],
)
def test_paragraphs_are_put_together(text: str, whole: str) -> None:
    assert unfolded(text) == whole


def test_delsp_drops_the_space_that_was_added() -> None:
    assert unfolded("日本 \n語", drops_spaces=True) == "日本語"
