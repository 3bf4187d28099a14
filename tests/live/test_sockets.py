"""The WebSocket itself, byte by byte, against the real server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from romanesco.ydocs.lib0 import var_bytes
from tests.live.conftest import Clients, StageServer
from tests.live.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawSocket, frame, request

type Scene = dict[str, Any]
type Open = Callable[[], RawSocket]

MIB = 1024 * 1024
STEP_1 = b"\x00\x00" + var_bytes(b"\x00")
QUERY_AWARENESS = b"\x03"


@pytest.fixture
def raw(stage: StageServer) -> Iterator[RawSocket]:
    """A connection on which nothing has been said."""
    connection = RawSocket(stage.port)
    yield connection
    connection.end()


@pytest.fixture
def rosa(stage: StageServer, scene: Scene) -> Iterator[RawSocket]:
    """Rosa's socket, open and greeted."""
    connection = RawSocket.opened(stage.port, scene, "rosa")
    yield connection
    connection.end()


def test_half_a_handshake_waits_for_its_other_half(
    raw: RawSocket, clients: Clients, scene: Scene
) -> None:
    asked = RawSocket.to_plan(scene, "rosa")
    raw.say(asked[:60])
    clients.raw("theo", scene, "theo")
    clients.is_open("theo")
    raw.say(asked[60:])
    assert raw.head().startswith("HTTP/1.1 101 ")
    assert raw.hear()[0] == BINARY


def test_the_answer_proves_that_the_question_was_read(raw: RawSocket) -> None:
    raw.say(request("/live/plans/7", key="dGhlIHNhbXBsZSBub25jZQ=="))
    head = raw.head()
    assert "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
    assert "Extensions" not in head
    assert raw.code() == 4401


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (request("/live/plans/7", "Sec-WebSocket-Version: 8"), "HTTP/1.1 426 "),
        (request("/live/plans/7", key="c2hvcnQ="), "HTTP/1.1 400 "),
        (request("/live/plans/7", key="?"), "HTTP/1.1 400 "),
        (request("/live/plans/7", key="é" * 24), "HTTP/1.1 400 "),
        (request("/live/plans/7").replace(b"GET", b"PUT"), "HTTP/1.1 405 "),
        (request("/live/plans/7").replace(b"HTTP/1.1", b"HTTP/1.0"), "HTTP/1.1 400 "),
        (request("/live/plans/7", "Content-Length: 5") + b"hello", "HTTP/1.1 400 "),
        (request("/live/plans/7", "Transfer-Encoding: chunked") + b"0\r\n\r\n", "HTTP/1.1 400 "),
    ],
)
def test_what_asks_for_something_else_is_told_in_http(
    raw: RawSocket, asked: bytes, answer: str
) -> None:
    raw.say(asked)
    assert raw.head().startswith(answer)
    assert raw.is_over()


def test_a_path_may_be_written_in_percent(raw: RawSocket, stage: StageServer, scene: Scene) -> None:
    plan = "".join(f"%{ord(letter):02x}" for letter in scene["plan"])
    raw.say(RawSocket.to_plan(scene, "rosa", f"/live/%70lans/{plan}?schema=1&document="))
    raw.head()
    assert raw.hear()[0] == BINARY


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/healthz",
        "/live/",
        "/live/plans/{plan}/",
        "/live/plans/{plan}%0a",
        "/live/plans/{plan}%3fschema=1",
        "//live/plans/{plan}",
        "/live/plans/../plans/{plan}",
        "/live/plans/{PLAN}",
        "/live/plans/%ff%fe",
        "/live/plans/%00?schema=1&schema=%ff&=&;",
        "http://127.0.0.1/live/plans/{plan}?schema=1",
        "/" + "x" * 20_000,
    ],
)
def test_any_other_address_is_no_plan(raw: RawSocket, scene: Scene, target: str) -> None:
    target = target.replace("{plan}", scene["plan"]).replace("{PLAN}", scene["plan"].upper())
    raw.say(RawSocket.to_plan(scene, "rosa", target))
    assert raw.head().startswith("HTTP/1.1 101 ")
    assert raw.code() == 4404


def test_what_is_said_before_one_is_let_in_is_answered_in_order(
    raw: RawSocket, scene: Scene
) -> None:
    raw.say(RawSocket.to_plan(scene, "rosa"))
    raw.head()
    raw.say(frame(BINARY, STEP_1), frame(BINARY, QUERY_AWARENESS), frame(BINARY, STEP_1))
    answers = [raw.hear()[1][:2] for _ in range(4)]
    assert [answers[0], answers[1], answers[3]] == [b"\x00\x00", b"\x00\x01", b"\x00\x01"]
    assert answers[2][:1] == b"\x01"


def test_what_comes_together_with_the_request_is_not_lost(raw: RawSocket, scene: Scene) -> None:
    early = frame(BINARY, STEP_1) + frame(PING, b"early")
    raw.say(RawSocket.to_plan(scene, "rosa"), early, frame(BINARY, QUERY_AWARENESS)[:4])
    raw.head()
    # The plan is fresh, so the room may have to wait for an answer, as a ping never does.
    assert {raw.hear()[1][:2] for _ in range(3)} == {b"\x00\x00", b"ea", b"\x00\x01"}
    raw.say(frame(BINARY, QUERY_AWARENESS)[4:])
    assert raw.heard(BINARY)[:1] == b"\x01"


def test_who_is_refused_may_have_said_farewell_already(raw: RawSocket) -> None:
    raw.say(request("/live/plans/7"), frame(BINARY, STEP_1), frame(CLOSE))
    raw.head()
    assert raw.code() == 4401
    assert raw.is_over()


