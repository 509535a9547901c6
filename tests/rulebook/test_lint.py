"""减负与合规检查: what is pointed out and what is not, each on both sides of its boundary."""

from __future__ import annotations

import pytest

from xiaoneng.rulebook.language.load import load_rulebook, load_text, shipped_keys
from xiaoneng.rulebook.lint import Finding, lint

HEAD = """\
rulebook: moon-office-lint
version: "1"
document: {title: 月台办事办法, issuer: 月台办}
clauses: {一: 总则, 二: 年度考核等次, 三: 评选, 四: 程序}
"""
SCORE = "accounts: {score: {name: 得分, period: month, opens_at: 60, floor: 0, cap: 100}}\n"
LATE = "facts: {late: {name: 晚到}}\n"


def findings(text: str) -> list[Finding]:
    return lint(load_text(HEAD + text))


def ids(text: str) -> set[str]:
    return {finding.id for finding in findings(text)}


def scored(fact: str, amount: str = "-1") -> str:
    """A rulebook in which one fact posts to a score."""
    return SCORE + f"facts: {{it: {{name: {fact}}}}}\nrules: [{{id: '1', clause: 一, fact: it, post: {{score: '{amount}'}}}}]\n"


def effect(fact: str, what: str) -> str:
    """A rulebook in which one fact has one effect."""
    return f"facts: {{it: {{name: {fact}}}}}\nrules: [{{id: '1', clause: 一, fact: it, effects: [{what}]}}]\n"


def award(more: str, name: str = "年度之星", clause: str = "三") -> str:
    return f"awards: {{best: {{name: {name}, clause: {clause}, {more}}}}}\n"


def procedure(more: str, name: str = "月台程序") -> str:
    return f"procedures: {{p: {{name: {name}, clause: 四, {more}}}}}\n"


def bands(rows: str, more: str = "") -> str:
    of = f"figures: {{n: {{name: 数, count: late, in: year}}, m: {{name: 档, lookup: {{of: n, table: {rows}}}, {more}}}}}\n"
    return LATE + of


LEVELS = "works: {brief: {name: 简报, levels: {国家级: [], 县级: []}}}\n"
PRICES = "tables: {price: {by: level, rows: {国家级: '20', 县级: '5'}}}\n"
RANKED = (
    SCORE
    + LATE
    + "figures: {place: {name: 名次, is: rank(score over peers), in: month}}\n"
    + "awards: {best: {name: 年度之星, clause: 三}}\n"
)
COMMENTED = (
    SCORE
    + "works: {brief: {name: 简报, levels: {县级: []}, fields: {%s}}}\n"
    + "rules: [{id: '1', clause: 一, fact: brief, where: {noted: 是}, post: {score: '1'}}]\n"
)
ADOPTABLE = "works: {it: {name: 简报, levels: {县级: []}}}"
ADOPTED = SCORE + ADOPTABLE + "\nrules: [{id: '1', clause: 一, fact: it, where: {level: 县级}, post: {score: '1'}}]\n"
PARTS = (
    "facts: {it: {name: 好事}}\naccounts: {whole: {name: 总分, period: year, cap: '100'}, a: {name: 甲, period: year, opens_at: '100', "
    "floor: '0', part_of: whole}, more: {name: 附加, period: year, cap: '5', part_of: whole}}\n"
    "rules: [{id: '1', clause: 一, fact: it, post: {more: '%s'}}]\n"
)
PAID = "facts: {it: {name: 好事}}\naccounts: {pay: {name: 奖, unit: 元, period: year, money: yes%s}}\n"
HALVES = "accounts: {whole: {name: 总分, period: year, cap: '100'}"

