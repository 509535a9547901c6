"""入职、离职日期和期间的首尾日: read as days; `none` in a branch is no value."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rulebook.language.drafts import refusal_of
from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import Office, Person
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan

RULEBOOK = """\
rulebook: mill
version: "1"
document: {title: 磨坊办法, issuer: 磨坊}
clauses: {一: 在岗}
figures:
  counted: {name: 当月计入, is: "if(joined > first_day + 14, 0, 1)", in: month}
  months: {name: 在岗月数, is: sum(counted over months), in: year}
  stayed: {name: 到离职共几天, is: "days_between(joined, left)", in: year}
  place: {name: 满十个月者的名次, is: rank(long over peers), in: year}
  long: {name: 满十个月的, is: "if(months >= 10, months, none)", in: year}
  grade: {name: 档次, is: "if(months >= 10, '老手', none)", in: year}
"""


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


PEOPLE = (
    Person("M0", "甲", joined=day("2031-03-15")),
    Person("M1", "乙", joined=day("2031-03-16"), left=day("2031-12-31")),
    Person("M2", "丙"),
)


@pytest.mark.parametrize("name", ["python", "sqlite", "duckdb"])
def test_the_fifteenth_counts_and_the_sixteenth_does_not(name: str) -> None:
    plan = compile_plan(load_text(RULEBOOK), Request("2031"))
    found = engine(name)(plan, Office(PEOPLE, (), (), ()))
    values = {(cell.column, cell.subject): cell.value for cell in found.cells if plan.columns[cell.column].frame.per == "year"}
    assert [values["months", who] for who in range(3)] == [1000, 900, 1200]
    assert [values["stayed", who] for who in range(3)] == [None, 29000, None]
    assert [values["long", who] for who in range(3)] == [1000, None, 1200]
    assert [values["place", who] for who in range(3)] == [200, None, 100]
    assert [values["grade", who] for who in range(3)] == ["老手", None, "老手"]


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ("figures: {x: {is: none + 1, in: year}}", "只能写在 if 的一个分支里"),
        ("figures: {x: {is: 'if(lates > 1, none, none)', in: year}}", "if(条件, 成立时, 否则)"),
        ("figures: {none: {count: late, in: year}}", "表示没有值"),
        ("figures: {joined: {count: late, in: year}}", "不能用同一个名称"),
        ("people: {left: {name: 离岗日, type: day}}", "本来就有的"),
    ],
)
def test_what_these_words_mean_is_not_taken_away(extra: str, says: str) -> None:
    assert says in refusal_of(extra)
