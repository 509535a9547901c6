"""What a rulebook says of amounts and groups, in the book's words."""

from __future__ import annotations

from tests.files.test_book import RULEBOOK
from tests.files.test_wording import says
from xiaoneng.rulebook.language.load import Source, load_text


def with_rows(section: str, rows: str) -> Source:
    """The book's rulebook with more rows at the head of a section."""
    return load_text(RULEBOOK.replace(f"{section}:\n", f"{section}:\n{rows}"))


def test_the_best_of_several_and_sub_units_are_said() -> None:
    figures = """\
  three: {name: 三季晚到, clause: 附则, is: "mean(lates over best 3 years)", in: whole, decimals: 1, round: floor}
  below: {name: 下属晚到, of: unit, clause: 附则, is: "max(together over children)", in: year}
  together: {name: 科组晚到, of: unit, is: "sum(lates over members)", in: year}
  worst: {count: late, worst: 2, in: year}
  rest: {name: 其余, clause: 附则, is: lates - worst, in: year}
"""
    assert says(with_rows("figures", figures), "附则")[:3] == [
        "三季晚到：各年中最高的 3 个晚到的平均（结果保留 1 位小数，舍去尾数）。",
        "下属晚到：下属单位科组晚到的最大值。",
        "其余：全年晚到 − 全年晚到最低的 2 个。",
    ]


def test_who_counts_among_many_is_said() -> None:
    figures = """\
  some: {name: 常晚到者, of: unit, clause: 附则, is: "sum(lates over members where post = '组长')", in: year}
  many: {name: 晚到人数, of: unit, clause: 附则, is: "count(lates over members where lates > 3)", in: year}
"""
    assert says(with_rows("figures", figures), "附则")[:2] == [
        "常晚到者：所属人员中职务为“组长”的全年晚到之和。",
        "晚到人数：所属人员中全年晚到超过 3 次的人数。",
    ]


def test_places_by_the_base_are_said_row_by_row() -> None:
    award = "  calm: {name: 稳当人, clause: 附则, per: 科室, places: {'<20': 1, 20-50: 2, '>50': 3}}\n"
    assert "每年按每组的基数定名额：不满 20 1 人，20 至 50 2 人，超过 50 3 人。" in says(with_rows("awards", award), "附则")[0]


def test_what_ranks_is_said_with_what_decides_between_equals() -> None:
    award = "  calm: {name: 稳当人, clause: 附则, places: 1, rank_by: [lates, absents], ascending: yes}\n"
    assert "按全年晚到从低到高排；相同的，再比全年缺勤（高的在前）。" in says(with_rows("awards", award), "附则")[0]


def test_who_is_compared_is_said() -> None:
    figures = """\
  band: {name: 档次, in: year, lookup: {of: lates, table: {10+: 多, 其余: 少}}}
  place: {name: 同档名次, clause: 附则, is: rank(absents over peers), peers: [band, unit.class], in: year}
"""
    assert says(with_rows("figures", figures), "附则")[0] == "同档名次：同一档次的同一科室类别的人员中全年缺勤的名次（从高到低）。"


def test_the_nth_amounts_are_said_as_the_text_would() -> None:
    rule = "  - {id: n, clause: 附则, fact: late, nth: {1: -1, 2-3: -2, 4+: -4}, in: year, post: {ACCOUNT: nth}}\n"
    account = next(iter(load_text(RULEBOOK).rulebook.accounts))
    said = says(with_rows("rules", rule.replace("ACCOUNT", account).replace("late,", "late, stacks: [late],")), "附则")[0]
    assert "每年第 1 次扣 1 分，第 2 至 3 次扣 2 分，第 4 次起扣 4 分" in said


def test_signed_quantities_and_sums_shared_by_people_are_said() -> None:
    account = next(iter(load_text(RULEBOOK).rulebook.accounts))
    facts = "  shift: {name: 调分, unit: 分, signed: yes}\n  team: {name: 合奖, fields: {who: {name: 参与人, type: people}}}\n"
    rules = f"""\
  - {{id: s, clause: 附则, fact: shift, post: {{{account}: 1}}}}
  - {{id: t, clause: 附则, fact: team, to: who, shared: first, post: {{{account}: 6}}}}
"""
    source = load_text(RULEBOOK.replace("facts:\n", f"facts:\n{facts}").replace("rules:\n", f"rules:\n{rules}"))
    shift, team = says(source, "附则")[:2]
    assert "每分加 1 分" in shift and "（数量为负的反过来计）" in shift
    assert "几个人的，归写在最前的一人" in team
