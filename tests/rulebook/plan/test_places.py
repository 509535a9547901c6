"""A flaw stands at the line of the key or the words that are wrong, however long the entry around them is."""

from __future__ import annotations

import pytest

from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import RulebookError

WRONG = "# wrong"
DRAFT = """\
rulebook: draft
version: "1"
document: {title: 某办法, issuer: 某局}
clauses:
  一: 总则
  二:
    says: 考核
    under: 三  # wrong
facts:
  late:
    name: 迟到
    fields:
      grade:
        type: choice
        one_of: [好, 中]
        unset: 差  # wrong
readings:
  times:
    says: 几倍
    clause: 二
    type: number
    default: 多  # wrong
accounts:
  score: {name: 得分, period: year}
  bonus:
    name: 奖金
    period: year
    cap: latez  # wrong
figures:
  lates: {count: late}
  rate:
    name: 率
    of: person
    is: latez * 2  # wrong
  band:
    lookup:
      of: lates
      table:
        一至三: 1  # wrong
rules:
  - id: latez
    clause: 二
    when:
      any:
        - lates: {over: 1}
        - {latez: {over: 3}}  # wrong
    post: {score: 1}
  - id: b
    clause: 二
    name: m
    fact: late
    where: "quantity > m"  # wrong
    post:
      score: 1
  - id: c
    clause: 二
    fact: late
    post:
      bonus: 1
      scor: 2  # wrong
    stacks:
      - b
      - cc  # wrong
  - id: d
    clause: 二
    fact: late
    to: chef  # wrong
    post: {score: 1}
  - id: e
    clause: 二
    fact: late
    to: chief  # wrong
    post: {score: 1}
awards:
  best:
    name: 甲
    clause: 二
    share: 200%  # wrong
    rank_by: latez  # wrong
  other:
    name: 乙
    clause: 二
    pays:
      mony: 1  # wrong
sheets:
  month:
    name: 表
    clause: 二
    columns:
      - 项目
      - 项目  # wrong
    lines:
      - says: 甲
        accounts: scor  # wrong
"""


def test_each_flaw_names_its_own_line() -> None:
    with pytest.raises(RulebookError) as refused:
        compile_plan(load_text(DRAFT), Request("2021"))
    expected = {number for number, line in enumerate(DRAFT.splitlines(), 1) if line.endswith(WRONG)}
    assert {flaw.line for flaw in refused.value.flaws} == expected, refused.value


def test_a_flaw_of_a_rule_names_its_clause_and_column() -> None:
    with pytest.raises(RulebookError) as refused:
        compile_plan(load_text(DRAFT), Request("2021"))
    (found,) = [flaw for flaw in refused.value.flaws if "“scor”的账户" in flaw.message and flaw.clause == "二" and flaw.column == 7]
    assert "您是否要写“score”" in found.message
