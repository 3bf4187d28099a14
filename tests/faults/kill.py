"""kill -9 while two people type, again and again: how much of it is missing afterwards? And the
same for a process that does nothing but type, move the journal, and fold."""

import random
import subprocess
import sys
import threading
import time

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
        house.server.stop()
        kept = sum(_kill_while_moving(house, chance.uniform(0.2, 1.0)) for _ in range(times))
        say(f"Killed {times} times while all was moved and folded: all {kept} keys are there.")


KEYS = 150
MOVING = [sys.executable, "-m", "tests.faults.moving"]


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


def _kill_while_moving(house: House, after: float) -> int:
    """How many keys it had said are stored: all are there, once, and once more when folded."""
    environ = {**house.server.environ, "DJANGO_SETTINGS_MODULE": "romanesco.config.settings"}
    with subprocess.Popen(MOVING, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        document = process.stdout.readline().strip()
        process.stdout.readline()
        time.sleep(after)
        process.kill()
        # It was killed at any moment: what it has not said to the end does not count.
        said = [line for line in process.stdout if line.endswith("\n")]
    told = int(said[-1]) if said else 1
    read = [*MOVING, document]
    found = subprocess.run(read, stdout=subprocess.PIPE, text=True, env=environ, check=True)
    (length, twice), (folded, left) = (map(int, line.split()) for line in found.stdout.splitlines())
    assert length in (told, told + 1), f"{length} of {told} keys are there"
    assert (twice, folded, left) == (0, length, 0), found.stdout
    return told
