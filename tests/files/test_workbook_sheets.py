"""The sheets that a rulebook declares for groups: each with its own members, their score and what its lines name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xiaoneng.files.workbook import write_workbook
from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.relations import Fact, Office, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome

RULEBOOK = """\
rulebook: group-sheets
version: "1"
document: {title: 某办法, issuer: 某县}
clauses: {一: 得分, 二: 乡镇表, 三: 部门表}
facts: {done: {name: 办结, of: unit, unit: 件}, notice: {name: 通报, of: unit}}
groups: {towns: {of: unit, where: {class: 镇}}, offices: {of: unit, where: {class: 局}}}
accounts: {total: {name: 总分, of: unit, period: year, opens_at: 60}, plus: {name: 加分, of: unit, period: year, part_of: total}}
figures:
  done: {name: 办结数, of: unit, count: done, in: year, unit: 件}
  grade: {name: 等次, of: towns, in: year, lookup: {of: total, table: {62+: 优, 其余: 良}}}
rules:
  - {id: done, clause: 一, fact: done, post: {plus: 1}}
  - {id: notice, clause: 一, fact: notice, post: {total: -1}}
sheets:
  towns:
    name: 乡镇表
    clause: 二
    of: towns
    lines: [{says: 办理, figures: done, facts: notice}, {says: 结果, accounts: total, figures: grade}, 评语]
  offices: {name: 部门表, clause: 三, of: offices, lines: [{says: 得分, accounts: total}, {says: 其中, accounts: plus}]}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    source = load_text(RULEBOOK)
    day = date(2021, 3, 5).toordinal()
    office = Office(
        units=(Unit("东镇", "镇"), Unit("西局", "局"), Unit("南站", "站"), Unit("北镇", "镇")),
        facts=(Fact("F1", "done", day, unit=0, quantity=300), Fact("F2", "done", day, unit=1), Fact("F3", "notice", day, unit=3)),
    )
    plan = compile_plan(source, Request("2021"))
    path = tmp_path_factory.mktemp("sheets") / "year.xlsx"
    write_workbook(Outcome(source, plan, office, reference.run(plan, office)), path)
    return openpyxl.load_workbook(path)


def shown(sheet: Any) -> list[dict[str, Any]]:
    """The rows that begin a subject, by heading."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[first], row, strict=True)) for row in rows[first + 1 :] if isinstance(row[0], int)]


def test_each_declared_sheet_has_its_own_page_and_the_rest_one_of_their_own(book: Any) -> None:
    assert [name for name in book.sheetnames if "表" in name and name != "明细"] == ["乡镇表2021", "部门表2021", "总分年度考核表2021"]
    assert [row["科室"] for row in shown(book["乡镇表2021"])] == ["东镇", "北镇"]
    assert [row["科室"] for row in shown(book["部门表2021"])] == ["西局"]
    assert [row["科室"] for row in shown(book["总分年度考核表2021"])] == ["南站"]


def test_lines_show_what_they_name_beside_the_score(book: Any) -> None:
    east, north = shown(book["乡镇表2021"])
    assert (east["得分"], east["办理"], east["结果"], east["评语"]) == (63, "办结数 3 件", "等次 优", None)
    assert (north["得分"], north["办理"], north["结果"]) == (59, "办结数 0 件\n通报 1 次", "等次 良")
    (west,) = shown(book["部门表2021"])
    assert (west["得分"], west["其中"]) == (61, "加分 1 分")


REACHING = """\
rulebook: reaching
version: "1"
document: {title: 某办法, issuer: 某县}
clauses: {一: 得分}
facts: {notice: {name: 通报, of: unit}}
accounts: {total: {name: 总分, of: unit, period: year, opens_at: 60}}
figures: {notices: {name: 通报数, of: unit, count: notice, in: year}}
rules:
  - {id: above, clause: 一, name: 下属被通报, of: unit, when: {notices: {at_least: 1}}, to: parent, post: {total: -2}}
"""


def test_what_rests_on_the_figures_of_others_has_a_line_without_a_record(tmp_path: Path) -> None:
    source, plan = load_text(REACHING), compile_plan(load_text(REACHING), Request("2021"))
    units = (Unit("局"), *(Unit(f"{number}所", parent="局") for number in range(1, 4)))
    day = date(2021, 3, 5).toordinal()
    office = Office(units=units, facts=(Fact("F1", "notice", day, unit=3),))
    write_workbook(Outcome(source, plan, office, reference.run(plan, office)), tmp_path / "year.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "year.xlsx")["明细"].iter_rows()]
    (line,) = (row for row in rows if "下属被通报" in row)
    assert "局" in line
    assert -2 in line
    assert "F1" not in line
