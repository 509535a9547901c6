"""Drafts that contradict themselves or name what is not there are refused, and the message says what to write."""

from __future__ import annotations

import pytest

from tests.rulebook.language.drafts import flaws_of, plan_of, refusal_of

HEAD = "rules: [{id: a, clause: 二, "
RULES = {
    "fact: lat, post: {score: 1}": "您是否要写“late”",
    "fact: late, post: {scor: 1}": "您是否要写“score”",
    "fact: late, post: {uscore: 1}": "是单位的",
    "fact: late, post: {score: pric}": "您是否要写“price”",
    "fact: late, post: {score: }": "表达式是空的",
    "fact: late, post: {score: 1e3}": "看不懂",
    "fact: late, post: {score: .nan}": "看不懂",
    "fact: late, post: {score: NaN}": "不认识的名称“NaN”",
    "fact: late, post: {score: 0.1234567890123}": "小数位太多",
    "fact: late, post: {score: 99999999999999999999}": "太大",
    "fact: late, post: {score: n > 1}": "应是数",
    "fact: late, post: {score: case}": "应是数",
    "fact: late, to: cheif, post: {score: 1}": "您是否要写“chief”",
    "fact: late, to: case, post: {score: 1}": "字段“case”不记人员或科室",
    "fact: late, per: quantty, post: {score: 1}": "您是否要写“quantity”",
    "fact: late, free: -1, post: {score: 1}": "不小于 0",
    "fact: late, every: 0, post: {score: 1}": "大于 0",
    "fact: late, nth: {1: -1, 3+: -2}, post: {score: nth}": "“3+”接不上",
    "fact: late, nth: {1: -1, 2-1: -2}, post: {score: nth}": "“2-1”接不上",
    "fact: late, nth: {1+: -1, 2: -2}, post: {score: nth}": "“2”接不上",
    "fact: late, nth: {1: -1, 2+: -2}, post: {score: -1}": "post 请写成 score: nth，不写“-1”",
    "fact: late, post: {score: nth}": "就要用 nth 写明第几次记多少",
    "when: {lates: {over: 1}}, post: {score: nth}": "不认识的名称“nth”",
    "fact: late, given: {fw: max}, post: {score: 1}": "您是否要写“few”",
    "fact: late, given: {few: mx}, post: {score: 1}": "您是否要写“max”",
    "fact: late, where: {grade: 坏}, post: {score: 1}": "“grade”没有“坏”这个值",
    "fact: late, where: \"not grade = '坏'\", post: {score: 1}": "“grade”没有“坏”这个值",
    "fact: paper, where: {level: 国极}, post: {score: 1}": "您是否要写“国级”",
    "fact: paper, post: {money: tariff * medals}": "只能有一个按采用级别的对照表",
    "fact: paper, post: {money: tarif * 2}": "您是否要写“tariff”",
    "fact: late, post: {money: tariff * 2}": "只能写在作品规则的 post 里",
    "when: {lates: {over: 1}}, post: {money: tariff}": "只能写在作品规则的 post 里",
    "fact: late, post: {score: bands}": "请写 lookup(bands, 按什么查)",
    "fact: paper, shared: splt, post: {money: 1}": "shared 应是",
    "fact: paper, of: unit, shared: split, post: {uscore: 1}": "of: person 和 to: unit",
    "fact: shift, free: 2, post: {score: 1}": "不能用 free 数到第几次",
    "fact: shift, once: month, post: {score: 1}": "不能用 once 数到第几次",
    "fact: [late, shift], nth: {1+: 1}, post: {score: nth}": "不能用 nth 数到第几次",
    "fact: late, shared: split, post: {score: 1}": "to: members 或一个记人员的字段",
    "fact: late, to: chief, shared: split, post: {score: 1}": "to: members 或一个记人员的字段",
    "fact: late, to: members, shared: first, post: {score: 1}": "没有先后",
    "fact: late, where: {lates: {over: 1}}, post: {score: 1}": "改用 when",
    "fact: late, when: {lates: {over: 1}}, post: {score: 1}": "只能有一种触发",
    "fact: late, of: member, post: {score: 1}": "您是否要写“members”",
    "fact: late": "规则没有效果",
    "bar: best": "规则没有触发",
    "fact: late, undo: {rules: [zz], by: case}": "没有规则“zz”",
    "fact: late, undo: {rules: [a], by: case}": "不能返还自己",
    "fact: late, undo: {rules: [zz], by: case, share: -50%}": "0 到 100% 之间",
    "fact: late, stacks: [aa], post: {score: 1}": "您是否要写“a”",
    "fact: late, stacks: [a], post: {score: 1}": "不用写和自己并用",
    "fact: late, post: {score: 0.125}": "账户只记到 2 位",
    "fact: late, post: {score: -0.125}": "decimals: 2 和 round",
    'fact: late, post: {score: "if(quantity > 1, 1, 0.125)"}': "账户只记到 2 位",
    "fact: late, post: {score: 12.5%}": "账户只记到 2 位",
    "fact: late, nth: {1: -1, 2+: -0.125}, post: {score: 1}": "账户只记到 2 位",
    "when: {lates: {over: 1}}, post: {money: 0.125}": "账户只记到 2 位",
    "figure: lates, norm: 3, over: {money: 0.125}": "账户只记到 2 位",
    "when: {lates: {over: 1}}, bar: best, lasts: {months: 6}": "只能和 fact 合用",
    "fact: late, bar: best, lasts: {months: 1, days: 2}": "恰好写",
    "fact: late, bar: best, lasts: {months: 1.5}": "整数",
    "fact: late, bar: best, lasts: {months: 0}": "整数",
    "fact: late, bar: best, lasts: {months: \"if(grade = '好', 6, 12)\"}": "一个参数",
    "fact: late, bar: best, lasts: {months: 99999999}": "整数",
    "when: {lates: {over: 1}}, to: members, shared: split, post: {money: 1}": "只和 fact 合用",
    "when: {lates: {over: 3}}, bar: bst": "您是否要写“best”",
    "when: {latez: {over: 3}}, bar: best": "您是否要写“lates”",
    "when: {udone: {over: 3}}, of: person, bar: best": "unit.udone",
    "when: {party: {over: 3}}, bar: best": "应是文字",
    "when: \"party < '群众'\", bar: best": "只能比较 = 或 !=",
    "when: {lates: 多}, bar: best": "“多”不是数",
    "when: lates == 3, bar: best": "相等写 =",
    "when: lates ＞ 3, bar: best": "半角",
    "when: {}, bar: best": "条件是空的",
    "when: {any: []}, bar: best": "条件的列表",
    "when: {not: {}}, bar: best": "条件是空的",
    "when: {lates: {}}, bar: best": "没有写比较",
    "when: {lates: []}, bar: best": "没有写比较",
    "when: {lates: {over: 1}}, to: cheif, post: {money: 1}": "您是否要写“chief”",
    "when: {lates: {over: 1}}, to: case, post: {money: 1}": "“case”不是",
    "when: {lates: {over: 1}}, bar: {chief: best, boss: best}": "“boss”不是",
    "when: {lates: {over: 1}}, to: unit, post: {money: 1}": "账户“money”是人的",
    "measure: {figure: lates, holds: {over: 1}}, to: unit": "不能写 to",
    "figure: latez, norm: 3, over: {money: 1}": "您是否要写“lates”",
    "measure: {figure: latez, holds: {over: 1}}": "您是否要写“lates”",
}
LIMITS = ["abc", "1/2", "max(1, 2)", "''"]
FIGURES = {
    "{is: 'run(lates > 0 over 3 years where lates > 1)'}": "不写 where",
    "{in: year, is: 'max(mlates over months where mlatez > 1)'}": "您是否要写“mlates”",
    "{in: year, is: 'max(mlates over months where mlates)'}": "条件",
    "{is: 'divide(lates, 3)'}": "divide(a, b, 2, half_up)",
    "{is: 'divide(lates, 0, 2, floor)'}": "除数是 0",
    "{is: 'divide(lates, 2 - 2.0, 2, floor)'}": "除数是 0",
    "{is: 'clamp(lates, 5, 1)'}": "下限大于上限",
    "{is: 'divide(lates, 3, 1.5, floor)'}": "0 到 9 的整数",
    "{is: 'divide(lates, 3, 99999999, floor)'}": "0 到 9 的整数",
    "{is: 'round(lates, -2, floor)'}": "小数位数",
    "{is: lates / 3}": "除法请写成 divide",
    "{is: lates * lates * lates * lates}": "64 位",
    "{is: 9223372036854775807 + 1}": "64 位",
    "{is: 9000000000 * 9000000000 * 9000000000}": "64 位",
    "{is: 9223372036854775807 + 0.5}": "64 位",
    "{is: max（lates，3）}": "半角",
    "{is: sum(lates over members)}": "单位的指标",
    "{is: sum(lates over children)}": "单位的指标",
    "{of: unit, is: last(lates over members)}": "不能用 last",
    "{is: max(lates over best 3 months)}": "best 只能和 sum、mean 一起写",
    "{is: sum(lates over worst 3 peers)}": "over peers 不能写 worst",
    "{is: sum(lates over best 0 months)}": "“0”应是大于 0 的整数",
    "{is: sum(lates over best 1.5 months)}": "“1.5”应是大于 0 的整数",
    "{is: sum(lates over best months)}": "看不懂",
    "{rows: late, best: 3}": "不能和 rows 一起写",
    "{count: late, best: 0}": "不能小于 1",
    "{count: late, best: 1, worst: 1}": "只能写一个",
    "{is: lates, best: 3}": "best、worst 是计数的",
    "{is: sum(lates over years), in: month}": "期间短",
    "{is: sum(lates over 51 years)}": "最多 50 个",
    "{is: sum(lates over 3 peers)}": "不能写数",
    "{is: rank(lates over peers), peers: lates}": "“lates”应是范围的名称",
    "{is: rank(lates over peers), peers: latez}": "“latez”应是范围的名称",
    "{is: sum(lates over weeks)}": "不认识“weeks”",
    "{is: median(lates over peers)}": "您是否要写“mean”",
    "{is: lates, decimals: two}": "应是整数",
    "{is: lates, decimals: 7}": "不能大于 6",
    "{is: x + 1}": "成了一个圈：x → x",
    "{count: late, in: yearly}": "您是否要写“year”",
    "{count: late, is: '1'}": "恰好写",
    "{count: [late, paper]}": "不能同时写事项和作品",
    "{sum: late, field: case}": "不是数",
    "{sum: late, field: nn}": "不认识的名称“nn”",
    "{lookup: {of: lates, table: tabl}}": "没有名为“tabl”的对照表",
    "{lookup: {of: lates, table: {一至三: 1}}}": "看不懂",
    "{lookup: {of: lates, table: {5-2: 1}}}": "前大后小",
    "{lookup: {of: lates, table: {1: }}}": "是空的",
    "{lookup: {of: lates, table: {}}}": "对照表是空的",
    "{lookup: {of: lates, table: {'>0': latez, 其余: 0}}}": "您是否要写“lates”",
    "{lookup: {of: lates, table: {90+: 优, 其余: 0}}}": "加单引号写成 '数'",
    "{is: \"min(if(lates > 1, '优', '良') over peers)\"}": "文字不能求和",
    "{is: \"max(if(lates > 1, '优', '良') over 2 years)\"}": "文字不能求和",
    "{of: unit, is: \"mean(if(lates > 1, '优', '良') over members)\", decimals: 1, round: floor}": "文字不能求和",
    "{line: {of: lates, points: [[2, 1], [1, 3]]}, decimals: 2, round: floor}": "从小到大",
}
NAMES = {
    "rules: [{id: a, clause: 二, fact: late, undo: {rules: b, by: case}}, {id: b, clause: 二, when: lates > 1, bar: best}]": "同一对象",
    "conventions: {counts_from: 3月1日}": "不是日期",
    "conventions: {counts_from: in_force}": "要用施行日期",
    "accounts: {a: {name: 甲, period: month, part_of: scor}}": "您是否要写“score”",
    "accounts: {a: {name: 甲, period: year, part_of: a}}": "成了一个圈",
    "accounts: {a: {name: 甲, period: year, part_of: b}, b: {name: 乙, period: year, part_of: a}}": "成了一个圈",
    "accounts: {a: {name: 甲, period: year, part_of: score}}": "同一期间",
    "groups: {g: {of: membr}}": "您是否要写“members”",
    "groups: {g: {of: g}}": "成了一个圈：g → g",
    "groups: {g: {of: h}, h: {of: g}}": "成了一个圈：g → h → g",
    "awards: {a: {name: 甲, clause: 二, share: lates, rounding: floor}}": "“lates”是指标或账户，各人各单位不一样",
    "awards: {a: {name: 甲, clause: 二, places: 1, pays: {money: score}}}": "“score”是指标或账户，各人各单位不一样",
    "accounts: {fees: {name: 稿费, unit: 元, money: yes, period: year, cap: 500}}\n"
    "awards: {w: {name: 甲, clause: 二, places: 1, pays: {fees: 300}}}": "“稿费”写了上限、下限",
    "accounts: {fees: {name: 稿费, unit: 元, money: yes, period: year, floor: 0}}\n"
    "awards: {w: {name: 甲, clause: 二, places: 1, pays: {fees: 300}}}": "写一条规则 fact: awards.w、post: {fees: 数}",
    "accounts: {all: {name: 总额, unit: 元, money: yes, period: year, cap: 500}, "
    "fees: {name: 稿费, unit: 元, money: yes, period: year, part_of: all}}\n"
    "awards: {w: {name: 甲, clause: 二, places: 1, pays: {fees: 300}}}": "“总额”写了上限、下限",
    "conflicts: [{awards: [best, bst], clause: 二}]": "您是否要写“best”",
    "overlaps: [{facts: [late, lat]}]": "您是否要写“late”",
    "sheets: {s: {name: 表, clause: 二, lines: [{says: 甲, facts: latez}]}}": "您是否要写“late”",
    "sheets: {s: {name: 表, clause: 二, lines: [{says: 甲, accounts: scor}]}}": "您是否要写“score”",
    "awards: {w: {name: 甲, clause: 二, share: 20%, rounding: hlf_up}}": "您是否要写“half_up”",
    "awards: {w: {name: 甲, clause: 二, share: shar}}": "不认识的名称“shar”",
    "awards: {w: {name: 甲, clause: 二, rank_by: latez}}": "您是否要写“lates”",
    "awards: {w: {name: 甲, clause: 二, rank_by: [lates, latez]}}": "您是否要写“lates”",
    "awards: {w: {name: 甲, clause: 二, rank_by: post}}": "“post”不是",
    "figures: {f: {count: awards.bst}}": "您是否要写“awards.best”",
    "awards: {w: {name: 甲, clause: 二, of: paper}}\nfigures: {f: {count: awards.w}}": "是作品的荣誉",
    "awards: {w: {name: 甲, clause: 二, share: unit.udone}}": "各人各单位不一样",
    "awards: {w: {name: 甲, clause: 二, per: unit.class, share: unit.udone}}": "同组的“unit.udone”不一定相同",
    "awards: {w: {name: 甲, clause: 二, per: 科室, share: lates}}": "同一科室的人“lates”不一定相同",
    "awards: {w: {name: 甲, clause: 二, per: 科室, places: udone}}": "请写 unit.",
    "awards: {w: {name: 甲, clause: 二, per: 科室, places: unit.class}}": "应是数",
    "awards: {w: {name: 甲, clause: 二, of: unit, per: class, at_most: udone}}": "同组的“udone”不一定相同",
    "awards: {w: {name: 甲, clause: 二, places: {少: 1, 其余: 2}}}": "对照表的键“少”看不懂",
    "awards: {w: {name: 甲, clause: 二, places: {'9-1': 1}}}": "前大后小",
    "awards: {w: {name: 甲, clause: 二, places: {'<20': lates}}}": "“lates”是指标或账户，各人各单位不一样",
    "awards: {w: {name: 甲, clause: 二, places: {'<20': }}}": "“<20”后面",
    "awards: {w: {name: 甲, clause: 二, places: {}}}": "对照表是空的",
    "awards: {w: {name: 甲, clause: 二, rank_by: g}}\nfigures: {g: {lookup: {of: lates, table: {其余: 好}}}}": "应是数的指标",
    "awards: {w: {name: 甲, clause: 二, share: -20%}}": "0 到 100% 之间",
    "awards: {w: {name: 甲, clause: 二, share: 20}}": "0 到 100% 之间",
    "awards: {w: {name: 甲, clause: 二, share: 4/3}}": "0 到 100% 之间",
    "awards: {w: {name: 甲, clause: 二, ballots: [{voters: 全体, weight: -40%}]}}": "不能小于 0",
    "awards: {w: {name: 甲, clause: 二, pays: {mony: 300}}}": "您是否要写“money”",
    "awards: {w: {name: 甲, clause: 二, reward: prise}}": "您是否要写“price”",
    "awards: {w: {name: 甲, clause: 二, reference: lat}}": "您是否要写“late”",
    "awards: {w: {name: 甲, clause: 二, standards: conduct}}": "没有名为“conduct”的清单",
    "sheets: {s: {name: 表, clause: 二, lines: [甲], columns: [项目, '']}}": "第 2 个栏目是空的",
    "sheets: {s: {name: 表, clause: 二, lines: [甲], columns: [项目, 情况, 项目]}}": "写了两次",
    "facts: {f: {name: 甲, fields: {g: {type: choice, one_of: [是, 否], unset: 不明}}}}": "不在 one_of 里",
    "people: {g: {type: number, unset: 无}}": "不是数",
    "readings: {q: {says: 甲, clause: 二, type: number, default: 多}}": "不是数",
    "readings: {q: {says: 甲, clause: 二, type: number, default: '1', one_of: ['1', 多]}}": "“多”不是数",
    "readings: {q: {says: 甲, clause: 二, type: month_day, default: 13-45}}": "的默认值“13-45”不是月日",
    "clauses: {三: {says: 甲, under: 四}, 四: {says: 乙, under: 三}}": "成了一个圈：三 → 四 → 三",
    "facts: {f: {name: 迟到}}": "已经属于“late”",
    "facts: {f: {name: 甲, also: [旷工]}}": "已经属于“absent”",
    "facts: {f: {name: 甲, fields: {g: {type: choice}}}}": "one_of",
    "readings: {q: {says: 甲, clause: 二, one_of: [a, b], default: c}}": "不在 one_of 里",
    "parameters: {q: {asks: 甲, clause: 二, type: choice}}": "one_of",
    "figures: {score: {count: late}}": "名称不能相同",
    "figures: {party: {count: late}}": "是人员或单位的属性",
    "figures: {'#kind': {count: late}}": "这些符号",
    "conventions: {base_date: 13-45}": "不是月日",
    "conventions: {chief: {psot: 科长}}": "您是否要写“post”",
    "conventions: {chief: quantity > 1}": "chief 只能写人员的属性",
    "conventions: {year_start: pric}": "您是否要写“price”",
}
ALL = (
    {f"{HEAD}{body}}}]": says for body, says in RULES.items()} | {f"figures: {{x: {body}}}": says for body, says in FIGURES.items()} | NAMES
)