CASES = [
    # 学习时长、笔记
    ("L1", scored("自学"), scored("旷课")),
    ("L1", "duties: {d: {name: 检查学习笔记, clause: 一}}\n", "duties: {d: {name: 组织学习, clause: 一}}\n"),
    (
        "L1",
        "facts: {it: {name: 自学}}\nfigures: {n: {name: 时数, sum: it, in: year}}\n"
        "rules: [{id: '1', clause: 一, measure: {figure: n, holds: {at_least: '20'}}}]\n",
        "facts: {it: {name: 下乡}}\nfigures: {n: {name: 时数, sum: it, in: year}}\n"
        "rules: [{id: '1', clause: 一, measure: {figure: n, holds: {at_least: '20'}}}]\n",
    ),
    # 批示、采用
    ("L2", scored("获领导批示", "2"), scored("落实批示逾期")),
    (
        "L2",
        SCORE + LEVELS + PRICES + "rules: [{id: '1', clause: 一, fact: brief, post: {score: price}}]\n",
        SCORE + LEVELS + PRICES + "rules: [{id: '1', clause: 一, fact: brief, post: {score: '1'}}]\n",
    ),
    (
        "L2",
        LEVELS + "figures: {n: {name: 简报数, count: brief, in: year, where: \"level != ''\"}}\n",
        LEVELS
        + "readings: {counts: {says: 怎样计, clause: 一, one_of: [all, adopted], default: all}}\n"
        + "figures: {n: {name: 简报数, count: brief, in: year, where: \"counts = 'all' or level != ''\"}}\n",
    ),
    (
        "L2",
        LEVELS + "awards: {best: {name: 好简报, clause: 三, of: brief, automatic: {where: {level: 国家级}}}}\n",
        LEVELS + "awards: {best: {name: 好简报, clause: 三, of: brief, automatic: {where: {entered: 是}}}}\n",
    ),
    ("L2", COMMENTED % "noted: {name: 领导批示, one_of: [是, 否]}", COMMENTED % "noted: {name: 是否办结, one_of: [是, 否]}"),
    (
        "L2",
        scored("获奖").replace("fact: it,", "fact: it, name: 获上级批示,"),
        scored("获奖").replace("fact: it,", "fact: it, name: 获奖加分,"),
    ),
    (
        "L2",
        ADOPTED,
        ADOPTED.replace(ADOPTABLE, "facts: {it: {name: 竞赛, fields: {level: {name: 级别}}}}"),
    ),
    # 签到、排名
    ("L3", scored("未打卡"), scored("晚到")),
    (
        "L3",
        RANKED + "rules: [{id: '1', clause: 一, when: {place: {at_most: '3'}}, bar: best}]\n",
        RANKED + "rules: [{id: '1', clause: 一, when: {score: {under: '40'}}, bar: best}]\n",
    ),
    (
        "L3",
        "publications: {p: {name: 个人排名公布, clause: 四}}\n",
        "publications: {p: {name: 办事结果公布, clause: 四}}\n",
    ),
    # 优秀等次的比例；先进、优秀党员不在此列
    ("L4", award("share: 21%, rounding: floor, decided_by: 会议", "年度考核优秀"), award("share: 20%", "年度考核优秀")),
    ("L4", award("share: 26%", "优秀", "二"), award("share: 26%", "优秀", "三")),
    ("L4", award("share: 26%", "考核优秀等次"), award("share: 40%", "先进工作者")),
    ("L5", award("share: 34%", "民主评议优秀党员"), award("share: 33%", "民主评议优秀党员")),
    ("L5", award("share: 34%", "民主评议优秀等次"), award("share: 50%", "优秀共产党员")),
    # 金额
    (
        "L6",
        "accounts: {pay: {name: 奖, unit: 元, period: year, money: yes}}\n" + award("pays: {pay: '300'}"),
        "accounts: {pay: {name: 奖, unit: 元, period: year, money: yes}}\n" + award("gives: 证书"),
    ),
    ("L6", effect("晚到", "罚款50元"), effect("晚到", "书面检查")),
    (
        "L6",
        PAID % "" + "rules: [{id: '1', clause: 一, fact: it, post: {pay: '9'}}]\n",
        PAID % ", basis: 甲〔2030〕1号" + "rules: [{id: '1', clause: 一, fact: it, post: {pay: '9'}}]\n",
    ),
    (
        "L6",
        PAID % "" + "rules: [{id: '1', clause: 一, fact: it, post: {pay: '9'}}]\n",
        PAID % "" + "rules: [{id: '1', clause: 一, fact: it, basis: 甲〔2030〕1号, post: {pay: '9'}}]\n",
    ),
    # 公示
    (
        "L7",
        "publications: {p: {name: 拟表彰名单公示, clause: 四, lasts: {working_days: '4'}}}\n",
        "publications: {p: {name: 拟表彰名单公示, clause: 四, lasts: {working_days: '5'}}}\n",
    ),
    (
        "L7",
        "publications: {p: {name: 拟表彰名单公示, clause: 四, lasts: '6'}}\n",
        "publications: {p: {name: 拟表彰名单公示, clause: 四, lasts: '7'}}\n",
    ),
    ("L7", procedure("steps: [{id: show, says: 公示评选结果}]"), procedure("steps: [{id: show, says: 公示办事流程图}]")),
    # 异议
    ("L8", scored("晚到"), scored("晚到") + procedure("steps: [{id: a, says: 本人申诉}]")),
    ("L8", award("share: 10%"), award("gives: 证书")),
    (
        "L8",
        award("share: 10%") + "publications: {p: {name: 名单公布, clause: 四}}\n",
        award("share: 10%") + "publications: {p: {name: 名单公布, clause: 四, objections: '5'}}\n",
    ),
    # 视为同意
    ("L9", procedure("overdue: {becomes: 视为同意}"), procedure("overdue: {becomes: 视为同意, except: 行政许可}")),
    ("L9", procedure("overdue: {becomes: 默认同意}"), procedure("overdue: {becomes: 视为受理}")),
    # 一票否决
    (
        "L10",
        LATE + award("gives: 证书") + "rules: [{id: '1', clause: 一, fact: late, bar: all}]\n",
        LATE + award("gives: 证书") + "rules: [{id: '1', clause: 一, name: 依据《月台条例》, fact: late, bar: all}]\n",
    ),
    ("L10", effect("晚到", "一票否决"), effect("晚到", "提醒")),
    # 后果与公务员法
    ("L11", effect("晚到", "{says: 津贴发一半, kind: percent, percent: 50%}"), effect("晚到", "{says: 提醒, kind: notice}")),
    ("L11", effect("告诫", "{says: 不得晋升, kind: block}"), effect("记过处分", "{says: 不得晋升, kind: block}")),
    ("L11", effect("晚到", "{says: 定为不称职, kind: grade}"), effect("晚到", "{says: 建议谈话, kind: suggest}")),
    ("L11", effect("晚到", "辞退"), effect("旷工超限", "辞退")),
    # 休假
    ("L12", scored("请假"), scored("未请假离岗")),
    ("L12", scored("病假"), scored("病假", "1")),
    (
        "L12",
        "facts: {it: {name: 事假, unit: 天}}\nfigures: {n: {name: 天数, count: it, in: year}}\n"
        + award("gives: 证书")
        + "rules: [{id: '1', clause: 一, when: {n: {over: '20'}}, bar: best}]\n",
        "facts: {it: {name: 事假, unit: 天}}\nfigures: {n: {name: 天数, count: it, in: year}}\n"
        + "rules: [{id: '1', clause: 一, measure: {figure: n, holds: {at_most: '20'}}}]\n",
    ),
    # 末位
    (
        "L13",
        RANKED + "rules: [{id: '1', clause: 一, when: {place: {over: '30'}}, bar: best}]\n",
        RANKED + "rules: [{id: '1', clause: 一, when: {place: {at_most: '3'}}, bar: best}]\n",
    ),
    ("L13", scored("末位"), scored("末位", "1")),
    # 取整、并列
    ("L14", award("share: 10%, decided_by: 会议"), award("share: 10%, decided_by: 会议, rounding: floor")),
    ("L14", award("places: '3'"), award("places: '3', decided_by: 会议")),
    # 合计
    (
        "L15",
        HALVES + ", a: {name: 甲, period: year, cap: '60', part_of: whole}, b: {name: 乙, period: year, cap: '30', part_of: whole}}\n",
        HALVES + ", a: {name: 甲, period: year, cap: '60', part_of: whole}, b: {name: 乙, period: year, cap: '40', part_of: whole}}\n",
    ),
    ("L15", PARTS % "-1", PARTS % "1"),
    (
        "L15",
        LATE + "figures: {n: {count: late, in: year}, s: {is: n * 60% + n * 30%, in: year}}\n",
        LATE + "figures: {n: {count: late, in: year}, s: {is: n * 60% + n * 40%, in: year}}\n",
    ),
    (
        "L15",
        "lists: {l: {name: 三项, clause: 一, expected: 3, items: [甲, 乙]}}\n",
        "lists: {l: {name: 三项, clause: 一, expected: 3, items: []}}\n",
    ),
    # 重复
    (
        "L16",
        SCORE
        + LATE
        + "rules: [{id: '1', clause: 一, fact: late, post: {score: '1'}}, {id: '1', clause: 二, fact: late, post: {score: '1'}}]\n",
        SCORE
        + LATE
        + "rules: [{id: '1', clause: 一, fact: late, post: {score: '1'}}, {id: '2', clause: 二, fact: late, post: {score: '1'}}]\n",
    ),
    ("L16", "facts: {a: {name: 晚到}, b: {name: 晚到}}\n", "facts: {a: {name: 晚到}, b: {name: 早走}}\n"),
    ("L16", bands("{1-3: '1', 3-5: '2'}"), bands("{1-3: '1', 4-5: '2'}")),
    ("L16", bands("{1: '1', 1-2: '2'}"), bands("{90+: '3', 80+: '2', 60+: '1'}")),
    # 空白
    (
        "L17",
        "parameters: {norm: {asks: 每人几篇, clause: 一}}\n",
        "parameters: {norm: {asks: 如何取整, clause: 一, type: choice, one_of: [floor, ceil]}}\n",
    ),
    ("L17", effect("晚到", "扣除__元"), effect("晚到", "提醒谈话")),
    # 上下限
    (
        "L18",
        scored("晚到").replace("floor: 0, ", ""),
        scored("晚到").replace("cap: 100", "clause: 一"),
    ),
    (
        "L18",
        scored("表扬", "2").replace(", cap: 100", ""),
        scored("表扬", "2").replace(", cap: 100", "").replace("fact: it,", "fact: it, cap: '10',"),
    ),
    (
        "L18",
        scored("晚到").replace("floor: 0", "floor: low")
        + "readings: {low: {says: 下限, clause: 一, one_of: [none, '0'], default: none}}\n",
        scored("晚到").replace("floor: 0", "floor: low") + "readings: {low: {says: 下限, clause: 一, one_of: [none, '0'], default: '0'}}\n",
    ),
    # 留痕、手机
    ("L19", procedure("checklist: [现场照片]"), procedure("checklist: [免冠照片]")),
    (
        "L19",
        "filings: {f: {name: 周报, clause: 四, attachments: [走访定位截图]}}\n",
        "filings: {f: {name: 周报, clause: 四, attachments: [台账]}}\n",
    ),
    ("L20", procedure("steps: [{id: a, says: 在app提交}]"), procedure("steps: [{id: a, says: 在窗口或APP提交}]")),
    # 空当
    ("L21", bands("{1-3: '1', 5-9: '2'}"), bands("{1-3: '1', 4-9: '2'}")),
    ("L21", bands("{<60: '1', '>60': '2'}"), bands("{<60: '1', 60-79: '2', 80+: '3'}")),
    ("L21", bands("{1-3: '1', 5-9: '2'}"), bands("{1-3: '1', 5-9: '2', 其余: '0'}")),
    # 没有用到
    ("L22", LATE, LATE + "sheets: {s: {name: 表, clause: 一, lines: [{says: 考勤, facts: late}]}}\n"),
    ("L22", "groups: {g: {where: {post: 组长}}}\n", "groups: {g: {where: {post: 组长}}}\n" + award("of: g")),
    # 党费
    (
        "L23",
        procedure("steps: [{id: a, says: 审批, who: [书记]}]", "党费使用"),
        procedure("steps: [{id: a, says: 支委会讨论}, {id: b, says: 审批, who: [书记]}]", "党费使用"),
    ),
    (
        "L23",
        procedure("steps: [{id: a, says: 批准下拨, who: [书记]}]", "党费管理"),
        procedure("steps: [{id: a, says: 收缴登记, who: [书记]}]", "党费收缴"),
    ),
]


