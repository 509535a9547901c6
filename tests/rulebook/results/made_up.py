"""A made-up office whose year meets every kind of result: scores, bars, terms, money, awards, measures, pending records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit, Work
from xiaoneng.rulebook.language.load import Source, load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome

RULEBOOK = """\
rulebook: tide-office-test
version: "1"
document: {title: 潮汐站办事办法, issuer: 潮汐站, number: 潮发〔2031〕2号}
clauses:
  一: 总则
  二: 每月得分
  二(一)1: 来迟和早走
  二(一)2: 缺勤
  二(二): 交办任务
  三: 不得评优
  三(一): 来迟过多
  三(二): 受处理
  四: 告诫
  五: 奖励
  六: 评优
  七: 学习
parameters:
  rounding_way: {asks: 名额怎样取整, clause: 六, type: choice, one_of: [floor, half_up, ceil], asked_of: 站务会}
  warning_months: {asks: 告诫期几个月, clause: 四, unit: 月, asked_of: 站务会}
  ruling_body: {asks: 由哪个机构决定等次, clause: 四, type: text}
  norm: {asks: 每人全年几篇, clause: 五, unit: 篇}
readings:
  muddle_once: {says: 糊涂账一月计几次, clause: 二(二), one_of: [once, each], default: once}
  heavier: {says: 同一任务取大还是相加, clause: 二(二), one_of: [max, sum], default: max}
  lowest: {says: 月得分有没有下限, clause: 二, one_of: [none, "0"], default: none}
facts:
  tardy: {name: 来迟, also: [晚来]}
  absence: {name: 缺勤, unit: 天}
  muddle: {name: 糊涂账}
  task_slow: {name: 任务拖延, fields: {task: {name: 任务, from: [依据]}}}
  task_named: {name: 任务被点名, fields: {task: {name: 任务, from: [依据]}}}
  penalty: {name: 受处理, of: [person, unit]}
  warning: {name: 告诫书}
  reading_hours: {name: 读书, unit: 小时}
  praise: {name: 口头表扬}
works:
  brief: {name: 简报, levels: {省刊: [], 市刊: []}}
tables:
  prices: {by: level, clause: 五, several: highest, rows: {省刊: 100, 市刊: 30}}
accounts:
  score: {name: 月得分, of: person, unit: 分, period: month, opens_at: 10, floor: lowest, clause: 二}
  bonus: {name: 奖金测算, of: person, unit: 元, period: year, money: yes, clause: 五}
figures:
  tardies: {name: 来迟, count: tardy, in: year, clause: 三(一)}
  warnings: {name: 告诫书, count: warning, in: year, clause: 四}
  hours: {name: 读书, count: reading_hours, in: quarter, unit: 小时, clause: 七}
  briefs: {name: 完成简报, count: brief, in: year, unit: 篇, clause: 五}
  mean: {name: 各月平均, is: mean(score over months), in: year, decimals: 2, round: half_up, clause: 二}
joins:
  - {rules: [slow, named], by: task, keep: heavier, clause: 二(二)}
rules:
  - {id: "1", clause: 二(一)1, fact: tardy, post: {score: -0.5}}
  - {id: "2", clause: 二(一)2, fact: absence, post: {score: -4}}
  - {id: muddle, clause: 二(二), fact: muddle, post: {score: -1}, once: {in: month, given: {muddle_once: once}}}
  - {id: slow, clause: 二(二), fact: task_slow, post: {score: -1}}
  - {id: named, clause: 二(二), fact: task_named, post: {score: -2}}
  - {id: often, clause: 三(一), when: {tardies: {over: 2}}, bar: [best]}
  - {id: punished, clause: 三(二), name: 受到处理, fact: penalty, bar: {subject: [best, section], unit: section}}
  - {id: term, clause: 四, fact: warning, in: year, effects: [{says: 告诫期内不得外派, kind: block}],
     lasts: {months: warning_months, ends: eve}}
  - {id: thrice, clause: 四, when: {warnings: {at_least: 3}}, effects: [{says: 可定为较差, kind: grade, may: yes, decided_by: ruling_body}]}
  - {id: published, clause: 五, name: 采用简报, fact: brief, post: {bonus: prices}}
  - {id: quota, clause: 五, figure: briefs, norm: norm, over: {bonus: 10}, under: {bonus: -5}, over_name: 超额简报, under_name: 欠交简报}
  - {id: study, clause: 七, name: 每季读书, measure: {figure: hours, holds: {at_least: 8}}, unit: 小时}
