"""uvicorn's HTTP/1.1, for strangers: a request has a size, and a time in which it has to be there.

uvicorn itself collects a head for as long as it comes, and waits for its end for ever. A request
that comes in one piece costs nothing more here.
"""

import asyncio
from enum import Enum
from http import HTTPStatus
from typing import Any

import httptools
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# The line and the headers of a request (bytes); what nginx takes by default is half of it.
LARGEST_HEAD = 65_536
# Far more than pages take, which say so in their own words as far as this goes.
LARGEST_BODY = 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# What somebody brings in (takeout/unpacking.py) is larger, and has an address of its own.
LARGEST_BROUGHT, BROUGHT_TO = 17 * 1_048_576, b"/takeout/"
# Seconds for a head to be there, and for what follows it: 1 MiB by way of a weak telephone.
HEAD_SECONDS, BODY_SECONDS = 15.0, 120.0
# Who was refused may finish its sentence, which nobody looks at, or it would not hear why.
LINGER_SECONDS = 2.0


class Part(Enum):
    """Which part of a request is on its way."""

    NONE = 0  # between two; how long that may last is uvicorn's to say
    HEAD = 1
    BODY = 2


class FrontDoor(HttpToolsProtocol):
    """One connection, until it becomes a socket or ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._part = Part.HEAD
        self._come = 0  # bytes since the last request was whole
        self._clock: asyncio.TimerHandle | None = None
        self._refusal = HTTPStatus.BAD_REQUEST
        self._is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        self._unset_keepalive_if_required()
        self._come += len(data)
        if self._part is Part.NONE:
            self._part = Part.HEAD
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._hand_over(data[upgrade.args[0] :])
                return
        except httptools.HttpParserError:
            self._refuse(self._refusal)
            return
        self._look()

    # What the parser says

    def on_headers_complete(self) -> None:
        if self._come > LARGEST_HEAD and self._size_of_head() > LARGEST_HEAD:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError
        super().on_headers_complete()
        self._part = Part.BODY
        self._stop_clock()

    def on_message_complete(self) -> None:
        self._part = Part.NONE
        self._come = 0
        self._stop_clock()
        super().on_message_complete()

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    # What is too much, and what takes too long

    def _look(self) -> None:
        """Part of a request is there; or none, which is how it ends nearly always."""
        if self._part is Part.NONE:
            return
        if self._part is Part.HEAD and self._come > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._come > LARGEST_HEAD + self._largest_body():
            self._refuse(HTTPStatus.CONTENT_TOO_LARGE)
        elif self._clock is None:
            self._start_clock()

    def _largest_body(self) -> int:
        is_brought = self._part is Part.BODY and self.url.partition(b"?")[0] == BROUGHT_TO
        return LARGEST_BROUGHT if is_brought else LARGEST_BODY

    def _start_clock(self) -> None:
        seconds = HEAD_SECONDS if self._part is Part.HEAD else BODY_SECONDS
        self._clock = self.loop.call_later(seconds, self._time_is_up)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _time_is_up(self) -> None:
        if self._part is Part.HEAD and self._is_answering():
            self._start_clock()  # it may not even have been read
        elif self._come:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _is_answering(self) -> bool:
        """Whether an answer is to be said first, of a request that came before."""
        return self._has_asked() and not self.cycle.response_complete

    def _has_asked(self) -> bool:
        return self.cycle is not None  # unlike what its type says

    def _may_say_why(self) -> bool:
        """Whether an answer in HTTP would be taken for that of this request."""
        if self._part is not Part.BODY:
            return not self._is_answering()
        return not (self._has_asked() and (self.cycle.response_started or self.pipeline))

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why, unless something else is being said, and listen no more."""
        self._is_over = True
        self._stop_clock()
        if self.transport.is_closing() or not self._may_say_why():
            self.transport.close()
            return
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        line = f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        self.transport.write(f"{line}connection: close\r\ncontent-length: 0\r\n\r\n".encode())
        self.transport.write_eof()
        self._clock = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    # Sockets

    def _hand_over(self, rest: bytes) -> None:
        """Let a socket have the connection, with the request as it was and what came behind it."""
        self._is_over = True
        self._stop_clock()
        if self._is_answering():
            self.transport.close()  # or that answer would be read as the socket's
            return
        self.connections.discard(self)
        version = self.scope["http_version"]
        lines = [f"{self.scope['method']} ".encode() + self.url + f" HTTP/{version}".encode()]
        lines += [name + b": " + value for name, value in self.headers]
        socket = self.ws_protocol_class(  # type: ignore[call-arg, misc]
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        socket.connection_made(self.transport)
        socket.data_received(b"\r\n".join((*lines, b"", rest)))
        self.transport.set_protocol(socket)
        self.parser = None  # type: ignore[assignment]
