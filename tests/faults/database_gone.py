"""PostgreSQL is stopped while people type, stays away, and comes back."""

import time
from contextlib import ExitStack

from tests.faults.house import a_database, a_house
from tests.faults.telling import Say, Wishes
from tests.harness.postgres import Cluster

AWAY = 12.0


def play(wishes: Wishes, say: Say) -> None:
    with ExitStack() as stack:
        wishes.folder.chmod(0o755)  # the user that PostgreSQL runs as has to come through
        cluster = Cluster(wishes.folder / "postgres")
        stack.callback(cluster.stop)
        cluster.start()
        url = a_database(cluster.folder)
        house = stack.enter_context(a_house(wishes, DATABASE_URL=url))
        house.both()
        process = house.server.process
        cluster.stop()
        say(f"PostgreSQL is stopped for {AWAY:.0f} s. Both go on typing.")
        house.people.write("rosa", "meanwhile. ")
        house.people.write("theo", "here too. ", item=1)
        until = time.monotonic() + AWAY
        while time.monotonic() < until:
            for name in ("rosa", "theo"):
                assert not house.people.do("settled", name=name), "it was said to be durable"
            assert "meanwhile" not in house.people.reads("theo"), "Theo saw what was not stored"
            time.sleep(0.1)
        closes = [house.people.closes(name) for name in ("rosa", "theo")]
        say(f"They were closed with {sorted({*closes[0], *closes[1]})} and came back.")
        cluster.start()
        house.people.settled("rosa", "theo", patience=90)
        house.people.same("rosa", "theo")
        assert "meanwhile" in house.people.reads("theo")
        assert house.server.process is process
        say("PostgreSQL is back: without a restart of ours all is saved, and each has the other's.")
        say(house.is_whole("rosa", "theo"))
