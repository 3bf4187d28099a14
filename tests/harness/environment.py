"""A home of its own for every test process, set before Django reads its settings.

Loaded by `-p` in pyproject.toml, because pytest-django imports the settings before any conftest.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

OF_THE_RUN = "ROMANESCO_TESTS_SHARED"  # told by the process that starts the others
TOLD_FROM_OUTSIDE = (
    "DATABASE_URL",
    "EMAIL_URL",
    "REPLY_URL",
    "ROMANESCO_DEBUG",
    "ROMANESCO_PRIVATE_NETWORKS",
    "ROMANESCO_TEST_CLOCK",
    "ROMANESCO_TRUSTED_PROXIES",
    "ROMANESCO_URL",
    "SECRET_KEY",
)


def _settle() -> Path:
    for name in TOLD_FROM_OUTSIDE:
        os.environ.pop(name, None)
    home = Path(tempfile.mkdtemp(prefix="romanesco-test-"))
    # The user that PostgreSQL runs as has to come through here to its own folder.
    home.chmod(0o755)
    os.environ["ROMANESCO_HOME"] = str(home / "home")
    os.environ["SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests"
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    if OF_THE_RUN not in os.environ:
        (home / "shared").mkdir()
        os.environ[OF_THE_RUN] = str(home / "shared")
    return home


FOLDER = _settle()
SHARED = Path(os.environ[OF_THE_RUN])  # one for all processes of a run
