from uuid import uuid4

from romanesco.live.presence import MAX_CLIENTS_EACH, Presence
from tests.live.carets import entry

ROSA, THEO = uuid4(), uuid4()


def test_a_state_carries_the_person_who_said_it() -> None:
    presence = Presence()
    heard = presence.hear("r1", ROSA, [entry(1, 1, {"caret": 3})])
    assert heard == [entry(1, 1, {"caret": 3}, of=ROSA)]
    assert presence.everyone() == heard


def test_nobody_speaks_for_another() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [entry(1, 1, {"caret": 3})])
    assert presence.hear("t1", THEO, [entry(1, 9, {"caret": 0}), entry(1, 9, None)]) == []
    assert presence.is_of_another(1, THEO)
    assert not presence.is_of_another(1, ROSA)
    assert not presence.is_of_another(2, THEO)


def test_a_new_socket_of_the_same_person_takes_over_with_news_alone() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [entry(1, 1, {"caret": 3})])
    assert presence.hear("r2", ROSA, [entry(1, 1, {"caret": 3})]) == []
    assert len(presence.hear("r2", ROSA, [entry(1, 2, {"caret": 4})])) == 1
    assert presence.leave("r1") == []
    assert presence.leave("r2") == [entry(1, 2, None)]
    assert presence.everyone() == []


def test_leaving_is_said_once() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [entry(1, 1, {})])
    assert presence.hear("r1", ROSA, [entry(1, 2, None)]) == [entry(1, 2, None)]
    assert presence.hear("r1", ROSA, [entry(1, 2, None)]) == []
    assert presence.leave("r1") == []


def test_an_older_state_is_passed_over() -> None:
    presence = Presence()
    presence.hear("r1", ROSA, [entry(1, 5, {"caret": 5})])
    assert presence.hear("r1", ROSA, [entry(1, 4, {"caret": 4})]) == []


def test_one_connection_speaks_for_a_few_clients() -> None:
    presence = Presence()
    heard = presence.hear("r1", ROSA, [entry(n, 1, {}) for n in range(50)])
    assert len(heard) == MAX_CLIENTS_EACH


def test_who_is_here_by_way_of_another_node_is_seen_and_kept_apart() -> None:
    presence = Presence()
    there = entry(5, 1, {"caret": 1}, of=THEO)
    assert presence.hear_elsewhere("north", THEO, [there]) == [there]
    assert presence.everyone() == [there]
    assert presence.is_of_another(5, ROSA)
    assert presence.hear("r1", ROSA, [entry(5, 9, {}), entry(5, 9, None)]) == []
    assert presence.hear_elsewhere("south", ROSA, [entry(5, 9, {}), entry(5, 9, None)]) == []
    assert presence.everyone() == [there]


def test_nobody_here_is_moved_from_elsewhere() -> None:
    presence = Presence()
    here = presence.hear("r1", ROSA, [entry(1, 1, {"caret": 3})])
    assert presence.hear_elsewhere("north", THEO, [entry(1, 9, {}), entry(1, 9, None)]) == []
    assert presence.hear_elsewhere("north", ROSA, [entry(1, 1, None)]) == []
    assert presence.everyone() == here


def test_a_client_that_moves_to_another_node_is_of_whoever_spoke_last() -> None:
    presence = Presence()
    presence.hear_elsewhere("north", ROSA, [entry(1, 1, {"caret": 1})])
    assert len(presence.hear("r1", ROSA, [entry(1, 2, {"caret": 2})])) == 1
    # North only finds out now that she has left it.
    assert presence.hear_elsewhere("north", ROSA, [entry(1, 1, None)]) == []
    assert presence.forget_node("north") == []
    moved = entry(1, 3, {"caret": 3})
    assert presence.hear_elsewhere("south", ROSA, [moved]) == [moved]
    assert presence.leave("r1") == []
    assert presence.hear_elsewhere("south", ROSA, [entry(1, 3, None)]) == [entry(1, 3, None)]
    assert presence.everyone() == []


def test_a_node_that_is_gone_takes_its_people_along() -> None:
    presence = Presence()
    presence.hear_elsewhere("north", ROSA, [entry(1, 4, {})])
    presence.hear_elsewhere("north", THEO, [entry(2, 5, {})])
    presence.hear_elsewhere("south", THEO, [entry(3, 6, {})])
    presence.hear("r1", ROSA, [entry(4, 7, {})])
    assert presence.forget_node("north") == [entry(1, 4, None), entry(2, 5, None)]
    assert presence.forget_node("north") == []
    assert [each.client for each in presence.everyone()] == [3, 4]


def test_leaving_elsewhere_is_news_only_where_it_was_known() -> None:
    assert Presence().hear_elsewhere("north", ROSA, [entry(1, 4, None)]) == []


def test_nobody_speaks_for_who_has_written_under_this_id_and_left() -> None:
    presence = Presence()
    presence.wrote(5, THEO)
    presence.wrote(5, ROSA)
    assert presence.hear("r1", ROSA, [entry(5, 9, {})]) == []
    assert presence.hear_elsewhere("north", ROSA, [entry(5, 9, {})]) == []
    assert presence.is_of_another(5, ROSA)
    assert presence.hear("t1", THEO, [entry(5, 1, {})]) == [entry(5, 1, {}, of=THEO)]
