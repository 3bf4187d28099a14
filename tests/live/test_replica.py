"""A room's own copy says the same as it is stored and as a Doc, in whatever order it is asked."""

import pytest
from pycrdt import Doc, Text

from romanesco.live.replica import Replica, Unreadable
from romanesco.ydocs.update import clocks, decode

NOTHING = b"\x00"


def typed(doc: Doc[Text], words: str) -> bytes:
    """What typing these words adds to a document."""
    before = doc.get_state()
    doc.get("words", type=Text).insert(0, words)
    return doc.get_update(before)


def test_before_anybody_types_it_says_what_a_doc_says() -> None:
    doc: Doc[Text] = Doc()
    typed(doc, "Ask Mia ")
    early = doc.get_state()
    typed(doc, "about Lisbon ")
    del doc.get("words", type=Text)[3:7]
    replica = Replica(doc.get_update())
    assert clocks(replica.state_vector()) == clocks(doc.get_state())
    for state_vector in (NOTHING, early, doc.get_state()):
        found, expected = decode(replica.since(state_vector)), decode(doc.get_update(state_vector))
        assert (found.structs, found.deletions) == (expected.structs, expected.deletions)
    assert replica.since() == doc.get_update()
    assert replica.knows(decode(doc.get_update()))


def test_what_is_typed_then_goes_on_top() -> None:
    doc: Doc[Text] = Doc()
    typed(doc, "Lisbon")
    replica = Replica(doc.get_update())
    replica.take(typed(doc, "About "))
    assert clocks(replica.state_vector()) != clocks(doc.get_state())  # nobody has read it yet
    replica.catch_up()
    assert clocks(replica.state_vector()) == clocks(doc.get_state())
    read: Doc[Text] = Doc()
    read.apply_update(replica.since())
    assert str(read.get("words", type=Text)) == "About Lisbon"


def test_what_is_no_state_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"."):
        Replica(b"\xff\xff\xff")


def test_what_is_no_update_is_unreadable() -> None:
    doc: Doc[Text] = Doc()
    typed(doc, "Lisbon")
    replica = Replica(doc.get_update())
    replica.take(b"\xff\xff\xff")
    with pytest.raises(Unreadable):
        replica.catch_up()
