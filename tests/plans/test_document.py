import json
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from pycrdt import Doc, XmlFragment

from romanesco.plans import document
from romanesco.plans.body import Body, empty, plain_text, tidied
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.ydocs.update import decode
from romanesco.ydocs.update_check import UpdateCheck
from tests.plans.bodies import BODIES

UPDATES = Path(__file__).parents[2] / "contracts" / "plan_document" / "updates"
ITEM, OTHER = str(uuid4()), str(uuid4())


def merged(*updates: bytes) -> bytes:
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return doc.get_update()


@pytest.mark.parametrize("path", sorted(UPDATES.glob("*.json")), ids=lambda path: path.stem)
def test_golden_updates_read_as_the_bodies_that_they_say(path: Path) -> None:
    golden = json.loads(path.read_text())
    state = merged(*(b64decode(update) for update in golden["updates"]))
    expected = {item: tidied(body) for item, body in golden["bodies"].items()}
    assert document.bodies(state) == expected


@given(BODIES, BODIES)
@settings(deadline=None, max_examples=60)
def test_a_body_comes_back_from_the_document_as_it_went_in(one: Body, other: Body) -> None:
    state = document.fresh({ITEM: one, OTHER: other})
    assert document.bodies(state) == {ITEM: one, OTHER: other}
    UpdateCheck(document.RULES).trust(state)


@given(BODIES, BODIES)
@settings(deadline=None, max_examples=60)
def test_replacing_a_body_makes_it_that_one(before: Body, after: Body) -> None:
    state = document.fresh({ITEM: before, OTHER: []})
    update = document.replace_body(state, ITEM, after)
    assert document.bodies(merged(state, update)) == {ITEM: after, OTHER: empty()}
    check = UpdateCheck(document.RULES)
    check.trust(state)
    assert check.accept(decode(update)) is (before != after)


def test_replacing_leaves_alone_what_stays_the_same() -> None:
    state = document.fresh({ITEM: markdown_to_body("one\n\ntwo\n\nthree")})
    update = document.replace_body(state, ITEM, markdown_to_body("one\n\nTWO\n\nthree"))
    assert b"TWO" in update
    assert b"one" not in update
    assert b"three" not in update
    assert sum(each.length for each in decode(update).deletions) == len("two") + 2


def test_what_two_write_at_once_is_both_kept() -> None:
    state = document.fresh({ITEM: markdown_to_body("one\n\ntwo")})
    mine = document.replace_body(state, ITEM, markdown_to_body("ONE\n\ntwo"))
    yours = document.replace_body(state, ITEM, markdown_to_body("one\n\nTWO"))
    both = document.body_of(merged(state, mine, yours), ITEM)
    assert (
        both == document.body_of(merged(state, yours, mine), ITEM) == markdown_to_body("ONE\n\nTWO")
    )


def test_adding_an_item_plants_it_once() -> None:
    state = document.fresh({ITEM: []})
    added = merged(state, document.add_item(state, OTHER, markdown_to_body("hi")))
    assert document.bodies(added) == {ITEM: empty(), OTHER: markdown_to_body("hi")}
    assert document.add_item(added, OTHER) == document.NO_CHANGE


def test_an_unknown_item_is_empty() -> None:
    assert document.body_of(document.fresh({}), ITEM) == empty()
    assert document.bodies(document.fresh({})) == {}


def test_emptiness_is_about_words() -> None:
    assert document.is_empty([])
    assert document.is_empty([empty(), markdown_to_body("- [ ]")])
    assert not document.is_empty([empty(), markdown_to_body("x")])


def test_a_fresh_document_carries_nothing_of_what_was_deleted() -> None:
    """Neither the words, nor who wrote them, nor how often."""
    draft = document.fresh({ITEM: markdown_to_body("a planted secret")})
    draft = merged(draft, document.replace_body(draft, ITEM, markdown_to_body("what stays")))
    draft = merged(draft, document.add_item(draft, OTHER, markdown_to_body("another secret")))
    kept = {item: body for item, body in document.bodies(draft).items() if item == ITEM}
    shared = document.fresh(kept)
    assert b"secret" in draft
    assert b"secret" not in shared
    assert OTHER.encode() not in shared
    assert b"what stays" in shared
    assert len(document.clients(draft)) == 3
    assert not set(document.clients(draft)) & set(document.clients(shared))
    assert decode(shared).deletions == []


def test_each_fresh_document_has_a_client_of_its_own() -> None:
    clients = {document.clients(document.fresh({ITEM: []}))[0] for _ in range(20)}
    assert len(clients) == 20
    assert max(clients) < 2**32


@given(BODIES, BODIES)
@settings(deadline=None, max_examples=40)
def test_a_body_replaced_is_the_new_one_however_much_stays(one: Body, other: Body) -> None:
    before, after = tidied([*one, *other]), tidied([*other, *one])
    state = document.fresh({ITEM: before})
    again = merged(state, document.replace_body(state, ITEM, after))
    assert document.body_of(again, ITEM) == after


def test_who_types_between_two_changes_is_not_disturbed() -> None:
    """The first and the last paragraph are replaced while somebody types in the middle one."""
    state = document.fresh({ITEM: markdown_to_body("One\n\nTwo\n\nThree")})
    change = document.replace_body(state, ITEM, markdown_to_body("Other\n\nTwo\n\nLast"))
    typing: Doc[Any] = Doc()
    typing.apply_update(state)
    root = typing.get(f"item:{ITEM}", type=XmlFragment)
    root.children[1].children[0].insert(3, ", typed")
    typing.apply_update(change)
    assert plain_text(document.body_of(typing.get_update(), ITEM)) == "Other\nTwo, typed\nLast"
