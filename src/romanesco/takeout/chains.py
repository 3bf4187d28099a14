"""How a pair's topics go on from plan to plan: a file may say so in a ring."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from romanesco.takeout.values import Wrong

NAME = "“carried_from”"


@dataclass(frozen=True)
class Standing:
    """An item on one plan, which may go on from one of another; `line` is where it is told."""

    kind: str
    plan: UUID
    thread: UUID
    carried_from: UUID | None
    line: int


def require_chains(standings: Mapping[UUID, Standing]) -> None:
    """Each goes on from a topic of its thread on another plan, no two from one, and in no ring.

    Which session was earlier is not asked: a topic of a session that was taken up again goes on
    from those that were called off meanwhile. Raises `Wrong` with the line.
    """
    gone_on: set[UUID] = set()
    for one in standings.values():
        if one.carried_from is None:
            continue
        _require_origin(one, standings.get(one.carried_from))
        if one.carried_from in gone_on:
            raise Wrong(f"{NAME} is what another goes on from", line=one.line)
        gone_on.add(one.carried_from)
    _require_beginnings(standings)


def _require_origin(one: Standing, origin: Standing | None) -> None:
    if origin is None:
        raise Wrong(f"{NAME} is nothing of this pair", line=one.line)
    if (one.kind, origin.kind) != ("topic", "topic") or one.thread != origin.thread:
        raise Wrong(f"{NAME} is another topic", line=one.line)
    if one.plan == origin.plan:
        raise Wrong(f"{NAME} is of the same plan", line=one.line)


def _require_beginnings(standings: Mapping[UUID, Standing]) -> None:
    """Whatever goes on began somewhere. None goes on from two, so each is walked over once."""
    begun: set[UUID] = set()
    for item_id in standings:
        walked: set[UUID] = set()
        at: UUID | None = item_id
        while at is not None and at not in begun:
            if at in walked:
                raise Wrong(f"{NAME} leads around in a ring", line=standings[at].line)
            walked.add(at)
            at = standings[at].carried_from
        begun |= walked