awards:
  best: {name: 潮汐之星, clause: 六, share: 20%, rounding: rounding_way, decided_by: 站务会, reference: [praise]}
  section: {name: 最佳班组, clause: 六, of: unit, places: 1}
sheets:
  monthly:
    name: 潮汐月表
    clause: 二
    in: month
    lines: [自己评, {says: 站里评, accounts: score}, 大家评]
    signed_by: [班组长]
  yearly:
    name: 潮汐年表
    clause: 二
    lines: [{says: 来迟, figures: tardies}, {says: 平均, figures: mean}, 评语]
"""
ANSWERS = {"rounding_way": "half_up", "warning_months": "6", "norm": "1"}
JOINED = date(2020, 1, 1).toordinal()
PEOPLE = (
    Person("B2", "白露", joined=JOINED),
    Person("A1", "谷雨", joined=JOINED),
    Person("C3", "立夏", joined=JOINED),
    Person("D4", "立夏", joined=JOINED),
    Person("E5", "小满", joined=JOINED),
)
UNITS = (Unit("外勤组"), Unit("文书组"))
MEMBERS = tuple(Membership(person, 0 if person in (1, 2) else 1) for person in range(len(PEOPLE)))
BAILU, GUYU, LIXIA, OTHER_LIXIA, XIAOMAN = range(5)


def on(month: int, day: int, year: int = 2031) -> int:
    """A day of the office's year as every engine counts days."""
    return date(year, month, day).toordinal()


def fact(no: str, kind: str, day: int, person: int | None = BAILU, **more: object) -> Fact:
    """A confirmed fact about a person (白露 where nobody is named)."""
    return Fact(no, kind, day, person, **more)  # type: ignore[arg-type]


FACTS = (
    fact("F1", "tardy", on(3, 4)),
    fact("F2", "tardy", on(3, 11)),
    fact("F3", "tardy", on(7, 3)),
    fact("F4", "absence", on(7, 9), quantity=150),
    fact("F5", "muddle", on(4, 1)),
    fact("F6", "muddle", on(4, 2)),
    fact("F7", "task_slow", on(5, 5), fields={"task": "修堤"}),
    fact("F8", "task_named", on(5, 20), fields={"task": "修堤"}),
    fact("F9", "warning", on(2, 1)),
    fact("F10", "warning", on(8, 15)),
    fact("F11", "warning", on(9, 20)),
    fact("F12", "tardy", on(10, 8), state="待确认"),
    fact("F13", "absence", on(10, 9), state="已撤销"),
    fact("F14", "praise", on(6, 1)),
    fact("F15", "reading_hours", on(1, 20), quantity=950),
    fact("F16", "reading_hours", on(5, 20), quantity=750),
    fact("F20", "tardy", on(3, 5), GUYU),
    fact("F21", "tardy", on(3, 6), GUYU),
    fact("F22", "penalty", on(11, 2), LIXIA),
)
WORKS = (
    Work("W1", "brief", "大潮将至", on(2, 3), (GUYU,), ("省刊", "市刊"), "是", ""),
    Work("W2", "brief", "小潮已退", on(8, 9), (GUYU,), (), "否", ""),
)


@cache
def source(text: str) -> Source:
    """A rulebook's text, loaded once."""
    return load_text(text)


def outcome(
    period: str = "2031",
    facts: tuple[Fact, ...] = FACTS,
    works: tuple[Work, ...] = WORKS,
    answers: Mapping[str, str] = ANSWERS,
    people: tuple[Person, ...] = PEOPLE,
    as_of: date | None = None,
    text: str = RULEBOOK,
) -> Outcome:
    """The office's year under the made-up rulebook, judged by the reference evaluator."""
    loaded = source(text)
    plan = compile_plan(loaded, Request(period, as_of=as_of, answers=dict(answers)))
    office = Office(people, UNITS, MEMBERS[: len(people)], facts, works)
    return Outcome(loaded, plan, office, reference.run(plan, office))
