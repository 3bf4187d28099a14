"""Who is silent for six seconds is dead, unless it is we who heard nothing."""

from romanesco.base.beats import Beats


def hear_oneself(beats: Beats, *, since: float, until: float) -> list[str]:
    """Our own beats, one every two seconds; who was found dead."""
    dead: list[str] = []
    while since <= until:
        dead += beats.hear_oneself(since)
        since += 2.0
    return dead


def test_a_node_is_found_once() -> None:
    beats = Beats()
    assert beats.hear("a", 1.0)
    assert not beats.hear("a", 3.0)
    assert beats.forget("a")
    assert not beats.forget("a")
    assert beats.hear("a", 5.0)


def test_a_silent_node_is_dead_after_six_seconds() -> None:
    beats = Beats()
    hear_oneself(beats, since=0.0, until=10.0)
    beats.hear("a", 10.0)
    beats.hear("b", 10.0)
    assert hear_oneself(beats, since=12.0, until=16.0) == []
    beats.hear("b", 16.5)
    assert beats.hear_oneself(18.0) == ["a"]
    assert beats.hear_oneself(20.0) == []
    assert list(beats.others) == ["b"]


def test_whoever_was_deaf_takes_nobody_for_dead() -> None:
    beats = Beats()
    beats.hear_oneself(10.0)
    beats.hear("a", 10.0)
    assert hear_oneself(beats, since=40.0, until=46.0) == []
    assert beats.hear_oneself(48.0) == ["a"]
