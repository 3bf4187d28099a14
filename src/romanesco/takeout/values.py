"""One column's value as JSON has it, and back: strictly, since what comes back may be forged."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from romanesco.base.zones import ZoneUnknown, zone_named

type Column = models.Field[Any, Any]

EARLIEST, LATEST = 1970, 2200
LONGEST_TEXT = 1_000_000
NUMBERS = (
    "IntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
)  # fmt: skip
# Of ours, not a database's: many are counted up from what is brought, for years.
MOST, MOST_SMALL = 1_000_000, 10_000
ZONES = {"time_zone", "meets_zone"}


class Wrong(ValueError):
    """A value that cannot stand there; the words say why, without the value. `line` is where it
    stands, if not in the line that is being read."""

    def __init__(self, why: str, *, line: int | None = None) -> None:
        self.line = line
        super().__init__(why)


def plain(value: Any) -> Any:
    """A value of a row as JSON has it; instants are UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {name: plain(value[name]) for name in sorted(value)}  # databases keep no order
    return [plain(each) for each in value] if isinstance(value, list) else value


def read(field: Column, told: Any) -> Any:
    """What JSON has for a column, as the row has it. Raises `Wrong`."""
    if told is None:
        if not field.null:
            raise Wrong(f"“{field.name}” is empty")
        return None
    try:
        value = _READERS[field.get_internal_type()](told)
    except Wrong as error:
        raise Wrong(f"“{field.name}” {error}") from None
    _require_fit(field, value)
    return value


def schema(field: Column) -> dict[str, Any]:
    """The same as JSON Schema."""
    told: dict[str, Any] = dict(_SCHEMAS[field.get_internal_type()])
    if field.choices:
        told["enum"] = [value for value, _ in field.flatchoices]
        told["enum"] += [""] if field.blank and "" not in told["enum"] else []
    elif told == _TEXT:
        told["maxLength"] = longest_of(field)
    elif told == _INTEGER:
        told["minimum"], told["maximum"] = bounds_of(field)
    return {"anyOf": [told, {"type": "null"}]} if field.null else told


def bounds_of(field: Column) -> tuple[int, int]:
    """The least and the most that a number may be."""
    name = field.get_internal_type()
    most = MOST_SMALL if "Small" in name else MOST
    return (0 if name.startswith("Positive") else -most), most


def longest_of(field: Column) -> int:
    """How many characters may come back: forms keep long texts shorter, but a draft that was kept
    in somebody's notes may have made those longer."""
    is_line = field.get_internal_type() in ("CharField", "EmailField")
    return (field.max_length if is_line else None) or LONGEST_TEXT


def text(told: Any, longest: int | None = None) -> str:
    """Words that any database takes. Raises `Wrong`."""
    if not isinstance(told, str):
        raise Wrong("is no text")
    if "\0" in told or any("\ud800" <= character <= "\udfff" for character in told):
        raise Wrong("holds a character that cannot be kept")
    if longest is not None and len(told) > longest:
        raise Wrong(f"is longer than {longest:,} characters")
    return told


def uuid(told: Any) -> UUID:
    """An id. Raises `Wrong`."""
    try:
        found = UUID(told) if isinstance(told, str) and len(told) == 36 else None
    except ValueError:
        found = None
    if found is None or str(found) != told:
        raise Wrong("is no id")
    return found


def instant(told: Any) -> datetime:
    """A moment in UTC. Raises `Wrong`."""
    found = _parsed(datetime.fromisoformat, told, "is no moment in UTC")
    if found.utcoffset() is None or not EARLIEST <= found.year <= LATEST:
        raise Wrong("is no moment in UTC")
    return found.astimezone(UTC)


def _day(told: Any) -> date:
    found = _parsed(date.fromisoformat, told, "is no day")
    if not EARLIEST <= found.year <= LATEST:
        raise Wrong("is no day")
    return found


def _time(told: Any) -> time:
    found = _parsed(time.fromisoformat, told, "is no time of day")
    if found.tzinfo is not None:
        raise Wrong("is no time of day")
    return found


def _parsed[T](parse: Callable[[str], T], told: Any, otherwise: str) -> T:
    try:
        return parse(text(told, 40))
    except ValueError:
        raise Wrong(otherwise) from None


def _number(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise Wrong("is no number")
    return told


def _truth(told: Any) -> bool:
    if not isinstance(told, bool):
        raise Wrong("is neither true nor false")
    return told


def json_value(told: Any) -> Any:
    """Plain values, whose own rules are asked elsewhere."""
    if isinstance(told, str):
        return text(told, 100_000)
    if isinstance(told, float) and not math.isfinite(told):
        raise Wrong("is no number")
    if isinstance(told, list):
        return [json_value(each) for each in told]
    if isinstance(told, dict):
        return {text(key, 100): json_value(each) for key, each in told.items()}
    return told


def _require_fit(field: Column, value: Any) -> None:
    is_open = field.blank and value == ""
    if field.choices and value not in dict(field.flatchoices) and not is_open:
        raise Wrong(f"“{field.name}” is none of the words that can stand there")
    if isinstance(value, str) and len(value) > longest_of(field):
        raise Wrong(f"“{field.name}” is longer than {longest_of(field):,} characters")
    if field.get_internal_type() in NUMBERS:
        least, most = bounds_of(field)
        if not least <= value <= most:
            raise Wrong(f"“{field.name}” is not within its bounds")
    if field.name in ZONES and value:
        try:
            zone_named(value)
        except ZoneUnknown:
            raise Wrong(f"“{field.name}” is no time zone") from None
    try:
        field.run_validators(value)
    except ValidationError:
        raise Wrong(f"“{field.name}” is not within its bounds") from None


_READERS: dict[str, Callable[[Any], Any]] = {
    "UUIDField": uuid,
    "CharField": text,
    "TextField": text,
    "EmailField": text,
    "DateTimeField": instant,
    "DateField": _day,
    "TimeField": _time,
    "BooleanField": _truth,
    "JSONField": json_value,
    **dict.fromkeys(NUMBERS, _number),
}
_TEXT = {"type": "string"}
_INTEGER = {"type": "integer"}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "UUIDField": {"type": "string", "format": "uuid"},
    "CharField": _TEXT,
    "TextField": _TEXT,
    "EmailField": _TEXT,
    "DateTimeField": {"type": "string", "format": "date-time"},
    "DateField": {"type": "string", "format": "date"},
    "TimeField": {"type": "string", "format": "time"},
    "BooleanField": {"type": "boolean"},
    "JSONField": {"type": ["array", "object"]},
    **dict.fromkeys(NUMBERS, _INTEGER),
}
