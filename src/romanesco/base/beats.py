"""Who lives, by the beats that are heard of each node.

Pure. A node is silent when we went on hearing ourselves for so long after we last heard it: whoever
is deaf itself, or was asleep, takes nobody for dead.
"""

from dataclasses import dataclass, field

BEAT_EVERY = 2.0
DEAD_AFTER = 6.0


@dataclass
class Beats:
    """When each was heard last, in seconds on one clock that never goes back."""

    others: dict[str, float] = field(default_factory=dict)
    own: float = 0.0

    def hear(self, node: str, at: float) -> bool:
        """Take note of another node's beat; whether it is a new one."""
        is_new = node not in self.others
        self.others[node] = at
        return is_new

    def forget(self, node: str) -> bool:
        """A node ended; whether it was known."""
        return self.others.pop(node, None) is not None

    def hear_oneself(self, at: float) -> list[str]:
        """Something of our own came back: who has been silent for too long, and is forgotten."""
        was_deaf = at - self.own > DEAD_AFTER - BEAT_EVERY
        self.own = at
        if was_deaf:
            self.others = dict.fromkeys(self.others, at)
        silent = [node for node, heard in self.others.items() if at - heard > DEAD_AFTER]
        for node in silent:
            del self.others[node]
        return silent
