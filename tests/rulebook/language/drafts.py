"""A small sound rulebook, and drafts of it that something is wrong with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
import yaml

from xiaoneng.rulebook.engines import reference, sqlite
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.plan.steps import Plan
from xiaoneng.rulebook.problems import Flaw, Refused, RulebookError

SOUND = """\
rulebook: draft
version: "1"
document: {title: 某办法, issuer: 某局}
conventions: {chief: {post: 科长}}
clauses: {一: 总则, 二: 考核}
parameters:
  price: {asks: 单价, clause: 二}
  vary: {asks: 任务, clause: 二, varies: [person, unit, post]}
  way: {asks: 怎样取整, clause: 二, type: choice, one_of: [floor, half_up, ceil]}
readings:
  few: {says: 取大还是相加, clause: 二, one_of: [max, sum], default: max}
people: {rank: {name: 级别, type: number}}
units: {target: {name: 目标, type: number}}
facts:
  late: {name: 迟到, fields: {case: {}, n: {type: number}, helpers: {type: people}, grade: {type: choice, one_of: [好, 中]}}}
  absent: {name: 旷工, fields: {case: {}}}
  shift: {name: 调整, signed: yes}
  utask: {name: 单位任务, of: [unit], fields: {done: {type: number}}}
works:
  paper: {name: 文章, levels: {国级: [], 省级: []}}
groups:
  members: {of: person, where: "party != '群众'"}
tables:
  tariff: {by: level, rows: {国级: 9, 省级: 5}}
  medals: {by: level, rows: {国级: 3}}
  bands: {rows: {1-3: 1, 4+: 2}}
accounts:
  score: {name: 得分, period: month, opens_at: 50}
  uscore: {name: 单位分, of: unit, period: year}
  money: {name: 奖金, period: year, money: yes}
figures:
  lates: {count: late, in: year}
  mlates: {count: late, in: month}
  udone: {of: unit, sum: utask, field: done, in: year}
awards:
  best: {name: 先进, clause: 二}
"""
DAY = date(2021, 3, 5).toordinal()
PEOPLE = (Person("P1", "甲一", party="群众"), Person("P2", "乙二", post="科长"))
OFFICE = Office(
    people=PEOPLE,
    units=(Unit("办公室"),),
    memberships=(Membership(0, 0), Membership(1, 0)),
    facts=(
        Fact("F1", "late", DAY, person=0, quantity=300, fields={"case": "x", "n": 250}),
        Fact("F2", "absent", DAY, person=1, fields={"case": "x"}),
    ),
)


def draft(extra: str) -> str:
    """The sound rulebook with the entries of `extra` added, one entry a line as the dump writes them."""
    whole = yaml.load(SOUND, Loader=yaml.CBaseLoader)  # noqa: S506 - keeps every scalar as text
    for section, entries in yaml.load(extra, Loader=yaml.CBaseLoader).items():  # noqa: S506
        if isinstance(whole.get(section), dict) and isinstance(entries, dict):
            whole[section].update(entries)
        else:
            whole[section] = entries
    return yaml.dump(whole, Dumper=yaml.CDumper, allow_unicode=True, sort_keys=False)


def plan_of(extra: str, answers: Mapping[str, Answer] | None = None, period: str = "2021") -> Plan:
    return compile_plan(load_text(draft(extra)), Request(period, answers=answers or {}))


def flaws_of(extra: str) -> list[Flaw]:
    """The flaws for which a draft is refused."""
    with pytest.raises(RulebookError) as refused:
        plan_of(extra)
    return refused.value.flaws


def refusal_of(extra: str, answers: Mapping[str, Answer] | None = None) -> str:
    with pytest.raises((RulebookError, Refused)) as refused:
        plan_of(extra, answers)
    return str(refused.value)


def found_alike(plan: Plan, office: Office = OFFICE) -> Findings:
    """What the reference finds, after the default engine has found the same."""
    expected = reference.run(plan, office)
    assert sqlite.run(plan, office) == expected
    return expected
