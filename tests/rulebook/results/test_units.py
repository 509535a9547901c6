"""Units: what is declared wins; sums and means keep the unit of what they sum up, ranks, counts and ratios have none."""

from __future__ import annotations

import pytest

from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.results.units import count_unit, figure_unit, kind_unit

BOOK = load_text("""\
rulebook: units-test
version: "1"
document: {title: 渡口办法, issuer: 渡口}
clauses: {一: 记录}
facts:
  visit: {name: 走访, unit: 天, fields: {homes: {name: 户数, from: [户数], type: number, unit: 户}}}
  late: {name: 晚到, unit: 分钟}
  letter: {name: 来信, unit: 件}
accounts: {score: {name: 得分, of: person, unit: 分, period: month, clause: 一}}
figures:
  days: {name: 走访, count: visit, in: month}
  homes: {name: 走访户数, sum: visit, field: homes, in: month}
  visits: {name: 走访次数, rows: visit, in: month}
  letters: {name: 来信件数, rows: letter, in: month}
  both: {name: 走访和晚到, count: [visit, late], in: month}
  named: {name: 走访晚到, count: [visit, late], in: month, unit: 项}
  total: {name: 全年走访, is: sum(days over months), in: year}
  most: {name: 走访最多的月, is: max(total over years), in: whole}
  before: {name: 上年走访, is: previous(total), in: year}
  average: {name: 月均得分, is: mean(score over months), in: year, decimals: 2, round: half_up}
  place: {name: 名次, is: rank(total over peers), in: year}
  number: {name: 人数, is: count(total over peers), in: year}
  part: {name: 占比, is: "divide(total, sum(total over peers))", in: year, decimals: 4, round: half_up}
  short: {name: 欠访, is: "if(days < 3, 1, 0)", in: month}
  shorts: {name: 欠访月数, is: sum(short over months), in: year}
  placed: {name: 名次, is: rank(total over peers), in: year, unit: 名}
rules:
  - {id: late, clause: 一, fact: late, post: {score: -0.1}}
  - {id: each, clause: 一, fact: late, per: row, post: {score: -1}, stacks: late}
  - {id: letter, clause: 一, fact: letter, per: row, post: {score: 1}}
  - {id: norm, clause: 一, figure: days, norm: 2, under: {score: -1}, under_name: 少访}
""").rulebook  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "unit"),
    {
        "days": "天", "homes": "户", "visits": "", "letters": "件", "both": "", "named": "项", "total": "天", "most": "天",
        "before": "天", "average": "分", "place": "", "number": "", "part": "", "short": "", "shorts": "", "placed": "名",
    }.items(),
)  # fmt: skip
def test_a_figure_keeps_a_unit_only_where_it_sums_up_one_thing(figure: str, unit: str) -> None:
    assert figure_unit(BOOK, figure) == unit


@pytest.mark.parametrize(("rule", "unit"), [("late", "分钟"), ("each", "次"), ("letter", "件"), ("norm", "天")])
def test_what_counts_by_the_record_is_said_in_pieces(rule: str, unit: str) -> None:
    assert count_unit(BOOK, next(one for one in BOOK.rules if one.id == rule)) == unit


def test_a_kind_is_counted_in_its_own_unit() -> None:
    assert [kind_unit(BOOK, kind) for kind in ("visit", "letter", "unknown")] == ["天", "件", "次"]
