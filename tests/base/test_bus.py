from uuid import uuid4

import pytest
from django.db import transaction

from romanesco.base import bus

PLAN = bus.PlanChanged(uuid4())


@pytest.mark.django_db(transaction=True)
def test_listeners_hear_of_what_was_committed_and_of_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[bus.Announcement] = []

    def fails(_: bus.Announcement) -> None:
        raise RuntimeError

    ends = [bus.listen(fails), bus.listen(heard.append)]
    with transaction.atomic():
        bus.announce(PLAN)
        assert heard == []
    assert heard == [PLAN]
    assert "PlanChanged" in caplog.text
    with transaction.atomic():
        bus.announce(PLAN)
        transaction.set_rollback(True)
    assert heard == [PLAN]
    for end in ends:
        end()
        end()
    bus.announce(PLAN)
    assert heard == [PLAN]
