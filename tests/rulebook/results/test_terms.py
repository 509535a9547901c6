"""取消资格管到哪一期: bars and effects reach the periods that they are for, and explanations agree."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

RULEBOOK = """\
rulebook: lighthouse
version: "1"
document: {title: 灯塔评优办法, issuer: 灯塔}
clauses: {一: 评优, 二: 告诫, 三: 否决, 四: 记过}
parameters: {months: {asks: 告诫期几个月, clause: 二, varies: [person]}}
facts: {caution: {name: 告诫}, fault: {name: 事故}, reprimand: {name: 记过}, praise: {name: 表扬}}
accounts: {score: {name: 季度得分, period: quarter}}
figures: {faults: {name: 事故数, count: fault, in: year}}
rules:
  - {id: praise, clause: 一, fact: praise, post: {score: 1}}
  - {id: caution, clause: 二, fact: caution, lasts: {months: months}, bar: [star, keeper], effects: [{says: 不得外派, kind: block}]}
  - {id: veto, clause: 三, when: {faults: {over: 0}}, bar: all}
  - {id: reprimand, clause: 四, fact: reprimand, bar: [star, keeper]IN}
awards:
  star: {name: 季度之星, clause: 一, in: quarter, places: 2, rank_by: score}
  keeper: {name: 年度守灯人, clause: 一, places: 1}
"""
ENGINES = ("python", "sqlite", "duckdb")
NAMES = ("L0", "L1", "L2", "L3")


def outcome(facts: list[tuple[str, str, str]], period: str, name: str = "python", judged: str = "", text: str = RULEBOOK) -> Outcome:
    """Facts as (day, who, kind); cautions last six months, those of L1 three."""
    source = load_text(text.replace("IN", judged))
    rows = tuple(Fact(f"F{n}", kind, date.fromisoformat(day).toordinal(), NAMES.index(who)) for n, (day, who, kind) in enumerate(facts, 1))
    people = tuple(Person(no, f"守灯{no}") for no in NAMES)
    office = Office(people, (Unit("塔"),), tuple(Membership(number, 0) for number in range(len(people))), rows)
    plan = compile_plan(source, Request(period, answers={"months": {"默认": "6", "工号": {"L1": "3"}}}))
    return Outcome(source, plan, office, engine(name)(plan, office), name)


def eligible(found: dict[str, Any], award: str) -> dict[str, list[str]]:
    return {row["period"]: row["eligible"] for row in found["awards"] if row["award"] == award}


@pytest.mark.parametrize("name", ENGINES)
def test_a_term_bars_exactly_the_quarters_that_it_touches(name: str) -> None:
    cautions = [
        ("2030-11-20", "L0", "caution"),
        ("2031-01-01", "L1", "caution"),
        ("2030-09-30", "L2", "caution"),
        ("2031-12-31", "L3", "caution"),
    ]
    found = report(outcome(cautions, "2031", name))
    assert eligible(found, "star") == {
        "2031-Q1": ["L3"],  # L0 until 05-19, L1 until 03-31, L2 until 03-29
        "2031-Q2": ["L1", "L2", "L3"],
        "2031-Q3": list(NAMES),
        "2031-Q4": ["L0", "L1", "L2"],
    }
    assert eligible(found, "keeper") == {"2031": []}
    assert [(row["subject"], row["from"], row["to"]) for row in found["consequences"]] == [
        ("L0", "2030-11-20", "2031-05-19"),
        ("L1", "2031-01-01", "2031-03-31"),
        ("L2", "2030-09-30", "2031-03-29"),
        ("L3", "2031-12-31", "2032-06-30"),
    ]


def test_a_term_that_ended_on_new_years_eve_is_over() -> None:
    found = report(outcome([("2030-07-01", "L0", "caution"), ("2030-07-02", "L2", "caution")], "2031"))
    assert [row["subject"] for row in found["barred"]] == ["L2", "L2"]
    assert [row["subject"] for row in found["consequences"]] == ["L2"]


@pytest.mark.parametrize("name", ENGINES)
def test_a_quarter_alone_finds_the_terms_that_run_in_it(name: str) -> None:
    found = report(outcome([("2030-11-20", "L0", "caution"), ("2031-02-01", "L1", "reprimand")], "2031-Q1", name))
    assert eligible(found, "star") == {"2031-Q1": ["L2", "L3"]}
    assert [(row["subject"], row["from"]) for row in found["barred"]] == [("L0", ["季度之星"]), ("L1", ["季度之星"])]
    assert [row["subject"] for row in found["consequences"]] == ["L0"]


@pytest.mark.parametrize("name", ENGINES)
def test_a_year_that_bars_bars_for_all_its_quarters(name: str) -> None:
    found = report(outcome([("2031-07-05", "L2", "fault")], "2031", name))
    assert set(map(tuple, eligible(found, "star").values())) == {("L0", "L1", "L3")}
    assert [(row["from"], row.get("periods")) for row in found["barred"]] == [
        (["年度守灯人"], None),
        (["季度之星"], ["2031-Q1", "2031-Q2", "2031-Q3", "2031-Q4"]),
    ]


@pytest.mark.parametrize(("judged", "barred"), [("", ["2031-Q3"]), (", in: year", ["2031-Q1", "2031-Q2", "2031-Q3", "2031-Q4"])])
@pytest.mark.parametrize("name", ENGINES)
def test_a_fact_without_a_term_bars_where_it_lies_or_for_the_period_that_the_rule_names(name: str, judged: str, barred: list[str]) -> None:
    found = report(outcome([("2031-07-05", "L2", "reprimand")], "2031", name, judged))
    assert [period for period, who in eligible(found, "star").items() if "L2" not in who] == barred
    assert eligible(found, "keeper") == {"2031": ["L0", "L1", "L3"]}


def test_a_quarter_says_that_the_year_judges_too() -> None:
    found = outcome([("2031-07-05", "L2", "fault"), ("2031-07-06", "L2", "praise")], "2031-Q3")
    says = "\n".join(explain(found, "L2"))
    assert "没有产生分值、奖惩或后果" not in says
    assert "按年度统计和判定，请用年度期间计算" in says
    assert "“季度之星”还有按年度判定的取消资格（三），这里没有计入" in says
    assert not any("按年度判定" in warning for warning in report(outcome([], "2031"))["warnings"])


def test_an_explanation_names_the_quarters_and_the_term() -> None:
    says = "\n".join(explain(outcome([("2030-11-20", "L0", "caution")], "2031"), "L0"))
    assert "取消2031年第一季度、2031年第二季度评先资格（季度之星），期限 2030-11-20至2031-05-19" in says
    assert re.findall(r"季度之星（2031年(.+?)）：(已取消资格|可以参评)", says) == [
        ("第一季度", "已取消资格"),
        ("第二季度", "已取消资格"),
        ("第三季度", "可以参评"),
        ("第四季度", "可以参评"),
    ]


def test_who_is_left_out_is_counted_as_barred_only_in_the_quarters_of_the_bar() -> None:
    text = RULEBOOK.replace("places: 2, rank_by: score}", "places: 2, rank_by: score, candidates: {score: {at_least: 1}}}")
    found = report(outcome([("2030-11-20", "L0", "caution")], "2031", text=text))
    left_out = [(row["considered"], row["barred"], row["unfit"]) for row in found["awards"] if row["award"] == "star"]
    assert left_out == [(4, 1, 3), (4, 1, 3), (4, 0, 4), (4, 0, 4)]
