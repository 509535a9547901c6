"""The API against its own description: whatever is sent that it allows (or does not), the answer is one that it documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.people import MORNING, TODAY, make_cast
from xiaoneng.config.wsgi import application
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.org.actions_tokens import make_token

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 40


@pytest.fixture
def described() -> Iterator[Any]:
    """The description, and the token of somebody who may do everything that the API offers."""
    with time_machine.travel(MORNING, tick=False):
        cast = make_cast()
        row = {"日期": "2026-07-20", "对象": "M05", "事项": "迟到"}
        assert cast.enactment is not None
        enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING)
        scopes = ("people:read", "facts:read", "facts:write", "results:read")
        _, text = make_token(name="考勤机", scopes=scopes, until=TODAY + timedelta(days=9), by=cast.zhou, at=MORNING)
        # As the framework's own test client does: a request's end must not close the connection in whose transaction the test is.
        ends = [(one, close_old_connections) for one in (request_started, request_finished) if one.disconnect(close_old_connections)]
        yield schemathesis.openapi.from_wsgi("/api/openapi.json", application), {"Authorization": f"Bearer {text}"}
        for one, close in ends:
            one.connect(close)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("operation", ["GET /api/people", "GET /api/facts", "POST /api/facts", "GET /api/results/{period}"])
def test_every_answer_is_documented(operation: str, mode: GenerationMode, described: Any) -> None:
    schema, headers = described
    asked = next(one for one in (found.ok() for found in schema.get_all_operations()) if one.label == operation)

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(asked.as_strategy(generation_mode=mode))
    def told(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    told()


def test_every_operation_is_asked(described: Any) -> None:
    schema, _ = described
    there = {found.ok().label for found in schema.get_all_operations()}
    assert there == {"GET /api/people", "GET /api/facts", "POST /api/facts", "GET /api/results/{period}"}
