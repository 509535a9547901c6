"""Forms and letters: what stands in them comes from the rows, sums are exact, what is open is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.files.papers.sample_papers import NEW
from xiaoneng.files.papers.docx import write_docx
from xiaoneng.files.papers.flow import Line, Spread, flow
from xiaoneng.files.papers.forms import (
    SIGNED,
    Cover,
    Item,
    MoneyRow,
    Part,
    ScoreRow,
    ScreenRow,
    form_sheet,
    month_sheet,
    reward_sheet,
    screening_sheet,
    year_summary,
)
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.letters import Finding, Issued, Warned, notice, rectification_notice, warning_letter
from xiaoneng.files.papers.model import (
    Attachment,
    Column,
    Heading,
    KeyValues,
    Note,
    PageBreak,
    Pair,
    Paper,
    Paragraph,
    SignatureLine,
    Table,
)

COVER = Cover(
    "考核表", "某局", NEW, "2012年7月", basis="《某办法》第三条", signers=("分管领导",), audit="第 7 号 abcd", foot=("结账人：马满",)
)
ITEMS = (Item("三1", "晚到", "-0.5", "1", ("F-1", "F-2")), Item("三2", "漏办", "-2"))
ROWS = (ScoreRow("一科", "马满", "50", ITEMS, "47.5", ("自评",)), ScoreRow("二科", "李小", "50", (), "50"))


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def lines(paper: Paper) -> list[str]:
    parts = list(flow(paper, layout_of(paper.kind, paper.dated)))
    return [part.text for part in parts if isinstance(part, Line)] + [
        text for part in parts if isinstance(part, Spread) for text in part.texts
    ]


def test_the_month_sheet_lists_everybody_with_clause_and_records() -> None:
    paper = month_sheet(COVER, ROWS, ("自我考核", "群众评议"))
    (table,) = tables(paper)
    heads = [column.heading for column in table.columns]
    assert heads[-3:] == ["自我考核", "群众评议", "本人签字"]
    assert table.rows[0] == ("1", "一科", "马满", "50", "三1", "晚到", "1", "-0.5", "F-1、F-2", "47.5", "自评", "", "")
    assert table.rows[2][5:7] == ("—", "")
    assert list(table.keys) == [1, 1, 2]
    assert paper.landscape
    said = lines(paper)
    assert {"依据：《某办法》第三条", "结账人：马满", "审计校验：第 7 号 abcd", "单位（盖章）：", "分管领导：", "2012年7月"} <= set(said)


def test_a_month_sheet_for_each_section_has_a_page_and_signatures_each() -> None:
    paper = month_sheet(COVER, ROWS, ("自我考核",), per_unit=True)
    kinds = [type(block) for block in paper.blocks]
    assert kinds == [Heading, Table, SignatureLine, PageBreak, Heading, Table, SignatureLine]
    assert "科室" not in [column.heading for column in tables(paper)[0].columns]
    assert paper.blocks[4] == Heading("考核表　2012年7月　二科")


@pytest.mark.parametrize("per_unit", [True, False])
def test_a_month_without_anybody_says_so(per_unit: bool) -> None:
    (table,) = tables(month_sheet(COVER, (), per_unit=per_unit))
    assert table.empty == "本期没有要考核的人"


def test_money_adds_up_and_what_is_open_is_said() -> None:
    rows = (
        MoneyRow("马满", "一科", "文稿", "四", 40050, "某政〔2012〕5号", "2", "200 元/篇"),
        MoneyRow("李小", "二科", "信息", "四", -3000),
        MoneyRow("王平", "二科", "调研", "四", None),
    )
    paper = reward_sheet(COVER, rows)
    (table,) = tables(paper)
    assert [row[8] for row in table.rows] == ["400.50", "-30.00", "待定"]
    assert [row[5] for row in table.rows] == ["某政〔2012〕5号", "待补", "待补"]
    assert (table.totals[3], table.totals[8]) == ("人民币叁佰柒拾元伍角整", "370.50")
    assert Note("有 1 笔金额待定，合计未包括。") in paper.blocks
    assert "单位：元" in paper.line
    assert tables(reward_sheet(COVER, ()))[0].totals == ()


def test_a_screening_groups_the_checks_of_one_person() -> None:
    rows = [ScreenRow("马满", "一科", check, "五", "无", "通过", ("F-1",)) for check in ("甲", "乙")]
    (table,) = tables(screening_sheet(COVER, [*rows, ScreenRow("李小", "二科", "甲", "五", "1 次", "不得评")]))
    assert list(table.keys) == [1, 1, 2]
    assert table.rows[2][:3] == ("2", "李小", "二科")


def test_a_year_leaves_out_what_has_no_rows() -> None:
    columns = (Column("荣誉"), Column("名额"))
    paper = year_summary(COVER, [Part("名额", columns, [["甲", "3"]]), Part("后果", columns, [])])
    assert [block.text for block in paper.blocks if isinstance(block, Heading)] == ["名额"]
    assert Note("本年度没有可列的结果。") in year_summary(COVER, [Part("后果", columns, [])]).blocks


def test_a_form_has_the_fields_that_the_office_names() -> None:
    form = form_sheet(COVER, [[Pair("姓名", "马满")]])
    assert isinstance(form.blocks[0], KeyValues)


def test_the_usual_places_to_sign_stand_once() -> None:
    cover = Cover("表", "某局", NEW, signers=("审核人", "组长"))
    (places,) = [block.places for block in form_sheet(cover, [[Pair("甲")]]).blocks if isinstance(block, SignatureLine)]
    assert [place for place, _ in places] == [*SIGNED[:-1], "组长", SIGNED[-1]]


def warned(**more: Any) -> Warned:
    known: dict[str, Any] = {
        "title": "某书", "issuer": "某局", "number": "某〔2012〕2号", "dated": NEW, "to": "马满", "unit": "一科", "facts": "两次离岗。",
        "clause": "某办法第五条", "measure": "提醒",
    }  # fmt: skip
    return Warned(**(known | more))


def test_a_warning_has_letter_receipt_and_stub() -> None:
    paper = warning_letter(warned(begins=NEW, ends=date(2012, 12, 31), demands=("请整改。",), appeal="可以申请复核。"))
    said = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert said == [
        "经查，两次离岗。",
        "依据某办法第五条，决定：提醒。",
        "告诫期自2012年7月1日至2012年12月31日。",
        "请整改。",
        "可以申请复核。",
    ]
    assert [type(block) for block in paper.after].count(KeyValues) == 2
    found = lines(paper)
    assert found[:3] == ["某书", "编号：某〔2012〕2号", "马满："]
    assert found.index("某书（存根）") > found.index("2012年7月1日")


@pytest.mark.parametrize(("begins", "ends"), [(None, None), (NEW, None), (None, NEW)])
def test_a_span_that_is_not_known_is_not_printed(begins: date | None, ends: date | None) -> None:
    assert not any("告诫期自" in text for text in lines(warning_letter(warned(begins=begins, ends=ends))))


def test_a_notice_of_rectification_lists_findings_and_comes_back() -> None:
    findings: Sequence[Finding] = (Finding("事项没有办结。", "三2", "马满", date(2012, 7, 5)), Finding("去向牌没有更新"))
    paper = rectification_notice(Issued("某单", "某部", NEW, "某整〔2012〕4号", ("一科",)), findings, date(2012, 7, 10))
    said = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert said[1:] == ["1．事项没有办结（依据三2，责任人：马满，2012年7月5日前完成）。", "2．去向牌没有更新。"]
    assert "2012年7月10日前" in said[0]
    assert any(isinstance(block, KeyValues) for block in paper.after)
    assert rectification_notice(Issued("某单", "某部", NEW), findings, NEW, receipt=False).after == ()


def test_a_circular_carries_its_elements_and_lists() -> None:
    issued = Issued("某决定", "某办", NEW, "某〔2012〕6号", ("各科室",), ("县委办",), NEW, 80, ("表扬",), audit="第 9 号 ef")
    paper = notice(issued, [Paragraph("正文。")], [Attachment("名单", [Table([Column("姓名")], [["马满"]])])])
    assert paper.kind == "official"
    said = lines(paper)
    assert {"附件：名单", "附件", "审计校验：第 9 号 ef"} <= set(said)


def test_tables_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ValueError, match="2 columns, 1 cells"):
        Table([Column("甲"), Column("乙")], [["1"]])
    with pytest.raises(ValueError, match="1 rows, 2 keys"):
        Table([Column("甲")], [["1"]], keys=[1, 2])


def test_every_form_can_be_written() -> None:
    for paper in (
        month_sheet(COVER, ROWS, ("自我考核",), per_unit=True),
        warning_letter(warned()),
        form_sheet(COVER, [[Pair("甲"), Pair("乙")], [Pair("丙")]]),
    ):
        assert write_docx(paper, installed=frozenset()).data.startswith(b"PK")
