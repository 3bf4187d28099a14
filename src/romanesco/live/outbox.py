"""What is sent to one connection, and no more than a slow one may keep waiting."""

from collections.abc import Sequence
from typing import Protocol

from romanesco.live.close_codes import CloseCode

MAX_FRAMES = 2_000
MAX_BYTES = 4_000_000
# More than this is handed to the wire at once, and piece by piece.
MUCH = 32_000


class Wire(Protocol):
    """The socket behind an outbox."""

    def flush_soon(self) -> None:
        """Call `Outbox.flush` before this turn of the event loop is over."""

    def write(self, frames: Sequence[bytes]) -> None:
        """Send messages. Once much waits, `Outbox.pause` is called, and later `resume`."""

    def hold(self) -> None:
        """Read nothing for now."""

    def release(self) -> None: ...

    def close(self, code: CloseCode) -> None:
        """Say why after what is written, and end."""


class Outbox:
    """A bounded queue of frames that ends with a close code. Belongs to the event loop.

    What is put in within one turn of the loop goes out together: a text and the caret in it cost
    one call into the kernel.
    """

    __slots__ = ("_flows", "_is_deaf", "_is_full", "_wire", "code", "frames", "is_held", "size")

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.size = 0
        self.code: CloseCode | None = None
        self.is_held = False
        self._is_deaf = False
        self._is_full = False
        self._wire: Wire | None = None
        self._flows: Wire | None = None  # the wire, as long as nothing is in the way

    def attach(self, wire: Wire) -> None:
        """From now on there is somebody to send to."""
        self._wire = wire
        if self.is_held or self._is_deaf:
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
        """Queue a frame; a reader who is too far behind is closed, and catches up anew."""
        if self.code is not None:
            return
        self.frames.append(frame)
        self.size += len(frame)
        if self._flows is not None:
            if self.size > MUCH:
                self.flush()
            elif len(self.frames) == 1:
                self._flows.flush_soon()
        elif len(self.frames) > MAX_FRAMES or self.size > MAX_BYTES:
            self.drop()
            self.close(CloseCode.TOO_SLOW)

    def flush(self) -> None:
        """Write what is queued, until it is all out or the wire is full."""
        frames, size = self.frames, self.size
        if self._flows is None or not frames:
            return
        self.drop()
        if size <= MUCH:
            self._flows.write(frames)
            return
        for number, frame in enumerate(frames):
            if self._is_full:
                self.frames = frames[number:]
                self.size = sum(map(len, self.frames))
                return
            self._flows.write((frame,))

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
            if not self._is_deaf:
                self._wire.release()
            self._flow()

    def listen(self, *, is_on: bool) -> None:
        """Whether anything is read, as far as it is not held."""
        if self._is_deaf is not is_on:
            return  # it is so already
        self._is_deaf = not is_on
        if self._wire is not None and self.code is None and not self.is_held:
            if is_on:
                self._wire.release()
            else:
                self._wire.hold()

    def drop(self) -> None:
        """Forget what is queued: it was not for these eyes after all."""
        self.frames = []
        self.size = 0

    def pause(self) -> None:
        """Much waits below: keep it here, where it can still be counted and dropped."""
        self._is_full = True
        self._flows = None

    def resume(self) -> None:
        self._is_full = False
        if self.code is None:
            self._flow()

    def _flow(self) -> None:
        if not (self.is_held or self._is_full):
            self._flows = self._wire
            self.flush()

    def _end(self, code: CloseCode) -> None:
        """What is queued is little, or its reader was slow and may read it yet."""
        self._flows = None
        if self.is_held:
            self.drop()
        if self._wire is not None:
            if self.frames:
                self._wire.write(self.frames)
                self.drop()
            self._wire.close(code)
