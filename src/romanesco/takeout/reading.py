"""The lines of a takeout, each held against the rules before anything of it is believed.

What is read is plain values of the right types, in the right order, and every id that a record
points to is one of the same pair's, so that a file cannot reach for what is somebody else's.
"""

from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from romanesco.base.errors import Refused
from romanesco.pairs.models import Side
from romanesco.people.names import plain_name
from romanesco.plans import versions_packed
from romanesco.plans.body import BodyRefused, validate
from romanesco.sessions.recurrence import Recurrence
from romanesco.takeout import kinds, values
from romanesco.takeout.chains import Standing, require_chains
from romanesco.takeout.json_lines import LONGEST_LINE, parsed
from romanesco.takeout.kinds import DATA, FORMAT, KINDS, VERSION, Kind
from romanesco.takeout.refusals import NotTaken
from romanesco.takeout.values import Column, Wrong

MOST_PARTS = 2_000
LONGEST_NOTE = 20_000
ORDER = list(KINDS)
FIRST_OF_PAIR = ORDER.index("pair")

type Record = dict[str, Any]


def records(data: IO[bytes]) -> Iterator[tuple[int, Record]]:
    """Each record with its line, its values as rows have them. Raises `NotTaken`."""
    reading = _Reading()
    number = 0
    while line := data.readline(LONGEST_LINE + 1):
        number += 1
        try:
            told = parsed(line, number)
            if number == 1:
                _require_ours(told)
                continue
            yield number, reading.read(told, number)
        except Wrong as error:
            raise _refusal(error, number) from None
    try:
        reading.end_pair()
    except Wrong as error:
        raise _refusal(error, number) from None
    if number == 0 or not reading.is_whole:
        raise NotTaken("This ends before it has begun.", line=number or 1, file=DATA)


def _refusal(error: Wrong, number: int) -> NotTaken:
    words = str(error)
    told = f"{words}." if words.startswith("“") else f"This {words}."
    return NotTaken(told, line=error.line or number, file=DATA)


def _require_ours(told: Record) -> None:
    if told.get("kind") != "takeout" or told.get("format") != FORMAT:
        raise Wrong("is not how a takeout of Romanesco begins")
    if told.get("version") != VERSION or isinstance(told.get("version"), bool):
        raise Wrong("is of a version that this Romanesco does not know")


class _Reading:
    """What was read so far of the file and of the pair that it has come to."""

    def __init__(self) -> None:
        self.at = -1
        self.is_whole = False
        self.pair_ids: set[UUID] = set()
        self.ids: dict[type[models.Model], set[UUID]] = {}
        self.standings: dict[UUID, Standing] = {}

    def read(self, told: Record, number: int) -> Record:
        name = told.get("kind")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            raise Wrong("is of no kind that we know")
        self._require_order(kind)
        found = {"kind": name, **self._row(kind, {k: v for k, v in told.items() if k != "kind"})}
        _CHECKS.get(kind.name, lambda _: None)(found)
        if kind is kinds.PLAN:
            self._note_standings(found, number)
        self.is_whole = True
        return found

    def end_pair(self) -> None:
        """Ask what could not be asked before all of a pair was read."""
        require_chains(self.standings)
        self.standings = {}

    def _note_standings(self, plan: Record, number: int) -> None:
        for item in plan["items"]:
            self.standings[item["id"]] = Standing(
                item["kind"], plan["id"], item["thread"], item["carried_from"], number
            )

    def _require_order(self, kind: Kind) -> None:
        at = ORDER.index(kind.name)
        if kind is kinds.PAIR:
            self.end_pair()
            self.ids = {}
        elif at < self.at or (at > FIRST_OF_PAIR and not self.pair_ids):
            raise Wrong("does not stand in its place")
        if kind is kinds.YOU and self.at >= 0:
            raise Wrong("stands there twice")
        if self.at < 0 and kind is not kinds.YOU:
            raise Wrong("does not stand in its place")
        self.at = at

    def _row(self, kind: Kind, told: Record) -> Record:
        columns = {each.name: each for each in kind.columns}
        names = {*columns, *kind.more, *kind.parts}
        if set(told) != names:
            wrong = min(set(told) ^ names)
            raise Wrong(f"“{_shown(wrong)}” is missing or not known there")
        found: Record = {}
        for name, column in columns.items():
            found[name] = self._value(kind, column, told[name])
        self._note_id(kind, found)
        for name in kind.more:
            found[name] = told[name]
        for name, part in kind.parts.items():
            found[name] = self._parts(part, name, told[name])
        return found

    def _parts(self, kind: Kind, name: str, told: Any) -> list[Record]:
        if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
            raise Wrong(f"“{name}” is no list of records")
        if len(told) > MOST_PARTS:
            raise Wrong(f"“{name}” is longer than any of ours")
        found = [self._row(kind, each) for each in told]
        for each in found:
            _CHECKS.get(kind.name, lambda _: None)(each)
        return found

    def _value(self, kind: Kind, column: Column, told: Any) -> Any:
        if kind.is_side(column):
            if told is None and column.null:
                return None
            if told not in Side.values:
                raise Wrong(f"“{column.name}” is neither mentor nor mentee")
            return told
        if not column.is_relation:
            return values.read(column, told)
        if told is None and column.null:
            return None
        try:
            found = values.uuid(told)
        except Wrong as error:
            raise Wrong(f"“{column.name}” {error}") from None
        # An item may go on from one of a plan that stands further below: its chain is asked
        # at the end of the pair.
        is_later = column.name in ("carried_from", "focus")
        if not is_later and found not in self.ids.get(_model(column), set()):
            raise Wrong(f"“{column.name}” is nothing of this pair above")
        return found

    def _note_id(self, kind: Kind, found: Record) -> None:
        if "id" not in found:
            return
        known = self.pair_ids if kind is kinds.PAIR else self.ids.setdefault(kind.model, set())
        if found["id"] in known:
            raise Wrong("“id” stands there twice")
        known.add(found["id"])


