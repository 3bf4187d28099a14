"""The real application with one more door, for tests alone: POST /act runs an action inside.

It also watches every frame that leaves a room: an update that goes to somebody who did not write
it has to be on the disk by then, whoever asks. Where there is no disk to ask, it is told to be
blind.
"""

import asyncio
import json
import os
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import django
from django.core.management import call_command

django.setup()

from romanesco.config.asgi import application as romanesco  # noqa: E402
from romanesco.live.company import Company  # noqa: E402
from romanesco.live.endpoint import door  # noqa: E402
from romanesco.management.server import ReadyServer, address_of, config, listen  # noqa: E402
from tests.live import actions  # noqa: E402

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

told_too_early: list[str] = []
told: list[int] = []


def watch() -> None:
    """Look at each broadcast before it happens."""
    broadcast = Company.broadcast

    def watched(self: Company, frame: bytes, but: Any = None) -> None:
        if frame[:2] == b"\x00\x02" and but is not None:
            told.append(1)
            update = frame[3:] if frame[2] < 0x80 else frame[4:]
            if len(update) < 16_000 and not actions.is_stored(update):
                told_too_early.append(update.hex())
        broadcast(self, frame, but)

    Company.broadcast = watched  # type: ignore[method-assign]


def look(seconds: int) -> None:
    """As if so much time went by for who looks whether anybody is silent."""
    for _ in range(seconds):
        door().keepalive.look()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "http" and scope["path"] == "/act":
        await _act(receive, send)
    else:
        await romanesco(scope, receive, send)


async def _act(receive: Receive, send: Send) -> None:
    asked = json.loads((await receive())["body"])
    if asked["do"] == "too_early":
        answer: Any = {"early": told_too_early, "told": len(told)}
    elif asked["do"] == "look":
        look(asked["seconds"])
        answer = None
    elif asked["do"] == "here":
        answer = sum(str(visit.question.plan_id) == asked["plan"] for visit in door().hub.visits)
    else:
        action = actions.ACTIONS[asked.pop("do")]
        try:
            answer = await asyncio.to_thread(action, **asked)
        except Exception:  # noqa: BLE001 (the test is told, whatever it is)
            answer = {"failed": traceback.format_exc()}
    body = json.dumps(answer).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def main(port: int) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    if "STAGE_IS_BLIND" not in os.environ:
        watch()
    bound = listen("127.0.0.1", port)
    # So that a client that does not read is felt after kilobytes, not megabytes.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    settled = config()
    settled.app = application
    ReadyServer(settled, address_of(bound)).run(sockets=[bound])


if __name__ == "__main__":
    main(int(sys.argv[-1]))
