"""A room's updates on their way to the disk, and whom to tell when they are there."""

from dataclasses import dataclass

from romanesco.live.connection import Connection


@dataclass(eq=False, slots=True)
class Pending:
    """One update; `waiting` are its sender and whoever repeated it, each with their own number."""

    update: bytes
    sender: Connection
    erased: int
    waiting: list[tuple[Connection, int]]


class Underway:
    """In the order in which they were sent to be stored."""

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending: dict[Pending, None] = {}

    def __bool__(self) -> bool:
        return bool(self._pending)

    @property
    def size(self) -> int:
        """The bytes that are about to be added; what was pasted and erased again adds nothing."""
        return max(0, sum(len(write.update) - write.erased for write in self._pending))

    def add(self, connection: Connection, number: int, update: bytes, erased: int) -> Pending:
        """Take note of an update, by which so much text is `erased`."""
        pending = Pending(update, connection, erased, [(connection, number)])
        self._pending[pending] = None
        connection.writes += 1
        return pending

    def repeat(self, connection: Connection, number: int) -> None:
        """Nothing new: durable as soon as all is that it may repeat."""
        if self._pending:
            last = next(reversed(self._pending))
            last.waiting.append((connection, number))
        else:
            connection.saved(number)

    def end(self, pending: Pending) -> None:
        """It is stored, or will never be."""
        self._pending.pop(pending, None)
        pending.sender.writes -= 1
