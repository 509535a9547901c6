"""Workbooks as Excel and others write them, and as nobody should; each is opened in a process of its own."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.files.workbooks import SHEET, one_fact, rewritten, rows_of, with_far_cell, workbook
from xiaoneng.files.tables import InputProblems, Limits, Table, read_table
from xiaoneng.files.values import parse_date, parse_quantity

DAY = datetime(2012, 7, 18)  # noqa: DTZ001 -- a cell of Excel has no zone
FORMATS = ["yyyy-mm-dd", 14, 31, 57, 'yyyy"年"m"月"d"日"']


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(InputProblems) as caught:
        read_table(path, limits or Limits())
    return str(caught.value)


def texts(table: Table) -> list[list[str]]:
    return [[cell.original for cell in row.cells.values()] for row in table.rows]


@pytest.mark.parametrize("date_1904", [False, True])
def test_real_dates_in_every_format_and_both_calendars(tmp_path: Path, date_1904: bool) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for at, number_format in enumerate(FORMATS):
            sheet.write(0, at, f"列{at}")
            sheet.write_datetime(1, at, DAY, book.add_format({"num_format": number_format}))

    row = read_table(workbook(tmp_path, fill, date_1904=date_1904)).rows[0]
    assert [parse_date(cell) for cell in row.cells.values()] == [DAY.date()] * len(FORMATS)
    assert row["列0"].value == date(2012, 7, 18)


def test_a_date_with_a_time_is_kept_and_refused_as_a_date(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["日期", "钟点", "时长"])
        sheet.write_datetime(1, 0, DAY.replace(hour=8, minute=30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_number(1, 1, 0.354166666666667, book.add_format({"num_format": "h:mm"}))
        sheet.write_number(1, 2, 1.5, book.add_format({"num_format": "[h]:mm"}))

    row = read_table(workbook(tmp_path, fill)).rows[0]
    assert [cell.text for cell in row.cells.values()] == ["2012-07-18 08:30:00", "08:30:00", "36:00:00"]
    with pytest.raises(Exception, match=r"facts.xlsx 第2行「日期」\(A2\): “2012-07-18 08:30:00” 带有时间"):
        parse_date(row["日期"])


def test_numbers_come_as_excel_shows_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        rows_of(["a", "b", "c", "d", "e", "f"], [12, 12.0, 0.5, 0.1 + 0.2, True, "007"], [-0.0, 1e14, 1e-7, 20120718, False, " x "]),
    )
    table = read_table(path)
    assert texts(table) == [["12", "12", "0.5", "0.3", "TRUE", "007"], ["0", "100000000000000", "0.0000001", "20120718", "FALSE", " x "]]
    assert parse_quantity(table.rows[0]["c"], most=1000) == 50


def test_a_number_that_lost_its_last_digits_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows_of(["工号", "号码"], ["A1", 999_999_999_999_999], ["A2", 1_000_000_000_000_000]))
    message = refusal(path)
    assert message.count("\n") == 0
    assert "facts.xlsx 第3行「号码」(B3): “1e+15” 是超过15位的数字" in message


def test_error_values_are_all_told_with_their_cells(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["编号", "数量"])
        sheet.write_row(1, 0, ["F1", 1])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(9, 0, "=Z0", None, "#NAME?")

    message = refusal(workbook(tmp_path, fill))
    assert "facts.xlsx 第3行「数量」(B3): “#DIV/0!” 是 Excel 的错误值" in message
    assert "facts.xlsx 第10行「编号」(A10): “#NAME?” 是 Excel 的错误值" in message


def test_a_formula_without_a_result_is_not_taken_for_a_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编号", "数量"])
    sheet.append(["F1", "=1+1"])
    path = tmp_path / "facts.xlsx"
    book.save(path)
    assert "第2行「数量」(B2): “=1+1” 是没有算出结果的公式" in refusal(path)


def test_a_formula_with_a_result_counts_as_its_result(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["编号", "数量", "说明"])
        sheet.write_row(1, 0, ["F1"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, '=IF(B2>1,"a|b","")', None, "a|b")
        sheet.write_row(2, 0, ["F2", 1])
        sheet.write_formula(2, 2, '=IF(B3>1,"a|b","")', None, "")

    # Excel marks an empty result as text, which the writer of this test's workbook leaves out.
    path = rewritten(workbook(tmp_path, fill), replace={SHEET: (b'<c r="C3">', b'<c r="C3" t="str">')})
    assert texts(read_table(path)) == [["F1", "2", "a|b"], ["F2", "1", ""]]


def test_positions_are_those_of_the_sheet(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(3, 0, ["编号", "数量"])
        sheet.write_row(6, 0, ["F1", "abc"])
        sheet.write_row(7, 0, [" ", "\u200b"])
        sheet.write_row(8, 0, ["F2"])

    table = read_table(workbook(tmp_path, fill))
    assert [(row.line, row["编号"].text, row["数量"].address) for row in table.rows] == [(7, "F1", "B7"), (9, "F2", "B9")]
    with pytest.raises(Exception, match=r"facts.xlsx 第7行「数量」\(B7\): “abc” 不是数字"):
        parse_quantity(table.rows[0]["数量"], most=100)


def test_header_problems_and_values_beyond_it_name_letters(tmp_path: Path) -> None:
    assert "第1行「B列」(B1): 表头是空的" in refusal(workbook(tmp_path, rows_of(["编号", "", "数量"], ["F1", 1, 2])))
    assert "第2行「C列」(C2): “多” 超出表头的 2 列" in refusal(workbook(tmp_path, rows_of(["编号", "数量"], ["F1", 1, "多"])))


def test_the_only_filled_sheet_is_used(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        book.add_worksheet("空表")
        book.add_chartsheet("图")
        sheet.write_column(0, 0, ["编号", "F1"])

    assert texts(read_table(workbook(tmp_path, fill))) == [["F1"]]


def test_several_filled_sheets_are_named(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "编号")
        other = book.add_worksheet("选项")
        other.write(0, 0, "迟到")
        other.hide()

    assert "有 2 张工作表有内容: “事实”、“选项”(隐藏); 请只保留一张" in refusal(workbook(tmp_path, fill))


def test_an_empty_workbook_has_no_header(tmp_path: Path) -> None:
    assert "没有表头" in refusal(workbook(tmp_path, rows_of()))


def test_a_prefix_on_every_tag_changes_nothing(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1" t="str"><x:v>n</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        b"</x:sheetData></x:worksheet>"
    )
    assert "第2行「n」(A2): “#N/A” 是 Excel 的错误值" in refusal(rewritten(path, add={SHEET: sheet}))


def test_a_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = one_fact(tmp_path).rename(tmp_path / "facts.csv")
    assert texts(read_table(path)) == [["F1"]]


def test_a_directory_that_lies_about_sizes_ends_in_a_message(tmp_path: Path) -> None:
    path = rewritten(one_fact(tmp_path), add={"xl/sharedStrings.xml": b"<sst>" + b" " * 30_000_000})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/sharedStrings.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert "无法读取" in refusal(path, Limits(child_memory=200 * 1024 * 1024))


def test_memory_that_runs_out_kills_the_child_only(tmp_path: Path) -> None:
    assert "展开后过大, 无法读取" in refusal(with_far_cell(tmp_path, b'<c r="GS1048576"><v>1</v></c>'))


def test_time_that_runs_out_is_said(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    assert "超过 0 秒没有读完" in refusal(path, Limits(child_seconds=0))


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (at + 1, b"&l%d;" % at * 10) for at in range(9))
    sheet = b'<!DOCTYPE w [<!ENTITY l0 "ha">' + laughs + b']><worksheet><c t="e"><v>&l9;</v></c></worksheet>'
    path = rewritten(one_fact(tmp_path), add={SHEET: sheet})
    assert "无法读取" in refusal(path)


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    assert "工作簿已损坏" in refusal(path)


def test_file_size_limit_of_a_workbook(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    size = path.stat().st_size
    assert len(read_table(path, Limits(xlsx_bytes=size)).rows) == 1
    assert f"有 {size} 字节" in refusal(path, Limits(xlsx_bytes=size - 1))


def test_the_folder_one_stands_in_is_not_imported_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert texts(read_table(one_fact(tmp_path))) == [["F1"]]
