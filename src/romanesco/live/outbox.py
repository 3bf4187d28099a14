"""What is sent to one connection, and no more than a slow one may keep waiting."""

from typing import Protocol

from romanesco.live.close_codes import CloseCode

MAX_FRAMES = 2_000
MAX_BYTES = 4_000_000


class Wire(Protocol):
    """The socket behind an outbox."""

    def write(self, frame: bytes) -> None:
        """Send a message. Once much waits, `Outbox.pause` is called, and later `resume`."""

    def hold(self) -> None:
        """Read nothing for now."""

    def release(self) -> None: ...

    def close(self, code: CloseCode) -> None:
        """Say why after what is written, and end."""


class Outbox:
    """Sends at once what it may; the rest waits, in order and bounded, and a close code ends it.

    Belongs to the event loop. Without a wire, as before it has one, everything waits.
    """

    __slots__ = ("_flows", "_is_full", "_wire", "code", "frames", "is_held", "size")

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.size = 0
        self.code: CloseCode | None = None
        self.is_held = False
        self._wire: Wire | None = None
        self._is_full = False
        self._flows: Wire | None = None  # the wire, as long as nothing is in the way

    def attach(self, wire: Wire) -> None:
        """From now on there is somebody to send to."""
        self._wire = wire
        if self.is_held:
            wire.hold()
        if self.code is None:
            self._flow()
        else:
            self._end(self.code)

    def detach(self) -> None:
        """There is nobody any longer."""
        self._wire = self._flows = None
        self.drop()

    def put(self, frame: bytes) -> None:
        """Send a frame, or queue it; a reader who is too far behind is closed, and catches up
        anew."""
        if self._flows is not None:
            self._flows.write(frame)
        elif self.code is None:
            self.frames.append(frame)
            self.size += len(frame)
            if len(self.frames) > MAX_FRAMES or self.size > MAX_BYTES:
                self.drop()
                self.close(CloseCode.TOO_SLOW)

    def close(self, code: CloseCode) -> None:
        """End with this code, after what is queued; the first code stands."""
        if self.code is None:
            self.code = code
            self._end(code)

    def hold(self) -> None:
        """Send nothing for now, and read nothing."""
        self.is_held = True
        self._flows = None
        if self._wire is not None and self.code is None:
            self._wire.hold()

    def release(self) -> None:
        self.is_held = False
        if self._wire is not None and self.code is None:
            self._wire.release()
            self._flow()

    def drop(self) -> None:
        """Forget what is queued: it was not for these eyes after all."""
        self.frames = []
        self.size = 0

    def pause(self) -> None:
        """Much waits below: queue from here on, where it can still be counted and dropped."""
        self._is_full = True
        self._flows = None

    def resume(self) -> None:
        self._is_full = False
        if self.code is None:
            self._flow()

    def _flow(self) -> None:
        """Write what is queued, until it is all out or the wire is full."""
        if self._wire is None or self.is_held:
            return
        frames, self.frames, self.size = self.frames, [], 0
        for number, frame in enumerate(frames):
            if self._is_full:
                self.frames = frames[number:]
                self.size = sum(map(len, self.frames))
                return
            self._wire.write(frame)
        if not self._is_full:
            self._flows = self._wire

    def _end(self, code: CloseCode) -> None:
        self._flows = None
        if self.is_held:
            self.drop()
        if self._wire is not None:
            for frame in self.frames:
                self._wire.write(frame)
            self.drop()
            self._wire.close(code)
