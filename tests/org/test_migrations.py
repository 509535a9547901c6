"""What stood with people before terms had days is true for the whole past; the way back keeps what stands today."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEFORE, AFTER = [("org", "0006_what_counts")], [("org", "0007_particulars")]


def test_what_stood_always_was_so_and_can_go_back() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    try:
        old = executor.loader.project_state(BEFORE).apps
        unit, person = old.get_model("org", "Unit"), old.get_model("org", "Person")
        office = unit.objects.create(level="office", name="甲局")
        told = {"fields": {"rank": 150, "post_kind": ""}, "party": "中共党员", "leader": True}
        one = person.objects.create(office=office, no="A1", name="甲一", **told)
        person.objects.create(office=office, no="A2", name="乙二")
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        new = executor.loader.project_state(AFTER).apps.get_model("org", "Particular")
        rows = new.objects.order_by("what").values_list("person_id", "what", "value", "since", "until")
        assert list(rows) == [(one.pk, what, value, None, None) for what, value in (("leader", "是"), ("party", "中共党员"), ("rank", 150))]
        new.objects.filter(what="leader").update(until=date(2026, 6, 30))
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        back = person.objects.get(pk=one.pk)
        assert (back.party, back.leader, back.fields) == ("中共党员", False, {"rank": 150})
        person.objects.all().delete()
        unit.objects.all().delete()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
