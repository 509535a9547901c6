"""Formulas, amounts and tables as the book says them: brackets where they are needed, no code, signs said once."""

from __future__ import annotations

import pytest

from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.load import load_text

TEXT = """\
rulebook: ferry-test
version: "1"
document: {title: 渡口考核办法, issuer: 渡口}
clauses: {一: 指标, 二: 计分, 三: 等次}
facts:
  output: {name: 产值, of: unit, unit: 万元}
  fault: {name: 差错, of: unit, fields: {grave: {name: 级别, from: [级别], type: choice, one_of: [省, 市]}}}
  leave: {name: 请假, unit: 天}
  late: {name: 晚到, unit: 分钟}
groups:
  boats: {of: unit, name: 船队, where: {class: 船}}
tables:
  less: {name: 差错扣分, rows: {省: -5, 市: -2}}
  more: {name: 名次加分, clause: 二, rows: {1: 10, 2-3: 8, 4+: "max(12 - place, 0)"}}
accounts:
  total: {name: 总分, of: unit, period: year, clause: 二}
  own: {name: 个人分, of: person, period: month, clause: 二}
figures:
  output: {name: 产值, of: unit, count: output, in: year}
  growth: {name: 增速, of: unit, clause: 一, is: "divide(output - previous(output), previous(output))", decimals: 4, round: half_up}
  scaled: {name: 折算, of: unit, clause: 一, is: "(growth + 1) * if(growth > 0, 2, 3)", decimals: 4, round: half_up}
  kept: {name: 保底, of: unit, clause: 一, is: "clamp(8 - growth * 50, 0, 10)", in: year, decimals: 2, round: floor}
  banded: {name: 分档, of: unit, clause: 一, is: "if(output >= 80, 3, if(output > 0, 2, 0))", in: year}
  place: {name: 名次, of: boats, clause: 一, is: rank(growth over peers), peers: [class, boats], in: year}
  last: {name: 倒数, of: unit, clause: 一, is: rank_up(growth over peers), in: year}
  poor: {name: 连续下降, of: unit, clause: 一, is: run(growth < 0 over 3 years), in: year, unit: 年}
  grade: {name: 档次, of: unit, clause: 三, in: year, lookup: {of: total, table: {90+: 好, 60-89: 中, 其余: 差}}}
  rises: {name: 升位, of: unit, clause: 一, is: "max(previous(place) - place, 0)", in: year}
rules:
  - {id: fault, clause: 二, of: unit, fact: fault, post: {total: "lookup(less, grave)"}}
  - {id: place, clause: 二, of: boats, when: {place: {given: yes}}, post: {total: "lookup(more, place)"}}
  - {id: fall, clause: 二, of: unit, name: 下滑, when: {poor: {over: 0}}, post: {total: poor * -3}}
  - {id: leave, clause: 二, fact: leave, free: 3, in: month, post: {own: -1}, cap: 8}
  - {id: late, clause: 二, fact: late, per: row, nth: {1: -1, 2+: -3}, in: month, post: {own: nth}}
"""
BOOK = load_text(TEXT).rulebook


def says(clause: str) -> list[str]:
    return [ask.says for ask in asks(Wording(BOOK, {})).get(clause, [])]


@pytest.mark.parametrize(
    "said",
    [
        "增速：（全年产值 − 上年的产值） ÷ 上年的产值（结果保留 4 位小数，四舍五入）。",
        "折算：（增速 ＋ 1） × （增速超过 0 的为 2，否则为 3）（结果保留 4 位小数，四舍五入）。",
        "保底：8 − 增速 × 50，不低于 0、不高于 10（结果保留 2 位小数，舍去尾数）。",
        "分档：全年产值达到 80 万元的为 3；全年产值超过 0 万元的为 2；其他为 0。",
        "名次：同一类别的船队中增速的名次（从高到低）。",
        "倒数：各单位中增速的名次（从低到高）。",
        "连续下降：到本期为止连续增速不足 0 的年数（最多数 3 年）。",
        "升位：上年的名次 − 名次，不低于 0。",
    ],
)
def test_a_formula_reads_as_it_is_reckoned(said: str) -> None:
    assert said in says("一")


@pytest.mark.parametrize(
    "said",
    [
        "差错，每次按级别对应的《差错扣分》计分（总分）。",
        "船队：名次已有数据的，按名次对应的《名次加分》计分（总分）。",
        "连续下降超过 0 年的，按连续下降 × 3 扣分（总分）。",
        "请假，每天扣 1 分（个人分），每月前 3 天不计，每月最多扣 8 分。",
        "晚到，每月第 1 次扣 1 分，第 2 次起扣 3 分（个人分）。",
    ],
)
def test_what_is_posted_is_said_with_one_sign_and_its_own_unit(said: str) -> None:
    assert said in says("二")


def test_tables_stand_under_their_clause_and_inline_ones_under_their_figure() -> None:
    found = {ask.says: ask.rows for clause in asks(Wording(BOOK, {})).values() for ask in clause if ask.rows}
    assert found == {
        "《名次加分》：": (("1", "10"), ("2 至 3", "8"), ("4 以上", "12 − 名次，不低于 0")),
        "《差错扣分》：": (("省", "-5"), ("市", "-2")),
        "档次：按总分查下表。": (("90 以上", "好"), ("60 至 89", "中"), ("其余", "差")),
    }


def test_units_are_called_as_the_document_calls_them() -> None:
    assert "总分：每个单位每年。" in says("二")
    office = load_text(TEXT.replace("title: 渡口考核办法", "title: 渡口科室考核办法")).rulebook
    assert "总分：每个科室每年。" in [ask.says for ask in asks(Wording(office, {}))["二"]]
