"""A proxy as it stands before several nodes: whoever connects is led to where it points now."""

import socket
import threading
from contextlib import suppress


class Balancer:
    """Listens on a port of its own. `to` says where new connections go; those that are there stay,
    until the node ends or they are `cut`."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._to = (host, port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def to(self, port: int, host: str = "127.0.0.1") -> None:
        self._to = (host, port)

    def cut(self) -> None:
        """End every connection, as a node does that dies."""
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            # Closed alone it would go on listening while the thread below waits in it.
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                threading.Thread(target=self._lead, args=(here,), daemon=True).start()

    def _lead(self, here: socket.socket) -> None:
        try:
            there = socket.create_connection(self._to, timeout=5)
        except OSError:
            here.close()
            return
        there.settimeout(None)
        with self._lock:
            self._open |= {here, there}
        back = threading.Thread(target=_pour, args=(there, here), daemon=True)
        back.start()
        _pour(here, there)
        back.join()
        with self._lock:
            self._open -= {here, there}
        here.close()
        there.close()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65_536):
            target.sendall(content)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
