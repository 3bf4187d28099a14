"""The server's clock jumps a year ahead and back again while people type."""

from datetime import timedelta

from romanesco.live.close_codes import CloseCode
from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes
from tests.live.conftest import until

YEAR = timedelta(days=365)
# Who is here is asked again twice a minute (seconds).
ASKED_AGAIN = 60.0


def play(wishes: Wishes, say: Say) -> None:
    with a_house(wishes) as house:
        house.both()
        _open_browser(house)
        _both_type(house, "today. ")
        for ahead, where in (
            (YEAR, "a year ahead"),
            (-YEAR, "a year back"),
            (timedelta(), "right"),
        ):
            house.server.travel(ahead)
            _both_type(house, f"{where}. ")
            for name in ("rosa", "theo"):
                house.people.do("disconnect", name=name)
            _both_type(house, "offline. ", connected=False)
            for name in ("rosa", "theo"):
                house.people.do("connect", name=name)
            house.people.settled("rosa", "theo")
            house.people.same("rosa", "theo")
            say(f"The server's clock is {where}: both type, leave, come back, and are saved.")
            if ahead == YEAR:
                _the_login_has_ended(house, wishes)
                say("A login that has ended meanwhile is ended (4401); tokens without an end stay.")
        say(house.is_whole("rosa", "theo"))


def _both_type(house: House, words: str, *, connected: bool = True) -> None:
    house.people.write("rosa", words, item=0)
    house.people.write("theo", words, item=1)
    if connected:
        house.people.settled("rosa", "theo")
        house.people.same("rosa", "theo")


def _open_browser(house: House) -> None:
    cookie = f"sessionid={house.sign_in('mentor')}"
    house.people.join("browser", "rosa", headers={"cookie": cookie, "origin": house.server.url})
    house.people.synced("browser")


def _the_login_has_ended(house: House, wishes: Wishes) -> None:
    """At once for whoever comes anew; within a minute for whoever is there."""
    if wishes.is_quick:
        house.people.do("disconnect", name="browser")
        house.people.do("connect", name="browser")
    until(lambda: CloseCode.SIGNED_OUT in house.people.closes("browser"), ASKED_AGAIN)
