"""Pausing, resuming and closing a pair. What becomes of its sessions is in `journey/leave.py`."""

from datetime import datetime

from django.db import transaction

from romanesco.base import bus
from romanesco.base.errors import Refused
from romanesco.pairs.lifecycle import may_become
from romanesco.pairs.models import Pair
from romanesco.people.models import Person


class PairHasChanged(Refused):
    code = "pair_has_changed"
    message = "This pair has been paused, resumed or closed in the meantime. Look again first."


class PairNotActive(Refused):
    code = "pair_not_active"
    message = "This pair is paused or closed. Resume it first."


class PairIsOver(Refused):
    code = "pair_is_over"
    message = "This pair is closed. What you have together stands as it was."


@transaction.atomic
def change_state(pair: Pair, wanted: str, *, by: Person, at: datetime) -> None:
    """Move the pair to `wanted` (active, paused, closed). Raises PairHasChanged."""
    locked = Pair.objects.select_for_update().get(id=pair.id)
    if not may_become(locked.state, wanted):
        raise PairHasChanged
    locked.state, locked.state_changed_at, locked.state_changed_by = wanted, at, by
    locked.save(update_fields=["state", "state_changed_at", "state_changed_by"])
    pair.state, pair.state_changed_at, pair.state_changed_by = wanted, at, by
    bus.announce(bus.PairChanged(pair_id=pair.id))


def require_active(pair: Pair) -> None:
    """Raises PairNotActive unless the pair goes on."""
    if pair.state != "active":
        raise PairNotActive


def require_not_closed(pair: Pair) -> None:
    """Raises PairIsOver once the pair is closed for good."""
    if pair.state == "closed":
        raise PairIsOver
