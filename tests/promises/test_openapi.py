"""The API keeps its promise: the contract is what is served, and what is served is true."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from romanesco.base import clock
from romanesco.pairs.models import Pair
from romanesco.people.api_tokens import make_token
from romanesco.people.models import Person
from romanesco.plans import operations
from tests import cast

CONTRACT = Path(__file__).parents[2] / "contracts" / "openapi.json"
EXAMPLES = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Real ids mend what was broken on purpose; and no schema can say every rule of a plan.
NOT_OWED = [negative_data_rejection, positive_data_acceptance]


def served() -> dict[str, Any]:
    answer: dict[str, Any] = Client().get("/api/openapi.json").json()
    return answer


def test_the_contract_is_what_is_served() -> None:
    text = json.dumps(served(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_CONTRACTS"):
        CONTRACT.write_text(text, encoding="utf-8")
    assert CONTRACT.read_text(encoding="utf-8") == text, "run with UPDATE_CONTRACTS=1, and say why"


def test_every_operation_says_what_it_does_and_what_it_refuses() -> None:
    assert served()["openapi"] == "3.1.0"
    for path, methods in served()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["security"] == [{"PersonalToken": []}]
            assert "401" in operation["responses"]
            assert ("{" in path) == ("404" in operation["responses"])
            asks = any(one["in"] == "query" for one in operation.get("parameters", []))
            assert ("requestBody" in operation or asks) == ("422" in operation["responses"])


@pytest.fixture
def pair(db: None) -> Pair:
    return cast.signed(cast.a_pair(cast.rosa(), cast.theo(), at=clock.now()), at=clock.now())


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """The pages as a program calls them, in this thread and on the test's own connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)


def _real_ids(pair: Pair) -> dict[str, str]:
    """Ids that lead somewhere, so that more than the 404 is tried."""
    plan = cast.a_plan(pair, at=clock.now())
    topic = operations.add_topic(plan, "On-call swaps", by=pair.mentee, at=clock.now())
    return {"pair_id": str(pair.id), "plan_id": str(plan.id), "item_id": str(topic.id)}


def _bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token('x', by=person, at=clock.now())[1]}"}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_sent_the_answer_is_a_documented_one(
    mode: GenerationMode, pair: Pair, application: WSGIHandler
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    real = _real_ids(pair)
    tokens = [_bearer(pair.mentee), _bearer(pair.mentor), _bearer(cast.olga())]
    for found in schema.get_all_operations():
        one: Any = found.ok()  # type: ignore[union-attr]

        @EXAMPLES
        @given(
            case=one.as_strategy(generation_mode=mode),
            is_real=st.booleans(),
            headers=st.sampled_from([*tokens, {}]),
        )
        def is_answered(case: Any, is_real: bool, headers: dict[str, str]) -> None:
            if is_real:
                case.path_parameters |= {
                    name: real[name] for name in case.path_parameters if name in real
                }
            case.call_and_validate(headers=headers, excluded_checks=NOT_OWED)

        is_answered()
