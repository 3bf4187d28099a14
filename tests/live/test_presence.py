from uuid import uuid4

from romanesco.live.frames import Entry
from romanesco.live.presence import MAX_CLIENTS_EACH, Presence

ROSA, THEO = uuid4(), uuid4()


def test_a_state_carries_the_person_who_said_it() -> None:
    presence = Presence()
    heard = presence.hear("r1", ROSA, [Entry(1, 1, {"person": str(THEO), "caret": 3})])
    assert heard == [Entry(1, 1, {"person": str(ROSA), "caret": 3})]
    assert presence.everyone() == heard


def test_nobody_speaks_for_another() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [Entry(1, 1, {"caret": 3})])
    assert presence.hear("t1", THEO, [Entry(1, 9, {"caret": 0}), Entry(1, 9, None)]) == []
    assert presence.is_of_another(1, THEO)
    assert not presence.is_of_another(1, ROSA)
    assert not presence.is_of_another(2, THEO)


def test_a_new_socket_of_the_same_person_takes_over_with_news_alone() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [Entry(1, 1, {"caret": 3})])
    assert presence.hear("r2", ROSA, [Entry(1, 1, {"caret": 3})]) == []
    assert len(presence.hear("r2", ROSA, [Entry(1, 2, {"caret": 4})])) == 1
    assert presence.leave("r1") == []
    assert presence.leave("r2") == [Entry(1, 2, None)]
    assert presence.everyone() == []


def test_leaving_is_said_once() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [Entry(1, 1, {})])
    assert presence.hear("r1", ROSA, [Entry(1, 2, None)]) == [Entry(1, 2, None)]
    assert presence.hear("r1", ROSA, [Entry(1, 2, None)]) == []
    assert presence.leave("r1") == []


def test_an_older_state_is_passed_over() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [Entry(1, 5, {"caret": 5})])
    assert presence.hear("r1", ROSA, [Entry(1, 4, {"caret": 4})]) == []


def test_one_connection_speaks_for_a_few_clients() -> None:
    presence = Presence()
    heard = presence.hear("r1", ROSA, [Entry(n, 1, {}) for n in range(50)])
    assert len(heard) == MAX_CLIENTS_EACH
