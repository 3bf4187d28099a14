"""Sets of clocks, kept as sorted ranges that never touch."""

from bisect import bisect_left, bisect_right


class Ranges:
    """Half-open ranges of integers, merged as they are added."""

    __slots__ = ("_starts", "_stops")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._stops: list[int] = []

    def add(self, start: int, stop: int) -> None:
        low = bisect_left(self._stops, start)
        high = bisect_right(self._starts, stop)
        if low < high:
            start = min(start, self._starts[low])
            stop = max(stop, self._stops[high - 1])
        self._starts[low:high] = [start]
        self._stops[low:high] = [stop]

    def missing(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What of `start`..`stop` is not in the set."""
        gaps = []
        at = bisect_right(self._stops, start)
        while start < stop:
            if at == len(self._starts) or self._starts[at] >= stop:
                gaps.append((start, stop))
                break
            if start < self._starts[at]:
                gaps.append((start, self._starts[at]))
            start = self._stops[at]
            at += 1
        return gaps

    def __iter__(self) -> "zip[tuple[int, int]]":
        return zip(self._starts, self._stops, strict=True)
