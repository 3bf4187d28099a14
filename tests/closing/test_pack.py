"""What two people take along: all of what both have seen, and nothing that one of them has not."""

from datetime import timedelta

import pytest

from romanesco.actions.operations import Promise, add_action
from romanesco.closing.as_markdown import pack_as_markdown
from romanesco.closing.gathering import pack_for
from romanesco.goals import operations as goals
from romanesco.goals.operations import add_goal
from romanesco.journey import hold, leave
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.plans.challenges import settle_challenge
from romanesco.plans.hopes import settle_hope
from romanesco.plans.models import AgendaItem, Challenge, Hope, Plan
from romanesco.plans.notes import write_line, write_note
from romanesco.plans.operations import reword
from romanesco.plans.sharing import share
from romanesco.ydocs.models import YDocument
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.journey.stories import answer, topic

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return signed(a_pair(rosa(), theo()))


def held(pair: Pair, **answers: str) -> Plan:
    """A session with these words under its questions, wrapped up; topics stay open."""
    plan = hold.start(a_plan(pair).session, by=theo(), at=MONDAY)
    for purpose, words in answers.items():
        answer(plan, purpose, words, by=theo())
    wrap_up(plan, {}, by=theo(), at=LATER)
    return plan


def asked(plan: Plan, purpose: str, words: str) -> None:
    """A question of the final session, answered."""
    item = topic(plan, f"About {purpose}", words, by=theo())
    AgendaItem.objects.filter(id=item.id).update(kind="question", purpose=purpose, author=None)


def text(pair: Pair) -> str:
    mine, hers = (pack_as_markdown(pack_for(pair, one)) for one in (theo(), rosa()))
    assert mine == hers
    return mine


def test_the_whole_of_it(pair: Pair) -> None:
    reached = add_goal(pair, "Speak at a conference", "a talk accepted", by=theo(), at=MONDAY)
    goals.reach(reached.id, by=theo(), at=LATER)
    add_goal(pair, "Write *more*", by=theo(), at=MONDAY)
    told = {"hopes": "- One page\n- Two pages", "challenges": "- A new team\n- The move"}
    held(pair, went_well="I **asked** for help.", **told)
    settle_hope(Hope.objects.get(text="One page").id, "done", by=theo(), at=LATER)
    settle_hope(Hope.objects.get(text="Two pages").id, "not_yet", by=theo(), at=LATER)
    met = Challenge.objects.get(text="The move")
    settle_challenge(met.id, "met", by=theo(), at=LATER)
    add_action(pair, Promise("Send the write-up", "mentee"), by=theo(), at=LATER)
    final = hold.start(a_plan(pair, days=9).session, by=theo(), at=LATER)
    for purpose in ("wins", "relationship", "road_ahead", "support", "staying_in_touch"):
        asked(final, purpose, f"Words on {purpose}")
    topic(final, "Saying no", by=rosa())
    wrap_up(final, {}, by=theo(), at=LATER + timedelta(hours=1))
    assert (
        text(pair)
        == """\
# Theo Lindqvist and Rosa Okafor

2 sessions, on 23 November 2026.

## Wins

**23 November 2026: About wins**

Words on wins

### Goals that were reached

- Speak at a conference (reached on 23 November 2026)

### Hopes that came true

- One page (hoped for on 23 November 2026)

### What went well, session by session

**23 November 2026: What has gone well in the last week?**

I **asked** for help.

## Goals

- Speak at a conference (Known by: a talk accepted · reached on 23 November 2026)
- Write \\*more\\* (still open)

## What is open

### Promised

- Send the write-up (Theo)

### Not talked about yet

- Saying no (first raised on 23 November 2026)

### Challenges still ahead

- A new team (seen coming on 23 November 2026)

## What it was like

**23 November 2026: About relationship**

Words on relationship

## The road ahead

**23 November 2026: About road_ahead**

Words on road_ahead

**23 November 2026: About support**

Words on support

## Staying in touch

**23 November 2026: About staying_in_touch**

Words on staying_in_touch
"""
    )


def test_nothing_of_a_draft_or_of_ones_own_is_in_it(pair: Pair) -> None:
    plan = hold.start(a_plan(pair).session, by=theo(), at=MONDAY)
    topic(plan, "Saying no", by=theo())
    write_note(plan, "PLANTED", by=theo(), at=MONDAY)
    draft = a_plan(pair, days=9)
    wrap_up(plan, {}, by=theo(), at=LATER)
    asked(draft, "wins", "PLANTED")
    answer(draft, "went_well", "PLANTED", by=theo())
    topic(draft, "PLANTED", "PLANTED", by=theo())
    write_line(draft, "PLANTED", by=theo(), at=LATER)
    write_note(draft, "PLANTED", by=theo(), at=LATER)
    reword(draft.items.get(prompt="Saying no"), "PLANTED", by=theo(), at=LATER)
    assert "- Saying no" in text(pair)
    assert "PLANTED" not in text(pair)
    share(draft, by=theo(), at=LATER)  # it can be taken back until she opens it
    assert "PLANTED" not in text(pair)
    called_off = a_plan(pair, days=16)
    topic(called_off, "PLANTED too", by=theo())
    leave.close(pair, by=rosa(), at=LATER)
    assert "PLANTED too" not in text(pair)
    plan = hold_again(draft)
    assert "PLANTED" in text(pair)  # once both have seen it, it is theirs


def hold_again(plan: Plan) -> Plan:
    """As if that session had been held before the pair closed."""
    plan.session.state = "held"
    plan.session.save()
    return plan


def test_before_anything_was_said_it_is_empty(pair: Pair) -> None:
    a_plan(pair)
    assert text(pair) == "# Theo Lindqvist and Rosa Okafor\n\nNo session was held yet.\n"


def test_one_plan_that_is_damaged_leaves_the_rest_whole(pair: Pair) -> None:
    plan = held(pair, went_well="I asked for help.")
    held(pair, went_well="I rested.")
    YDocument.objects.filter(id=plan.document_id).update(checksum=1)
    said = text(pair)
    assert "I rested." in said
    assert "I asked for help." not in said
    assert "- The plan of 23 November 2026 (what is stored of it is damaged" in said
