"""kill -9 while two people type, again and again: how much of it is missing afterwards?"""

import random
import threading

from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes


def play(wishes: Wishes, say: Say) -> None:
    times = wishes.how_many_times(quick=2, usual=10)
    chance = random.Random(wishes.seed)
    with a_house(wishes) as house:
        house.both()
        for turn in range(1, times + 1):
            typed = _kill_while_typing(house, chance.uniform(0.2, 0.8))
            say(f"Killed {turn} of {times} times, while {typed} keys were pressed.")
        say(house.is_whole("rosa", "theo"))
        for name, item in (("rosa", 0), ("theo", 1)):
            words = house.people.reads(name, item)
            assert words.count("k") == times * KEYS, "a key that was pressed is missing"
        say(f"All {2 * times * KEYS} keys are there once the two have come back.")


KEYS = 150


def _kill_while_typing(house: House, after: float) -> int:
    """Both type for about a second; what is in the air when the power goes comes again later."""
    people = house.people
    people.settled("rosa", "theo")
    killer = threading.Timer(after, house.server.kill)
    killer.start()
    items = house.scene["items"]
    people.do("both_key", names=["rosa", "theo"], items=items[:2], words="k" * KEYS, every=3)
    killer.join()
    house.server.start()
    return 2 * KEYS
