"""Several at once, as people and workers are."""

import threading
from collections.abc import Callable

from django.db import connections


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread and on a connection of its own, all let go at the same moment."""
    gate = threading.Barrier(len(acts))
    failures: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            act()
        except Exception as error:  # noqa: BLE001 (told to the test below)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
