"""A figure of a group has no value for those outside it, whatever it says about having no value."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rulebook.language.drafts import SOUND
from xiaoneng.rulebook.engines import duckdb, reference, sqlite
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan

GROUPS = "groups:\n  town: {of: unit, where: {class: 镇}}\n  staff: {of: person, where: {unit.class: 镇}}\n"
SPRING, AUTUMN = date(2021, 3, 5).toordinal(), date(2021, 9, 5).toordinal()
OFFICE = Office(
    people=(Person("P1", "甲一"), Person("P2", "乙二"), Person("P3", "丙三")),
    units=(Unit("东镇", "镇"), Unit("西局", "局"), Unit("南镇", "镇")),
    memberships=(Membership(0, 0, 0, AUTUMN - 1), Membership(0, 1, AUTUMN), Membership(1, 1), Membership(2, 2)),
    facts=(
        Fact("F1", "late", SPRING, person=0, fields={"n": 250}),
        Fact("F2", "late", SPRING, person=1, fields={"n": 150}),
        Fact("F3", "utask", SPRING, unit=1, fields={"done": 100}),
    ),
)


@pytest.mark.parametrize(
    "figure, expected",
    [
        ("{of: town, is: 'divide(udone, 0 * udone)', decimals: 2, round: floor, none: 7}", {0: 700, 2: 700}),
        ("{of: town, is: udone - 9, at_least: 1}", {0: 100, 2: 100}),
        ("{of: town, sum: utask, field: done, in: year}", {0: 0, 2: 0}),
        ("{of: town, count: utask, in: year, none: 5}", {0: 0, 2: 0}),
        ("{of: town, last: utask, field: done, in: year, none: 5}", {0: 500, 2: 500}),
        ("{of: staff, count: late, in: year}", {0: 100, 2: 0}),
        ("{of: staff, last: late, field: n, in: year, none: 3}", {0: 250, 2: 300}),
    ],
)
def test_those_outside_have_no_value(figure: str, expected: dict[int, int]) -> None:
    """P1 moves out in autumn: what was counted while they were inside stays."""
    plan = compile_plan(load_text(SOUND.replace("groups:\n", GROUPS).replace("figures:\n", f"figures:\n  x: {figure}\n")), Request("2021"))
    for engine in (reference, sqlite, duckdb):
        cells = engine.run(plan, OFFICE).cells
        assert {cell.subject: cell.value for cell in cells if cell.column == "x" and cell.value is not None} == expected
