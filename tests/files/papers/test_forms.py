"""Forms and letters: what stands in them comes from the rows of the workbook's pages; what was not filled in stays open."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.files.papers.sample_papers import NEW
from xiaoneng.files.papers.docx import write_docx
from xiaoneng.files.papers.flow import Imprint, Line, Spread, flow
from xiaoneng.files.papers.forms import Cover, form_sheet, sheet
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.letters import OPEN_NUMBER, Issued, letter, notice
from xiaoneng.files.papers.model import (
    Column,
    CutLine,
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


ISSUED = Issued(
    "某书", "某局", NEW, "某〔2012〕2号", ("马满",), "马满", "一科", (("事实", "两次离岗"), ("依据", "某办法第五条")), audit="第 9 号 ef"
)  # fmt: skip


def test_a_letter_has_receipt_and_stub_where_they_are_asked_for() -> None:
    paper = letter(ISSUED, [Paragraph("正文。")], ("receipt", "stub"))
    found = lines(paper)
    assert found[:3] == ["某书", "编号：某〔2012〕2号", "马满："]
    assert found.index("某书（存根）") > found.index("2012年7月1日")
    receipt, stub = [block for block in paper.after if isinstance(block, KeyValues)]
    assert ("对象", "马满") in [(pair.label, pair.value) for row in receipt.rows for pair in row]
    assert ("事实", "两次离岗") in [(pair.label, pair.value) for row in stub.rows for pair in row]
    assert [type(block) for block in paper.after] == [CutLine, KeyValues, PageBreak, Heading, KeyValues]
    assert letter(ISSUED, [Paragraph("正文。")]).after == ()


def test_an_answer_comes_back_with_what_was_done() -> None:
    (_, form) = letter(ISSUED, [], ("answer",)).after
    assert isinstance(form, KeyValues)
    assert "措施和结果" in [pair.label for row in form.rows for pair in row]


@pytest.mark.parametrize(("on", "signed"), [(date(2012, 6, 30), False), (date(2012, 7, 1), True)])
def test_a_notice_is_set_as_its_time_demands(on: date, signed: bool) -> None:
    paper = notice(replace(ISSUED, dated=on, to=("各科室",)), ["正文。"])
    assert paper.kind == "official"
    said = lines(paper)
    assert {"某局文件", OPEN_NUMBER, "各科室：", "正文。"} <= set(said)
    (imprint,) = [part for part in flow(paper, layout_of("official", on)) if isinstance(part, Imprint)]
    assert list(imprint.notes) == ["审计校验：第 9 号 ef"]
    assert (imprint.subject is None) is signed
    assert ("某局" in said) is signed
    assert ("2012年7月1日" in said, "二○一二年六月三十日" in said) == (signed, not signed)


def test_tables_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ValueError, match="2 columns, 1 cells"):
        Table([Column("甲"), Column("乙")], [["1"]])
    with pytest.raises(ValueError, match="1 rows, 2 keys"):
        Table([Column("甲")], [["1"]], keys=[1, 2])


def test_every_form_can_be_written() -> None:
    for paper in (
        sheet(COVER, [PAGE]),
        letter(ISSUED, [Paragraph("正文。")], ("receipt", "answer", "stub")),
        form_sheet(COVER, [[Pair("甲"), Pair("乙")], [Pair("丙")]]),
    ):
        assert write_docx(paper, installed=frozenset()).data.startswith(b"PK")
