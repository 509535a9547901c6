"""What a name means in a sentence is what it means in the reckoning."""

from __future__ import annotations

from tests.files.test_book import says
from xiaoneng.rulebook.language.load import load_text

SHADOWED = """\
rulebook: shadowed
version: "1"
document: {title: 评议办法, issuer: 月台办}
clauses: {一: 评议}
facts:
  vote: {name: 票, unit: 票, fields: {grade: {name: 档次, type: choice, one_of: [好, 差]}, sum: {name: 件数, type: number, unit: 件}}}
tables: {worth: {name: 分值, rows: {好: 1, 差: 0}}}
accounts: {s: {name: 得分, period: year}}
figures:
  grade: {name: 年度等次, in: year, lookup: {of: s, table: {90+: 优, 其余: 良}}}
  sum: {name: 合计数, is: s * 2, in: year, unit: 分}
rules:
  - {id: a, clause: 一, fact: vote, where: {sum: {over: 3}}, post: {s: "lookup(worth, grade)"}}
  - {id: b, clause: 一, name: 良的, when: {grade: 良, sum: {over: 3}}, effects: 谈话}
"""


def test_a_rule_on_facts_reads_their_field_before_a_figure_of_the_same_name() -> None:
    first, second = says(load_text(SHADOWED), "一")
    assert "档次" in first
    assert "件数超过 3 件" in first
    assert "年度等次为“良”" in second
    assert "合计数超过 3 分" in second
