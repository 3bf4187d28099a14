"""Who may join, asked together: 4401 before 4404, and nobody's answer depends on the others."""

from itertools import permutations
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from romanesco.base import bus
from romanesco.live.admission import (
    Admitted,
    Answer,
    Asked,
    Credential,
    Question,
    answers,
    credential_of,
    read_documents,
)
from romanesco.live.close_codes import CloseCode, Closing
from romanesco.people.api_tokens import make_token
from romanesco.people.models import Person
from romanesco.plans import operations
from romanesco.plans.models import Plan
from romanesco.ydocs import store
from tests import cast
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

HOME = "https://plans.example.org"
KEY = "a1" * 16
TOKEN = "rmo_" + "x" * 43


@pytest.fixture
def plan(db: None) -> Plan:
    """A draft of Theo's."""
    pair = cast.signed(cast.a_pair(cast.rosa(), cast.theo()))
    return cast.a_plan(pair)


def by_login(person: Person) -> Credential:
    login = SessionStore()
    login[SESSION_KEY] = str(person.pk)
    login[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    login[HASH_SESSION_KEY] = person.get_session_auth_hash()
    login.create()
    assert login.session_key
    return Credential(session_key=login.session_key)


def by_token(person: Person) -> Credential:
    return Credential(token=make_token("script", by=person, at=MONDAY)[1])


def enter(*questions: Question) -> list[Answer]:
    return answers([Asked(question, enters=True) for question in questions])


def test_each_gets_their_own_answer_in_whichever_order_they_are_asked(plan: Plan) -> None:
    theo, nowhere = by_login(cast.theo()), uuid4()
    ends_at = Session.objects.get(pk=theo.session_key).expire_date
    pair_id, document_id = plan.session.pair_id, plan.document_id
    in_by_cookie = Admitted(cast.theo().pk, pair_id, document_id, True, ends_at)
    in_by_token = Admitted(cast.theo().pk, pair_id, document_id, True, None)
    expected: list[tuple[Question, Answer]] = [
        (Question(theo, plan.id), in_by_cookie),
        (Question(by_token(cast.theo()), plan.id), in_by_token),
        (Question(by_login(cast.rosa()), plan.id), CloseCode.NOT_FOUND),  # not shared yet
        (Question(by_token(cast.olga()), plan.id), CloseCode.NOT_FOUND),
        (Question(theo, nowhere), CloseCode.NOT_FOUND),
        (Question(Credential(session_key=KEY), plan.id), CloseCode.SIGNED_OUT),
        (Question(Credential(token=TOKEN), nowhere), CloseCode.SIGNED_OUT),
        (Question(Credential(), plan.id), CloseCode.SIGNED_OUT),
    ]
    for question, answer in expected:
        assert enter(question) == [answer]
    for some in permutations(expected, 3):
        assert enter(*(question for question, _ in some)) == [answer for _, answer in some]
    assert enter(*(question for question, _ in expected)) == [answer for _, answer in expected]
    assert enter() == []


def test_only_entering_counts_as_opening_and_for_the_partner_alone(
    plan: Plan, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    operations.share(plan, by=cast.theo(), at=MONDAY)
    theo, rosa, olga = (
        Question(by_login(person), plan.id) for person in (cast.theo(), cast.rosa(), cast.olga())
    )
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        answers([Asked(rosa), Asked(theo), Asked(olga, enters=True)])
        enter(theo, olga)
    assert Plan.objects.get().opened_at is None
    with django_capture_on_commit_callbacks(execute=True):
        enter(olga, rosa, theo, rosa)
        enter(rosa)
    stop()
    assert Plan.objects.get().opened_at is not None
    assert heard == [bus.PlanChanged(plan.id)]


def test_a_crowd_costs_as_many_queries_as_one(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [cast.theo(), cast.rosa(), cast.olga(), cast.cora()]
    plans = [plan, *(cast.a_plan(plan.session.pair, days=days) for days in (10, 17))]
    logins = [Question(by_login(person), each.id) for person in people for each in plans]
    tokens = [Question(by_token(person), each.id) for person in people for each in plans]
    enter(*tokens)  # whose first use is noted
    for few, queries in ((logins[:1], 3), (logins, 3), (tokens[:1], 2), (tokens, 2)):
        with django_assert_num_queries(queries):
            enter(*few)


def test_documents_are_read_together_and_one_that_is_gone_says_so(plan: Plan) -> None:
    gone = uuid4()
    stored, missing = read_documents([plan.document_id, gone])
    assert stored == (store.load(plan.document_id), frozenset())
    assert missing == CloseCode.RELOAD


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"authorization": f"Bearer {TOKEN}"}, Credential(token=TOKEN)),
        ({"cookie": f"sessionid={KEY}", "origin": HOME}, Credential(session_key=KEY)),
        ({"cookie": f"sessionid={KEY}"}, None),
        ({"cookie": f"sessionid={KEY}", "origin": "https://elsewhere.example"}, None),
        ({"cookie": f"sessionid={KEY}", "origin": "http://[::1"}, None),
        ({"cookie": f"sessionid={KEY}", "origin": "http://x", "host": "[[[8731"}, None),
        ({"cookie": "sessionid=short", "origin": HOME}, None),
        ({"cookie": f"sessionid={KEY.upper()}", "origin": HOME}, None),
        ({"cookie": f"sessionid={KEY}", "origin": HOME, "authorization": "Bearer nonsense"}, None),
        ({"authorization": "Bearer rmo_\x00"}, None),
        ({"authorization": TOKEN}, None),
        ({}, None),
    ],
)
def test_what_can_be_nobodys_is_turned_away_without_a_question(
    headers: dict[str, str],
    found: Credential | None,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    with django_assert_num_queries(0):
        if found is not None:
            assert credential_of(raw, HOME) == found
            return
        with pytest.raises(Closing) as refused:
            credential_of(raw, HOME)
    assert refused.value.code == CloseCode.SIGNED_OUT
