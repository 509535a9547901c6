"""The indexes of facts: those that queries ask, no more; each costs every imported row."""

from __future__ import annotations

import pytest
from django.db import connection

from xiaoneng.ledger.models import Fact

pytestmark = pytest.mark.django_db


def test_facts_have_the_indexes_that_queries_ask() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Fact._meta.db_table)
    indexed = {tuple(one["columns"]) for one in found.values() if one["index"] or one["unique"] or one["primary_key"]}
    assert indexed == {
        ("id",), ("office_id", "no"), ("supersedes_id",), ("batch_id",), ("unit_id",), ("person_id", "day"), ("office_id", "state", "day"),
        ("entered_by_id", "entered_at"),
    }  # fmt: skip
