"""Forms and letters: what stands in them comes from the rows of the workbook's pages; what was not filled in stays open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.files.papers.sample_papers import NEW
from xiaoneng.files.papers.docx import write_docx
from xiaoneng.files.papers.flow import Line, Spread, flow
from xiaoneng.files.papers.forms import Cover, form_sheet, sheet
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.letters import Finding, Issued, Warned, notice, rectification_notice, warning_letter
from xiaoneng.files.papers.model import Attachment, Column, Heading, KeyValues, Note, Pair, Paper, Paragraph, SignatureLine, Table
from xiaoneng.files.papers.pdf import markup
from xiaoneng.files.papers.xlsx import paper_bytes
from xiaoneng.files.workbook_paper import Column as PageColumn
from xiaoneng.files.workbook_paper import Marked, Page

COVER = Cover("考核表（2012年7月）", "某局", NEW, "2012年7月", basis="《某办法》", audit="第 7 号 abcd", foot=("结账人：马满",))
COLUMNS = (
    PageColumn("姓名", 12, "center", group=True),
    PageColumn("次数", 7, "number"),
    PageColumn("比例", 7, "share"),
    PageColumn("金额", 12, "money"),
    PageColumn("签字", 12, "blank", group=True),
)
ROWS = (
    ("马满", Marked(Decimal(11)), Decimal("0.15"), Decimal("-30"), ""),
    ("马满", Decimal("1.50"), "待定", Decimal("400.5"), ""),
    ("李小", Decimal(100), None, "待定", ""),
)
PAGE = Page(
    "考核", "考核表（2012年7月）", ("单位：某局", "依据：《某办法》"), COLUMNS, ROWS, ("合计", Decimal(3), "", Decimal("370.5"), ""),
    ("单位（盖章）", "组长", "填表人", "日期：　　年　　月　　日"), (1, 1, 2), "三", ("※ 表示达到",),
)  # fmt: skip


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def lines(paper: Paper) -> list[str]:
    parts = list(flow(paper, layout_of(paper.kind, paper.dated)))
    return [part.text for part in parts if isinstance(part, Line)] + [
        text for part in parts if isinstance(part, Spread) for text in part.texts
    ]


def test_a_page_of_the_workbook_is_printed_as_it_stands() -> None:
    (table,) = tables(sheet(COVER, [PAGE]))
    assert table.rows[0] == ("马满", "※11", "15%", "-30.00", "")
    assert table.rows[1] == ("马满", "1.5", "待定", "400.50", "")
    assert table.rows[2] == ("李小", "100", "", "待定", "")
    assert table.totals == ("合计", "3", "", "370.50", "")
    assert (list(table.keys), table.roomy) == ([1, 1, 2], True)


def test_a_sheet_says_whose_it_is_of_when_on_which_clause_and_who_signs() -> None:
    said = lines(sheet(COVER, [PAGE]))
    assert {"单位：某局", "期间：2012年7月", "依据：《某办法》三", "结账人：马满", "审计校验：第 7 号 abcd", "※ 表示达到"} <= set(said)
    assert {"单位（盖章）：", "组长：", "填表人：", "日期：　　年　　月　　日"} <= set(said)
    assert not any(text.startswith("截至") for text in said)


def test_several_pages_stand_under_their_titles_and_are_signed_once() -> None:
    other = Page("后果", "后果表（2012年7月）", (), COLUMNS[:1], [("李小",)], None, ("单位（盖章）", "填表人"))
    paper = sheet(COVER, [PAGE, other])
    assert [block.text for block in paper.blocks if isinstance(block, Heading)] == ["考核表　三", "后果表"]
    (places,) = [block.places for block in paper.blocks if isinstance(block, SignatureLine)]
    assert [label for label, _ in places] == ["单位（盖章）", "组长", "填表人", "日期"]


def test_without_rows_a_sheet_says_so() -> None:
    assert Note("本期没有可列的结果。") in sheet(COVER, []).blocks


@pytest.mark.parametrize(("width", "across"), [(88, False), (89, True)])
def test_wide_sheets_lie_across(width: int, across: bool) -> None:
    page = Page("表", "表", (), (PageColumn("甲", width),), [("一",)])
    assert sheet(COVER, [page]).landscape is across


def test_three_hundred_rows_and_long_names_keep_their_head_on_every_page() -> None:
    name = "某某街道办事处便民服务和综合行政执法办公室" * 3
    rows = [(f"{name}{number}",) for number in range(300)]
    paper = sheet(COVER, [Page("表", "表", (), COLUMNS[:1], rows)])
    html = markup(paper)
    assert html.count("<thead>") == 1
    assert html.count(name) == 300
    assert "table-header-group" in html
    assert b"tblHeader" in unzipped(write_docx(paper, installed=frozenset()).data)


def unzipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read("word/document.xml")


def test_numbers_stay_numbers_in_a_spreadsheet_and_formulas_stay_text() -> None:
    page = Page("表", "表", (), COLUMNS[:2], [("=1+1", Decimal(7))])
    (found,) = load_workbook(io.BytesIO(paper_bytes(sheet(COVER, [page])))).worksheets
    cells = [cell.value for row in found.iter_rows() for cell in row]
    assert 7 in cells
    assert "'=1+1" in cells


def test_a_form_has_the_fields_that_the_office_names() -> None:
    form = form_sheet(COVER, [[Pair("姓名", "马满")]])
    assert isinstance(form.blocks[0], KeyValues)


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
        sheet(COVER, [PAGE]),
        warning_letter(warned()),
        form_sheet(COVER, [[Pair("甲"), Pair("乙")], [Pair("丙")]]),
    ):
        assert write_docx(paper, installed=frozenset()).data.startswith(b"PK")
