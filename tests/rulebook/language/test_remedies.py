"""What is often written otherwise is told how to write it, in Chinese and at its own line."""

from __future__ import annotations

import re

import pytest

from xiaoneng.files.checking import compile_flaws
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.problems import RulebookError

TEXT = """\
rulebook: remedies
version: "1"
document: {title: 办法, issuer: 乡}
clauses: {一: 积分}
facts: {late: {name: 迟到}, notice: {name: 被通报}}
accounts: {score: {name: 月度积分, period: month, clause: 一}}
figures:
  avg: {name: 平均, is: mean(score over months), in: year, decimals: 2, round: half_up}
rules:
  - {id: late, clause: 一, fact: late, post: {score: -1}}
awards: {best: {name: 先进, clause: 一, share: 10%, rounding: floor}}
"""


def flaws(old: str, new: str) -> list[tuple[int, str]]:
    assert TEXT.count(old) == 1
    try:
        return sorted({(flaw.line, flaw.message) for flaw in compile_flaws(load_text(TEXT.replace(old, new)))})
    except RulebookError as error:
        return [(flaw.line, flaw.message) for flaw in error.flaws]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("fact: late, post", "fact: late， post", 10, "第 10 行有全角的“，”，分隔用的请改成半角的 ,"),
        ("{score: -1}}", "{score: -1｝}", 11, "第 10 行有全角的“｝”，分隔用的请改成半角的 }"),
        ("{name: 迟到}", "{name：迟到}", 5, "冒号请用半角的 : ，后面空一格"),
        ("mean(score over months)", "mean(score)", 8, "mean 要写明在什么范围里求，如 mean(… over months)"),
        ("{score: -1}", "{月度积分: -1}", 10, "这是名称，请写代号 score（月度积分）"),
        ("fact: late, post", "fact: 被通报, post", 10, "这是名称，请写代号 notice（被通报）"),
        ("issuer: 乡}", "issuer: 乡, in_force: 2024年3月1日}", 3, "“in_force”应写成 {from: 2024-03-01}"),
        ("share: 10%", "share: 百分之十", 11, "百分数请写成 10% 的样子"),
        ("share: 10%", "share: 10%, min: 1", 11, "您是否要写“at_least”？"),
        ("share: 10%", "share: 10%, max: 1", 11, "您是否要写“at_most”？"),
    ],
)
def test_the_remedy_is_said(old: str, new: str, line: int, said: str) -> None:
    found = flaws(old, new)
    assert any(at == line and said in message for at, message in found), found


@pytest.mark.parametrize(
    "broken",
    ["a: [1, 2\nb: 3\n", "a: {b: 1\n", 'a: "\\q"\n', "a: 1\n b: 2\n", "a: 'x\n", "- a\nb: 1\n", "a: {b: 1]}\n", "? [\n", "%YAML 3\n"],
)
def test_what_the_yaml_reader_says_is_said_in_chinese(broken: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load_text(TEXT + broken)
    for flaw in caught.value.flaws:
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", flaw.message), flaw.message


def test_what_is_right_is_left_alone() -> None:
    assert flaws("title: 办法", "title: 办法（全角，也可以：在文字里）") == []
