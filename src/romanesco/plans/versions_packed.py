"""A kept plan as plain values, and packed into few bytes. Pure."""

import json
import zlib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, get_origin, get_type_hints
from uuid import UUID

from romanesco.plans.body import Body, validate

# How often what is packed has changed its form; older forms have to stay readable.
FORM = 2


@dataclass(frozen=True)
class KeptItem:
    """One line of the agenda as it stood. `author` is a side; a skipped item has no text."""

    id: UUID
    kind: str
    prompt: str
    first_raised_at: datetime
    purpose: str = ""
    body: Body = field(default_factory=list)
    author: str = ""
    discussed: bool = False
    skipped: bool = False
    let_go: bool = False
    carried_from: UUID | None = None
    times_raised: int = 1


@dataclass(frozen=True)
class KeptPromise:
    """Something that was promised at the session by then. `owner` is a side."""

    text: str
    owner: str
    due_on: date | None = None
    state: str = "open"
    item: UUID | None = None


@dataclass(frozen=True)
class KeptHope:
    """Something the mentee hoped for, and what had become of it by then."""

    text: str
    outcome: str = ""


@dataclass(frozen=True)
class Version:
    """What one reads again. `lines` are the two's top of mind, by side, once both were revealed;
    `hoped` was hoped for at the session before, `hopes` at this one. The first form had neither.
    """

    name: str
    kept_at: datetime
    session_number: int
    told_at: datetime
    minutes: int
    items: list[KeptItem]
    lines: dict[str, str]
    promises: list[KeptPromise]
    hoped: list[KeptHope] = field(default_factory=list)
    hopes: list[KeptHope] = field(default_factory=list)


def packed(version: Version) -> bytes:
    """A version in few bytes; its name and moment are the row's."""
    told = {**asdict(version), "form": FORM}
    told["items"] = [_lean(item, KeptItem) for item in told["items"]]
    told["promises"] = [_lean(promise, KeptPromise) for promise in told["promises"]]
    for of in ("hoped", "hopes"):
        told[of] = [_lean(hope, KeptHope) for hope in told[of]]
    return _written({key: told[key] for key in told if key not in ("name", "kept_at")})


def unpacked(name: str, kept_at: datetime, content: bytes) -> Version:
    """What was packed."""
    told = _read(content)
    return Version(
        name=name,
        kept_at=kept_at,
        session_number=told["session_number"],
        told_at=datetime.fromisoformat(told["told_at"]),
        minutes=told["minutes"],
        items=[_item_again(item) for item in told["items"]],
        lines=told["lines"],
        promises=[_promise_again(promise) for promise in told["promises"]],
        hoped=[KeptHope(**hope) for hope in told.get("hoped", [])],
        hopes=[KeptHope(**hope) for hope in told.get("hopes", [])],
    )


def with_other_ids(content: bytes, new_id: Callable[[UUID], UUID]) -> bytes:
    """The content of a version for a copy of its plan, whose items have ids of their own."""
    told = _read(content)
    for item in told["items"]:
        for name in {"id", "carried_from"} & set(item):
            item[name] = str(new_id(UUID(item[name])))
    for promise in told["promises"]:
        if "item" in promise:
            promise["item"] = str(new_id(UUID(promise["item"])))
    return _written(told)


def plain(content: bytes) -> dict[str, Any]:
    """What was packed, as JSON has it."""
    return _read(content)


def from_plain(told: dict[str, Any]) -> bytes:
    """Packs what `plain` told. Raises ValueError, TypeError or KeyError where it is none."""
    content = _written(told)
    version = unpacked("", datetime.min.replace(tzinfo=UTC), content)
    for row in (version, *version.items, *version.promises, *version.hoped, *version.hopes):
        _require_types(row)
    for item in version.items:
        validate(item.body)
    lines: dict[str, Any] = dict(version.lines)
    for side, line in lines.items():
        if not isinstance(line, str) or side not in ("mentor", "mentee"):
            raise TypeError("no line of one of the two")
    return content


def without(content: bytes, side: str) -> bytes:
    """The same without the lines and promises of one side, who was erased."""
    told = _read(content)
    told["lines"] = {of: line for of, line in told["lines"].items() if of != side}
    told["promises"] = [one for one in told["promises"] if one["owner"] != side]
    return _written(told)


def without_hoped(content: bytes, texts: Collection[str]) -> bytes:
    """The same without these hopes of the session before."""
    told = _read(content)
    hoped = [one for one in told.get("hoped", []) if one["text"] not in texts]
    if hoped == told.get("hoped", []):
        return content
    return _written(told | {"hoped": hoped})


def _require_types(row: Any) -> None:
    for name, kind in get_type_hints(type(row)).items():
        value = getattr(row, name)
        whole = getattr(kind, "__value__", kind)
        wanted = whole if isinstance(whole, UnionType) else (get_origin(whole) or whole)
        if not isinstance(value, wanted):
            raise TypeError(f"{name} is of another type")


def _lean(told: dict[str, Any], kind: type[KeptItem | KeptPromise | KeptHope]) -> dict[str, Any]:
    """Without what is as it is by default."""
    usual = {each.name: each.default for each in fields(kind)}
    return {name: value for name, value in told.items() if value != usual[name] and value != []}


def _written(told: dict[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return zlib.compress(text.encode(), 9)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(content: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(zlib.decompress(content))
    return told


def _item_again(told: dict[str, Any]) -> KeptItem:
    return KeptItem(
        **told
        | {
            "id": UUID(told["id"]),
            "first_raised_at": datetime.fromisoformat(told["first_raised_at"]),
            "carried_from": _id(told.get("carried_from")),
        }
    )


def _promise_again(told: dict[str, Any]) -> KeptPromise:
    due_on = told.get("due_on")
    return KeptPromise(
        **told
        | {
            "due_on": date.fromisoformat(due_on) if due_on else None,
            "item": _id(told.get("item")),
        }
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
