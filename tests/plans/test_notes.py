"""What each writes for themselves: a private note, and one line."""

import pytest

from romanesco.base.errors import Refused
from romanesco.journey import hold
from romanesco.people.models import Person
from romanesco.plans import notes, operations
from romanesco.plans.models import Plan
from romanesco.plans.queries import lines_for, note_for
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.MONDAY


def test_a_note_is_its_authors_alone(plan: Plan, theo: Person, rosa: Person) -> None:
    notes.write_note(plan, "Ask how she left", by=theo, at=AT)
    operations.share(plan, by=theo, at=AT)
    hold.start(plan.session, by=theo, at=AT)
    assert note_for(plan, theo) == "Ask how she left"
    assert note_for(plan, rosa) == ""


def test_a_note_is_replaced(plan: Plan, theo: Person) -> None:
    notes.write_note(plan, "One", by=theo, at=AT)
    notes.write_note(plan, "Two", by=theo, at=AT)
    assert note_for(plan, theo) == "Two"


def test_what_is_kept_joins_the_note(plan: Plan, theo: Person) -> None:
    notes.keep(plan, "From the draft", person=theo)
    notes.keep(plan, "And more", person=theo)
    assert note_for(plan, theo) == "From the draft\n\nAnd more"


def test_lines_are_written_alone_and_revealed_together(
    plan: Plan, theo: Person, rosa: Person
) -> None:
    notes.write_line(plan, " Too\nslow? ", by=theo, at=AT)
    notes.write_line(plan, "Steer less", by=rosa, at=AT)
    assert lines_for(plan, theo) == ("Too slow?", None)
    assert lines_for(plan, rosa) == ("Steer less", None)
    shared = operations.share(plan, by=theo, at=AT)
    assert lines_for(shared, theo) == ("Too slow?", "Steer less")
    hidden = operations.withdraw_sharing(shared, by=theo, at=AT)
    assert lines_for(hidden, theo) == ("Too slow?", None)


def test_a_revealed_line_stays_and_a_missing_one_may_follow(
    plan: Plan, theo: Person, rosa: Person
) -> None:
    notes.write_line(plan, "Too slow?", by=theo, at=AT)
    shared = operations.share(plan, by=theo, at=AT)
    with pytest.raises(notes.LinesAreRevealed):
        notes.write_line(shared, "Never mind", by=theo, at=AT)
    notes.write_line(shared, "Too slow?", by=theo, at=AT)
    notes.write_line(shared, "Steer less", by=rosa, at=AT)
    assert lines_for(shared, theo) == ("Too slow?", "Steer less")


def test_where_both_see_the_plan_lines_are_revealed_when_it_starts(theo: Person) -> None:
    pair = cast.a_pair(cast.cora(), theo)
    plan = cast.a_plan(cast.signed(pair, share_when="together"))
    notes.write_line(plan, "Mine", by=theo, at=AT)
    notes.write_line(plan, "Hers", by=pair.mentor, at=AT)
    assert lines_for(plan, theo) == ("Mine", None)
    assert lines_for(hold.start(plan.session, by=theo, at=AT), theo) == ("Mine", "Hers")


def test_too_long_is_refused_with_its_field(plan: Plan, theo: Person) -> None:
    with pytest.raises(Refused) as long_note:
        notes.write_note(plan, "x" * 20_001, by=theo, at=AT)
    with pytest.raises(Refused) as long_line:
        notes.write_line(plan, "x" * 201, by=theo, at=AT)
    assert (long_note.value.field, long_line.value.field) == ("text", "text")
