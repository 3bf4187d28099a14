"""Who finds what, on both databases: nothing that was not shared, and all that was."""

from datetime import timedelta

import pytest

from romanesco.actions.operations import Promise, add_action
from romanesco.goals.models import Goal
from romanesco.journey import hold
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.search import indexing, rows
from romanesco.search.asking import asked
from romanesco.search.finding import find
from romanesco.search.models import Passage, SearchMark
from tests.cast import MONDAY, a_pair, a_plan, cora, olga, rosa, signed, theo
from tests.journey.stories import answer, topic
from tests.search.conftest import Finds

pytestmark = pytest.mark.django_db
START = MONDAY + timedelta(days=3, hours=4)


def test_words_in_any_language_by_their_beginning_and_in_order(plan: Plan, finds: Finds) -> None:
    topic(plan, "Saying no", "Die Straße nach İzmir, 東京都に行く", by=theo())
    found = finds(theo(), "strasse")
    assert "Saying no" in found
    for typed in ("sayin", "izm", "京都", '"nach izmir"', "no STRASSE", "東京", '"straße nach i"'):
        assert (finds(theo(), typed) == found) is (typed != '"straße nach i"')
    for typed in ('"izmir nach"', '"no die"', "sayin no", "京行", "a'b:*&|!()", "no *", "%"):
        assert finds(theo(), typed) <= (found if typed == "no *" else set())


def test_a_draft_is_its_preparers_alone(plan: Plan, finds: Finds) -> None:
    answer(plan, "check_in", "krokodil", by=theo())
    topic(plan, "Alligator", by=theo())
    for typed in ("krokodil", "alligator", "anticipate"):
        assert finds(theo(), typed)
        for nobody in (rosa(), olga(), cora()):
            assert finds(nobody, typed) == set()
    operations.share(plan, by=theo(), at=MONDAY)
    for typed in ("krokodil", "alligator", "anticipate"):
        assert finds(rosa(), typed)
        assert finds(olga(), typed) == set()


