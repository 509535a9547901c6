"""〔…〕 in the texts of forms: what is filled in, what is text, and what nothing would fill."""

from __future__ import annotations

import pytest

from xiaoneng.rulebook.language.form_words import filled, form_flaws, words_in
from xiaoneng.rulebook.language.load import load_text

BOOK = """
rulebook: letters
version: "1"
document: {title: 文书, issuer: 某局}
clauses: {一: 文书}
facts: {late: {name: 迟到, clause: 一}}
procedures:
  case:
    name: 核查
    clause: 一
    fields: {found: 查明的事实, day: {name: 整改期限}}
    steps: [{id: check, says: 核查, may: [属实]}]
    form: [letter]
forms:
  letter:
    name: 告知书
    clause: 一
    kind: letter
    title: 告知书
    to: 〔对象〕
    text:
      - 经核查，〔查明的事实〕。
      - 请于〔整改期限〕前改正（某局发〔2026〕5号）。
    notes: [〔编号〕一式两份]
"""


def flaws(before: str = "", after: str = "") -> list[str]:
    assert before in BOOK
    return [str(flaw) for flaw in form_flaws(load_text(BOOK.replace(before, after, 1)))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("某局发〔2026〕5号", []),
        ("　　　　〔　　　〕　　号", []),
        ("〔〕", []),
        ("〔〔附后〕〕", []),
        ("〔对象〕和〔 科室 〕", ["对象", "科室"]),
        ("〔〔附后〕〕〔结果〕", ["结果"]),
    ],
)
def test_what_is_a_place_to_fill(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_filling() -> None:
    text = "〔对象〕〔〔附后〕〕某局发〔2026〕5号〔　〕〔 科室 〕"
    assert filled(text, {"对象": "马满", "科室": "救助股"}.__getitem__) == "马满〔附后〕某局发〔2026〕5号〔　〕救助股"


def test_a_form_whose_words_are_all_known() -> None:
    assert flaws() == []


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        (
            "经核查，〔查明的事实〕",
            "经核查，〔查明事实〕",
            22,
            "“告知书”里的〔查明事实〕没有可填的内容",
        ),
        ("经核查，〔查明的事实〕", "经核查，〔查明事实〕", 22, "；您是否要写“查明的事实”？"),
        ("请于〔整改期限〕", "请于〔整改日期〕", 23, "“整改期限”"),
        ("to: 〔对象〕", "to: 〔对像〕", 20, "“对象”"),
        ("title: 告知书", "title: 告知〔对像〕", 19, "“对象”"),
        ("[〔编号〕", "[〔编码〕", 24, "“编号”"),
        ("经核查，", "〔附后〕经核查，", 22, "写成〔〔附后〕〕"),
    ],
)
def test_a_word_that_nothing_fills_is_told_where_it_stands(before: str, after: str, line: int, said: str) -> None:
    found = flaws(before, after)
    assert len(found) == 1
    assert f"第 {line} 行" in found[0]
    assert "（条款 一）" in found[0]
    assert said in found[0]


def test_brackets_may_be_printed_all_the_same() -> None:
    assert flaws("经核查，", "〔〔附后〕〕某局发〔2026〕5号〔　　〕号经核查，") == []


def test_a_form_that_nobody_wrote() -> None:
    found = flaws("form: [letter]", "form: [leter]")
    assert any("要打印的表式“leter”没有写；您是否要写“letter”？" in one for one in found)
