"""SWOT and GROW as boards: which items stand side by side on a wide screen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from romanesco.plans.template import sides


class Shown(Protocol):
    """An agenda item as its template reads it."""

    @property
    def purpose(self) -> str: ...
    @property
    def skipped(self) -> bool: ...
    @property
    def is_focus(self) -> bool: ...


def on_boards[Item: Shown](items: Sequence[Item]) -> list[Item]:
    """The items, each told its side; the same ones where there is no board."""
    told = sides([(item.purpose, item.skipped or item.is_focus) for item in items])
    if not any(told):
        return list(items)
    pairs: list[tuple[Any, str]] = list(zip(items, told, strict=True))
    return [replace(item, side=side) if side else item for item, side in pairs]


def has_board(items: Sequence[Any]) -> bool:
    """Whether any stand side by side."""
    return any(item.side for item in items)
