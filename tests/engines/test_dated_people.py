"""Who is in the leadership team, of which party, and serves how, stands with the membership of those days; on every engine alike."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import FOREVER, Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import RulebookError

RULEBOOK = """\
rulebook: quay
version: "1"
document: {title: 码头办法, issuer: 码头}
conventions: {chief: "tenure = '借调' or leader = '是'"}
clauses: {一: 值守}
readings: {away_in_base: {says: 驻村的是否计入, clause: 一, one_of: ["yes", "no"], default: "yes"}}
facts: {gap: {name: 空岗}}
accounts:
  year: {name: 年分, of: person, unit: 分, period: year}
  led: {name: 带班分, of: person, unit: 分, period: year}
figures:
  here: {is: "if(tenure != '驻村' and leader = '否', 1, 0)", in: month}
  months: {is: sum(here over months), in: year}
rules:
  - {id: gap, clause: 一, fact: gap, where: {任职方式: {not: [驻村, 借调]}}, post: {year: -1}}
  - {id: red, clause: 一, fact: gap, where: {政治面貌: 中共党员, 班子成员: 否}, post: {year: -2}, stacks: [gap]}
  - {id: lent, clause: 一, fact: gap, where: "tenure in ['借调', '编外']", post: {year: -4}, stacks: [gap, red]}
  - {id: led, clause: 一, fact: gap, to: chief, post: {led: -1}}
awards:
  best: {name: 先进, clause: 一, share: 50%, rounding: floor, base: "away_in_base = 'yes' or tenure != '驻村'"}
"""
JULY, OCTOBER = date(2031, 7, 1).toordinal(), date(2031, 10, 1).toordinal()
OFFICE = Office(
    people=(Person("Q1", "甲", party="群众"), Person("Q2", "乙", tenure=("编外", "驻村"))),
    units=(Unit("栈桥"),),
    memberships=(
        Membership(0, 0, 0, JULY - 1),
        Membership(0, 0, JULY, OCTOBER - 1, party="中共党员", tenure=("驻村",)),
        Membership(0, 0, OCTOBER, FOREVER, party="中共党员", leader="是"),
        Membership(1, 0, 0, OCTOBER - 1),
        Membership(1, 0, OCTOBER, FOREVER, tenure=("任职",)),
    ),
    facts=tuple(
        Fact(f"F{n}", "gap", day, n % 2) for n, day in enumerate(d for d in (JULY - 1, JULY, OCTOBER - 1, OCTOBER) for _ in "甲乙")
    ),
)
ENGINES = pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])


@ENGINES
def test_each_day_has_its_own_value(name: str) -> None:
    found = engine(name)(compile_plan(load_text(RULEBOOK), Request("2031")), OFFICE)
    by_rule = {rule: [one.item for one in found.entries if one.rule == rule] for rule in ("gap", "red", "lent", "led")}
    # 甲 F0 F2 F4 F6, 乙 F1 F3 F5 F7: the day before, the first day, the last day, the day after.
    assert by_rule == {"gap": [0, 6, 7], "red": [2, 4], "lent": [1, 3, 5], "led": [7]}
    assert {one.subject: one.value for one in found.cells if one.column == "months"} == {0: 600, 1: 300}


@ENGINES
@pytest.mark.parametrize(
    ("period", "answers", "base"),
    [("2031", {}, [0, 1]), ("2031", {"away_in_base": "no"}, [0, 1]), ("2031-01-01..2031-09-30", {"away_in_base": "no"}, [])],
)
def test_the_offices_answer_decides_whether_those_in_a_village_count(
    name: str, period: str, answers: dict[str, str], base: list[int]
) -> None:
    book = RULEBOOK.replace("share: 50%", "in: whole, share: 50%") if ".." in period else RULEBOOK
    found = engine(name)(compile_plan(load_text(book), Request(period, None, dict(answers))), OFFICE)
    assert [one.subject for one in found.candidates if one.in_base] == base


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("where: {任职方式: 住村}", "没有“住村”这个值；您是否要写“驻村”"),
        ("where: \"tenure = '在岗'\"", "可以写 任职、兼任"),
        ("where: {leader: 否}, per: 任职方式", "要求相同的属性"),
    ],
)
def test_a_way_of_serving_that_nobody_serves_in_is_refused(wrong: str, says: str) -> None:
    book = RULEBOOK.replace("where: {任职方式: {not: [驻村, 借调]}}", wrong) if "per" not in wrong else RULEBOOK.replace(
        "rounding: floor,", "rounding: floor, per: 任职方式,"
    )  # fmt: skip
    with pytest.raises(RulebookError, match=says):
        compile_plan(load_text(book), Request("2031"))


def test_several_ways_at_once_are_no_single_value() -> None:
    book = RULEBOOK.replace("figures:", "figures:\n  way: {is: tenure, in: month}")
    with pytest.raises(RulebookError, match="可以同时有几样"):
        compile_plan(load_text(book), Request("2031"))