@pytest.mark.parametrize("extra", ALL)
def test_a_wrong_draft_is_refused_with_its_place_and_remedy(extra: str) -> None:
    flaws = flaws_of(extra)
    assert any(ALL[extra] in flaw.message for flaw in flaws), flaws
    assert all(flaw.file == "rulebook.yaml" and flaw.line > 1 and flaw.column > 0 for flaw in flaws)
    if extra.startswith(HEAD):
        assert {flaw.clause for flaw in flaws} == {"二"}


@pytest.mark.parametrize("low", ["0", "-1"])
def test_the_bounds_of_a_figure_bound_what_is_computed_from_it(low: str) -> None:
    part = f"part: {{is: 'divide(lates, 3, 6, half_up)', decimals: 6, round: half_up, at_least: {low}, at_most: 1}}"
    large = "x: {is: part * 4000000000000}"
    assert plan_of(f"figures: {{{part}, {large}}}").columns["part"].bound == 10**6
    assert "64 位" in refusal_of(f"figures: {{{part.replace(', at_most: 1', '')}, {large}}}")


DEEP = {
    "parentheses": "(" * 900 + "1" + ")" * 900,
    "right sums": "(1+" * 30 + "lates" + ")" * 30,
    "functions": "max(1," * 20 + "lates" + ")" * 20,
    "absolute": "abs(" * 60 + "lates" + ")" * 60,
    "quotients": "divide(1," * 7 + "lates" + ",2,floor)" * 7,
    "minuses": "-" * 1900 + "lates",
    "long": "lates+" * 400 + "1",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_monstrous_expression_ends_in_a_message(name: str) -> None:
    assert "拆成几个指标" in refusal_of(f"figures: {{x: {{is: '{DEEP[name]}'}}}}") or "各写成一个指标" in refusal_of(
        f"figures: {{x: {{is: '{DEEP[name]}'}}}}"
    )


@pytest.mark.parametrize("links", [38, 500])
def test_a_long_chain_of_figures_is_computed_or_refused(links: int) -> None:
    chain = ", ".join(f"f{number}: {{is: f{number + 1} + 1}}" for number in range(links)).replace(f"f{links} ", "lates ")
    if links < 40:
        assert plan_of(f"figures: {{{chain}}}").columns
    else:
        assert "一环扣一环" in refusal_of(f"figures: {{{chain}}}")


REFUND = """
rules:
  - {id: cut, clause: 二, fact: paper, post: {score: -1}}
  - {id: back, clause: 二, fact: late, undo: {rules: [cut], by: %s}}
"""


def test_a_refund_goes_by_a_field_that_both_facts_have() -> None:
    assert "请在“paper”的 fields 里也声明“case”" in refusal_of(REFUND % "case")
    plan_of(REFUND.replace("paper", "absent") % "case")
    plan_of(REFUND % "date")


@pytest.mark.parametrize("opens, kept", [("0.12", True), ("0.120", True), ("0.125", False)])
def test_an_account_opens_at_what_it_can_hold(opens: str, kept: bool) -> None:
    extra = f"accounts: {{a: {{name: 甲, period: year, opens_at: {opens}}}}}"
    if kept:
        assert plan_of(extra).accounts
    else:
        assert "账户只记到 2 位" in refusal_of(extra)


BIG = "figures: {big: {is: '%s * 9000000000 * 9000000000'}}"
NARROW = ["clamp(lates, 0, 1)", "clamp(lates, -0.01, 0.01)", "max(min(lates, 1), 0)", "min(max(lates, -1), 1)"]


def test_the_remedy_for_a_number_that_may_grow_too_large_works() -> None:
    assert "clamp(…, 下限, 上限)" in refusal_of(BIG.replace("9000000000 *", "90000000 *") % "lates")
    for words in NARROW:
        assert plan_of(BIG.replace("9000000000 * 9000000000", "90000000 * 9000000") % words).columns
    assert "请改小" in refusal_of("figures: {big: {is: 9000000000 * 9000000000}}")


def test_a_number_chosen_among_numbers_is_computed_with() -> None:
    plan_of("readings: {q: {says: 甲, clause: 二, type: number, default: '1', one_of: ['1', '2']}}\nfigures: {f: {is: lates * q}}")


def test_a_flaw_in_a_unit_figure_brings_no_second_one() -> None:
    bad = "figures: {u: {of: unit, is: udone + nonsense}, g: {of: unit, lookup: {of: nonsense, table: {1+: 好, 其余: 差}}}"
    flaws = flaws_of(bad + ", v: {of: unit, is: u * 2}, w: {of: unit, is: \"if(g = '好', 1, 2)\"}}")
    assert [flaw.message.partition("；")[0] for flaw in flaws] == ["不认识的名称“nonsense”"] * 2


TWICE = "rules: [{id: a, clause: 二, fact: late, post: {score: 1}%s}, {id: b, clause: 二, fact: [late, absent], post: {score: 2}%s}]"
APART = [
    (", given: {few: max}", ", given: {few: sum}"),
    (", where: {grade: 好}", ", where: {grade: 中}"),
    (", of: members", ", of: others"),
    ("", ", stacks: [a]"),
]
OTHERS = "\ngroups: {others: {of: person, unless: \"party != '群众'\"}}"


def test_two_rules_posting_one_fact_to_one_account_are_refused() -> None:
    assert "同一事实会记两次" in refusal_of(TWICE % ("", ""))
    assert "同一事实会记两次" in refusal_of(TWICE % (", where: {grade: 好}", ", where: {grade: [好, 中]}"))


@pytest.mark.parametrize("ours, theirs", APART)
def test_what_keeps_two_rules_apart_is_recognised(ours: str, theirs: str) -> None:
    assert plan_of(TWICE.replace("fact: [late, absent]", "fact: late") % (ours, theirs) + OTHERS).accounts


@pytest.mark.parametrize("limit", LIMITS)
def test_the_limit_of_a_parameter_is_a_number(limit: str) -> None:
    assert "这里应写一个数，如 2、0.5 或 25%" in refusal_of(f"parameters: {{x: {{asks: 几, clause: 二, at_most: {limit}}}}}")


def test_a_parameter_that_varies_by_one_thing_needs_no_list() -> None:
    plan_of("parameters: {x: {asks: 几, clause: 二, varies: unit}}", {"x": {"默认": "1", "科室": {"办公室": "2"}}})
    assert "varies" in refusal_of("parameters: {x: {asks: 几, clause: 二, varies: month}}")
