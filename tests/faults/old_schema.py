"""A tab from another time wants to write: its schema is old, unknown or untold, or its page was
made for another document. Such a tab would destroy for everybody what it does not know."""

from contextlib import suppress
from uuid import uuid4

from romanesco.live.close_codes import CloseCode
from tests.faults import wire
from tests.faults.bare import BareSocket, Closed
from tests.faults.house import a_house
from tests.faults.telling import Say, Wishes

PAGES = {
    "an old schema": "schema=0",
    "a schema of the future": "schema=2",
    "no schema": "",
    "two schemas": "schema=1&schema=0",
    "the page of another document": f"schema=1&document={uuid4()}",
}


def play(wishes: Wishes, say: Say) -> None:
    with a_house(wishes) as house:
        house.both()
        before = house.people.state("theo")["update"]
        house.people.join("vandal", "theo", connect=False)
        house.people.do("apply", name="vandal", update=before)
        for item in house.scene["items"]:
            house.people.do("erase", name="vandal", item=item, at=0, length=6)
        destroying = bytes.fromhex(house.people.state("vandal")["update"])
        for what, query in PAGES.items():
            with BareSocket(house, "theo", query) as tab:
                for frame in (wire.step_2(destroying), wire.update(destroying)):
                    _send_if_open(tab, frame)
                closed = tab.until_closed()
            assert closed.code == CloseCode.RELOAD, closed
            say(f"{what}: {closed.code}, {closed.reason}.")
        house.people.write("rosa", "on. ")
        house.people.settled("rosa", "theo")
        house.people.same("rosa", "theo")
        assert house.people.reads("theo") == "on. Rosa: "
        assert house.people.reads("rosa", item=1) == "Theo: "
        say("What each of them sent to destroy the plan was not even read.")
        say(house.is_whole("rosa", "theo"))


def _send_if_open(tab: BareSocket, frame: bytes) -> None:
    with suppress(Closed):
        tab.send(frame)
