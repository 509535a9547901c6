"""计分起始日: nothing before it counts, periods before it do not exist, and the want of it is pointed out."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

RULEBOOK = """\
rulebook: mill
version: "1"
document: {title: 磨坊计分办法, issuer: 磨坊, in_force: {from: 2031-03-01}}
CONVENTIONS
clauses: {一: 计分}
parameters: {begins: {asks: 从哪天起计分, clause: 一, type: day}}
facts: {sack: {name: 磨面}}
accounts: {score: {name: 月分, period: month, opens_at: 10}}
figures:
  mean: {name: 月均, is: mean(score over months), in: year, decimals: 2, round: half_up}
  run: {name: 连续满十分, is: run(score >= 10 over 6 months), in: month}
rules: [{id: sack, clause: 一, fact: sack, post: {score: 1}}]
"""
FACTS = [("2031-02-28", 300), ("2031-03-09", 100), ("2031-03-10", 200)]


def outcome(conventions: str, period: str = "2031", name: str = "python", answers: dict[str, Answer] | None = None) -> Outcome:
    source = load_text(RULEBOOK.replace("CONVENTIONS", conventions))
    rows = tuple(Fact(f"F{n}", "sack", date.fromisoformat(day).toordinal(), 0, quantity=count) for n, (day, count) in enumerate(FACTS))
    office = Office((Person("M0", "磨工"),), (Unit("坊"),), (Membership(0, 0),), rows)
    plan = compile_plan(source, Request(period, answers=answers or {}))
    return Outcome(source, plan, office, engine(name)(plan, office), name)


def totals(found: Outcome) -> dict[str, str]:
    return {row["period"]: row["total"] for row in report(found)["scores"]}


@pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])
def test_months_before_have_no_row_and_means_pass_them_over(name: str) -> None:
    found = outcome("conventions: {counts_from: 2031-03-10}", name=name)
    assert sorted(totals(found))[0] == "2031-03"
    assert totals(found)["2031-03"] == "12"  # of the month in which it begins only what comes from that day on
    year = next(span.id for span in found.plan.spans_of("year") if span.asked)
    assert found.world.values["mean"][0, year] == 1020
    runs = {found.spans[span].period.label: value for (_, span), value in found.world.values["run"].items()}
    assert (runs["2031-03"], runs["2031-04"], runs["2031-12"]) == (100, 200, 600)


def test_without_it_all_months_count_and_a_warning_names_those_before_the_document() -> None:
    found = outcome("")
    assert totals(found)["2031-02"] == "13"
    assert any("2031-01 至 2031-02 在施行日期 2031-03-01 之前" in warning for warning in report(found)["warnings"])
    assert not any("之前" in warning for warning in report(outcome("conventions: {counts_from: in_force}"))["warnings"])
    assert not any("之前" in warning for warning in report(outcome("", "2031-03"))["warnings"])


def test_an_answer_may_say_the_day() -> None:
    assert min(totals(outcome("conventions: {counts_from: begins}", answers={"begins": "2031-06-01"}))) == "2031-06"
    with pytest.raises(Refused, match="尚未答复"):
        outcome("conventions: {counts_from: begins}")


def test_a_period_that_ends_before_is_refused_and_one_that_ends_on_the_day_is_not() -> None:
    with pytest.raises(Refused, match="自 2031-03-01 起计分"):
        outcome("conventions: {counts_from: in_force}", "2031-02")
    assert totals(outcome("conventions: {counts_from: 2031-02-28}", "2031-02")) == {"2031-02": "13"}


def test_an_explanation_says_from_when_and_what_came_before() -> None:
    says = "\n".join(explain(outcome("conventions: {counts_from: in_force}"), "M0"))
    assert "自 2031-03-01 起计分" in says
    assert "早于计分起始日，没有计入：\n  磨面：02-28 F0" in says
