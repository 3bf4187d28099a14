"""Beginning, changing and ending the rhythm of a pair. What its sessions do: `journey`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from romanesco.base import bus
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import LeftOut, Rhythm
from romanesco.sessions.recurrence import Recurrence


@dataclass(frozen=True)
class Setting:
    """How long each session takes, and where."""

    minutes: int
    place: str


def begin(
    pair: Pair, recurrence: Recurrence, setting: Setting, *, by: Person | None, at: datetime
) -> Rhythm:
    """Begin a rhythm where none goes on. The caller holds the pair's lock."""
    return Rhythm.objects.create(
        pair=pair,
        rule=recurrence.rule,
        first_on=recurrence.first_on,
        at_time=recurrence.at_time,
        time_zone=recurrence.time_zone,
        until_on=recurrence.until_on,
        minutes=setting.minutes,
        place=setting.place,
        begun_at=at,
        begun_by=by,
        changed_at=at,
        more_due_at=at,
    )


def note_change(rhythm: Rhythm, *, at: datetime) -> None:
    """Keep what was changed of a rhythm, as a new version of the series (RFC 5545 SEQUENCE)."""
    rhythm.sequence += 1
    rhythm.changed_at = at
    rhythm.save()


def hold(pair: Pair) -> None:
    """Let a rhythm rest: nothing is made until somebody looks again."""
    pair.rhythms.filter(ended_at=None).update(more_due_at=None)


def end(rhythm: Rhythm, *, at: datetime) -> None:
    """End a rhythm: it has no occurrence from now on."""
    rhythm.ended_at, rhythm.more_due_at = at, None
    note_change(rhythm, at=at)
    bus.announce(bus.PairChanged(pair_id=rhythm.pair_id))


def leave_out(rhythm: Rhythm, moments: Iterable[datetime]) -> None:
    """Note occurrences that get no session."""
    LeftOut.objects.bulk_create(LeftOut(rhythm=rhythm, recurs_at=moment) for moment in moments)


def take_in(rhythm: Rhythm, moments: Iterable[datetime]) -> None:
    """Take occurrences that were left out in again."""
    rhythm.left_out.filter(recurs_at__in=list(moments)).delete()
