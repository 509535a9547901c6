"""What may be changed has a Chinese word, a unit and a clause, and comes back as it was."""

from __future__ import annotations

import re
import time

import pytest

from xiaoneng.files.wording.fields import KEYS, SILENT, Field, fields
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.editing.leaves import NUMERIC, Kind
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.schema_walk import kinds_of, marks_of


def of(key: str) -> list[Field]:
    source = load_rulebook(key)
    return fields(source, Wording(source.rulebook, {name: one.default for name, one in source.rulebook.readings.items()}))


@pytest.mark.parametrize("key", shipped_keys())
def test_every_place_of_every_shipped_rulebook_has_its_words(key: str) -> None:
    begun = time.process_time()
    found = of(key)
    assert time.process_time() - begun < 5
    clauses = load_rulebook(key).rulebook.clauses
    assert [(one.entry, one.label) for one in found if re.search("[a-z]{2}", one.entry + one.label)] == []
    assert all(one.written(one.shown) == one.leaf.text for one in found)
    assert all(one.clause in clauses for one in found if one.clause)
    assert all(one.label and one.entry for one in found)


@pytest.mark.parametrize(
    ("key", "clause", "entry", "label", "shown", "unit"),
    [
        ("shufu-civil-affairs-2012", "六(六)1", "规则 迟到、早退", "扣（效能考核得分）", "0.5", "分"),
        ("shufu-civil-affairs-2012", "六", "账户 效能考核得分", "基础分", "50", "分"),
        ("xichuan-gov-office-2007", "四(四)", "对照表 信息奖励标准", "国办", "200", "元"),
        ("xichuan-gov-office-2007", "四(四)", "对照表 信息奖励标准", "市级", "50", "元"),
        ("xichuan-gov-office-2007", "四(七)1", "规则 迟到、旷工超限", "全年迟到，超过", "10", "次"),
        ("xichuan-gov-office-2007", "四(七)1", "规则 迟到、旷工超限", "全年旷工，超过", "3", "天"),
        ("xichuan-gov-office-2007", "三(二)", "荣誉 先进工作者", "比例", "20", "%"),
        ("xichuan-gov-office-2007", "二6", "规则 每月自学时间", "当月自学，至少", "20", "小时"),
        ("xichuan-gov-office-2007", "四(五)", "规则 中心科室任务超奖欠罚", "每欠缺一份，扣（奖惩测算）", "100", "元"),
        ("service-hall-ratings", "五(一)", "规则 窗口违反规范", "第 3 次起扣", "4", "分"),
        ("service-hall-ratings", "三(一)", "指标 好差评得分", "折线，第 2 点，横标", "98", "%"),
        ("service-hall-ratings", "九(一)", "程序 申辩", "窗口或本人提出异议，时限，期限", "5", "个工作日"),
        ("civil-servant-assessment", "三(一)", "指标 年度得分", "计算，算式里的第 1 个数", "40", "%"),
    ],
)
def test_words_and_units(key: str, clause: str, entry: str, label: str, shown: str, unit: str) -> None:
    assert (clause, entry, label, shown, unit) in {(one.clause, one.entry, one.label, one.shown, one.unit) for one in of(key)}


@pytest.mark.parametrize(("shown", "text"), [("1", "-1"), (" 1.5 ", "-1.5"), ("0", "0"), ("0.0", "0.0"), ("", "")])
def test_what_is_taken_away_is_written_with_its_sign(shown: str, text: str) -> None:
    one = next(one for one in of("shufu-civil-affairs-2012") if one.label == "扣（效能考核得分）")
    assert one.written(shown) == text


@pytest.mark.parametrize(("shown", "text"), [("25", "25%"), ("25%", "25%"), ("12.5", "12.5%")])
def test_a_share_keeps_its_sign(shown: str, text: str) -> None:
    one = next(one for one in of("xichuan-gov-office-2007") if one.label == "比例")
    assert one.written(shown) == text


def keys_with_numbers(shape: object, seen: set[object]) -> set[str]:
    """The keys of the language under which a number can stand."""
    found: set[str] = set()
    for kind in kinds_of(shape):
        fields_ = getattr(kind, "model_fields", {})
        if kind in seen or not fields_:
            arguments = getattr(kind, "__args__", ())
            found |= {key for argument in arguments for key in keys_with_numbers(argument, seen)}
            continue
        seen.add(kind)
        for name, field in fields_.items():
            annotation = field.rebuild_annotation()
            if NUMERIC & marks_of(annotation) or int in kinds_of(annotation):
                found.add(field.alias or name)
            found |= keys_with_numbers(annotation, seen)
    return found


def test_every_key_of_the_language_under_which_a_number_stands_has_a_word() -> None:
    found = keys_with_numbers(Rulebook, set())
    assert {"share", "decimals", "working_days", "at_least", "opens_at", "percent"} <= found
    assert sorted(found - set(KEYS) - SILENT) == []
    assert Kind.NUMBER in {one.leaf.kind for one in of("grain-bureau-contest")}
