"""Where the port for answers is not to be had, the start says so in one line."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from romanesco.config.background import _mail_in
from romanesco.mail.way_in import Mailbox, Place
from tests.harness.ready import furnish
from tests.harness.serving import free_port


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("", "cannot listen on 127.0.0.1:{port}: Address already in use"),
        ("&certificate=/nowhere/cert.pem", "certificate cannot be used: No such file or directory"),
        ("&certificate={file}", "certificate cannot be used: not a certificate and its key"),
    ],
)
def test_it_does_not_start_without_the_port(tmp_path: Path, options: str, why: str) -> None:
    furnish(tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        url = f"smtp://127.0.0.1:{port}?domain=reply.example.org{options}".format(file=__file__)
        environ = {**os.environ, "ROMANESCO_HOME": str(tmp_path / "home"), "REPLY_URL": url}
        words = [sys.executable, "-P", "-m", "romanesco", "serve", "--port", str(free_port())]
        done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "REPLY_URL: " in done.stderr
    assert why.format(port=port) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "url", [None, "webhook://postmark?domain=reply.example.org&secret=" + "s3cret" * 4]
)
def test_what_is_not_asked_for_is_not_loaded(url: str | None) -> None:
    asked = (
        "from romanesco.config.asgi import application; import sys;"
        "from django.urls import reverse; reverse('healthz');"
        "print({'aiosmtpd', 'imaplib', 'anymail'} & set(sys.modules))"
    )
    told = {"REPLY_URL": url} if url else {}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ("{'anymail'}\n" if url else "set()\n")


def test_a_mailbox_is_asked_every_half_minute(settings: Settings) -> None:
    assert _mail_in() == ()
    settings.WAY_IN = Mailbox(Place("", "a.org"), "127.0.0.1", 1, "ada", "pw")
    [work] = _mail_in()
    assert (work.name, work.every_seconds) == ("mail in", 30.0)
