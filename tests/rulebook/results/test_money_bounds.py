"""The rows of a money account sum to its balance: its opening and what its bounds change are rows of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sections import money

RULEBOOK = """\
rulebook: bounds
version: "1"
document: {title: 某办法, issuer: 某局}
clauses: {一: 稿费, 二: 上下限}
facts: {piece: {name: 稿件, unit: 篇}, fault: {name: 差错, unit: 处}}
accounts:
  fees: {name: 稿费, unit: 元, period: month, money: yes, clause: 二, ACCOUNT}
figures: {due: {name: 应发, is: sum(fees over months), in: year}}
rules:
  - {id: piece, clause: 一, name: 稿件, fact: piece, post: {fees: 100}}
  - {id: fault, clause: 一, name: 差错, fact: fault, post: {fees: -50}}
sheets: {s: {name: 表, clause: 一, lines: [{says: 应发, figures: due}]}}
"""


def outcome(account: str, *counts: tuple[str, int, int]) -> Outcome:
    source = load_text(RULEBOOK.replace("ACCOUNT", account))
    plan = compile_plan(source, Request("2021"))
    facts = [
        Fact(f"F{number}", kind, date(2021, month, 5).toordinal(), person=0, quantity=count * 100)
        for number, (kind, month, count) in enumerate(counts)
    ]
    office = Office((Person("P1", "甲一"),), (Unit("办公室"),), (Membership(0, 0),), tuple(facts))
    return Outcome(source, plan, office, reference.run(plan, office))


@pytest.mark.parametrize(
    "account, counts, rows",
    [
        ("cap: 500", [("piece", 3, 5)], {"稿件": "500"}),
        ("cap: 500", [("piece", 3, 7), ("piece", 4, 6)], {"稿件": "1300", "超过上限核减": "-300"}),
        ("floor: 0", [("fault", 3, 1), ("piece", 4, 1)], {"稿件": "100", "差错": "-50", "按下限补足": "50"}),
        (
            "floor: 0, cap: 100",
            [("fault", 3, 1), ("piece", 4, 2)],
            {"稿件": "200", "差错": "-50", "按下限补足": "50", "超过上限核减": "-100"},
        ),
        ("opens_at: 10", [("piece", 3, 1)], {"稿件": "100", "起始额": "120"}),
        ("where: {post: 科长}", [("piece", 3, 1)], {}),
    ],
)
def test_rows_sum_to_the_balance(account: str, counts: list[tuple[str, int, int]], rows: dict[str, str]) -> None:
    found = outcome(account, *counts)
    assert {row["item"]: row["amount"] for row in money(found)} == rows
    due = next((cell.value for cell in found.findings.cells if cell.column == "due"), None) or 0
    assert sum(map(Decimal, rows.values())) * 100 == due


def test_the_explanation_says_what_is_due_in_the_end() -> None:
    (said,) = [one for one in explain(outcome("cap: 500", ("piece", 3, 7)), "P1") if one.startswith("稿费")]
    assert "合计 500 元" in said
    assert "二 超过上限核减，扣 200 元" in said


REMEDY = """\
rulebook: bounds
version: "1"
document: {title: 某办法, issuer: 某局}
clauses: {一: 稿费, 二: 荣誉}
facts: {piece: {name: 稿件, unit: 篇}}
accounts: {fees: {name: 稿费, of: person, unit: 元, period: year, money: yes, clause: 一, cap: 500}}
awards: {best: {name: 先进个人, clause: 二, of: person, places: 1}}
rules:
  - {id: piece, clause: 一, name: 稿件, fact: piece, post: {fees: 100}}
  - {id: prize, clause: 二, name: 先进奖金, fact: awards.best, post: {fees: 300}}
"""


@pytest.mark.parametrize(
    "pieces, rows",
    [
        (2, {"稿件": "200", "先进奖金": "300"}),
        (3, {"稿件": "300", "先进奖金": "300", "超过上限核减": "-100"}),
    ],
)
def test_the_pay_of_an_honour_by_a_rule_is_held_to_the_cap(pieces: int, rows: dict[str, str]) -> None:
    source = load_text(REMEDY)
    plan = compile_plan(source, Request("2021"))
    fact = Fact("F1", "piece", date(2021, 3, 5).toordinal(), person=0, quantity=pieces * 100)
    honour = Fact("H1", "awards.best", date(2021, 12, 20).toordinal(), person=0, quantity=100)
    office = Office((Person("P1", "甲一"),), (Unit("办公室"),), (Membership(0, 0),), (fact, honour))
    found = Outcome(source, plan, office, reference.run(plan, office))
    assert {row["item"]: row["amount"] for row in money(found)} == rows
