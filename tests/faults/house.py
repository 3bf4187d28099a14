"""A server with a demo pair whose plan is shared, and real Yjs clients for the two."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import httpx
import psycopg

from tests.faults.telling import Wishes
from tests.harness.postgres import postgres, url_of
from tests.harness.serving import Server, free_port
from tests.live.conftest import Clients, until

KEPT = ("romanesco.sqlite3", "secret-key", "pairs.json")


class People(Clients):
    """Clients of Rosa's and Theo's, by their tokens."""

    def __init__(self, server: Server, scene: dict[str, Any]) -> None:
        super().__init__(server)
        self.scene = scene

    def join(self, name: str, person: str | None = None, **wishes: Any) -> None:
        """Open a provider; `rosa` and `theo` are Rosa's and Theo's unless told otherwise."""
        self.open(name, self.scene, person or name, **wishes)

    def knock(self, name: str, person: str, **wishes: Any) -> None:
        """Open a bare socket."""
        self.raw(name, self.scene, person, **wishes)

    def cookie(self, scene: dict[str, Any], person: str) -> dict[str, str]:
        """Nobody has a login here, and everybody a token."""
        return self.bearer(scene, person)

    def come_back(self, name: str, person: str, *, kept: bool) -> None:
        """Load the page anew: with what the browser had kept of it, or with nothing."""
        url = f"{self.server.socket_url}/live/plans"
        self.do(
            "reload",
            name=name,
            kept=kept,
            url=url,
            plan=self.scene["plan"],
            params={"schema": "1"},
            headers=self.bearer(self.scene, person),
        )

    def write(self, name: str, words: str, *, item: int = 0, at: int = 0) -> None:
        self.do("type", name=name, item=self.scene["items"][item], words=words, at=at)

    def reads(self, name: str, item: int = 0) -> str:
        return self.text(name, self.scene["items"][item])

    def settled(self, *names: str, patience: float = 60) -> None:
        """Wait until everything that these have typed is durable."""
        for name in names:
            until(lambda name=name: self.do("settled", name=name), patience)  # type: ignore[misc]

    def same(self, *names: str, patience: float = 30) -> None:
        """Wait until these have the same document."""
        until(lambda: self.do("same", names=names), patience)

    def delays(self, *, times: int = 40) -> str:
        """How long Rosa's keys take to Theo just now, in milliseconds: told, and hardly judged."""
        item = self.scene["items"][0]
        took = sorted(self.do("delays", here="rosa", there="theo", item=item, times=times))
        assert took[-1] < 10_000, took
        return f"median {took[len(took) // 2]:.1f} ms, longest {took[-1]:.1f} ms"

    def closes(self, name: str) -> list[int]:
        return list(self.state(name)["closes"])


class House:
    """A server, its plan, and who writes there."""

    def __init__(self, server: Server, pair: dict[str, Any]) -> None:
        self.server = server
        self.pair = pair
        ahead = next(one for one in pair["sessions"] if one["state"] == "planned")
        self.tokens = {"rosa": pair["mentor"]["token"], "theo": pair["mentee"]["token"]}
        self.ask("POST", f"/api/plans/{ahead['plan']}/sharing")
        topics = [self._new_topic(ahead["plan"], prompt) for prompt in ("One", "Another")]
        self.scene = {
            "plan": ahead["plan"],
            "items": topics,
            "people": {name: {"token": token} for name, token in self.tokens.items()},
        }
        self.people = People(server, self.scene)

    def ask(self, method: str, path: str, person: str = "theo", body: Any = None) -> Any:
        """Ask the API; a refusal is returned as what was said."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"}
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        request = Request(self.server.url + path, sent, headers, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or "null")
        except HTTPError as error:
            return json.loads(error.read() or "null")

    def _new_topic(self, plan: str, prompt: str) -> str:
        return str(self.ask("POST", f"/api/plans/{plan}/items", body={"prompt": prompt})["id"])

    def sign_in(self, side: str) -> str:
        """A login in a browser; its session key."""
        with httpx.Client(follow_redirects=True, timeout=60) as browser:
            path = urlsplit(self.pair[side]["sign_in"]).path
            page = browser.get(self.server.url + path).text
            (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            browser.post(self.server.url + path, data={"csrfmiddlewaretoken": token})
            return str(browser.cookies["sessionid"])

    def both(self) -> None:
        """Rosa and Theo open the plan, and write in it: the texts of two items are there."""
        for name in ("rosa", "theo"):
            self.people.join(name)
        self.people.synced("rosa", "theo")
        self.people.write("rosa", "Rosa: ", item=0)
        self.people.write("theo", "Theo: ", item=1)
        self.people.settled("rosa", "theo")
        self.people.same("rosa", "theo")

    def memory(self) -> float:
        """What the server's process has resident, in megabytes."""
        assert self.server.process is not None
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024

    def is_whole(self, *names: str) -> str:
        """Cut the power, start again, and look: everybody has what the server kept, and nothing
        that was promised is missing. What was found, in a sentence."""
        people = self.people
        people.settled(*names)
        people.same(*names)
        self.server.kill()
        self.server.start()
        people.join("fresh", "rosa")
        people.synced("fresh")
        people.settled(*names)
        people.same("fresh", *names)
        kept = people.do("lost", name="fresh")
        people.do("drop", name="fresh")
        assert kept["acknowledged"]["lost"] == 0, kept
        assert kept["seen"]["lost"] == 0, kept
        return (
            f"Lost: 0 of {kept['acknowledged']['of']} updates that were acknowledged, "
            f"0 of {kept['seen']['of']} that somebody else saw."
        )


@contextmanager
def a_house(
    wishes: Wishes, home: Path | None = None, *, kind: type[Server] = Server, **variables: str
) -> Iterator[House]:
    """A server of one's own that runs, on a fresh copy of the demo."""
    with ExitStack() as stack:
        home = home or wishes.folder / f"home-{free_port()}"
        home.mkdir(exist_ok=True)
        if wishes.database == "postgres" and "DATABASE_URL" not in variables:
            cluster = stack.enter_context(postgres(_open_to_all(wishes.folder) / "postgres"))
            variables["DATABASE_URL"] = a_database(cluster)
        if "DATABASE_URL" not in variables:
            for name in KEPT:
                shutil.copy(_demo() / name, home / name)
        server = kind(home, free_port(), variables)
        stack.callback(_end, server)
        server.start()
        if "DATABASE_URL" in variables:
            pair = server.demo()["pairs"][0]
        else:
            pair = json.loads((home / "pairs.json").read_text())
        house = House(server, pair)
        stack.callback(house.people.end)
        yield house


def _end(server: Server) -> None:
    if server.process is not None:
        server.kill()


def a_database(cluster: Path, name: str = "romanesco") -> str:
    """Make an empty database; its DATABASE_URL."""
    with psycopg.connect(host=str(cluster), user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url_of(cluster, name)


@cache
def _demo() -> Path:
    """A home with the demo in it, made once and copied for each fault."""
    home = Path(tempfile.mkdtemp(prefix="romanesco-fault-demo-"))
    server = Server(home, free_port())
    server.start()
    try:
        (home / "pairs.json").write_text(json.dumps(server.demo()["pairs"][0]))
    finally:
        server.stop()
    return home


def _open_to_all(folder: Path) -> Path:
    """The user that PostgreSQL runs as has to come through here."""
    folder.chmod(0o755)
    return folder
