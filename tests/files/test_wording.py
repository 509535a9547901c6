"""What a rulebook says of its clauses, in the book's words."""

from __future__ import annotations

import pytest

from tests.files.test_book import RULEBOOK, moon
from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.load import Source, load_text


def says(source: Source, clause: str, **settings: str) -> list[str]:
    defaults = {name: reading.default for name, reading in source.rulebook.readings.items()}
    return [ask.says for ask in asks(Wording(source.rulebook, defaults | settings)).get(clause, [])]


def test_rules_are_said_in_plain_words() -> None:
    assert says(moon(), "二(一)") == ["晚到，每次扣 0.5 分。"]
    assert says(moon(), "二(二)") == [
        "缺勤，每天扣 2 分，同一人每月只计一次。",
        "全年缺勤达到 3 天的，可以约谈（是否如此，由月台会议决定）。",
    ]
    assert says(moon(), "三") == [
        "奖励：每年测算，单位为元；只是建议，发放须另有依据文号。",
        "全年晚到与“1”相比，超过的每次扣 5 元，不足的每次奖 10 元。",
    ]
    assert says(moon(), "四")[0] == "半年读书：半年内读书应不少于 4 小时（只作衡量，不直接产生后果）。"
    assert "借阅：申请 → 借出（文书组），3 个工作日内。" in says(moon(), "四")


def test_a_reading_decides_which_rule_is_in_force() -> None:
    either, both = (
        "全年晚到超过 3 次，或全年缺勤达到 2 天的，取消月度之星的评选资格。",
        "全年晚到超过 3 次，且全年缺勤达到 2 天的，取消月度之星的评选资格。",
    )
    assert says(moon(), "二(一)1") == [either, f"按另一种理解，现不适用：{both}"]
    assert says(moon(), "二(一)1", halves="both") == [f"按另一种理解，现不适用：{either}", both]


def test_an_unanswered_parameter_is_said_to_be_open_and_an_answered_one_is_filled_in() -> None:
    assert "出现小数时〔待答复〕" in says(moon(), "三(一)")[0]
    assert "出现小数时有小数即进一" in says(moon(), "三(一)", rounding="ceil")[0]
    assert "例会：文书组，每两周，起算：〔待答复：例会从哪天起算〕。" in says(moon(), "四")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{lates: {over: 3}}", "全年晚到超过 3 次的"),
        ("{lates: {at_least: 3}}", "全年晚到达到 3 次的"),
        ("{lates: {under: 3}}", "全年晚到不足 3 次的"),
        ("{lates: {at_most: 3}}", "全年晚到不超过 3 次的"),
        ("{lates: {at_least: 1, at_most: 3}}", "全年晚到达到 1 次且不超过 3 次的"),
        ("\"lates > 3 and leader = '否'\"", "全年晚到超过 3 次，且班子成员为“否”的"),
        ("\"lates > 3 and (halves = 'either' or leader = '否')\"", "全年晚到超过 3 次的"),
        ("{post: [组长, 组员], not: {lates: {over: 3}}}", "职务为“组长”或“组员”，且不属于“全年晚到超过 3 次”的"),
        ('"lates - 2 * absents >= 4"', "全年晚到 − 2 × 全年缺勤达到 4 的"),
    ],
)
def test_conditions_are_said_as_the_text_would(condition: str, said: str) -> None:
    rule = f"  - {{id: probe, clause: 附则, when: {condition}, bar: all}}\n"
    source = load_text(RULEBOOK.replace("rules:\n", f"rules:\n{rule}"))
    assert says(source, "附则")[0] == f"{said}，取消各项荣誉的评选资格。"


def test_figures_over_many_are_said_as_counts_sums_and_means() -> None:
    figures = """\
  often: {name: 常晚到的人, of: unit, clause: 附则, is: "sum(if(lates > 3, 1, 0) over members)", in: year}
  together: {name: 科组晚到, of: unit, clause: 附则, is: "sum(lates over members)", in: year}
"""
    source = load_text(RULEBOOK.replace("rules:\n", f"{figures}rules:\n"))
    assert says(source, "附则")[:2] == [
        "常晚到的人：所属人员中全年晚到超过 3 次的人数。",
        "科组晚到：所属人员全年晚到之和。",
    ]


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
    said = says(load_text(SHADOWED), "一")
    (posted,) = (one for one in said if "件数超过 3 件" in one)
    (judged,) = (one for one in said if "谈话" in one)
    assert "档次" in posted
    assert "年度等次为“良”" in judged
    assert "合计数超过 3 分" in judged
