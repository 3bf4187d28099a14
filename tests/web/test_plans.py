"""What one does on the plan page by plain forms."""

import pytest

from romanesco.plans import operations
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import visit_as

pytestmark = pytest.mark.django_db


def test_a_character_that_no_database_takes_is_left_out() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    client, page = visit_as(theo()), f"/plans/{plan.id}/"
    assert client.post(page + "items", {"prompt": "Saying\x00 no"}).status_code == 302
    topic = plan.items.get(kind="topic")
    assert topic.prompt == "Saying no"
    wording = f"{page}items/{topic.id}/wording"
    assert client.post(wording, {"prompt": "Saying\x00 yes"}).status_code == 302
    topic.refresh_from_db()
    assert topic.prompt == "Saying yes"
    operations.share(plan, by=theo(), at=MONDAY)
    promise = {"text": "Say\x00 yes", "owner": "mentee"}
    assert client.post(page + "actions", promise).status_code == 302
    assert plan.session.pair.actions.get().text == "Say yes"
