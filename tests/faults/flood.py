"""Somebody who is signed in sends as fast as the line carries, in five ways, while others type."""

import threading

from romanesco.live.close_codes import CloseCode
from tests.faults import wire
from tests.faults.bare import BareSocket, Closed
from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes

NOVEL = "z" * 40_000
# Who asks for more than it reads is too slow for what it gets before it is too fast.
ENDS = {CloseCode.TOO_FAST, CloseCode.TOO_SLOW, None}


def play(wishes: Wishes, say: Say) -> None:
    most = wishes.how_many_times(quick=3_000, usual=50_000)
    with a_house(wishes) as house:
        house.both()
        say(f"At rest, Rosa's keys reach Theo: {house.people.delays()}.")
        for what, flood in _floods(house).items():
            with BareSocket(house, "theo") as socket:
                pouring = threading.Thread(target=_pour, args=(socket, flood, most))
                pouring.start()
                delays = house.people.delays(times=20)
                closed = socket.until_closed()
                pouring.join()
            assert closed.code in ENDS, closed
            said = f"{closed.code}, {closed.reason}" if closed.code else "the line was cut"
            say(f"{what}: {said}. Meanwhile: {delays}.")
        assert house.people.closes("rosa") == house.people.closes("theo") == []
        say("Neither of the others was closed.")
        say(house.is_whole("rosa", "theo"))


def _floods(house: House) -> dict[str, list[bytes]]:
    house.people.write("theo", NOVEL, item=1)
    house.people.settled("theo")
    whole = bytes.fromhex(house.people.state("theo")["update"])
    return {
        "Who is here?": [wire.QUERY],
        "Send me the plan": [wire.step_1(b"\x00")],
        "Carets": [wire.awareness((7, clock, {"at": clock})) for clock in range(1, 200)],
        "Updates that say nothing": [wire.update(b"\x00\x00")],
        "The whole plan, again and again": [wire.update(whole)],
    }


def _pour(socket: BareSocket, flood: list[bytes], most: int) -> None:
    """Send until that is enough, or the server has had enough."""
    try:
        for number in range(most):
            socket.send(flood[number % len(flood)])
    except Closed:
        pass
