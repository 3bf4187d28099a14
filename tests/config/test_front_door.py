"""What strangers may send before anybody knows them, byte by byte."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from romanesco.config import front_door
from romanesco.config.front_door import LARGEST_BODY, LARGEST_HEAD, FrontDoor

GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
FIELD = b"X: " + b"x" * 1_000 + b"\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\n"
LONG = POST + b"Content-Length: 1000000000\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


class Application:
    """Tells how long the body was, once it may."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.answered = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message["body"])
            if not message["more_body"]:
                break
        await self.may_answer.wait()
        self.answered += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"{size} bytes".encode()})


class House:
    """An application behind its front door, and a stranger before it."""

    def __init__(self) -> None:
        self.application = Application()
        self.state = ServerState()

    async def __aenter__(self) -> Self:
        config = Config(self.application, http=FrontDoor, lifespan="off", log_config=None)
        config.load()
        self.server = await asyncio.get_running_loop().create_server(
            lambda: FrontDoor(config=config, server_state=self.state, app_state={}), "127.0.0.1", 0
        )
        port = self.server.sockets[0].getsockname()[1]
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        self.server.close()

    def say(self, *data: bytes) -> None:
        self.writer.write(b"".join(data))

    async def hear(self) -> bytes:
        """One answer of the application, or the whole of what ends the connection."""
        async with asyncio.timeout(10):
            head = await self.reader.readuntil(b"\r\n\r\n")
            if b"chunked" in head:
                return head + await self.reader.readuntil(b"\r\n0\r\n\r\n")
            return head

    async def is_over(self) -> bool:
        async with asyncio.timeout(10):
            return await self.reader.read() == b""

    async def is_left(self) -> bool:
        """Whether nothing of the stranger stays behind, who did not even hang up."""
        async with asyncio.timeout(10):
            while self.state.connections or self.state.tasks:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return True


def visit(talk: Callable[[House], Awaitable[None]]) -> None:
    async def visited() -> None:
        async with House() as house:
            await talk(house)

    asyncio.run(visited())


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([b"GET /", b"x" * 70_000, b" HTTP/1.1\r\nHost: here\r\n\r\n"], b"431"),
        ([b"GET /", b"x" * 5_000_000], b"431"),
        ([GET[:-2], FIELD * 70, b"\r\n"], b"431"),
        ([GET[:-2], FIELD * 5_000], b"431"),
        ([GET[:-2], b"X: ", b"x" * 5_000_000], b"431"),
        ([b"\r\n" * 70_000], b"431"),
        ([LONG, bytes(LARGEST_BODY + LARGEST_HEAD)], b"413"),
        ([CHUNKED, b"1\r\nx\r\n" * (LARGEST_BODY // 5)], b"413"),
        ([CHUNKED, b"0\r\n", FIELD * (LARGEST_BODY // 900)], b"413"),
        ([b"nonsense\r\n\r\n"], b"400"),
        ([GET.replace(b"/ ", b"/\xff ")], b"400"),
    ],
)
def test_what_is_too_much_is_told_so_and_ended(said: list[bytes], status: bytes) -> None:
    async def talk(house: House) -> None:
        house.say(*said)
        assert (await house.hear()).startswith(b"HTTP/1.1 " + status + b" ")
        assert await house.is_over()
        assert not house.application.answered

    visit(talk)


@pytest.mark.parametrize("said", [b"G", b"\r\n", GET[:-2], LONG + b"x", CHUNKED + b"1\r\n"])
@pytest.mark.parametrize("before", [b"", GET])
def test_what_is_not_there_in_time_is_told_so_and_ended(
    monkeypatch: pytest.MonkeyPatch, before: bytes, said: bytes
) -> None:
    monkeypatch.setattr(front_door, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(front_door, "BODY_SECONDS", 0.05)
    monkeypatch.setattr(front_door, "LINGER_SECONDS", 0.05)

    async def talk(house: House) -> None:
        if before:
            house.say(before)
            assert (await house.hear()).startswith(b"HTTP/1.1 200 ")
        house.say(said)
        assert (await house.hear()).startswith(b"HTTP/1.1 408 ")
        assert await house.is_over()
        assert await house.is_left()

    visit(talk)


def test_who_says_nothing_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_door, "HEAD_SECONDS", 0.05)

    async def talk(house: House) -> None:
        assert await house.is_over()

    visit(talk)


def test_what_is_ordinary_takes_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_door, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(front_door, "BODY_SECONDS", 0.05)

    async def talk(house: House) -> None:
        for _ in range(3):
            house.say(GET, GET)
            assert b"0 bytes" in await house.hear() + await house.hear()
            await asyncio.sleep(0.1)  # which is uvicorn's to judge
        house.say(GET[:-2], FIELD * 60, b"\r\n")
        assert b"0 bytes" in await house.hear()
        house.say(POST, b"Content-Length: 1000000\r\n\r\n", bytes(1_000_000))
        assert b"1000000 bytes" in await house.hear()
        house.application.may_answer.clear()
        house.say(GET, GET[:20])
        await asyncio.sleep(0.1)
        house.say(GET[20:])
        await asyncio.sleep(0.1)
        house.application.may_answer.set()
        assert b"0 bytes" in await house.hear()
        assert b"0 bytes" in await house.hear()
        assert house.application.answered == 10

    visit(talk)


def test_nothing_is_said_into_the_answer_of_another_request() -> None:
    async def talk(house: House) -> None:
        house.application.may_answer.clear()
        house.say(GET, b"nonsense\r\n\r\n")
        assert await house.is_over()

    visit(talk)
