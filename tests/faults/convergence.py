"""Two people at four screens write at once, lose their lines, load their pages anew, and the server
is restarted and killed under them; at the end all have the same plan, and nothing is missing."""

import random
import time
from collections import Counter
from collections.abc import Callable

from tests.faults.house import House, a_house
from tests.faults.telling import Say, Wishes

SCREENS = {"rosa": "rosa", "rosa's phone": "rosa", "theo": "theo", "theo's phone": "theo"}
USUAL = {"edit": 70.0, "burst": 10.0, "offline": 5.0, "online": 14.0, "reload": 3.0, "lose": 1.0}
POWER = {"restart": 0.3, "kill": 0.4}
LONGEST_PAUSE = 0.03


def play(wishes: Wishes, say: Say) -> None:
    steps = wishes.how_many_steps(quick=110, usual=1_500)
    with a_house(wishes) as house:
        for name, person in SCREENS.items():
            house.people.join(name, person)
        house.people.synced(*SCREENS)
        say(f"Four screens are open. {steps} steps follow, with seed {wishes.seed}.")
        done = Story(house, random.Random(wishes.seed)).tell(steps)
        say("Done: " + ", ".join(f"{count} × {act}" for act, count in done.most_common()) + ".")
        for name in SCREENS:
            house.people.do("connect", name=name)
        say(house.is_whole(*SCREENS))
        say("All four screens have the same plan as the server's disk.")


class Story:
    def __init__(self, house: House, chance: random.Random) -> None:
        self.house, self.chance = house, chance
        self.acts: dict[str, Callable[[str], None]] = {
            "edit": self.edit,
            "burst": self.burst,
            "offline": lambda name: house.people.do("disconnect", name=name),
            "online": lambda name: house.people.do("connect", name=name),
            "reload": lambda name: self.reload(name, kept=True),
            "lose": lambda name: self.reload(name, kept=False),
            "restart": lambda _: self.restart(house.server.stop),
            "kill": lambda _: self.restart(house.server.kill),
        }

    def tell(self, steps: int) -> Counter[str]:
        chances = USUAL | POWER
        # However short the story, both ways to end a server are in it.
        script = self.chance.choices(list(chances), list(chances.values()), k=steps)
        script[steps // 3], script[2 * steps // 3] = "kill", "restart"
        for act in script:
            self.acts[act](self.chance.choice(list(SCREENS)))
            time.sleep(self.chance.uniform(0, LONGEST_PAUSE))
        return Counter(script)

    def edit(self, name: str) -> None:
        dice = [self.chance.random() for _ in range(5)]
        item = self.house.scene["items"][self.chance.randrange(2)]
        self.house.people.do("edit", name=name, item=item, dice=dice)

    def burst(self, _: str) -> None:
        """Everybody at once."""
        for name in SCREENS:
            self.edit(name)

    def reload(self, name: str, *, kept: bool) -> None:
        self.house.people.come_back(name, SCREENS[name], kept=kept)

    def restart(self, end: Callable[[], object]) -> None:
        end()
        for name in self.chance.sample(list(SCREENS), 2):
            self.edit(name)
        self.house.server.start()
