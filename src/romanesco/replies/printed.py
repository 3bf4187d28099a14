"""Lines that the letter itself printed, among those that look like a person's own. Pure.

A mail program that loses the marks of a quote leaves our lines as if they had been typed, broken
or joined in other places. They are compared by their sound, from word to word, so that they are
found again however they were divided.
"""

from collections.abc import Sequence

from romanesco.mail.echo import Echo, sound

LONGEST_RUN = 30  # lines that are looked at together
MOST_WORDS = 400
MOST_LOOKS = 200_000  # in one letter; somebody's answer needs a few thousand
SURELY_OURS = 25  # letters from which one line alone is no chance
FOOT = ("stoptheseletters", "romanescoat")


class Printed:
    """Knows the lines of the letters that are answered."""

    def __init__(self, echo: Echo) -> None:
        self.echo = echo
        self.looks = MOST_LOOKS

    def without(self, lines: Sequence[str]) -> list[str]:
        """These lines without ours. A short one of ours that stands alone may be theirs too."""
        ours = self._found(lines)
        if sum(len(sound(lines[place])) for place in ours) < SURELY_OURS and len(ours) < 2:
            ours = set()
        ours |= {place for place, line in enumerate(lines) if sound(line).startswith(FOOT)}
        return [line for place, line in enumerate(lines) if place not in ours]

    def _found(self, lines: Sequence[str]) -> set[int]:
        found: set[int] = set()
        place = 0
        while self.echo and place < len(lines):
            count = self._run(lines[place : place + LONGEST_RUN]) if sound(lines[place]) else 0
            found.update(range(place, place + count))
            place += max(count, 1)
        return found

    def _run(self, lines: Sequence[str]) -> int:
        """How many lines from the first on are whole lines of ours, one or more."""
        words: list[str] = []
        ends: dict[int, int] = {}
        for count, line in enumerate(lines, start=1):
            words += filter(None, map(sound, line.split()))
            ends[len(words)] = count
            if len(words) > MOST_WORDS:
                break
        reached = {0}
        for start in range(min(len(words), MOST_WORDS)):
            if start in reached:
                reached |= self._next(words, start)
            elif start > max(reached):
                break
        return max((ends[end] for end in reached if end and end in ends), default=0)

    def _next(self, words: Sequence[str], start: int) -> set[int]:
        """Where a line of ours that begins with this word can end."""
        joined, found = "", set()
        for end in range(start, len(words)):
            joined += words[end]
            self.looks -= 1
            if len(joined) > self.echo.longest or self.looks < 0:
                break
            if self.echo.has(joined):
                found.add(end + 1)
        return found
