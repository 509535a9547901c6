"""A declared field may be written under its Chinese name as under its key, wherever the name means that field alone."""

from __future__ import annotations

import pytest

from tests.rulebook.language.drafts import flaws_of, plan_of, refusal_of

FACTS = """
facts:
  visit: {name: 走访, fields: {result: {name: 结果, type: choice, one_of: [成, 未成]}, hours: {name: 时长, type: number}}}
  call: {name: 来电, fields: {answer: {name: 结果}}}
"""
SAME = [
    ("figures: {x: {is: '级别 + 1'}}", "figures: {x: {is: 'rank + 1'}}"),
    ("figures: {x: {is: 科室.目标}}", "figures: {x: {is: unit.target}}"),
    ("figures: {x: {of: unit, is: 目标}}", "figures: {x: {of: unit, is: target}}"),
    ("figures: {x: {is: rank(lates over peers), peers: 级别}}", "figures: {x: {is: rank(lates over peers), peers: rank}}"),
    ("groups: {g: {of: person, where: {级别: {over: 1}}}}", "groups: {g: {of: person, where: {rank: {over: 1}}}}"),
    ("conventions: {chief: {级别: 3}}", "conventions: {chief: {rank: 3}}"),
    (f"figures: {{x: {{sum: visit, field: 时长}}}}{FACTS}", f"figures: {{x: {{sum: visit, field: hours}}}}{FACTS}"),
    (f"figures: {{x: {{count: visit, where: {{结果: 成}}}}}}{FACTS}", f"figures: {{x: {{count: visit, where: {{result: 成}}}}}}{FACTS}"),
]


@pytest.mark.parametrize(("chinese", "key"), SAME)
def test_the_chinese_name_makes_the_plan_of_the_key(chinese: str, key: str) -> None:
    assert plan_of(chinese).steps == plan_of(key).steps
    assert plan_of(chinese).chief == plan_of(key).chief


UNSURE = {
    "figures: {级别: {count: late}, x: {is: 级别 + 1}}": "请写字段的代号 rank",
    "readings: {级别: {says: 甲, clause: 二, type: number, default: '1'}}\nfigures: {x: {is: 级别}}": "请写字段的代号 rank",
    f"figures: {{x: {{count: [visit, call], where: {{结果: 成}}}}}}{FACTS}": "请写字段的代号 answer 或 result",
}


@pytest.mark.parametrize("extra", UNSURE)
def test_a_name_that_may_mean_two_things_is_refused_where_it_is_used(extra: str) -> None:
    assert UNSURE[extra] in refusal_of(extra)


def test_a_name_that_is_taken_stays_what_it_was_where_only_its_key_is_written() -> None:
    assert plan_of("figures: {x: {is: rank + 1}, 某数: {count: late}}\npeople: {rank: {name: 某数, type: number}}").columns


def test_the_words_of_a_choice_are_checked_under_the_chinese_name() -> None:
    extra = f"rules: [{{id: a, clause: 二, fact: visit, where: {{结果: 成了}}, post: {{score: 1}}}}]{FACTS}"
    assert any("“结果”没有“成了”这个值" in flaw.message for flaw in flaws_of(extra))