def test_a_socket_may_begin_where_a_page_was_fetched(raw: RawSocket, scene: Scene) -> None:
    raw.say(b"HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert raw.head().startswith("HTTP/1.1 200 ")
    raw.say(RawSocket.to_plan(scene, "rosa"))
    assert raw.head().startswith("HTTP/1.1 101 ")
    assert raw.hear()[0] == BINARY


def test_a_socket_does_not_begin_within_the_answer_to_something_else(
    raw: RawSocket, scene: Scene
) -> None:
    fetch = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    raw.say(fetch, RawSocket.to_plan(scene, "rosa"))
    assert raw.is_over()


BROKEN = {
    "no mask": b"\x82\x01\x03",
    "a reserved bit": b"\xc2" + frame(BINARY, b"\x03")[1:],
    "a reserved opcode": frame(3),
    "a reserved control opcode": frame(11),
    "a ping in parts": frame(PING, final=False),
    "a long ping": frame(PING, bytes(126)),
    "a length said with 16 bits that has 7": b"\x82\xfe\x00\x01" + frame(BINARY, b"\x03")[2:],
    "a length said with 64 bits that has 16": b"\x82\xff" + bytes(6) + b"\xff\xffmask",
    "a length of 64 bits": frame(BINARY, size=2**63)[:10],
    "a part of nothing": frame(CONTINUATION, b"\x03"),
    "a message within a message": frame(BINARY, b"\x03", final=False) + frame(BINARY, b"\x03"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_websocket_is_closed_as_such(rosa: RawSocket, what: str) -> None:
    rosa.say(BROKEN[what])
    assert rosa.code() == 1002


@pytest.mark.parametrize("is_whole", [True, False])
def test_text_is_malformed(rosa: RawSocket, is_whole: bool) -> None:
    rosa.say(frame(TEXT, b"hello", final=is_whole))
    assert rosa.code() == 4400


@pytest.mark.parametrize("size", [MIB + 1, 5 * MIB, 2**63 - 1])
def test_the_header_of_what_is_too_large_is_enough(rosa: RawSocket, size: int) -> None:
    rosa.say(frame(BINARY, size=size))
    assert rosa.code() == 4413


def test_what_is_too_large_by_its_parts_is_too_large(rosa: RawSocket) -> None:
    rosa.say(frame(BINARY, bytes(MIB), final=False), frame(CONTINUATION, b"x", final=False))
    assert rosa.code() == 4413


def test_a_message_may_come_in_parts_and_be_asked_something_between(rosa: RawSocket) -> None:
    rosa.say(frame(BINARY, STEP_1[:1], final=False), frame(PING, b"still there?"))
    rosa.say(frame(CONTINUATION, final=False), frame(CONTINUATION, STEP_1[1:]))
    assert rosa.hear() == (PONG, b"still there?")
    assert rosa.heard(BINARY)[:2] == b"\x00\x01"


def test_bytes_may_come_one_by_one(rosa: RawSocket) -> None:
    for byte in frame(BINARY, b"\x00\x00" + var_bytes(b"\x01\x05" + bytes((1,)))):
        rosa.say(bytes((byte,)))
    assert rosa.hear()[1][:2] == b"\x00\x01"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"", b""),
        (b"\x03\xe8bye", b"\x03\xe8"),
        (b"\x0f\xa1", b"\x0f\xa1"),
        (b"\x03", b"\x03\xeano WebSocket"),
        (b"\x03\xed", b"\x03\xeano WebSocket"),
        (b"\x03\xe8\xff\xfe", b"\x03\xeano WebSocket"),
    ],
)
def test_a_farewell_is_answered(rosa: RawSocket, said: bytes, answer: bytes) -> None:
    rosa.say(frame(CLOSE, said), frame(BINARY, b"\x63"))
    assert rosa.hear() == (CLOSE, answer)
    assert rosa.is_over()


def test_who_was_closed_may_finish_its_sentence(rosa: RawSocket) -> None:
    rosa.say(frame(BINARY, bytes(2 * MIB)), frame(BINARY, b"\x63"), frame(CLOSE, b"\x11\x3d"))
    assert rosa.code() == 4413
    assert rosa.is_over()


@pytest.mark.parametrize("flood", [frame(PING), frame(PONG), frame(CONTINUATION, final=False)])
def test_a_flood_of_nothing_is_too_fast(rosa: RawSocket, flood: bytes) -> None:
    rosa.say(frame(BINARY, final=False), flood * 5_000)
    assert rosa.code() == 4429


def test_who_falls_silent_is_asked_and_then_given_up(
    rosa: RawSocket, stage: StageServer, scene: Scene
) -> None:
    theo = RawSocket.opened(stage.port, scene, "theo")
    stage.act("look", seconds=30)
    assert rosa.heard(PING) == theo.heard(PING) == b""
    theo.say(frame(PONG), frame(PING, b"me too"))
    assert theo.heard(PONG) == b"me too"
    stage.act("look", seconds=30)
    assert rosa.is_over()
    assert theo.heard(PING) == b""
    theo.end()


def test_a_stopping_server_waits_for_nobody_who_does_not_read(own_stage: StageServer) -> None:
    scene = own_stage.act("stage")
    asleep = RawSocket.opened(own_stage.port, scene, "rosa")
    half = RawSocket(own_stage.port)
    half.say(b"GET /live")
    assert own_stage.stop() == 0
    assert asleep.code() == 1012
    assert own_stage.log == ""
    asleep.end()
    half.end()
