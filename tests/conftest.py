"""Every test can ask for what tests/harness offers."""

pytest_plugins = [
    "tests.harness.databases",
    "tests.harness.serving",
    "tests.harness.browsers",
    "tests.harness.travelling",
]
