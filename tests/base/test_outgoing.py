"""Requests that go out: where they may not go nothing ever arrives."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from romanesco.base import outgoing
from romanesco.base.addresses import read_networks
from tests.harness.certificates import Certificate
from tests.harness.listening import Asked, Reply, listening
from tests.harness.outside import Names


def fine(asked: Asked) -> Reply:
    return Reply(body=b"fine")


def get(url: str, **more: Any) -> httpx.Response:
    with outgoing.client() as client:
        return client.get(url, **more)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_reaches_this_machine_however_it_is_written(scheme: str, host: str) -> None:
    with listening(fine) as server:
        with pytest.raises(outgoing.NotAllowedThere) as refused:
            get(f"{scheme}://{host}:{server.port}/")
        assert server.connections == []
    assert "allow" in refused.value.message


def test_a_name_that_resolves_to_this_machine_is_refused(name_server: Names) -> None:
    name_server["calendar.example.org"] = ["127.0.0.1"]
    with listening(fine) as server:
        with pytest.raises(outgoing.NotAllowedThere):
            get(f"https://calendar.example.org:{server.port}/")
        assert server.connections == []


def test_the_answer_that_was_judged_is_the_one_connected_to(
    name_server: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server says something good first, and this machine to whoever asks again."""
    connected: list[str] = []

    def connect(address: tuple[str, int], *args: Any, **more: Any) -> socket.socket:
        connected.append(address[0])
        raise OSError("nobody there")

    name_server["calendar.example.org"] = ["93.184.215.14", "127.0.0.1"]
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outgoing.Unreachable):
        get("https://calendar.example.org/")
    assert connected == ["93.184.215.14"]
    with pytest.raises(outgoing.NotAllowedThere):
        get("https://calendar.example.org/")
    assert connected == ["93.184.215.14"]


@pytest.mark.usefixtures("loopback_allowed")
def test_a_network_that_is_allowed_is_reached_without_tls_too() -> None:
    with listening(fine) as server:
        found = get(f"{server.url}/a?b=c")
    assert found.text == "fine"
    assert server.asked[0].path == "/a?b=c"
    assert server.asked[0].headers["Host"] == f"127.0.0.1:{server.port}"


@pytest.mark.usefixtures("loopback_allowed")
def test_a_redirect_is_handed_back_and_the_next_hop_is_judged_anew(
    settings: Settings,
) -> None:
    settings.PRIVATE_NETWORKS = read_networks("127.0.0.1/32")
    with listening(fine) as inner:
        away = Reply(302, {"Location": f"http://127.0.0.2:{inner.port}/"})
        with listening(lambda asked: away) as server:
            found = get(server.url)
        assert found.status_code == 302
        with pytest.raises(outgoing.NotAllowedThere):
            get(found.headers["Location"])
        assert inner.connections == []


def test_without_tls_nothing_goes_to_the_internet(name_server: Names) -> None:
    name_server["calendar.example.org"] = ["93.184.215.14"]
    with pytest.raises(outgoing.NotEncrypted):
        get("http://calendar.example.org/")


@pytest.mark.parametrize("port", [22, 25, 80, 993])
def test_ports_of_other_trades_are_left_alone(name_server: Names, port: int) -> None:
    name_server["calendar.example.org"] = ["93.184.215.14"]
    with pytest.raises(outgoing.NotAllowedThere):
        get(f"https://calendar.example.org:{port}/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "gopher://x/", "//x"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises((outgoing.Unreachable, httpx.UnsupportedProtocol)):
        get(url)


@pytest.mark.usefixtures("loopback_allowed")
def test_the_certificate_is_for_the_name_not_for_the_address(
    name_server: Names, believed: Certificate
) -> None:
    name_server["calendar.example.org"] = name_server["other.example.net"] = ["127.0.0.1"]
    with listening(fine, believed.server_context()) as server:
        assert get(f"https://calendar.example.org:{server.port}/").text == "fine"
        with pytest.raises(outgoing.Unreachable):
            get(f"https://other.example.net:{server.port}/")
    assert len(server.asked) == 1


@pytest.mark.usefixtures("loopback_allowed")
def test_a_certificate_that_nobody_vouches_for_is_refused(
    name_server: Names, certificate: Certificate
) -> None:
    name_server["calendar.example.org"] = ["127.0.0.1"]
    with (
        listening(fine, certificate.server_context()) as server,
        pytest.raises(outgoing.Unreachable),
    ):
        get(f"https://calendar.example.org:{server.port}/")
    assert server.asked == []


@pytest.mark.usefixtures("loopback_allowed")
def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(fine) as proxy, listening(fine) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        get(server.url)
        assert (len(proxy.asked), len(server.asked)) == (0, 1)


@pytest.mark.usefixtures("loopback_allowed")
def test_no_cookie_is_kept() -> None:
    with (
        listening(lambda asked: Reply(headers={"Set-Cookie": "who=rosa"})) as server,
        outgoing.client() as client,
    ):
        assert "Set-Cookie" not in client.get(server.url).headers
        client.get(server.url)
        assert "Cookie" not in server.asked[1].headers


@pytest.mark.usefixtures("loopback_allowed")
def test_an_answer_too_long_is_not_read_to_its_end() -> None:
    exact = b"x" * outgoing.MOST_BYTES
    with listening(
        lambda asked: Reply(body=exact if asked.path == "/exact" else exact + b"x")
    ) as s:
        assert len(get(f"{s.url}/exact").content) == outgoing.MOST_BYTES
        with pytest.raises(outgoing.Unreadable):
            get(f"{s.url}/more")


@pytest.mark.usefixtures("loopback_allowed")
def test_what_is_packed_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    with (
        listening(lambda asked: Reply(headers={"Content-Encoding": "gzip"}, body=bomb)) as server,
        pytest.raises(outgoing.Unreadable),
    ):
        get(server.url)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


@contextmanager
def _saying(piece: bytes, every: float) -> Iterator[int]:
    """A server that says the same small thing again and again, and never comes to an end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def talk() -> None:
            caller, _ = door.accept()
            with caller:
                while not over.wait(every):
                    try:
                        caller.sendall(piece)
                    except OSError:
                        return

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        over.set()
        thread.join()


@pytest.mark.usefixtures("loopback_allowed")
@pytest.mark.parametrize(
    "piece", [b"", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 Fine\r\n\r\n"]
)
def test_whoever_never_comes_to_an_end_is_left(
    piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "SECONDS", 0.5)
    with _saying(piece, every=0.1) as port, pytest.raises(outgoing.TooSlow):
        get(f"http://127.0.0.1:{port}/")


def test_a_name_server_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(outgoing, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: over.wait(30) and [])
    with pytest.raises(outgoing.TooSlow):
        get("https://calendar.example.org/")
    over.set()


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example.org"])
def test_a_name_that_is_none_is_unreachable(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **more: Any) -> Any:
        if len(host) > 63:
            raise UnicodeError("label too long")
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(outgoing.Unreachable):
        get(f"https://{host}/")


@pytest.mark.usefixtures("loopback_allowed")
def test_who_refuses_or_hangs_up_is_said_as_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(outgoing.Unreachable):
        get(f"http://127.0.0.1:{port}/")
    short = Reply(headers={"Content-Length": "10"}, body=b"x")
    with listening(lambda asked: short) as server, pytest.raises(outgoing.Unreadable):
        get(server.url)
