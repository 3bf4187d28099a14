"""Somebody keeps a socket open and never reads from it, while others type on and on."""

from romanesco.live.close_codes import CloseCode
from tests.faults import wire
from tests.faults.bare import BareSocket
from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes
from tests.live.conftest import until

SLEEPER = 424_242  # its client id
NOVEL = "z" * 40_000
MOST_TURNS = 250
MOST_MEMORY = 80.0  # megabytes more than before, far above what one may keep waiting


def play(wishes: Wishes, say: Say) -> None:
    with a_house(wishes) as house, BareSocket(house, "theo", room=4_096) as sleeper:
        house.both()
        sleeper.send(wire.awareness((SLEEPER, 1, {"caret": 1})))
        _until_seen(house)
        before = house.memory()
        say(f"One of three sockets reads nothing. The server takes {before:.0f} MB.")
        turns = _type_until_it_is_gone(house)
        grown = house.memory() - before
        assert grown < MOST_MEMORY, f"the server has grown by {grown:.0f} MB"
        written = 2 * turns * len(NOVEL) / 1e6
        say(
            f"It was let go after {written:.0f} MB were typed; the server took {grown:.0f} MB more."
        )
        closed = sleeper.until_closed()
        assert closed.code == CloseCode.TOO_SLOW, closed
        say(f"When it reads again, the last it finds is {closed.code}: {closed.reason}.")
        say(f"Rosa's keys reach Theo: {house.people.delays(times=20)}.")
        assert house.people.closes("rosa") == house.people.closes("theo") == []
        say(house.is_whole("rosa", "theo"))


def _is_seen(house: House) -> bool:
    return any(entry["id"] == SLEEPER for entry in house.people.state("rosa")["awareness"])


def _until_seen(house: House) -> None:
    until(lambda: _is_seen(house))


def _type_until_it_is_gone(house: House) -> int:
    """Both write a novel and take it back, over and over; how often."""
    for turn in range(1, MOST_TURNS):
        for name, item in (("rosa", 0), ("theo", 1)):
            house.people.write(name, NOVEL, item=item)
            house.people.do(
                "erase", name=name, item=house.scene["items"][item], at=0, length=len(NOVEL)
            )
        house.people.settled("rosa", "theo")
        if not _is_seen(house):
            return turn
    raise AssertionError("whoever never reads was kept for ever")
