"""What somebody is from one day to another stands with their membership: their post, and any column of people."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import FOREVER, Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan

RULEBOOK = """\
rulebook: quay
version: "1"
document: {title: 码头办法, issuer: 码头}
conventions: {chief: {post: 领班}}
clauses: {一: 值守}
people: {rank: {name: 档, type: number}, kind: {name: 编制}}
facts: {gap: {name: 空岗}}
accounts: {year: {name: 年分, of: person, unit: 分, period: year}, led: {name: 带班分, of: person, unit: 分, period: year}}
parameters: {norm: {asks: 班数, clause: 一, varies: [post]}}
figures:
  high: {is: "if(rank > 1 and post != '领班', 1, 0)", in: month}
  highs: {is: sum(high over months), in: year}
  ours: {is: "norm + if(kind = '正式', 100, 0)", in: quarter}
rules:
  - {id: gap, clause: 一, fact: gap, where: {post: 水手}, post: {year: -rank}}
  - {id: led, clause: 一, fact: gap, to: chief, post: {led: -1}}
  - {id: share, clause: 一, name: 在岗, in: quarter, when: {post: 领班}, post: {year: 7}}
"""
JULY = date(2031, 7, 1).toordinal()
OFFICE = Office(
    people=(
        Person("Q1", "甲", post="水手", fields={"rank": 100, "kind": "临时"}),
        Person("Q2", "乙", post="领班", fields={"rank": 300, "kind": None}, left=JULY + 3),
    ),
    units=(Unit("栈桥"), Unit("仓房")),
    memberships=(
        Membership(0, 0, 0, JULY - 1),
        Membership(0, 0, JULY, FOREVER, "领班", {"rank": 500, "kind": "正式"}),
        Membership(1, 0, 0, JULY - 1, "", {"rank": None}),
        Membership(1, 0, JULY, JULY + 10, "水手", {"rank": 0}),
    ),
    facts=tuple(Fact(f"F{n}", "gap", JULY - 1 + n // 2, n % 2) for n in range(4)),
)


@pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])
def test_what_stands_with_the_membership_holds_on_its_days(name: str) -> None:
    plan = compile_plan(load_text(RULEBOOK), Request("2031", None, {"norm": {"默认": "3", "职务": {"领班": "9"}}}))
    found = engine(name)(plan, OFFICE)
    gaps = [(one.subject, one.item, one.amount) for one in found.entries if one.rule == "gap"]
    assert gaps == [(0, 0, -100), (1, 3, 0)]
    assert [(one.subject, one.item) for one in found.entries if one.rule == "led"] == [(0, 3), (1, 0)]
    assert {one.subject: one.value for one in found.cells if one.column == "highs"} == {0: 0, 1: 0}
    shares = [(one.subject, one.amount) for one in found.entries if one.rule == "share"]
    assert shares == [(0, 700)] * 2 + [(1, 700)] * 2


@pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])
def test_answers_by_post_and_fields_follow_the_last_day_of_a_period(name: str) -> None:
    plan = compile_plan(load_text(RULEBOOK), Request("2031", None, {"norm": {"默认": "3", "职务": {"领班": "9"}}}))
    found = engine(name)(plan, OFFICE)
    begins = {span.id: span.period.first.month for span in plan.spans}
    quarters = {(one.subject, begins[one.span]): one.value for one in found.cells if one.column == "ours"}
    assert quarters == {(0, 1): 300, (0, 4): 300, (0, 7): 10900, (0, 10): 10900, (1, 1): 900, (1, 4): 900, (1, 7): 300}
