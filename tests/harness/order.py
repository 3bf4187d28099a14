"""In which order the files of tests begin, and how many run at once.

Half of the time goes to tests that wait: for a server, a browser, a clock. So there are more
workers than processors, those that take longest begin first, and by turns one that waits and one
that reckons, so that neither the end nor a processor is left waiting.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAITING = (
    "tests/faults/test_faults.py",
    "tests/e2e/test_close_codes.py",
    "tests/nodes/test_outages.py",
    "tests/e2e/test_time.py",
    "tests/e2e/test_live_faults.py",
    "tests/e2e/test_nothing_lost.py",
    "tests/config/test_background.py",
    "tests/reminders/test_end_to_end.py",
    "tests/management/test_serve.py",
    "tests/e2e/test_whole_path.py",
    "tests/calendars/test_radicale.py",
    "tests/e2e/test_typing_through_sharing.py",
    "tests/e2e/test_answer_by_letter.py",
    "tests/e2e/test_people.py",
    "tests/e2e/test_passkeys.py",
    "tests/live/test_typing.py",
    "tests/live/test_doors.py",
    "tests/live/test_hostile.py",
    "tests/live/test_sharing.py",
    "tests/replies/test_imap.py",
)
RECKONING = (
    "tests/reminders/test_stories.py",
    "tests/reminders/test_operations.py",
    "tests/journey/test_nothing_is_lost.py",
    "tests/journey/test_nothing_is_lost_in_a_rhythm.py",
    "tests/promises/test_wheel.py",
    "tests/management/test_demo.py",
    "tests/web/test_nobody_elses.py",
    "tests/journey/test_away.py",
    "tests/plans/test_markdown.py",
    "tests/plans/test_sharing.py",
    "tests/plans/test_operations.py",
    "tests/reminders/test_news.py",
    "tests/promises/test_openapi.py",
    "tests/web/test_week_page.py",
)
LAST = len(WAITING) + len(RECKONING)
PLACES = {
    **{file: 2 * place for place, file in enumerate(WAITING)},
    **{file: 2 * place + 1 for place, file in enumerate(RECKONING)},
}


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """What `-n logical` means here, unless xdist's own variable says a number."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files of the two lists by turns, then whatever is marked slow, then all others."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    is_slow = item.get_closest_marker("slow") is not None
    return PLACES.get(item.nodeid.partition("::")[0], 2 * LAST if is_slow else 2 * LAST + 1)