@pytest.mark.parametrize(("check", "pointed_out", "left_alone"), CASES)
def test_each_check_on_both_sides(check: str, pointed_out: str, left_alone: str) -> None:
    assert check in ids(pointed_out)
    assert check not in ids(left_alone)


def test_an_innocent_rulebook_has_no_findings() -> None:
    text = scored("晚到") + procedure("steps: [{id: a, says: 本人申诉}]")
    assert findings(text) == []


def test_decimals_decide_what_a_gap_is() -> None:
    rate = 'figures: {n: {name: 率, is: "divide(a, 3)", in: year, decimals: 1, round: half_up}, a: {count: late, in: year}, '
    table = "m: {lookup: {of: n, table: {60-69: '1', 70-79: '2'}}}}\n"
    assert "L21" in ids(LATE + rate + table)
    assert "L21" not in ids(LATE + rate.replace("decimals: 1", "decimals: 0") + table)


def test_a_fraction_of_a_day_falls_between_whole_bands() -> None:
    days = "facts: {late: {name: 缺勤, unit: 天}}\n"
    assert "L21" in ids(bands("{1-3: '1', 4-9: '2'}").replace(LATE, days))


def test_figures_in_a_circle_do_not_hold_the_lint_up() -> None:
    circle = "figures: {a: {is: b, in: year}, b: {is: a, in: year}, m: {lookup: {of: a, table: {1-3: '1', 5-9: '2'}}}}\n"
    assert "L21" in ids(circle)


