"""减负与合规检查: what looks like a flaw and is none is left alone, and what is one still is not."""

from __future__ import annotations

import pytest

from tests.rulebook.test_lint import HEAD, findings
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.lint import lint


def said(text: str, check: str) -> list[str]:
    return [finding.message for finding in findings(text) if finding.id == check]


def rule(of: str, more: str = "") -> str:
    facts = f"facts: {{bad: {{name: 出事, of: {of}}}}}\n"
    return facts + f"rules: [{{id: '1', clause: 一, of: {of}, fact: bad, effects: [{{says: 定为不合格等次, kind: grade}}]{more}}}]\n"


@pytest.mark.parametrize(("of", "more", "found"), [("person", "", 1), ("unit", "", 0), ("unit", ", to: members", 1)])
def test_the_law_on_civil_servants_is_about_people_not_units(of: str, more: str, found: int) -> None:
    assert len([one for one in lint(load_text(HEAD + rule(of, more))) if "公务员法" in one.basis and "等次" in one.message]) == found


def account(opens: str, rows: str) -> str:
    return (
        f"accounts: {{score: {{name: 得分, period: month, opens_at: {opens}, clause: 一}}}}\n"
        "facts: {it: {name: 差错, fields: {size: {name: 大小, from: [大小], one_of: [大, 小]}}}}\n"
        f"tables: {{worth: {{name: 分值, rows: {rows}}}}}\n"
        "rules: [{id: '1', clause: 一, fact: it, post: {score: 'lookup(worth, size)'}}]\n"
    )


def test_an_account_that_only_loses_is_asked_for_a_floor_and_one_that_only_gains_for_a_cap() -> None:
    assert said(account("30", "{大: -5, 小: -1}"), "L18") == ["“得分”没有写最低分"]
    assert said(account("0", "{大: 5, 小: 1}"), "L18") == ["“得分”没有写最高分"]


def parts(more: str) -> str:
    return (
        f"accounts: {{whole: {{name: 总分, period: month, {more}, clause: 一}}, "
        "part: {name: 考勤, period: month, opens_at: 20, floor: 0, part_of: whole}}\n"
        "facts: {it: {name: 差错}}\nrules: [{id: '1', clause: 一, fact: it, post: {part: -1}}]\n"
    )


def test_parts_come_on_top_of_what_the_whole_opens_at_and_are_held_against_its_cap() -> None:
    assert said(parts("opens_at: 80, floor: 0"), "L15") == []
    assert said(parts("cap: 100"), "L15") == ["“总分”共 100分，各部分合计 20分"]


@pytest.mark.parametrize(("unit", "found"), [("名", 0), ("公里", 1)])
def test_places_are_whole_numbers(unit: str, found: int) -> None:
    text = (
        f"facts: {{place: {{name: 市里名次, unit: {unit}}}}}\n"
        "figures: {place: {name: 名次, last: place, in: year}, mark: {name: 得分, lookup: {of: place, table: {1: 10, 2: 8, 3+: 5}}}}\n"
    )
    assert len(said(text, "L21")) == found


@pytest.mark.parametrize(("condition", "found"), [("basis != '' and dues > 0", 0), ("dues > 0", 1)])
def test_money_that_waits_for_its_document_is_not_said_to_have_none(condition: str, found: int) -> None:
    text = (
        "parameters: {basis: {asks: 依据哪个文件发放, clause: 一, type: text}}\n"
        "accounts: {pay: {name: 奖金, unit: 元, period: year, money: yes, cap: 100, clause: 一}}\n"
        "facts: {it: {name: 好事}}\nfigures: {dues: {name: 好事, count: it, in: year}}\n"
        f'rules: [{{id: "1", clause: 一, when: "{condition}", post: {{pay: 10}}}}]\n'
    )
    assert len(said(text, "L6")) == found


@pytest.mark.parametrize(("task", "found"), [("8 * if(sick > 5, 0.5, 1)", 0), ("8 + sick", 1), ("8 * if(sick > 5, 2, 1)", 1)])
def test_a_task_made_smaller_by_leave_is_no_penalty_for_it(task: str, found: int) -> None:
    text = (
        "accounts: {score: {name: 得分, period: month, opens_at: 30, floor: 0, clause: 一}}\n"
        "facts: {visit: {name: 走访, unit: 天}, sick: {name: 病假, unit: 天}}\n"
        "figures:\n  done: {name: 走访, count: visit, in: month}\n  sick: {name: 病假, count: sick, in: month}\n"
        f'  task: {{name: 任务, is: "{task}", in: month}}\n  lack: {{name: 少几天, is: "task - done", in: month}}\n'
        "rules: [{id: '1', clause: 一, when: {lack: {over: 0}}, post: {score: lack * -3}}]\n"
    )
    assert len([one for one in findings(text) if "病假" in one.message and "扣分" in one.message]) == found
