"""Long reckoning in steps: who does it on an event loop can look after others in between."""

from collections.abc import Generator

type Steps[T] = Generator[None, None, T]

# So many structs or deletions are one step: some tenth of a millisecond.
AT_ONCE = 32


def finish[T](steps: Steps[T]) -> T:
    """Take all steps at once."""
    try:
        while True:
            next(steps)
    except StopIteration as end:
        result: T = end.value
        return result