def _model(column: Column) -> Any:
    return column.related_model


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:40]


def _check_you(found: Record) -> None:
    _require_name(found["name"])
    letters = found["letters_off"]
    if not isinstance(letters, list) or len(letters) > 20:
        raise Wrong("“letters_off” is no list of kinds")
    if not all(isinstance(each, str) and len(each) <= 12 for each in letters):
        raise Wrong("“letters_off” is no list of kinds")


def _check_pair(found: Record) -> None:
    if found["you"] not in Side.values:
        raise Wrong("“you” is neither mentor nor mentee")
    partner = found["partner"]
    columns = {each.name: each for each in kinds.PARTNER.columns}
    if not isinstance(partner, dict) or set(partner) != set(columns):
        raise Wrong("“partner” says not who it is")
    found["partner"] = {name: values.read(columns[name], partner[name]) for name in columns}
    _require_name(found["partner"]["name"])


def _require_name(name: str) -> None:
    try:
        is_same = plain_name(name) == name
    except ValidationError:
        is_same = False
    if not is_same:
        raise Wrong("“name” is none that people could read")


def _check_template(found: Record) -> None:
    items = found["items"]
    if not isinstance(items, list) or len(items) > 60:
        raise Wrong("“items” is no list of questions")
    for each in items:
        is_item = isinstance(each, dict) and set(each) <= {"kind", "purpose", "prompt", "board"}
        if not is_item or not all(isinstance(v, str) and len(v) <= 300 for v in each.values()):
            raise Wrong("“items” is no list of questions")


def _check_rhythm(found: Record) -> None:
    try:
        Recurrence(
            found["rule"],
            found["first_on"],
            found["at_time"],
            found["time_zone"],
            found["until_on"],
        )
    except Refused:
        raise Wrong("“rule” is none that has days") from None


def _check_session(found: Record) -> None:
    if not 1 <= found["minutes"] <= 1_440:
        raise Wrong("“minutes” is not within its bounds")


def _check_item(found: Record) -> None:
    try:
        found["body"] = validate(found["body"])
    except (BodyRefused, RecursionError) as error:
        why = error.message if isinstance(error, BodyRefused) else "it nests too deep"
        raise Wrong(f"“body” cannot be read: {why}".rstrip(".")) from None


def _check_plan(found: Record) -> None:
    if len(found["notes"]) > 1:
        raise Wrong("“notes” are more than your own")
    ids = {item["id"] for item in found["items"]}
    if found["focus"] is not None and found["focus"] not in ids:
        raise Wrong("“focus” is no item of this plan")


def _check_version(found: Record) -> None:
    content = values.json_value(found["content"])
    try:
        found["content"] = versions_packed.from_plain(content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BodyRefused):
        raise Wrong("“content” is no version of a plan") from None


_CHECKS = {
    "you": _check_you,
    "pair": _check_pair,
    "own_template": _check_template,
    "template": _check_template,
    "rhythm": _check_rhythm,
    "session": _check_session,
    "item": _check_item,
    "plan": _check_plan,
    "version": _check_version,
}
