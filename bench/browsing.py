"""Just enough of a browser: signs in by a link, then asks again and again on one connection."""

import re
import socket
import time
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from bench.house import House

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
IDLE_SECONDS = 2.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Unexpected(Exception):
    """The server's answer is not what a figure could be taken from."""


def sign_in(house: House, link: str) -> str:
    """Press the button behind a demo person's link; the cookies as a header bears them."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    address = urljoin(house.url, urlsplit(link).path)
    form = _form(opener, address)
    fields = urlencode({"csrfmiddlewaretoken": form[1]}).encode()
    with opener.open(Request(form[0], fields, {"Referer": address}), timeout=20):
        pass
    cookies = {cookie.name: cookie.value for cookie in jar}
    if "sessionid" not in cookies:
        raise Unexpected(f"{address} did not sign in")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _form(opener: OpenerDirector, address: str) -> tuple[str, str]:
    with opener.open(address, timeout=20) as page:
        html = page.read().decode()
    forms = re.findall(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", html, re.DOTALL)
    if not forms or not (token := TOKEN.search(forms[0])):
        raise Unexpected(f"{address} has no form")
    action = re.search(r'action="([^"]*)"', forms[0])
    return urljoin(address, action[1] if action else ""), token[1]


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes
    seconds: float


@dataclass
class Line:
    """One kept-alive connection. Times from the request's last byte out to the answer's last in."""

    port: int
    cookies: str = ""
    _socket: socket.socket | None = None
    _used_at: float = 0.0

    def get(self, path: str, accept_encoding: str = "identity") -> Answer:
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\n"
            f"Accept: text/html,*/*\r\nAccept-Encoding: {accept_encoding}\r\n\r\n"
        ).encode()
        connection = self._open()
        began = time.perf_counter()
        connection.sendall(request)
        head, body = _receive(connection)
        self._used_at = time.perf_counter()
        return Answer(int(head[9:12]), head, body, self._used_at - began)

    def page(self, path: str) -> Answer:
        """Get what has to be there. Raises Unexpected."""
        answer = self.get(path)
        if answer.status != 200:
            raise Unexpected(f"{path} answered {answer.status}")
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def _open(self) -> socket.socket:
        """The connection; a new one before the server hangs up on one that was idle."""
        if self._socket is None or time.perf_counter() - self._used_at > IDLE_SECONDS:
            self.close()
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket


def _receive(connection: socket.socket) -> tuple[bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if length is None:
        raise Unexpected("an answer does not say its length")
    while len(body) < int(length[1]):
        body += _more(connection)
    return head, body


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(262_144)
    if not chunk:
        raise Unexpected("the server hung up")
    return chunk
