"""The moment at which the partner gets to see it: by click, as agreed, together, and taken back."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, connections

from romanesco.base.errors import NotFound
from romanesco.journey import hold, leave, prepare
from romanesco.mail.models import Letter
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.body import Body, is_empty
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import Plan, PrivateNote
from romanesco.plans.queries import plan_for
from romanesco.plans.sharing import AlreadyOpened, NotYoursToShare
from romanesco.sessions.operations import Appointment
from romanesco.ydocs import store
from romanesco.ydocs.models import YDocument
from tests import cast
from tests.harness.at_once import at_once

MOMENT = cast.MONDAY + timedelta(days=2, hours=4)  # 24 hours before the session
HOUR = timedelta(hours=1)


def written(plan: Plan, text: str, by: Person, place: int = 0) -> None:
    item = plan.items.all()[place]
    operations.replace_body(item, markdown_to_body(text), by=by, at=cast.MONDAY)


def again(plan: Plan) -> Plan:
    return Plan.objects.select_related("session__pair", "document").get(id=plan.id)


@pytest.mark.django_db
class TestTheAgreedMoment:
    def test_comes_once_and_not_before(self, plan: Plan) -> None:
        assert plan.share_due_at == MOMENT
        assert operations.share_due(at=MOMENT - timedelta(seconds=1)) == 0
        assert operations.share_due(at=MOMENT) == 1
        assert operations.share_due(at=MOMENT) == 0
        shared = again(plan)
        assert (shared.state, shared.shared_at, shared.shared_by) == ("shared", MOMENT, None)

    def test_is_made_up_for_after_a_downtime(self, plan: Plan) -> None:
        late = MOMENT + timedelta(hours=30)  # even after the session should have begun
        assert operations.share_due(at=late) == 1
        assert again(plan).shared_at == late

    def test_waits_while_the_pair_is_on_pause(self, plan: Plan, rosa: Person) -> None:
        leave.pause(plan.session.pair, by=rosa, at=cast.MONDAY)
        assert operations.share_due(at=MOMENT) == 0
        leave.resume(plan.session.pair, by=rosa, at=MOMENT)
        assert operations.share_due(at=MOMENT) == 1

    def test_does_not_come_for_a_cancelled_session(self, plan: Plan, theo: Person) -> None:
        leave.cancel(plan.session, by=theo, at=cast.MONDAY)
        assert operations.share_due(at=MOMENT) == 0

    def test_moves_with_the_session(self, plan: Plan, theo: Person) -> None:
        later = Appointment(plan.session.starts_at + timedelta(days=7), "America/Sao_Paulo")
        prepare.move(plan.session, later, by=theo, at=cast.MONDAY)
        assert operations.share_due(at=MOMENT) == 0
        assert operations.share_due(at=MOMENT + timedelta(days=7)) == 1

    def test_of_one_plan_that_fails_does_not_stop_another(
        self, pair: Pair, plan: Plan, caplog: pytest.LogCaptureFixture
    ) -> None:
        other = cast.a_plan(pair, days=2)
        YDocument.objects.filter(id=other.document_id).update(checkpoint=b"\xff\xff\xff")
        assert operations.share_due(at=MOMENT) == 1
        assert again(plan).state == "shared"
        assert "could not be shared" in caplog.text


@pytest.mark.django_db
class TestAClick:
    def test_shares_early(self, plan: Plan, theo: Person, rosa: Person) -> None:
        with pytest.raises(NotFound):
            plan_for(rosa, plan.id)
        operations.share(plan, by=theo, at=cast.MONDAY)
        assert plan_for(rosa, plan.id).shared_by == theo

    def test_is_the_preparers_alone(self, plan: Plan, rosa: Person, theo: Person) -> None:
        with pytest.raises(NotFound):
            operations.share(plan, by=rosa, at=cast.MONDAY)
        operations.share(plan, by=theo, at=cast.MONDAY)
        for person in (theo, rosa):
            with pytest.raises(NotYoursToShare):
                operations.share(plan, by=person, at=cast.MONDAY)


@pytest.mark.django_db
class TestTheFreshDocument:
    def test_takes_nothing_along_that_was_deleted(
        self, plan: Plan, theo: Person, rosa: Person
    ) -> None:
        written(plan, "I am thinking of leaving", theo)
        written(plan, "A good week", theo)
        removed = operations.add_topic(
            plan, "Resignation", by=theo, at=cast.MONDAY, body=markdown_to_body("a letter")
        )
        operations.remove(removed, by=theo, at=cast.MONDAY)
        draft = store.load(plan.document_id)
        assert b"leaving" in _all_bytes(plan)
        shared = operations.share(plan, by=theo, at=cast.MONDAY)
        assert shared.document_id != plan.document_id
        assert not YDocument.objects.filter(id=plan.document_id).exists()
        whole = _all_bytes(shared)
        assert b"A good week" in whole
        assert b"leaving" not in whole
        assert b"letter" not in whole
        assert not shared.items.filter(prompt="Resignation").exists()
        assert not set(document.clients(draft)) & set(
            document.clients(store.load(shared.document_id))
        )

    def test_refuses_the_drafts_writers(self, plan: Plan, theo: Person) -> None:
        written(plan, "A good week", theo)
        draft = document.clients(store.load(plan.document_id))
        shared = operations.share(plan, by=theo, at=cast.MONDAY)
        assert set(draft) <= store.read(shared.document_id).barred
        taken_back = operations.withdraw_sharing(shared, by=theo, at=cast.MONDAY)
        assert set(draft) <= store.read(taken_back.document_id).barred

    def test_leaves_a_topic_that_was_left_out_to_the_preparer(
        self, plan: Plan, theo: Person
    ) -> None:
        topic = operations.add_topic(plan, "I may be quitting", by=theo, at=cast.MONDAY)
        operations.skip(topic, is_skipped=True, by=theo, at=cast.MONDAY)
        shared = operations.share(plan, by=theo, at=cast.MONDAY)
        assert not shared.items.filter(prompt="I may be quitting").exists()
        assert "I may be quitting" in PrivateNote.objects.get(plan=plan, author=theo).text

    def test_stays_where_a_letter_has_brought_the_words(
        self, plan: Plan, theo: Person, rosa: Person
    ) -> None:
        operations.share(plan, by=theo, at=cast.MONDAY)
        about = {"to": rosa.email, "person_id": rosa.id, "about": plan.id, "kind": "shared"}
        Letter.objects.create(**about, written_at=cast.MONDAY, sent_at=cast.MONDAY)
        with pytest.raises(AlreadyOpened):
            operations.withdraw_sharing(plan, by=theo, at=cast.MONDAY)
        assert again(plan).shared_at == cast.MONDAY

    def test_leaves_skipped_words_to_the_preparer(self, plan: Plan, theo: Person) -> None:
        written(plan, "Not for today", theo, place=2)
        operations.skip(plan.items.all()[2], is_skipped=True, by=theo, at=cast.MONDAY)
        shared = operations.share(plan, by=theo, at=cast.MONDAY)
        assert b"Not for today" not in _all_bytes(shared)
        assert "Not for today" in PrivateNote.objects.get(plan=plan, author=theo).text


def _all_bytes(plan: Plan) -> bytes:
    stored = YDocument.objects.get(id=plan.document_id)
    return b"".join([bytes(stored.checkpoint), *(bytes(u.update) for u in stored.updates.all())])


@pytest.mark.django_db
class TestTakingItBack:
    def test_hides_it_again(self, plan: Plan, theo: Person, rosa: Person) -> None:
        operations.share(plan, by=theo, at=cast.MONDAY)
        operations.mark_opened(plan.id, by=theo, at=cast.MONDAY)  # one's own looking
        operations.withdraw_sharing(plan, by=theo, at=cast.MONDAY)
        assert again(plan).state == "draft"
        with pytest.raises(NotFound):
            plan_for(rosa, plan.id)
        assert operations.share_due(at=MOMENT) == 1

    def test_ends_when_the_partner_has_looked(self, plan: Plan, theo: Person, rosa: Person) -> None:
        operations.share(plan, by=theo, at=cast.MONDAY)
        operations.mark_opened(plan.id, by=rosa, at=cast.MONDAY)
        with pytest.raises(AlreadyOpened):
            operations.withdraw_sharing(plan, by=theo, at=cast.MONDAY)
        assert again(plan).state == "shared"

    def test_after_the_moment_lasts_until_the_session(self, plan: Plan, theo: Person) -> None:
        operations.share_due(at=MOMENT)
        operations.withdraw_sharing(plan, by=theo, at=MOMENT + HOUR)
        start = plan.session.starts_at
        assert operations.share_due(at=start - HOUR) == 0
        assert operations.share_due(at=start) == 1

    def test_is_not_the_partners(self, plan: Plan, theo: Person, rosa: Person) -> None:
        operations.share(plan, by=theo, at=cast.MONDAY)
        with pytest.raises(AlreadyOpened):
            operations.withdraw_sharing(plan, by=rosa, at=cast.MONDAY)

    def test_an_outsiders_looking_marks_nothing(self, plan: Plan, theo: Person) -> None:
        operations.share(plan, by=theo, at=cast.MONDAY)
        operations.mark_opened(plan.id, by=cast.olga(), at=cast.MONDAY)
        assert again(plan).opened_at is None

    def test_a_late_mark_does_not_open_a_draft(
        self, plan: Plan, theo: Person, rosa: Person
    ) -> None:
        operations.mark_opened(plan.id, by=rosa, at=cast.MONDAY)
        assert again(plan).opened_at is None


@pytest.mark.django_db
class TestBeforeTheConversation:
    def test_the_plan_is_there_whatever_happened(
        self, plan: Plan, theo: Person, rosa: Person
    ) -> None:
        hold.start(plan.session, by=theo, at=cast.MONDAY)
        seen = plan_for(rosa, plan.id)
        assert (seen.state, seen.opened_at) == ("live", cast.MONDAY)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_share_it_once(self) -> None:
        plan = self._prepared()
        theo = plan.session.pair.mentee
        at_once(
            lambda: operations.share_due(at=MOMENT),
            partial(operations.share_due, at=MOMENT),
            lambda: _unless_refused(lambda: operations.share(plan, by=theo, at=MOMENT)),
        )
        assert again(plan).state == "shared"
        assert YDocument.objects.count() == 1

    def test_cancelling_and_the_agreed_moment_never_open_a_draft(self) -> None:
        for _ in range(5):
            plan = self._prepared()
            at_once(
                partial(leave.cancel, plan.session, by=plan.session.pair.mentee, at=MOMENT),
                partial(operations.share_due, at=MOMENT),
            )
            ended = again(plan)
            assert ended.session.state == "cancelled"
            # Shared before it was cancelled, or never: but not cancelled and shared afterwards.
            assert operations.share_due(at=MOMENT) == 0
            assert again(plan).shared_at == ended.shared_at

    def test_taking_back_and_opening_agree(self) -> None:
        for _ in range(5):
            plan = self._prepared()
            pair = plan.session.pair
            operations.share(plan, by=pair.mentee, at=cast.MONDAY)
            at_once(
                partial(
                    _unless_refused,
                    partial(operations.withdraw_sharing, plan, by=pair.mentee, at=cast.MONDAY),
                ),
                partial(operations.mark_opened, plan.id, by=pair.mentor, at=cast.MONDAY),
            )
            ended = again(plan)
            assert (ended.shared_at is None) == (ended.opened_at is None)

    def test_what_was_said_to_be_durable_is_shared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plan = self._prepared()
        item = plan.items.all()[1]
        typed = document.replace_body(
            store.load(plan.document_id), item.id, markdown_to_body("typed meanwhile")
        )
        gone: list[bool] = []

        def read_while_somebody_types(state: bytes) -> dict[str, Body]:
            monkeypatch.undo()
            typing.start()
            typing.join(timeout=1)
            return document.bodies(state)

        typing = threading.Thread(target=lambda: gone.append(_is_gone(plan.document_id, typed)))
        monkeypatch.setattr(document, "bodies", read_while_somebody_types)
        shared = operations.share(plan, by=plan.session.pair.mentee, at=cast.MONDAY)
        typing.join(timeout=30)
        words = document.body_of(store.load(shared.document_id), item.id)
        assert gone == [is_empty(words)]

    def _prepared(self) -> Plan:
        plan = cast.a_plan(cast.signed(cast.a_pair(cast.rosa(), cast.theo())))
        written(plan, "Better week", plan.session.pair.mentee)
        return Plan.objects.select_related("session__pair__mentor", "session__pair__mentee").get(
            id=plan.id
        )


def _is_gone(document_id: UUID, update: bytes) -> bool:
    """Store what somebody typed, as the live writer does: again, where that fails."""
    try:
        for _ in range(2):
            try:
                return bool(store.append_all([(document_id, update)]))
            except DatabaseError:
                continue
        return False
    finally:
        connections.close_all()


def _unless_refused(act: Callable[[], object]) -> None:
    try:
        act()
    except (NotYoursToShare, AlreadyOpened):
        return
