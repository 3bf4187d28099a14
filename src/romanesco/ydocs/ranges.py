"""Sets of clocks, kept as sorted ranges that never touch."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import merge

from romanesco.ydocs.steps import AT_ONCE, Steps, finish

# So many are added one by one.
FEW = 8
# So many are put in order at once.
SORTED_AT_ONCE = 2_048


class Ranges:
    """Half-open ranges of clocks (32 bits), merged as they are added."""

    __slots__ = ("_starts", "_stops")

    def __init__(self) -> None:
        self._starts = array("I")
        self._stops = array("I")

    def add(self, start: int, stop: int) -> None:
        starts, stops = self._starts, self._stops
        low = bisect_left(stops, start)
        high = bisect_right(starts, stop)
        if high - low == 1:  # it lengthens one, as who erases letter by letter does
            if start < starts[low]:
                starts[low] = start
            if stop > stops[low]:
                stops[low] = stop
        elif low == high:
            starts.insert(low, start)
            stops.insert(low, stop)
        else:
            starts[low] = min(start, starts[low])
            stops[low] = max(stop, stops[high - 1])
            del starts[low + 1 : high], stops[low + 1 : high]

    def update(self, spans: Iterable[tuple[int, int]]) -> None:
        finish(self.update_in_steps(list(spans)))

    def update_in_steps(self, spans: list[tuple[int, int]]) -> Steps[None]:
        """Add many, in one pass: one by one each would move all that follow it."""
        if len(spans) < FEW:
            for span in spans:
                self.add(*span)
            return
        sorted_parts = [list(self)] if self._starts else []
        for first in range(0, len(spans), SORTED_AT_ONCE):
            sorted_parts.append(sorted(spans[first : first + SORTED_AT_ONCE]))
            yield
        starts, stops = array("I"), array("I")
        end = -1
        for number, (start, stop) in enumerate(merge(*sorted_parts)):
            if number % AT_ONCE == 0:
                yield
            if start > end:
                starts.append(start)
                stops.append(stop)
                end = stop
            elif stop > end:
                stops[-1] = end = stop
        self._starts, self._stops = starts, stops

    def holds_some(self, start: int, stop: int) -> bool:
        """Whether anything of `start`..`stop` is in the set."""
        at = bisect_right(self._stops, start)
        return at < len(self._starts) and self._starts[at] < stop

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

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._stops, strict=True)
