"""Outlines of invented documents: addresses, what is doubted, and that no word is lost."""

from __future__ import annotations

import pytest

from tests.files.outline.documents import DOCUMENTS
from xiaoneng.files.outline.model import Outline
from xiaoneng.files.outline.outline import outline
from xiaoneng.files.outline.text import Paragraph


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line, words) for line, words in enumerate(text.split("\n"), 1) if words.strip())


def outlined(text: str) -> Outline:
    return outline(paragraphs(text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_addresses_are_those_printed(name: str) -> None:
    document = DOCUMENTS[name]
    assert " ".join(clause.number for clause in outlined(document.text).clauses) == document.numbers


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_doubted_and_nothing_else(name: str) -> None:
    document = DOCUMENTS[name]
    found = [(clause.number, doubt) for clause in outlined(document.text).clauses for doubt in clause.doubts]
    assert [number for number, _ in found] == [number for number, _ in document.doubts]
    for (_, doubt), (_, words) in zip(found, document.doubts, strict=True):
        assert words in doubt


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_whole_can_be_put_together_again(name: str) -> None:
    text = DOCUMENTS[name].text
    assert outlined(text).whole() == paragraphs(text)


def test_depth_parent_heading_and_text() -> None:
    found = {clause.number: clause for clause in outlined(DOCUMENTS["run-in list"].text).clauses}
    assert [(one.depth, one.parent) for one in found.values()] == [(0, ""), (1, "一"), *[(2, "一(一)")] * 3, (1, "一")]
    assert found["一"].heading == "花园"
    assert found["一(一)"].text == "有下列情形的不得奖："
    assert (found["一(一)2"].printed, found["一(一)2"].text, found["一(一)2"].line) == ("2、", "踩坏花的；", 2)
    assert found["一(二)"].heading == "其他由组长定"


def test_a_caption_names_a_list_and_is_in_no_address() -> None:
    found = {clause.number: clause for clause in outlined(DOCUMENTS["heads by their short lines"].text).clauses}
    assert (found["评分项目"].parent, found["二(一)"].parent, found["打分步骤(一)"].parent) == ("二", "二", "打分步骤")
    assert (found["评分项目"].depth, found["二(一)"].depth, found["打分步骤"].depth) == (1, 1, 0)


def test_a_broken_line_is_joined_and_others_stay_apart() -> None:
    found = outlined(DOCUMENTS["broken in the middle of a sentence"].text).clauses[0]
    assert "一共有多少朵，数错了" in found.text
    assert found.text.startswith("花园\n花园里")


def test_a_number_in_the_middle_of_a_broken_sentence_is_no_clause() -> None:
    text = "一、花园\n花园里的每一朵花都要有人天天浇水并且在太阳落山以前数清楚，凡是不到\n12、13朵的要补种。\n二、果园"
    assert [clause.number for clause in outlined(text).clauses] == ["一", "二"]


PAGE = """\
索引号： | A-1 | 发布机构： | 花园
关于管好花园的意见
花园发〔2031〕5号
各组：
为了管好花园，提出如下意见。
一、浇水
- 2 -
(一)早晚各一次。
第 3 页 共 9 页
二、除草
花园管理组
2031年3月9日
主题词：花园 意见
抄送：果园
（共印10份）
打印本页 关闭窗口
"""


def test_head_preface_signature_and_page_chrome() -> None:
    found = outlined(PAGE)
    assert found.title == "关于管好花园的意见"
    assert [part.text[:3] for part in found.head] == ["索引号", "关于管", "花园发", "各组："]
    assert [clause.number for clause in found.clauses] == ["引言", "一", "一(一)", "二"]
    assert [part.line for part in found.tail] == [11, 12, 13, 14, 15]
    assert [part.line for part in found.chrome] == [7, 9, 16]
    assert found.whole() == paragraphs(PAGE)
    assert found.doubts == ()


def test_the_last_of_several_titles_is_the_documents_own() -> None:
    assert outlined("第五篇：花园方案\n花园组管好花园 种好花草实施方案\n一、浇水").title == "花园组管好花园种好花草实施方案"
    assert outlined("第五篇：花园方案\n一、浇水").title == "花园方案"
    assert outlined("一、浇水").title == ""


def test_doubts_name_line_and_clause() -> None:
    assert outlined(DOCUMENTS["gap"].text).doubts == ("第 4 行 一5：编号从 2 跳到 5",)
    assert "没有找到条款编号" in outlined(DOCUMENTS["prose only"].text).doubts[0]


@pytest.mark.parametrize(("last", "doubted"), [(2, False), (3, True)])
def test_a_gap_begins_with_the_second_number_left_out(last: int, doubted: bool) -> None:
    assert bool(outlined(f"一、花园\n1、浇水。\n{last}、除草。").doubts) is doubted


def test_nothing_at_all() -> None:
    assert outline(()).clauses == ()
    assert outline(()).whole() == ()


def test_kinds_in_turn_do_not_nest_without_end() -> None:
    found = outlined("\n".join(["1、甲", "(一)乙"] * 500))
    assert max(clause.depth for clause in found.clauses) < 10
    assert len({clause.number for clause in found.clauses}) == len(found.clauses)
