"""One uvicorn in this process, and the home folder that it serves."""

import errno
import fcntl
import gc
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from uvicorn import Config, Server

HIGHEST_PORT = 65_535
GRACE_SECONDS = 5
HANDOVER_SECONDS = GRACE_SECONDS + 1.0
# New objects before the youngest are looked through, and how often that is before older ones are.
GARBAGE = (20_000, 20, 20)


class ReadyServer(Server):
    """Says in one line on which address it answers; being asked to stop is no failure."""

    def __init__(self, config: Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            rest_what_lasts()
            print(f"Romanesco is ready at {self.address}", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # uvicorn raises these again once it has stopped, which would end the process with a fault.
        self._captured_signals.clear()


def rest_what_lasts() -> None:
    """What is loaded now stays until the end: never look through it for garbage again, because
    nobody's key is passed on meanwhile (0.1 s, now and then). What comes and goes with each key
    is gone by itself, so that garbage is looked for less often than Python does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CommandError when the address is not to be had."""
    if port not in range(HIGHEST_PORT + 1):
        raise CommandError(f"Port {port} is not between 0 and {HIGHEST_PORT}.")
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, proto)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen(2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "is already in use; choose another with --port"
        else:
            why = f"cannot be opened: {error.strerror}"
        raise CommandError(f"Port {port} on {host} {why}.") from None
    bound.setblocking(False)
    return bound


def address_of(bound: socket.socket) -> str:
    """Where a browser on this machine finds the socket; "all addresses" is the loopback one."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def sole_server(home: Path) -> Iterator[None]:
    """Hold the home folder: with SQLite nobody would tell a second process what the first stored.

    With PostgreSQL they tell each other (base/bus.py), and any number may serve. Waits a moment for
    a server that is just stopping. Raises CommandError.
    """
    if connection.vendor == "postgresql":
        yield
        return
    with (home / "serving.lock").open("a") as lock:
        deadline = time.monotonic() + HANDOVER_SECONDS
        while not _is_held(lock.fileno()):
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Another Romanesco is serving {home}. Several may serve once DATABASE_URL "
                    "names a PostgreSQL database."
                )
            time.sleep(0.1)
        yield


def _is_held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remember_address(home: Path, address: str) -> None:
    """Leave the address in the home folder, so that `romanesco demo` can link to this server."""
    fresh = home / f"address.{os.getpid()}"
    with suppress(OSError):
        fresh.write_text(address + "\n", encoding="utf-8")
        fresh.replace(home / "address")


def config() -> Config:
    proxies = list(settings.ENV.trusted_proxies)
    return Config(
        "romanesco.config.asgi:application",
        loop="uvloop",
        http="romanesco.config.front_door:FrontDoor",
        ws="romanesco.live.live_socket:LiveSocket",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
