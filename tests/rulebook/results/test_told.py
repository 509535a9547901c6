"""What an explanation adds up to: parts of a score, figures behind an amount, grades first, ranks outside the places."""

from __future__ import annotations

from tests.rulebook.results.made_up import ANSWERS, BAILU, GUYU, LIXIA, fact, on, outcome
from xiaoneng.rulebook.results.bars import barred
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.report import report

TEXT = """\
rulebook: told-test
version: "1"
document: {title: 潮汐站考核办法, issuer: 潮汐站}
clauses: {一: 得分, 二: 等次, 三: 奖金, 四: 评优}
facts: {tardy: {name: 来迟}, praise: {name: 口头表扬}, penalty: {name: 受处理}}
groups: {staff: {of: person, name: 一般人员, where: {no: [B2, A1, C3, D4]}}}
tables: {prices: {name: 奖金标准, clause: 三, rows: {好: 500, 其余: 0}}}
accounts:
  score: {name: 年得分, of: person, unit: 分, period: year, opens_at: 80, clause: 一}
  duty: {name: 出勤, of: person, unit: 分, period: year, opens_at: 10, floor: 0, part_of: score, clause: 一}
  plus: {name: 表扬分, of: person, unit: 分, period: year, cap: 3, part_of: score, clause: 一}
  bonus: {name: 奖金, of: person, unit: 元, period: year, money: yes, clause: 三}
figures:
  tardies: {name: 来迟, count: tardy, in: month}
  task: {name: 月任务, is: months_served * 2, in: month}
  grade: {name: 等次, is: "if(score > 90, '好', '中')", in: year, clause: 二}
  due: {name: 应得奖金, is: "lookup(prices, grade)", in: year, unit: 元, clause: 三}
rules:
  - {id: tardy, clause: 一, fact: tardy, post: {duty: -1}}
  - {id: praise, clause: 一, fact: praise, post: {plus: 2}}
  - {id: pay, clause: 三, name: 年终奖, when: {due: {over: 0}}, post: {bonus: due}}
  - {id: punished, clause: 四, fact: penalty, bar: best}
awards: {best: {name: 年度之星, clause: 四, of: staff, places: 1, rank_by: score}}
"""
FACTS = (
    fact("F1", "tardy", on(3, 4)),
    fact("F2", "praise", on(3, 5)),
    fact("F3", "praise", on(4, 5)),
    fact("F4", "tardy", on(3, 4), GUYU),
    fact("F5", "tardy", on(5, 4), GUYU),
    fact("F6", "tardy", on(5, 4), LIXIA, quantity=1200),
    fact("F7", "penalty", on(6, 1), 4),
    fact("F8", "penalty", on(6, 1), LIXIA),
)


def told(who: str) -> str:
    return "\n".join(explain(outcome(text=TEXT, facts=FACTS, works=(), answers={}), who))


def test_the_parts_of_a_score_add_up_and_say_what_their_limits_did() -> None:
    text = told("B2")
    assert "2031 得分 92 分：基础分 80 分，出勤 9 分，表扬分 3 分。" in text
    assert "  其中出勤 9 分（基础分 10 分，扣 1 分）" in text
    assert "  其中表扬分 3 分（加 4 分，最高 3 分）" in text
    assert "  其中出勤 0 分（基础分 10 分，扣 12 分，最低 0 分）" in told("C3")


def test_an_amount_that_a_formula_makes_names_the_figures_behind_it() -> None:
    assert "三 年终奖，奖 500 元（应得奖金 500 元，等次 好，年得分 92 分）" in told("B2")


def test_who_is_not_paid_what_others_are_is_told_why() -> None:
    assert "别人得到而本对象没有得到的：\n  三 年终奖：没有达到条件（应得奖金 0 元，等次 中，年得分 88 分）" in told("A1")
    assert "没有得到的" not in told("B2")


def test_grades_stand_first_and_months_are_folded_into_a_line() -> None:
    paragraphs = told("A1").split("\n")
    assert paragraphs.index("本期结论：") < next(number for number, line in enumerate(paragraphs) if line.startswith("2031 得分"))
    assert "  二 等次，2031年度：中" in paragraphs
    assert "  月任务：1月至12月均为 2" in paragraphs
    assert "  来迟：3月 1 次，5月 1 次" in paragraphs


def test_the_rank_is_told_inside_and_outside_the_places() -> None:
    assert "四 年度之星：可以参评，排第 1 名，测算在名额之内，本项推荐名额 1 个" in told("B2")
    assert "四 年度之星：可以参评，排第 3 名，在名额之外，本项推荐名额 1 个" in told("A1")


def test_only_those_in_the_range_of_an_award_are_barred_from_it() -> None:
    found = outcome(text=TEXT, facts=FACTS, works=(), answers={})
    assert [(row["subject"], row["from"], row["period"]) for row in barred(found)] == [("C3", ["年度之星"], "2031")]


def test_why_nobody_may_be_chosen_is_counted() -> None:
    award = report(outcome(text=TEXT, facts=FACTS, works=(), answers={}))["awards"][0]
    assert (award["considered"], award["barred"], award["unfit"]) == (4, 1, 0)


def test_grades_are_rows_of_the_report_in_the_order_of_the_rulebook() -> None:
    rows = report(outcome(text=TEXT, facts=FACTS, works=(), answers={}))["grades"]
    assert [(row["subject"], row["says"], row["value"]) for row in rows if row["subject"] in ("A1", "B2")] == [
        ("A1", "等次", "中"),
        ("B2", "等次", "好"),
    ]
    assert report(outcome(answers=ANSWERS, facts=(fact("F1", "tardy", on(3, 4), BAILU),)))["grades"] == []
