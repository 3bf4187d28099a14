"""Finding what is due, and writing it: once, with any number of workers.

Facts are looked at, what is due is noted under a unique key, claimed, asked about once more, and
written in the same transaction in which the ledger says so. What happens in between, a crash or a
change of mind, is found again in the next round.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from romanesco.mail import demo_mode
from romanesco.mail.models import Letter
from romanesco.mail.outbox import letter_of, post_all
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.reminders import ledger
from romanesco.reminders.around import announced
from romanesco.reminders.facts import Look, near, still
from romanesco.reminders.known import Due
from romanesco.reminders.letters.bundle import Bundle, bundles, tell
from romanesco.reminders.matters import Matter, read
from romanesco.reminders.models import Kind, Reminder, Silenced
from romanesco.sessions.models import MentoringSession

logger = logging.getLogger(__name__)

TOLD_LATELY = timedelta(hours=12)

type Print = tuple[object, ...]


class NotMineAnyMore(Exception):
    """Another worker took over what this one had claimed."""


def remind(*, at: datetime, look: Look | None = None) -> int:
    """Write what is due; returns how many letters. Nothing is written where letters reach nobody.

    Without a `look` it looks far.
    """
    if not demo_mode.can_write():
        return 0
    ledger.ask_again_of_taken_back(at=at)
    ledger.note(near(look or Look(at)), at=at)
    return write_waiting(at=at)


def write_waiting(*, at: datetime) -> int:
    """Write what is noted and unclaimed, until nothing is left; returns how many letters."""
    count = 0
    while rows := ledger.claim(at=at):
        try:
            count += _write(rows, at)
        except NotMineAnyMore:
            logger.warning("Reminders were taken over by another worker")
    return count


def _write(rows: list[Reminder], at: datetime) -> int:
    matters = _still_due(rows, at)
    made = [one for some in _by_person(matters) for one in _made(some)]
    with transaction.atomic():
        now = _as_they_are(matters)
        fresh: list[Bundle] = []
        changed: list[UUID] = []
        for one in made:
            if all(_is_as_read(each, now) for each in one.matters):
                fresh.append(one)
            else:
                changed += [row.id for row in _rows(one)]
        _post(fresh, at)
        if changed:
            ledger.release(changed, at=at)
    return len(fresh)


def _still_due(rows: list[Reminder], at: datetime) -> list[Matter]:
    """What is to be written of these; of the others the ledger says why not."""
    known, off, told = still(rows, at=at), _silenced(rows), _told_lately(rows, at)
    knew = announced(rows)
    dropped: defaultdict[str, list[UUID]] = defaultdict(list)
    good: list[Reminder] = []
    for row in rows:
        one = known.get(row.key)
        if why := _why_not(row, one, off, told, at):
            dropped[why].append(row.id)
        elif row.label == "series_over" and (row.person_id, row.subject_id) not in knew:
            dropped["untold"].append(row.id)  # nobody knew that it was there
        elif one is not None and not one.is_now(at):
            ledger.put_off(row.id, one.waits_until(at), at=at)
        else:
            good.append(row)
    matters = []
    for matter in read(good):
        if why := _nothing_to_say(matter, known, at):
            dropped[why] += [row.id for row in matter.rows]
        else:
            matters.append(matter)
    for why, ids in dropped.items():
        ledger.drop(ids, why, at=at)
    return matters


def _why_not(
    row: Reminder,
    one: Due | None,
    off: set[tuple[UUID, str]],
    told: set[tuple[UUID, UUID, str]],
    at: datetime,
) -> str:
    if one is None:
        return "gone"
    if one.is_late(at):
        return "late"
    if (row.person_id, row.kind) in off:
        return "silenced"
    return "told" if (row.person_id, row.subject_id, row.label) in told else ""


def _nothing_to_say(matter: Matter, known: dict[str, Due], at: datetime) -> str:
    """What only the document tells. Of a plan that Romanesco shared empty, its preparer is told."""
    label = matter.row.label
    if matter.kind not in (Kind.PREPARE, Kind.SHARED):
        return ""
    if not matter.sees_the_plan:
        return "gone"  # taken back just now
    if label == "first" or matter.an_agenda.is_empty == (label != "shared"):
        return ""
    if label == "shared":
        empty = (one for one in known.values() if one.subject == matter.row.subject_id)
        ledger.note((one for one in empty if one.label == "empty"), at=at)
    return "empty" if label == "shared" else "begun"


def _silenced(rows: Iterable[Reminder]) -> set[tuple[UUID, str]]:
    """What they turned off; everything, for who came with an import or is erased."""
    rows = list(rows)
    people = {row.person_id for row in rows}
    found = Silenced.objects.filter(person__in=people).values_list("person_id", "kind")
    away = Person.objects.filter(id__in=people, is_active=False).values_list("id", flat=True)
    without = set(away)
    return {*found, *((row.person_id, row.kind) for row in rows if row.person_id in without)}


def _told_lately(rows: Iterable[Reminder], at: datetime) -> set[tuple[UUID, UUID, str]]:
    """Plans whose preparer was reminded hours ago, before the session was moved a little."""
    plans = {row.subject_id for row in rows if row.kind == Kind.PREPARE}
    if not plans:
        return set()
    told = Reminder.objects.filter(
        kind=Kind.PREPARE, subject_id__in=plans, written_at__gte=at - TOLD_LATELY
    )
    return set(told.values_list("person_id", "subject_id", "label"))


def _by_person(matters: Iterable[Matter]) -> list[list[Matter]]:
    found: defaultdict[UUID, list[Matter]] = defaultdict(list)
    for matter in matters:
        found[matter.person.id].append(matter)
    return list(found.values())


def _made(matters: list[Matter]) -> list[Bundle]:
    """The letters to one person. What cannot be written costs only itself: it stays claimed, and
    is tried again once the claim is stale."""
    try:
        with transaction.atomic():
            return bundles(matters)
    except Exception:
        logger.exception("Letters could not be written: %s", [str(m.row.id) for m in matters])
        good = [matter for matter in matters if _can_be_told(matter)]
    return bundles(good) if len(good) < len(matters) else []


def _can_be_told(matter: Matter) -> bool:
    try:
        with transaction.atomic():
            tell(matter)
    except Exception:
        ids = [str(row.id) for row in matter.rows]
        logger.exception("A letter could not be written (%s): %s", matter.kind, ids)
        return False
    return True


def _post(made: list[Bundle], at: datetime) -> None:
    """Letters and ledger together. A letter has the id of what it is mostly about, so even the
    database would refuse a second one. Raises NotMineAnyMore."""
    letters: list[Letter] = []
    firsts: list[UUID] = []
    is_mine = True
    for bundle in made:
        first, *along = _rows(bundle)
        person = bundle.matters[0].person
        letters.append(letter_of(person, bundle.content, bundle.envelope, letter_id=first.id))
        firsts.append(first.id)
        if along:
            ids = [row.id for row in along]
            is_mine &= ledger.mark_told_within(ids, first.id, at=at)
    if not (is_mine and ledger.mark_written(firsts, at=at)):
        raise NotMineAnyMore
    post_all(letters)


def _rows(bundle: Bundle) -> list[Reminder]:
    return [row for matter in bundle.matters for row in matter.rows]


def _as_read(matter: Matter) -> tuple[object, object]:
    """What a letter's truth hangs on, as it was written from: who sees which document, and when
    they meet."""
    plan, session = matter.agenda.plan if matter.agenda else None, matter.session
    return (
        plan and (plan.session_id, plan.document_id, plan.shared_at, plan.share_due_at),
        session and (session.sequence, session.state, session.starts_at),
    )


def _as_they_are(matters: Iterable[Matter]) -> dict[UUID, Print]:
    """The same by plan and by session, now. Plans are locked, so that nothing is taken back
    between asking and writing."""
    matters = list(matters)
    plans = {matter.agenda.plan.id for matter in matters if matter.agenda}
    locked = Plan.objects.select_for_update().filter(id__in=plans).order_by("id")
    values = ("id", "session_id", "document_id", "shared_at", "share_due_at")
    found: dict[UUID, Print] = {row[0]: row[1:] for row in locked.values_list(*values)}
    sessions = {matter.session.id for matter in matters if matter.session}
    states = MentoringSession.objects.filter(id__in=sessions)
    rows = states.values_list("id", "sequence", "state", "starts_at")
    return found | {row[0]: row[1:] for row in rows}


def _is_as_read(matter: Matter, now: dict[UUID, Print]) -> bool:
    plan = now.get(matter.agenda.plan.id) if matter.agenda else None
    return _as_read(matter) == (plan, now.get(matter.session.id) if matter.session else None)