def test_a_sharing_taken_back_hides_at_once(
    plan: Plan, finds: Finds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the index has not heard of it yet."""
    answer(plan, "check_in", "krokodil", by=theo())
    operations.write_line(plan, "alligator", by=theo(), at=MONDAY)
    shared = operations.share(plan, by=theo(), at=MONDAY)
    assert finds(rosa(), "krokodil")
    assert finds(rosa(), "alligator")
    monkeypatch.setattr("romanesco.search.finding.bring_up_to_date", lambda _: None)
    operations.withdraw_sharing(shared, by=theo(), at=MONDAY)
    assert Passage.objects.filter(plan=plan, kind="agenda", reader=None).exists()
    assert finds(rosa(), "krokodil") == finds(rosa(), "alligator") == set()
    monkeypatch.undo()
    assert finds(rosa(), "krokodil") == set()
    assert finds(theo(), "krokodil")
    assert not Passage.objects.filter(plan=plan, kind="agenda", reader=None).exists()


def test_notes_are_their_authors_and_lines_are_revealed_together(plan: Plan, finds: Finds) -> None:
    operations.write_note(plan, "My crocodile", by=rosa(), at=MONDAY)
    operations.write_line(plan, "An alligator", by=rosa(), at=MONDAY)
    operations.write_line(plan, "A caiman", by=theo(), at=MONDAY)
    assert finds(rosa(), "croc")
    assert finds(rosa(), "allig")
    assert finds(theo(), "croc") == finds(theo(), "allig") == finds(rosa(), "caiman") == set()
    operations.share(plan, by=theo(), at=MONDAY)
    assert finds(theo(), "allig") == finds(rosa(), "caiman") == {"An alligator", "A caiman"}
    assert finds(theo(), "croc") == set()


def test_all_of_it_has_to_be_in_what_one_may_see_of_a_session(plan: Plan, finds: Finds) -> None:
    """And nothing is told of the rest by what is found with it."""
    answer(plan, "check_in", "krokodil", by=theo())
    operations.write_line(plan, "alligator", by=rosa(), at=MONDAY)
    operations.write_note(plan, "caiman", by=rosa(), at=MONDAY)
    assert finds(rosa(), "caiman alligator") == {"caiman", "alligator"}
    assert finds(rosa(), "alligator krokodil") == finds(theo(), "krokodil alligator") == set()
    operations.share(plan, by=theo(), at=MONDAY)
    assert finds(rosa(), "krokodil alligator cai") == {"krokodil", "alligator", "caiman"}
    assert finds(theo(), "krokodil alli") == {"krokodil", "alligator"}
    assert finds(theo(), "krokodil caiman") == set()
    later = a_plan(plan.session.pair, days=9)
    answer(later, "check_in", "gharial", by=theo())
    assert finds(theo(), "gharial krokodil") == set()


def test_where_both_see_the_plan_lines_wait_for_the_start(finds: Finds) -> None:
    plan = a_plan(signed(a_pair(rosa(), theo()), share_when="together"))
    operations.write_line(plan, "caiman", by=theo(), at=MONDAY)
    assert finds(theo(), "caiman")
    assert finds(rosa(), "caiman") == set()
    assert finds(rosa(), "anticipate")
    hold.start(plan.session, by=theo(), at=START)
    assert finds(rosa(), "caiman")


def test_what_came_of_a_session_and_what_a_pair_has_besides(
    pair: Pair, plan: Plan, finds: Finds
) -> None:
    answer(plan, "hopes", "- finish the queue\n- sleep", by=theo())
    answer(plan, "challenges", "- the move", by=theo())
    promise = Promise("Read about owls", owner="mentor")
    add_action(pair, promise, by=theo(), at=MONDAY, session=plan.session)
    add_action(pair, Promise("Write to Nadia", owner="mentor"), by=theo(), at=MONDAY)
    Goal.objects.create(
        pair=pair, text="Speak up", measure="A talk", made_by=theo(), made_at=MONDAY,
        changed_at=MONDAY,
    )  # fmt: skip
    indexing.index_marked()
    add_action(pair, Promise("A gecko", owner="mentor"), by=rosa(), at=MONDAY, session=plan.session)
    assert finds(rosa(), "gecko")
    assert "A gecko" in finds(theo(), "gecko queue")
    assert finds(rosa(), "owl")  # a promise is both's, whatever becomes of the draft
    assert finds(rosa(), "queue") == set()
    hold.start(plan.session, by=theo(), at=START)
    wrap_up(Plan.objects.get(id=plan.id), {}, by=theo(), at=START)
    for typed in ("queue", "sleep", "owl", "nadia", "speak talk", "stays between us"):
        assert finds(rosa(), typed), typed
        assert finds(olga(), typed) == set()
    hopes = [kind for one in Passage.objects.filter(kind="agenda") for kind, *_ in one.pieces]
    assert hopes.count("hope") == 2  # and not once more as the lines that they were made of


def test_other_pairs_of_theirs_are_apart(plan: Plan, finds: Finds) -> None:
    other = a_plan(signed(a_pair(rosa(), olga())))
    topic(other, "krokodil", by=olga())
    assert finds(olga(), "krokodil")
    assert finds(theo(), "krokodil") == set()
    mine = [plan.session.pair]
    assert find(theo(), mine, asked("krokodil")) == []


def test_two_shelves_of_one_name_are_told_apart(
    plan: Plan, finds: Finds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By chance two pairs may share one: what is found is held against the pair and the reader."""
    monkeypatch.setattr(rows, "shelf", lambda *_: "0000abcd")
    other = a_plan(signed(a_pair(cora(), olga())))
    topic(other, "krokodil", by=olga())
    operations.write_note(plan, "krokodil", by=rosa(), at=MONDAY)
    assert finds(theo(), "krokodil") == set()
    assert finds(rosa(), "krokodil") == {"krokodil"}


def test_very_long_words_and_texts_are_kept_in_parts(plan: Plan, finds: Finds) -> None:
    long = " ".join(f"w{n}" for n in range(9_000))
    answer(plan, "check_in", long[:49_000], by=theo())
    answer(plan, "went_well", "語" * 20_000 + "京都", by=theo())
    answer(plan, "not_well", "z" * 40_000, by=theo())
    for typed in ("w1", "w7000", "京都", "z" * 200, "z" * 20):
        assert finds(theo(), typed), typed[:20]
    assert Passage.objects.filter(kind="agenda").count() > 1


def test_the_same_again_writes_nothing(plan: Plan) -> None:
    indexing.index_marked()
    before = set(Passage.objects.values_list("id", flat=True))
    operations.focus(plan.items.get(purpose="hopes"), is_focus=True, by=theo(), at=MONDAY)
    assert SearchMark.objects.exists()
    assert indexing.index_marked() is False
    assert not SearchMark.objects.exists()
    assert set(Passage.objects.values_list("id", flat=True)) == before
