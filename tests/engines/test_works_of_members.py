"""A unit's works are those whose authors were in it on the day, whether or not `about: members` says so."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import Membership, Office, Person, Unit, Work
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan

RULEBOOK = """\
rulebook: quay
version: "1"
document: {title: 码头办法, issuer: 码头}
clauses: {一: 稿件}
works: {note: {name: 短稿, levels: {县级: []}}}
figures:
  plain: {of: unit, count: note, in: year}
  said: {of: unit, count: note, about: members, in: year}
  adopted: {of: unit, rows: note, about: members, where: {level: 县级, class: 外}, in: year}
"""
MARCH, JUNE = date(2031, 3, 1).toordinal(), date(2031, 6, 1).toordinal()
OFFICE = Office(
    people=(Person("Q1", "甲"), Person("Q2", "乙"), Person("Q3", "丙")),
    units=(Unit("栈桥", "外"), Unit("仓房")),
    memberships=(Membership(0, 0, 0, JUNE - 1), Membership(0, 1, JUNE), Membership(1, 0), Membership(2, 1)),
    works=(
        Work("W1", "note", "一", MARCH, (0, 1), ("县级",)),
        Work("W2", "note", "二", MARCH, (1, 2)),
        Work("W3", "note", "三", JUNE, (0,), ("县级",)),
    ),
)


@pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])
def test_works_are_counted_once_for_every_unit_of_their_authors_on_the_day(name: str) -> None:
    plan = compile_plan(load_text(RULEBOOK), Request("2031"))
    cells = {(cell.column, cell.subject): cell.value for cell in engine(name)(plan, OFFICE).cells}
    counts = {column: [cells[column, unit] for unit in (0, 1)] for column in ("plain", "said", "adopted")}
    assert counts == {"plain": [200, 200], "said": [200, 200], "adopted": [100, 0]}
