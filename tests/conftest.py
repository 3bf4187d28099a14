"""Every test can ask for what tests/harness offers."""

import os

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
    "tests.harness.order",
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
