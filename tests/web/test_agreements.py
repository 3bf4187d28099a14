"""The agreement: each rule in a sentence, a change before it counts, and both signatures."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine

from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import in_force, proposed, rules_of
from romanesco.journey import leave
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.web.agreement_words import answers, changes, rule_in_words
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db
FORM = {
    "preparer": "mentee",
    "share_when": "before",
    "share_amount": "24",
    "share_unit": "hours",
    "share_days_before": "1",
    "share_time": "16:00",
    "cadence": "weekly",
    "minutes": "45",
    "cancel_notice_hours": "24",
    "sends_notes": "mentee",
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def pair() -> Pair:
    return a_pair(rosa(), theo())


def page(person: Person, pair: Pair) -> str:
    return text_of(visit_as(person).get(f"/pairs/{pair.id}/agreement/"))


def post(person: Person, pair: Pair, **answers: Any) -> Any:
    told = {**FORM, **answers}
    path = f"/pairs/{pair.id}/agreement/proposal"
    return visit_as(person).post(path, {k: v for k, v in told.items() if v is not None})


@pytest.mark.parametrize(
    ("terms", "to_theo", "to_rosa"),
    [
        (
            {},
            "You prepare. Rosa sees it 24 hours before each session.",
            "Theo prepares. You see it 24 hours before each session.",
        ),
        (
            {"preparer": "mentor", "share_amount": 1, "share_unit": "days"},
            "Rosa prepares. You see it 1 day before each session.",
            "You prepare. Theo sees it 1 day before each session.",
        ),
        (
            {"share_when": "day_before"},
            "You prepare. Rosa sees it the day before each session at 16:00, your time.",
            "Theo prepares. You see it the day before each session at 16:00, Theo’s time.",
        ),
        (
            {"preparer": "turns", "share_when": "day_before", "share_days_before": 3},
            "You take turns to prepare, you first. The other sees it three days before each "
            "session at 16:00, in the time of whoever prepares.",
            "You take turns to prepare, Theo first. The other sees it three days before each "
            "session at 16:00, in the time of whoever prepares.",
        ),
        (
            {"share_when": "together"},
            "You prepare. You both see it from the beginning.",
            "Theo prepares. You both see it from the beginning.",
        ),
        (
            {"preparer": "both"},
            "You both prepare, together. You both see it from the beginning.",
            "You both prepare, together. You both see it from the beginning.",
        ),
    ],
)
def test_each_rule_is_said_in_a_sentence(
    pair: Pair, terms: dict[str, Any], to_theo: str, to_rosa: str
) -> None:
    agreement = Agreement(pair=pair, **terms)
    assert rule_in_words(agreement, theo()) == to_theo
    assert rule_in_words(agreement, rosa()) == to_rosa


def test_changes_are_told_in_words_before_and_after(pair: Pair) -> None:
    before = Agreement(pair=pair)
    after = Agreement(
        pair=pair, cadence="monthly", quiet_from=time(20), quiet_until=time(8), quiet_days="SA,SU"
    )
    assert [(c.label, c.before, c.after) for c in changes(before, after, theo())] == [
        ("Rhythm", "Every week", "Every month"),
        ("Quiet hours", "", "From 20:00 until 08:00, each in their own time"),
        ("Quiet days", "", "Saturday, Sunday"),
    ]
    assert len(answers(before, theo())) == len(answers(after, rosa())) == 21


def test_good_answers_are_there_to_sign_with_one_button_each(pair: Pair) -> None:
    assert "Good answers stand here already" in page(theo(), pair)
    first = proposed(pair)
    assert first is not None
    path = f"/pairs/{pair.id}/agreement/{first.number}/signature"
    said = visit_as(theo()).post(path, follow=True)
    assert "It counts once Rosa has signed too." in text_of(said)
    assert "Theo Lindqvist signed on 23 November" in page(rosa(), pair)
    assert "You have not signed yet" in page(rosa(), pair)
    said = visit_as(rosa()).post(path, follow=True)
    assert "It is in force now." in text_of(said)
    assert in_force(pair) == first


def test_every_field_is_kept(pair: Pair) -> None:
    told = {
        "preparer": "turns", "share_when": "day_before", "share_days_before": "2",
        "share_time": "09:30", "cadence": "fortnightly", "minutes": "60",
        "cancel_notice_hours": "48", "meets_when": "Thursdays", "meets_how": "on a walk",
        "runs_until": "2027-02-18", "channel": "chat", "quiet_from": "20:00",
        "quiet_until": "08:00", "quiet_days": ["SU", "SA"], "sends_notes": "both",
        "focus_mentee": "Shorter notes", "focus_mentor": "Steer less",
        "expects_of_mentor": "Candour", "expects_of_mentee": "Candour too",
        "progress": "Fewer pages", "not_together": "Code review", "confidentiality": "All of it",
    }  # fmt: skip
    assert post(theo(), pair, **told).status_code == 302
    kept = proposed(pair)
    assert kept is not None
    expected = told | {
        "share_days_before": 2, "share_time": time(9, 30), "minutes": 60,
        "cancel_notice_hours": 48, "runs_until": date(2027, 2, 18), "quiet_from": time(20),
        "quiet_until": time(8), "quiet_days": "SA,SU",
    }  # fmt: skip
    assert {name: getattr(kept, name) for name in told} == expected
    assert kept.is_signed_by(theo())
    form = visit_as(rosa()).get(f"/pairs/{pair.id}/agreement/proposal").content.decode()
    for shown in ("Thursdays", "Shorter notes", 'value="2027-02-18"', 'value="09:30"'):
        assert shown in form


@pytest.mark.parametrize(
    ("field", "told", "said"),
    [
        ("share_amount", {"share_amount": "0"}, "Between 1 and 336 hours"),
        ("share_amount", {"share_amount": "337"}, "Between 1 and 336 hours"),
        ("share_amount", {"share_amount": "15", "share_unit": "days"}, "Between 1 and 14 days."),
        (
            "share_days_before",
            {"share_when": "day_before", "share_days_before": "15"},
            "Between 1 and 14 days.",
        ),
        ("share_time", {"share_when": "day_before", "share_time": "4 pm"}, "hours and minutes"),
        ("share_time", {"share_when": "day_before", "share_time": ""}, "hours and minutes"),
        ("preparer", {"preparer": "the cat"}, "Select a valid choice"),
        ("share_when", {"share_when": None}, "required"),
        ("minutes", {"minutes": "900"}, "from 5 minutes to 8 hours"),
        ("runs_until", {"runs_until": "2020-01-01"}, "This day has passed"),
        ("quiet_until", {"quiet_from": "20:00"}, "a beginning and an end"),
        ("quiet_days", {"quiet_days": ["XX"]}, "Select a valid choice"),
        ("progress", {"progress": "x" * 2001}, "2000 characters"),
        ("meets_when", {"meets_when": "a\x00b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    pair: Pair, field: str, told: dict[str, Any], said: str
) -> None:
    answer = post(theo(), pair, channel="<chat>", **told)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    html = answer.content.decode()
    assert said in text_of(answer)
    assert 'value="&lt;chat&gt;"' in html
    assert Agreement.objects.count() == 1


def test_a_detail_that_does_not_count_may_be_anything(pair: Pair) -> None:
    told = {"share_when": "together", "share_amount": "lots", "share_time": ""}
    assert post(theo(), pair, **told).status_code == 302
    kept = proposed(pair)
    assert kept is not None
    assert (kept.share_when, kept.share_amount, kept.share_time) == ("together", 24, time(16))


def test_a_change_is_shown_against_the_one_in_force(pair: Pair) -> None:
    signed(pair)
    post(theo(), pair, cadence="monthly")
    html = visit_as(rosa()).get(f"/pairs/{pair.id}/agreement/").content.decode()
    assert "<del>Every week</del>" in html
    assert "<ins>Every month</ins>" in html
    assert "In force" in html
    proposal = proposed(pair)
    assert proposal is not None
    visit_as(rosa()).post(f"/pairs/{pair.id}/agreement/{proposal.number}/signature")
    after = page(theo(), pair)
    assert "In force from 23 November until 23 November" in after
    assert "Every month" in after


def test_a_pair_may_keep_no_versions_and_is_told_what_goes(pair: Pair) -> None:
    signed(pair)
    plan = a_plan(pair)
    post(theo(), pair, keeps_versions="False")
    assert "Earlier versions" in page(rosa(), pair)
    assert "None are kept: what you delete is gone" in page(rosa(), pair)
    told = "the earlier versions of your plans are gone, for both of you. The plans themselves stay"
    form = text_of(visit_as(theo()).get(f"/pairs/{pair.id}/agreement/proposal"))
    rules = form.split("Where, quiet hours, the channel between")[0]
    assert "What you can read again" in rules
    assert rules.index("None are kept") < rules.index(told)
    assert "letters that were sent, and backups, stay" in rules
    assert told not in page(rosa(), pair)  # there are none
    operations.share(plan, by=theo(), at=MONDAY)
    assert told in page(rosa(), pair)
    assert told in page(theo(), pair)
    visit_as(rosa()).post(f"/pairs/{pair.id}/agreement/3/signature")
    assert not rules_of(pair).keeps_versions
    assert not plan.versions.exists()
    post(theo(), pair)  # does not ask, and leaves it as it is
    visit_as(rosa()).post(f"/pairs/{pair.id}/agreement/4/signature")
    assert not rules_of(pair).keeps_versions


def test_only_the_preparer_is_warned_that_a_draft_opens(pair: Pair) -> None:
    plan = a_plan(signed(pair))
    post(rosa(), pair, share_when="together")
    warning = "Your plan for Thursday, 26 November is not shared yet. Once you both have signed,"
    assert warning in page(theo(), pair)
    assert "not shared yet. Once" not in page(rosa(), pair)
    proposal = proposed(pair)
    assert proposal is not None
    visit_as(theo()).post(f"/pairs/{pair.id}/agreement/{proposal.number}/signature")
    plan.refresh_from_db()
    assert plan.shared_at is not None


def test_the_preparer_is_told_that_the_other_will_prepare(pair: Pair) -> None:
    a_plan(signed(pair))
    post(theo(), pair, preparer="mentor")
    told = "Rosa prepares Thursday, 26 November. What you wrote for it so far moves to your private"
    assert told in page(theo(), pair)
    assert "moves to your private" not in page(rosa(), pair)


def test_a_proposal_is_withdrawn_by_its_proposer(pair: Pair) -> None:
    signed(pair)
    post(theo(), pair, minutes="30")
    proposal = proposed(pair)
    assert proposal is not None
    path = f"/pairs/{pair.id}/agreement/{proposal.number}/withdrawal"
    refused = visit_as(rosa()).post(path, follow=True)
    assert "Only the one who proposed it" in text_of(refused)
    visit_as(theo()).post(path)
    assert proposed(pair) is None
    assert "Propose a change" in page(rosa(), pair)


def test_one_signs_what_was_on_the_page_and_nothing_newer(pair: Pair) -> None:
    old = proposed(pair)
    assert old is not None
    post(theo(), pair, minutes="30")
    answer = visit_as(rosa()).post(
        f"/pairs/{pair.id}/agreement/{old.number}/signature", follow=True
    )
    assert "no longer open to sign" in text_of(answer)
    assert in_force(pair) is None


def test_a_closed_pair_proposes_nothing(pair: Pair) -> None:
    leave.close(pair, by=rosa(), at=MONDAY)
    answer = visit_as(theo()).get(f"/pairs/{pair.id}/agreement/proposal", follow=True)
    assert "stands as it was" in text_of(answer)
    assert post(theo(), pair).status_code == 302
    assert Agreement.objects.count() == 1
    assert not Plan.objects.exists()


def test_no_text_becomes_markup(pair: Pair) -> None:
    bad = "<script>alert(1)</script>"
    post(theo(), pair, focus_mentee=bad, meets_when=bad)
    for path in ("", "proposal"):
        html = visit_as(rosa()).get(f"/pairs/{pair.id}/agreement/{path}").content.decode()
        assert bad not in html
        assert "&lt;script&gt;alert(1)" in html
