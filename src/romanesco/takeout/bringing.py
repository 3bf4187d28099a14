"""Bringing a takeout in: all of it or nothing, under the name of the one who brings it.

- What was theirs becomes theirs; their side of a pair is the side that the file says they had.
- The partner becomes somebody without an account (`Person.is_imported`): no words of a file are
  ever put under the name of an account that is here.
- A pair that is here already stays as it is. What the file says otherwise is told.
- A pair that is here and not theirs is left out and named: a file claims nothing, whatever it says.
  Who brought it can give its open side away (`sides.py`).
- Any other id that is here already and is not theirs to change refuses the whole file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import IO, Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from romanesco.base import bus
from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.models import Person
from romanesco.people.operations import About, describe
from romanesco.plans.operations import PlanTooLarge
from romanesco.plans.template_models import Template
from romanesco.search import marking
from romanesco.takeout import gathering, kinds, reading
from romanesco.takeout.kinds import DATA
from romanesco.takeout.packing import line_of
from romanesco.takeout.planting import Planting
from romanesco.takeout.refusals import NotTaken
from romanesco.takeout.unpacking import data_of

type Record = dict[str, Any]

TAKEN = "Something of this is here already and is not yours to change."
MOST_DIFFERENCES = 50


@dataclass
class Brought:
    """What became of a file."""

    pairs: list[UUID] = field(default_factory=list)  # that are new here
    known: list[UUID] = field(default_factory=list)  # that were here, and stay as they are
    differences: int = 0  # records of those that say something else here
    templates: int = 0
    others: list[str] = field(default_factory=list)  # partners in pairs here that are not theirs
    settings: bool = False  # whether what one tells of oneself was taken over
    changed: list[tuple[str, str, str]] = field(default_factory=list)  # name or zone, from, to
    left: list[str] = field(default_factory=list)  # what stays as it is here, in words


def bring_in(file: IO[bytes], *, by: Person, at: datetime) -> Brought:
    """Bring a zip in, or refuse it as a whole (`NotTaken`), with the line and the reason."""
    with data_of(file) as data:
        for _ in reading.records(data):
            pass  # all of it is held against the rules before anything is written
        data.seek(0)
        with transaction.atomic():
            return _Bringing(by, at).bring(data)


class _Bringing:
    def __init__(self, by: Person, at: datetime) -> None:
        self.by, self.at = by, at
        self.brought = Brought()
        # Held until the end, so that the same file brought twice at once is brought once.
        Person.objects.select_for_update().get(pk=by.pk)

    def bring(self, data: IO[bytes]) -> Brought:
        planting: Planting | None = None
        take: Callable[[Record], None] = self._own
        line = 0
        try:
            for number, told in reading.records(data):
                line = number
                if told["kind"] == "pair":
                    _finish(planting)
                    planting = self._begin(told)
                    take = planting.plant if planting else self._beside(told)
                take(told)
            _finish(planting)
        except IntegrityError:
            raise NotTaken(
                "This cannot stand beside what is above it.", line=line, file=DATA
            ) from None
        except PlanTooLarge:
            raise NotTaken("This plan holds more than a plan can.", line=line, file=DATA) from None
        except Taken:
            raise NotTaken(TAKEN, line=line, file=DATA) from None
        return self.brought

    def _begin(self, told: Record) -> Planting | None:
        """Only a pair that is not here yet is planted."""
        if Pair.objects.filter(id=told["id"]).exists():
            return None
        self.brought.pairs.append(told["id"])
        return Planting(told, self.by, self._partner(told["partner"]), at=self.at)

    def _beside(self, told: Record) -> Callable[[Record], None]:
        """What to do with the records of a pair that is here already: never a change of it."""
        found = Pair.objects.select_related("mentor", "mentee").get(id=told["id"])
        if not found.has(self.by):
            self.brought.others.append(told["partner"]["name"])
            return _leave_out
        self.brought.known.append(found.pk)
        here = {_canonical(each) for each in gathering.of_pair(found, self.by)}
        return partial(self._compare, here)

    def _compare(self, here: set[bytes], told: Record) -> None:
        self.brought.differences += _canonical(told) not in here

    def _partner(self, told: Record) -> Person:
        """Somebody without an account, for this person alone. An id that is anybody else's here
        is not taken: the partner gets one of their own, the same each time."""
        wanted = told["id"]
        for person_id in (wanted, uuid5(self.by.pk, str(wanted))):
            found = Person.objects.filter(id=person_id).first()
            if found is None:
                person = Person(id=person_id, email="", is_active=False, is_imported=True)
                for name in ("name", "time_zone", "day_from", "day_until", "days"):
                    setattr(person, name, told[name])
                person.set_unusable_password()
                person.save(force_insert=True)
                return person
            if self._is_own_import(found):
                return found
        raise Taken

    def _is_own_import(self, person: Person) -> bool:
        """Whether it came with a file of the same person, and has been with nobody else."""
        partners = {pair.partner_of(person).pk for pair in pairs_of(person)}
        return person.is_imported and partners == {self.by.pk}

    def _own(self, told: Record) -> None:
        if told["kind"] == "you":
            self._take_settings(told)
        elif told["kind"] == "time_away":
            self.by.times_away.get_or_create(**_columns(kinds.TIME_AWAY, told))
        else:
            self._take_template(told)

    def _take_settings(self, told: Record) -> None:
        """Only for somebody who has just begun here: who has a pair has settled these."""
        if pairs_of(self.by).exists():
            self.brought.left.append("settings")
            return
        names = ("name", "time_zone", "language", "day_from", "day_until", "days")
        for name in ("name", "time_zone"):
            was = getattr(self.by, name)
            if was != told[name]:
                self.brought.changed.append((name, was, told[name]))
        describe(self.by, About(**{name: told[name] for name in names}))
        offs = self.by.silenced
        known = dict(offs.model._meta.get_field("kind").flatchoices)
        for kind in told["letters_off"]:
            if kind in known:
                offs.get_or_create(kind=kind, defaults={"silenced_at": self.at})
        self.brought.settings = True

    def _take_template(self, told: Record) -> None:
        found = Template.objects.filter(pk=told["id"]).first()
        if found is None:
            values = _columns(kinds.OWN_TEMPLATE, told)
            Template.objects.create(person=self.by, made_by=self.by, **values)
            self.brought.templates += 1
        elif found.person_id != self.by.pk:
            raise Taken
        elif any(getattr(found, name) != value for name, value in told.items() if name != "kind"):
            self.brought.left.append(f"template {told['name']}")


class Taken(Exception):
    """An id is another's here."""


def _leave_out(told: Record) -> None:
    """Of a pair that is not theirs nothing is told, and nothing changed."""


def _finish(planting: Planting | None) -> None:
    if planting is not None:
        planting.finish()
        marking.mark_all(planting.pair.pk)
        bus.announce(bus.PairChanged(pair_id=planting.pair.pk))


def _columns(kind: kinds.Kind, told: Record) -> Record:
    return {column.name: told[column.name] for column in kind.columns}


def _canonical(told: Record) -> bytes:
    """A record in one form, whether it was read or gathered."""
    return line_of(dict(_plain(told)))


def _plain(told: Record) -> Iterator[tuple[str, Any]]:
    for name in sorted(told):
        yield name, gathering.in_json(told[name])
