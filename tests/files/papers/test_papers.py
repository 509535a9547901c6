"""Papers: the form of their time, nothing taken for markup or a formula, missing fonts named."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from docx import Document

from xiaoneng.files.papers.docx import docx_bytes
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.model import Block, Fields, Grid, Heading, Paper, Paragraph, Signatures
from xiaoneng.files.papers.pdf import markup, pdf_bytes
from xiaoneng.files.papers.xlsx import Column, safe_text, table_bytes

OLD, NEW = date(2012, 6, 30), date(2012, 7, 1)


def letter(dated: date = NEW, text: str = "经核查属实。") -> Paper:
    blocks: list[Block] = [Heading("一、事实"), Paragraph(text), Fields([("姓名", "马满")]), Signatures(["签收人"])]
    return Paper("official", "告诫书", "清和县民政局", dated, blocks, number="清民〔2026〕3 号", to="马满")


@pytest.mark.parametrize(("dated", "shown"), [(OLD, "二〇一二年六月三十日"), (NEW, "2012年7月1日")])
def test_dates_follow_the_form_of_their_time(dated: date, shown: str) -> None:
    text = markup(letter(dated)).replace("○", "〇")
    assert shown in text


def test_nothing_is_markup() -> None:
    assert "&lt;script&gt;" in markup(letter(text="<script>x</script>"))


def test_missing_fonts_are_named() -> None:
    layout = layout_of(letter())
    some = frozenset({"仿宋"})
    assert layout.family("body", some) == "仿宋"
    assert len(layout.missing(some)) == 3
    assert "方正小标宋简体" in layout.missing(some)[0]
    assert layout.missing(frozenset({"仿宋", "黑体", "楷体", "小标宋体"})) == []


def test_a_document_names_the_standards_fonts() -> None:
    document = Document(io.BytesIO(docx_bytes(letter())))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["清和县民政局", "清民〔2026〕3 号", "告诫书"]
    assert document.tables[0].cell(0, 1).text == "马满"
    assert 'w:eastAsia="方正小标宋简体"' in document.paragraphs[2]._p.xml


def test_a_sheet_is_printed() -> None:
    grid = Grid(["姓名", "得分"], [["甲", "50"], ["乙", "49.5"]], frozenset({1}), ["合计", "99.5"])
    paper = Paper("sheet", "考核表", "某局", NEW, [grid, Signatures(["审核人"])])
    assert pdf_bytes(paper).startswith(b"%PDF-")
    assert "class=n>49.5" in markup(paper)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "－1"])
def test_no_formula_goes_out(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes("表", [Column("列")], [[text]]))).active
    assert sheet is not None
    assert sheet.cell(3, 1).data_type == "s"


def test_numbers_stay_exact() -> None:
    columns = [Column("分", "number"), Column("钱", "money"), Column("日", "day")]
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes("表", columns, [[4950, 10001, date(2026, 7, 1)]]))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]][:2] == [49.5, 100.01]
