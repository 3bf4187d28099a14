"""What one does on the plan page by plain forms."""

from datetime import timedelta

import pytest

from romanesco.journey.hold import start
from romanesco.plans import operations
from tests.cast import MONDAY, a_pair, a_plan, rosa, signed, theo
from tests.web.visiting import visit_as

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_kept_where_it_is_refused() -> None:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    client, page = visit_as(theo()), f"/plans/{plan.id}/"
    too_long = "a question of words " * 20
    first = plan.items.first()
    assert first is not None
    told = client.post(f"{page}items/{first.id}/wording", {"prompt": too_long})
    assert (told.status_code, too_long in told.content.decode()) == (422, True)
    told = client.post(page + "items", {"prompt": too_long})
    assert (told.status_code, too_long in told.content.decode()) == (422, True)

    live = start(plan.session, by=theo(), at=MONDAY + timedelta(days=3, hours=4))
    operations.focus(live.items.get(id=first.id), is_focus=True, by=theo(), at=MONDAY)
    promise = {"text": "by and by", "owner": "mentor", "due_on": "soon", "item": str(first.id)}
    told = client.post(page + "actions", promise)
    assert (told.status_code, "by and by" in told.content.decode()) == (422, True)
    assert not plan.session.pair.actions.exists()


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
