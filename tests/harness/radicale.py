"""A real calendar server, Radicale, on loopback: with its own folder, its own people."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx
import pytest

from tests.harness.serving import free_port

NAME, PASSWORD = "rosa", "dune-otter-fjord"
MAKE = """<?xml version="1.0"?>
<mkcalendar xmlns:D="DAV:" xmlns="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>{name}</D:displayname>
<supported-calendar-component-set><comp name="{component}"/></supported-calendar-component-set>
</D:prop></D:set></mkcalendar>"""


@dataclass
class Radicale:
    """A server that a test may stop and start, and look into as its owner does."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        (self.folder / "people").write_text(f"{NAME}:{PASSWORD}\n", encoding="utf-8")
        told = {
            "--config": "",
            "--server-hosts": f"127.0.0.1:{self.port}",
            "--auth-type": "htpasswd",
            "--auth-htpasswd-filename": str(self.folder / "people"),
            "--auth-htpasswd-encryption": "plain",
            "--auth-delay": "0",
            "--storage-filesystem-folder": str(self.folder / "calendars"),
            "--logging-level": "warning",
        }
        words = [f"{name}={value}" for name, value in told.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "radicale", *words], stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, "Radicale does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def make_calendar(self, name: str = "Work", component: str = "VEVENT") -> str:
        """A calendar of Rosa's; returns its address."""
        path = f"/{NAME}/{quote(name.lower())}/"
        body = MAKE.format(name=escape(name), component=component).encode()
        assert self.ask("MKCALENDAR", path, content=body).status_code == 201
        return f"{self.url}{path}"

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """As Rosa's own calendar program does."""
        url = path if path.startswith("http") else f"{self.url}{path}"
        return httpx.request(method, url, auth=(NAME, PASSWORD), **more)  # type: ignore[arg-type]

    def events(self, calendar: str) -> dict[str, str]:
        """What stands in a calendar: by address, as iCalendar."""
        listed = self.ask("PROPFIND", calendar, headers={"Depth": "1"}).text
        paths = re.findall(r"<(?:\w+:)?href>([^<]+\.ics)<", listed)
        return {path: self.ask("GET", path).text for path in paths}

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url).status_code < 500
        except httpx.TransportError:
            return False


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    server = Radicale(tmp_path_factory.mktemp("radicale"), free_port())
    server.start()
    yield server
    server.stop()