def test_a_rule_that_the_default_reading_shuts_is_left_alone() -> None:
    reading = "readings: {way: {says: 怎样理解, clause: 一, one_of: [mild, strict], default: mild}}\n"
    strict = scored("请假").replace("fact: it,", "fact: it, given: {way: strict},")
    assert "L12" not in ids(strict + reading)
    assert "L12" in ids(strict + reading.replace("default: mild", "default: strict"))


def test_a_finding_says_where_why_and_what_to_do() -> None:
    (found,) = [finding for finding in findings(scored("请假")) if finding.id == "L12"]
    assert (found.clause, found.where, found.file, found.line) == ("一", "规则 1", "rulebook.yaml", 7)
    assert "请假" in found.message
    assert found.basis
    assert found.remedy
    assert str(found).startswith("rulebook.yaml 第 7 行（条款 一）规则 1：")


def test_only_what_nothing_uses_is_a_hint() -> None:
    found = findings(scored("请假").replace("facts: {it:", "facts: {idle: {name: 闲置}, it:"))
    assert {finding.id for finding in found if finding.hint} == {"L22"}
    assert {finding.id for finding in found if not finding.hint} == {"L8", "L12"}


def test_excellent_share_between_the_limits_asks_for_consent() -> None:
    said = {share: findings(award(f"share: {share}", "年度考核优秀"))[0].message for share in ("25%", "26%")}
    assert "须经公务员主管部门同意" in said["25%"]
    assert "超过最高比例" in said["26%"]


@pytest.mark.parametrize("key", shipped_keys())
def test_shipped_rulebooks_are_only_warned_about(key: str) -> None:
    source = load_rulebook(key)
    found = lint(source)
    assert len(found) == len({(one.id, one.where, one.message) for one in found})
    assert not [one for one in found if one.id in ("L4", "L5")], "honours are not grades of the annual assessment"
    files = {name for name in [source.node.spot.file, *(one.file for one in found)] if not name.endswith(".yaml")}
    assert files == set()
    assert {one.clause for one in found if one.clause} <= set(source.rulebook.clauses)
