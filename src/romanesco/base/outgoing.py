"""The one door for requests that go out: to the open internet over TLS, and nowhere else.

A name is resolved once, and the connection goes to the address that was judged, so that no
other answer of the name server can take its place in between (DNS rebinding).
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from romanesco.base.errors import Refused
from romanesco.base.pinned import (
    Errand,
    NotAllowedThere,
    NotEncrypted,
    PinnedAddresses,
    TooSlow,
    Unreachable,
)

__all__ = [
    "NotAllowedThere",
    "NotEncrypted",
    "TooSlow",
    "Unreachable",
    "Unreadable",
    "client",
]

SECONDS = 10.0
MOST_BYTES = 1 << 20


class Unreadable(Refused):
    code = "unreadable"
    message = "What that server answered could not be read."


def client(*, most_bytes: int = MOST_BYTES, seconds: float = 60.0) -> httpx.Client:
    """A client for a few requests, one after the other: close it, and share it with no thread.

    Each request has ten seconds in all, everything together `seconds` from now on, and an answer
    at most `most_bytes`. It follows no redirect, keeps no cookie and knows no proxy. Raises
    NotAllowedThere, NotEncrypted, Unreachable, TooSlow or Unreadable for whatever goes on between
    the two ends.
    """
    return _Client(
        transport=_Door(most_bytes, time.monotonic() + seconds),
        trust_env=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "Romanesco"},
        timeout=SECONDS,
    )


class _Client(httpx.Client):
    """What httpx itself finds wrong (a redirect to no address, say) is told as the rest is."""

    def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
        try:
            return super().send(request, **more)
        except httpx.TimeoutException as error:
            raise TooSlow from error
        except httpx.NetworkError as error:
            raise Unreachable from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Unreadable from error


class _Door(httpx.BaseTransport):
    """httpx above, httpcore below, and between them what may pass."""

    def __init__(self, most_bytes: int, until: float) -> None:
        self._most_bytes = most_bytes
        self._until = until
        self._errand = Errand()
        backend = PinnedAddresses(self._errand, settings.PRIVATE_NETWORKS)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(), max_connections=4, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._errand.scheme = request.url.scheme
        self._errand.until = min(time.monotonic() + SECONDS, self._until)
        self._errand.left()
        try:
            found = self._pool.handle_request(_below(request))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _refusal(error) from error
        headers = httpx.Headers([pair for pair in found.headers if not _is_cookie(pair[0])])
        stream = _Measured(found.stream, self._most_bytes)  # type: ignore[arg-type]
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            stream.close()
            raise Unreadable  # not asked for, and a small one may hold a large one
        return httpx.Response(found.status, headers=headers, stream=stream)

    def close(self) -> None:
        self._pool.close()


class _Measured(httpx.SyncByteStream):
    """An answer that ends in time and before it fills the memory."""

    def __init__(self, parts: Iterable[bytes], most_bytes: int) -> None:
        self._parts = parts
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        try:
            for part in self._parts:
                read += len(part)
                if read > self._most_bytes:
                    raise Unreadable
                yield part
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _refusal(error) from error

    def close(self) -> None:
        if isinstance(self._parts, httpx.SyncByteStream) or hasattr(self._parts, "close"):
            self._parts.close()


def _below(request: httpx.Request) -> httpcore.Request:
    url = request.url
    if url.scheme not in {"http", "https"} or not url.host:
        raise Unreachable
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _refusal(error: Exception) -> Refused:
    match error:
        case httpcore.TimeoutException():
            return TooSlow()
        case httpcore.ProtocolError():
            return Unreadable()
    return Unreachable()


def _is_cookie(name: bytes) -> bool:
    return name.lower() == b"set-cookie"


@cache
def _trust() -> ssl.SSLContext:
    """Certificates that are believed: the usual ones, or those that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()
