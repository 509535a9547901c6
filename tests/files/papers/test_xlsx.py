"""XLSX: typed cells, no formulas, the same bytes every time; a paper's tables as they are signed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from tests.files.papers.sample_papers import NEW, decision
from xiaoneng.files.papers import xlsx
from xiaoneng.files.papers.model import Column as PaperColumn
from xiaoneng.files.papers.model import KeyValues, Pair, Paper, Paragraph, SignatureLine, Table
from xiaoneng.files.papers.xlsx import CUT, LONGEST_TEXT, Column, paper_bytes, safe_text, table_bytes
from xiaoneng.rulebook.problems import Refused


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"])
def test_no_formula_goes_out(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    sheet = opened(table_bytes(text, [Column(text)], [[text]], [text])).active
    assert [cell.data_type for (cell,) in sheet.iter_rows() if cell.value is not None] == ["s"] * 4


def test_values_keep_their_kinds() -> None:
    kinds = [Column("分", "number"), Column("钱", "money"), Column("日", "day"), Column("时", "moment"), Column("字")]
    moment = datetime(2026, 6, 30, 17, 30, tzinfo=UTC)
    sheet = opened(table_bytes("表", kinds, [[4950, -10001, date(2026, 7, 1), moment, "00123"], [None, "", None, "未定", 5]])).active
    first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=3))
    assert [str(value) for value in first] == ["49.5", "-100.01", "2026-07-01 00:00:00", "2026-07-01 01:30:00", "00123"]
    assert second == [None, None, None, "未定", "5"]
    assert sheet["A3"].number_format == "General"
    assert sheet["B3"].number_format == "#,##0.00"


def test_the_list_can_be_used_and_printed() -> None:
    sheet = opened(table_bytes("名单[1]/2", [Column("姓名"), Column("说明")], [["马满", "字" * 60]], ["共 1 人"])).active
    assert sheet.title == "名单〔1〕／2"
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:B3"
    assert sheet.print_title_rows == "$2:$2"
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 50
    assert sheet["A5"].value == "共 1 人"


def test_an_empty_list_has_its_heads() -> None:
    sheet = opened(table_bytes("表", [Column("姓名")], [])).active
    assert [row[0].value for row in sheet.iter_rows()] == ["表", "姓名"]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    assert safe_text("字" * LONGEST_TEXT) == "字" * LONGEST_TEXT
    assert safe_text("字" * (LONGEST_TEXT + 1)) == "字" * LONGEST_TEXT + CUT


@pytest.mark.parametrize(("rows", "refused"), [(3, False), (4, True)])
def test_more_rows_than_a_sheet_holds_are_refused(rows: int, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    if refused:
        with pytest.raises(Refused, match="先筛选"):
            table_bytes("表", [Column("甲")], [["1"]] * rows)
    else:
        assert table_bytes("表", [Column("甲")], [["1"]] * rows)


def test_the_same_list_is_the_same_file() -> None:
    assert table_bytes("表", [Column("甲")], [["1"]]) == table_bytes("表", [Column("甲")], [["1"]])


def test_a_papers_tables_are_sheets_as_they_are_signed() -> None:
    columns = [
        PaperColumn("姓名", 10, group=True),
        PaperColumn("得分", 8, "center", number=True),
        PaperColumn("金额", 8, "right", number=True),
    ]
    table = Table(columns, [["甲", "-0.5", "400.00"], ["甲", "=1", "待定"]], totals=["合计", "", "400.00"], keys=[1, 1])
    paper = Paper("sheet", "考核表", "某局", NEW, [table, SignatureLine([("填表人", "")])], line=["某局", "2012年7月", ""], basis="办法")
    book = opened(paper_bytes(paper))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert ["甲", -0.5, 400] in rows
    assert [None, "'=1", "待定"] in rows
    assert ["合计", None, 400] in rows
    assert rows[-1][0] == "填表人："
    assert paper_bytes(paper) == paper_bytes(paper)


def test_a_letter_goes_out_too() -> None:
    form = Paper("letter", "书", "某局", NEW, [KeyValues([[Pair("姓名", "马满")]])])
    assert ("姓名", "马满") in list(opened(paper_bytes(form)).active.iter_rows(values_only=True))
    words = Paper("letter", "书", "某局", NEW, [Paragraph("=正文")])
    assert opened(paper_bytes(words)).active["A3"].value == "'=正文"
    assert "马满" in [cell.value for row in opened(paper_bytes(decision())).active.iter_rows() for cell in row]
