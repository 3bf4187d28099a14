"""A kept version as the API answers with it, and as Markdown."""

from romanesco.api import outputs
from romanesco.api.plan_markdown import heading, listed, plain
from romanesco.pairs.models import Pair
from romanesco.people.local_words import both_times, ordinal
from romanesco.people.models import Person
from romanesco.plans.as_markdown import Section, as_markdown
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import HopeOutcome, Plan
from romanesco.plans.version_models import VersionName
from romanesco.plans.versions import in_words
from romanesco.plans.versions_packed import KeptHope, KeptItem, KeptPromise, Version


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
            "hoped": [_hope_out(one) for one in version.hoped],
            "hopes": [_hope_out(one) for one in version.hopes],
        }
    )


def version_as_markdown(plan: Plan, version: Version, person: Person) -> str:
    """As a plan is written, with which version it is and when it was kept. What was skipped is
    left out."""
    pair = plan.session.pair
    lines = [
        f"- {plain(pair.person_on(side).name)}: {plain(version.lines[side])}"
        for side in _sides(pair, person)
        if side in version.lines
    ]
    parts = [
        heading(version.session_number, version.told_at, version.minutes, pair, person),
        _kept(plan, version, person),
        as_markdown(
            Section(
                plain(item.prompt), body_to_markdown(item.body), _about(item, version, pair, person)
            )
            for item in version.items
            if not item.skipped
        ),
        listed("Top of mind", lines),
        listed("Hoped for the last time", [_hope(one) for one in version.hoped]),
        listed("Hopes", [_hope(one) for one in version.hopes]),
        listed("Action items", [_promise(one, pair) for one in version.promises]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _kept(plan: Plan, version: Version, person: Person) -> str:
    day = f"{version.kept_at.astimezone(person.zone):%A, %-d %B %Y}"
    clocks = both_times(version.kept_at, person, plan.session.pair.partner_of(person))
    return f"{in_words(plan, version.name)}: {day}, {plain(clocks)}."


def _about(item: KeptItem, version: Version, pair: Pair, person: Person) -> str:
    """Whose topic, how often it was raised, and what became of it: as the page says it."""
    if item.kind != "topic":
        return ""
    parts = [f"{plain(pair.person_on(item.author).name)}’s topic" if item.author else "A topic"]
    if item.times_raised > 1:
        first = f"{item.first_raised_at.astimezone(person.zone):%-d %B %Y}"
        parts.append(f"{ordinal(item.times_raised)} time raised, first on {first}")
    if version.name == VersionName.WRAPPED_UP and not item.discussed:
        parts.append("let go" if item.let_go else "kept for next time")
    return " · ".join(parts)


def _hope(hope: KeptHope) -> str:
    outcome = f" ({HopeOutcome(hope.outcome).label})" if hope.outcome else ""
    return f"- {plain(hope.text)}{outcome}"


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


def _hope_out(hope: KeptHope) -> dict[str, object]:
    return {"text": hope.text, "outcome": hope.outcome or None}


def _promise(one: KeptPromise, pair: Pair) -> str:
    tick = "x" if one.state == "done" else " "
    by = f", by {one.due_on:%-d %B %Y}" if one.due_on else ""
    return f"- [{tick}] {plain(one.text)} ({plain(pair.person_on(one.owner).name)}{by})"
