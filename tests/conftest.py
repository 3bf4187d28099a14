"""Every test can ask for what tests/harness offers."""

import pytest

pytest_plugins = [
    "tests.harness.databases",
    "tests.harness.serving",
    "tests.harness.browsers",
    "tests.harness.travelling",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones first, so that no worker begins one when the other is already done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
