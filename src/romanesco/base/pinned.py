"""Connections to an address that was judged: resolved once, and connected to as it was judged.

TLS stands above this and is verified against the name, whatever the address is.
"""

import socket
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

import httpcore

from romanesco.base.addresses import Network, is_allowed, may_reach
from romanesco.base.errors import Refused

MOST_ADDRESSES = 4
HTTPS = 443
FREE_PORTS = 1024  # what lies below belongs to other trades
AT_ONCE = 65_536


class NotAllowedThere(Refused):
    code = "not_allowed"
    message = (
        "Romanesco sends nothing to this address: it is in a private network, or on a port for "
        "something else. Whoever runs this installation can allow the network."
    )


class NotEncrypted(Refused):
    code = "not_encrypted"
    message = "This address begins with http://, so anybody on the way could read along. Use https."


class Unreachable(Refused):
    code = "unreachable"
    message = "That server could not be reached. Check the address, or try again later."


class TooSlow(Refused):
    code = "too_slow"
    message = "That server took too long to answer. Try again later."


@dataclass
class Errand:
    """What the present request may take: its scheme, and the monotonic time it must end by."""

    scheme: str = "https"
    until: float = 0.0

    def left(self, wanted: float | None = None) -> float:
        """Seconds left, at most those wanted. Raises TooSlow when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left if wanted is None else min(wanted, left)


class PinnedAddresses(httpcore.NetworkBackend):
    """Opens connections for one client, each judged for the request that it is opened for."""

    def __init__(self, errand: Errand, allowed: Sequence[Network]) -> None:
        self._errand = errand
        self._allowed = allowed
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises NotAllowedThere, NotEncrypted, Unreachable or TooSlow."""
        addresses = self._judged(_resolved(host, port, self._errand.left()), port)
        for waiting, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = self._errand.left() / waiting
            try:
                found = self._sockets.connect_tcp(address, port, share, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return _Hurried(found, self._errand)
        self._errand.left()
        raise Unreachable

    def sleep(self, seconds: float) -> None:
        time.sleep(self._errand.left(seconds))

    def _judged(self, addresses: list[str], port: int) -> list[str]:
        """Those that the request may go to. Raises when there is none."""
        good = [address for address in addresses if may_reach(address, self._allowed)]
        named = [address for address in good if is_allowed(address, self._allowed)]
        if not good:
            raise NotAllowedThere
        if named:
            return named[:MOST_ADDRESSES]
        if self._errand.scheme != "https":
            raise NotEncrypted
        if port != HTTPS and port < FREE_PORTS:
            raise NotAllowedThere
        return good[:MOST_ADDRESSES]


class _Hurried(httpcore.NetworkStream):
    """A connection whose every step ends before the request has to."""

    def __init__(self, stream: httpcore.NetworkStream, errand: Errand) -> None:
        self._stream = stream
        self._errand = errand

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._errand.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), AT_ONCE):
            part = buffer[start : start + AT_ONCE]
            self._stream.write(part, self._errand.left(timeout))

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._errand.left(timeout)
        return _Hurried(self._stream.start_tls(ssl_context, server_hostname, left), self._errand)  # type: ignore[arg-type]

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name. Raises Unreachable or TooSlow.

    The system's resolver knows no deadline, so it is asked in a thread that nobody has to wait
    for, not even at the end of the process.
    """
    answers: SimpleQueue[list[str]] = SimpleQueue()
    asking = Thread(target=_look_up, args=(host, port, answers), name="resolving", daemon=True)
    asking.start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise TooSlow from None
    if not found:
        raise Unreachable
    return found


def _look_up(host: str, port: int, answers: SimpleQueue[list[str]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    answers.put(list(dict.fromkeys(str(place[4][0]) for place in found)))
