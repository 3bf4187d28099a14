"""Every test can ask for what tests/harness offers."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no reason to fail; in CI the same commit gets the same examples.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

pytest_plugins = [
    "tests.harness.placing",
    "tests.harness.databases",
    "tests.harness.serving",
    "tests.harness.radicale",
    "tests.harness.outside",
    "tests.harness.browsers",
    "tests.harness.travelling",
    "tests.harness.post",
    "tests.harness.door",
    "tests.harness.mailbox",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones first, so that no worker begins one when the other is already done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
