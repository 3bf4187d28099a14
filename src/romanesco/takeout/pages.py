"""Records as Markdown files, for people: a folder for each pair, a file for each plan. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from romanesco.plans.as_markdown import Section, as_markdown, one_line
from romanesco.plans.body import Body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.takeout.plan_marks import OURS, front_matter, item_mark

type Record = dict[str, Any]
type Page = tuple[str, str]

WEATHER = {1: "stormy", 2: "rainy", 3: "cloudy", 4: "bright spells", 5: "sunny"}
README = """\
# What this is

Everything that you could see in Romanesco when this was made: your own words, and what you and
each of your partners have together. What a partner has written and not shared is not in it.

- `you.md`: what you told of yourself. `templates/`: plans of your own making.
- A folder for each pair: the agreement, goals, action items, sessions, and in `plans/` a file for
  each plan, named by its date. Each names its id at the top.
- `private/` in a folder are notes of yours that your partner has never seen. Mind them when you
  pass the folder on.
- `romanesco.jsonl` holds the same for programs, one record a line. Bringing this file back reads
  it alone.

Keep it well: whoever has this file can read all of it.
"""


class Pages:
    """Makes the files of one takeout, record by record."""

    def __init__(self) -> None:
        self.folder = ""
        self._begin({"you": "", "partner": {"name": ""}})

    def _begin(self, pair: Record) -> None:
        self.pair_told = pair
        self.sessions: dict[str, Record] = {}
        self.goals: list[Record] = []
        self.actions: list[Record] = []

    def of(self, told: Record) -> Iterator[Page]:
        """The files that can be written once this record is known."""
        if told["kind"] == "pair":
            yield from self.rest()
            self._begin(told)
            self.folder = f"{_slug(told['partner']['name'], 'pair')}-{told['id'][:8]}"
        write = getattr(self, f"_{told['kind']}", None)
        if write is not None:
            yield from write(told)

    def rest(self) -> Iterator[Page]:
        """The lists of the pair that is at its end."""
        if not self.folder:
            return
        yield f"{self.folder}/goals.md", _listed("Goals", map(self._goal_line, self.goals))
        yield f"{self.folder}/actions.md", _listed("Action items", map(self._promise, self.actions))
        lines = map(self._session_line, self.sessions.values())
        yield f"{self.folder}/sessions.md", _listed("Sessions", lines)

    def _takeout(self, told: Record) -> Iterator[Page]:
        yield "README.md", README

    def _you(self, told: Record) -> Iterator[Page]:
        head = _front({name: value for name, value in told.items() if name != "kind"})
        yield "you.md", f"{head}\n\n# {_plain(told['name'])}\n"

    def _own_template(self, told: Record, folder: str = "templates") -> Iterator[Page]:
        questions = [
            f"- {_plain(str(each.get('prompt', '')))}"
            for each in told["items"]
            if isinstance(each, dict)
        ]
        head = _front({"id": told["id"], "made_at": told["made_at"]})
        words = "\n".join([head, "", f"# {_plain(told['name'])}", "", *questions])
        yield f"{folder}/{_slug(told['name'], 'template')}-{told['id'][:8]}.md", words + "\n"

    def _template(self, told: Record) -> Iterator[Page]:
        yield from self._own_template(told, f"{self.folder}/templates")

    def _pair(self, told: Record) -> Iterator[Page]:
        kept = {name: told[name] for name in ("id", "state", "begun_at", "you")}
        head = _front({**kept, "partner": told["partner"]["id"]})
        name = _plain(told["partner"]["name"])
        words = f"# {name} and you\n\nYou are the {told['you']}, {name} is the {self._other()}."
        yield f"{self.folder}/pair.md", f"{head}\n\n{words}\n"

    def _agreement(self, told: Record) -> Iterator[Page]:
        head = ("id", "number", "proposed_by", "proposed_at", "in_force_at", "replaced_at")
        rest = {k: v for k, v in told.items() if k not in (*head, "kind", "signatures")}
        answers = [
            f"- **{name.replace('_', ' ')}**: {_plain(str(value))}"
            for name, value in rest.items()
            if value not in (None, "")
        ]
        signed = [
            f"- signed by {self._who(each['person'])}, {each['signed_at']}"
            for each in told["signatures"]
        ]
        title = f"# Agreement {told['number']}"
        words = "\n\n".join(["\n".join(part) for part in (answers, signed) if part])
        front = _front({name: told[name] for name in head})
        yield f"{self.folder}/agreement/{told['number']:02}.md", f"{front}\n\n{title}\n\n{words}\n"

    def _goal(self, told: Record) -> Iterator[Page]:
        self.goals.append(told)
        yield from ()

    def _action(self, told: Record) -> Iterator[Page]:
        self.actions.append(told)
        yield from ()

    def _session(self, told: Record) -> Iterator[Page]:
        self.sessions[told["id"]] = told
        yield from ()

    def _plan(self, told: Record) -> Iterator[Page]:
        session = self.sessions[told["session"]]
        name = f"{_local(session):%Y-%m-%d}-session-{session['number']:03}.md"
        yield f"{self.folder}/plans/{name}", self._plan_words(told, session)
        for note in told["notes"]:
            head = _front({"plan": told["id"], "written_at": note["written_at"]})
            title = f"# Your private note on session {session['number']}"
            yield f"{self.folder}/private/{name}", f"{head}\n\n{title}\n\n{note['text']}\n"

    def _beside(self, told: Record) -> Iterator[Page]:
        session = self.sessions[told["session"]]
        name = f"{_local(session):%Y-%m-%d}-session-{session['number']:03}.md"
        words = [_plain(one["text"]) for one in told["top_of_mind"]]
        words += [WEATHER[one["weather"]] for one in told["check_ins"]]
        words += [one["text"] for one in told["notes"]]
        title = f"# Yours alone, beside session {session['number']}"
        head = _front({"session": told["session"]})
        yield f"{self.folder}/private/{name}", "\n\n".join([head, title, *words]) + "\n"

    def _plan_words(self, told: Record, session: Record) -> str:
        items = [(each["id"], each["prompt"], _shown(each)) for each in told["items"]]
        where = f", {_plain(session['place'])}" if session["place"] else ""
        parts = [
            front_matter(told["id"], items),
            f"# Session {session['number']}: {_local(session):%A, %-d %B %Y}",
            f"{_local(session):%H:%M} ({session['time_zone']}), {session['minutes']} minutes, "
            f"{session['state']}{where}",
            as_markdown(
                Section(_plain(each["prompt"]), body_to_markdown(body), item_mark(each["id"]))
                for each, (_, _, body) in zip(told["items"], items, strict=True)
            ),
            self._ours("Top of mind", told["top_of_mind"], lambda one: _plain(one["text"])),
            self._ours("Check-in", told["check_ins"], lambda one: WEATHER[one["weather"]]),
            self._outcomes("Hopes", told["hopes"]),
            self._outcomes("Challenges", told["challenges"]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _ours(self, title: str, found: list[Record], words: Any) -> str:
        lines = [f"- {self._who(one['person'])}: {words(one)}" for one in found]
        return "\n".join([f"## {title}", OURS, "", *lines]) if lines else ""

    def _outcomes(self, title: str, found: list[Record]) -> str:
        lines = [
            f"- {_plain(one['text'])}"
            + (f" ({one['outcome'].replace('_', ' ')})" if one["outcome"] else "")
            for one in found
        ]
        return "\n".join([f"## {title}", OURS, "", *lines]) if lines else ""

    def _goal_line(self, told: Record) -> str:
        state = "reached" if told["reached_at"] else "let go" if told["let_go_at"] else "open"
        measure = f" ({_plain(told['measure'])})" if told["measure"] else ""
        return f"- {_plain(told['text'])}{measure}, {state} <!-- {told['id']} -->"

    def _promise(self, told: Record) -> str:
        tick = "x" if told["done_at"] else " "
        by = f", by {told['due_on']}" if told["due_on"] else ""
        gone = ", let go" if told["let_go_at"] else ""
        who = self._who(told["owner"])
        return f"- [{tick}] {_plain(told['text'])} ({who}{by}{gone}) <!-- {told['id']} -->"

    def _session_line(self, told: Record) -> str:
        answers = "".join(f", {self._who(a['person'])}: {a['answer']}" for a in told["attendances"])
        why = f": {_plain(told['reason'])}" if told["reason"] else ""
        when = f"{_local(told):%Y-%m-%d %H:%M} {told['time_zone']}"
        return f"- {when}, {told['state']}{why}{answers} <!-- {told['id']} -->"

    def _other(self) -> str:
        return "mentee" if self.pair_told["you"] == "mentor" else "mentor"

    def _who(self, side: str | None) -> str:
        if side == self.pair_told["you"]:
            return "you"
        return _plain(self.pair_told["partner"]["name"]) if side else "nobody"


def _shown(item: Record) -> Body:
    body: Body = [] if item["skipped_at"] else item["body"]
    return body


def _local(session: Record) -> datetime:
    moment = datetime.fromisoformat(session["started_at"] or session["starts_at"])
    return moment.astimezone(ZoneInfo(session["time_zone"]))


def _front(told: Record) -> str:
    lines = [f"{name}: {_scalar(value)}" for name, value in told.items()]
    return "\n".join(["---", *lines, "---"])


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    words = one_line(str(value)).replace("\\", "\\\\").replace('"', '\\"')
    return str(value) if isinstance(value, bool | int) else f'"{words}"'


def _listed(title: str, lines: Any) -> str:
    found = list(lines)
    return "\n".join([f"# {title}", "", *(found or ["None."])]) + "\n"


def _plain(text: str) -> str:
    """Words in one line, with what would be Markdown in them escaped."""
    words = one_line(text)
    if not words:
        return ""
    body = [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]
    return body_to_markdown(body).strip()


def _slug(name: str, otherwise: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:40].strip("-") or otherwise
