"""What a worker loads before anybody asks for anything."""

import subprocess
import sys

LOADED = """
import sys
import django
django.setup()
import romanesco.config.urls
import romanesco.config.background
print(*sorted({"httpx", "icalendar", "defusedxml", "imaplib", "aiosmtpd"} & set(sys.modules)))
"""


def test_what_only_some_need_is_loaded_for_them_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.split() == []
