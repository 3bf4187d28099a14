"""A kept version as the API answers with it, and as Markdown."""

from romanesco.api import outputs
from romanesco.api.plan_markdown import listed, plain
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans.as_markdown import Section, as_markdown
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import Plan
from romanesco.plans.versions_packed import KeptItem, KeptPromise, Version


def version_whole(plan: Plan, version: Version, person: Person) -> outputs.VersionOut:
    """Everything that was kept, one's own line of top of mind first."""
    pair = plan.session.pair
    lines = [
        {"person": pair.person_on(side).id, "text": version.lines[side]}
        for side in _sides(pair, person)
        if side in version.lines
    ]
    return outputs.VersionOut.model_validate(
        {
            "plan": plan.id,
            "name": version.name,
            "kept_at": version.kept_at,
            "session_number": version.session_number,
            "starts_at": version.told_at,
            "minutes": version.minutes,
            "items": [_item(one, pair) for one in version.items],
            "actions": [_action(one, pair) for one in version.promises],
            "top_of_mind": lines,
        }
    )


def version_as_markdown(version: Version, pair: Pair, person: Person) -> str:
    """As a plan is written, with the moment at which it was kept. What was skipped is left out."""
    lines = [
        f"- {plain(pair.person_on(side).name)}: {plain(version.lines[side])}"
        for side in _sides(pair, person)
        if side in version.lines
    ]
    parts = [
        _heading(version, pair, person),
        as_markdown(
            Section(plain(item.prompt), body_to_markdown(item.body))
            for item in version.items
            if not item.skipped
        ),
        listed("Top of mind", lines),
        listed("Action items", [_promise(one, pair) for one in version.promises]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(version: Version, pair: Pair, person: Person) -> str:
    local, kept = (at.astimezone(person.zone) for at in (version.told_at, version.kept_at))
    when = f"{local:%H:%M} in {person.time_zone}, {version.minutes} minutes"
    return "\n\n".join(
        [
            f"# Session {version.session_number}: {local:%A, %-d %B %Y}",
            f"{plain(pair.mentor.name)} and {plain(pair.mentee.name)}, {plain(when)}",
            f"As it was on {kept:%-d %B %Y at %H:%M}.",
        ]
    )


def _sides(pair: Pair, person: Person) -> tuple[str, str]:
    mine = pair.side_of(person)
    return mine.value, mine.other.value


def _item(one: KeptItem, pair: Pair) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "prompt": one.prompt,
        "body": body_to_markdown(one.body),
        "discussed": one.discussed,
        "skipped": one.skipped,
        "author": pair.person_on(one.author).id if one.author else None,
        "carried_from": one.carried_from,
        "times_raised": one.times_raised,
        "first_raised_at": one.first_raised_at,
    }


def _action(one: KeptPromise, pair: Pair) -> dict[str, object]:
    return {
        "text": one.text,
        "owner": pair.person_on(one.owner).id,
        "due_on": one.due_on,
        "state": one.state,
        "item": one.item,
    }


def _promise(one: KeptPromise, pair: Pair) -> str:
    tick = "x" if one.state == "done" else " "
    by = f", by {one.due_on:%-d %B %Y}" if one.due_on else ""
    return f"- [{tick}] {plain(one.text)} ({plain(pair.person_on(one.owner).name)}{by})"
