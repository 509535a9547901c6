"""Tables as offices have them: titles above headers, other words for columns and states, rows entered twice."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.files.office_folder import load, office, refusals, write
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.files.tables import BadValue, Cell, InputProblems, read_table
from xiaoneng.files.values import parse_quantity
from xiaoneng.rulebook.results.sheets import warnings

HEAD = "编号,日期,对象,事项\n"
ROW = "F1,2031-03-01,P1,晚到\n"


def said(path: Path) -> str:
    with pytest.raises(InputProblems) as found:
        read_table(path)
    return str(found.value)


@pytest.mark.parametrize("title", ["某局考勤登记表", "某局考勤登记表,,,", ",某局考勤登记表,,"])
def test_a_title_above_the_header_is_told(title: str, tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, facts=f"{title}\n{HEAD}{ROW}")
    assert found == "facts.csv 第1行: “某局考勤登记表” 像标题, 不是表头; 表头在第2行, 请删去它上面的行"


def test_a_table_of_one_column_has_no_title(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("科室\n文书组\n外勤组\n")
    assert [row.values for row in read_table(path).rows] == [["文书组"], ["外勤组"]]


def test_a_title_in_a_sheet_is_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "facts.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "某局考勤登记表")
        for at, column in enumerate(HEAD.strip().split(",")):
            sheet.write(2, at, column)
    assert said(tmp_path / "facts.xlsx") == "facts.xlsx 第1行: “某局考勤登记表” 像标题, 不是表头; 表头在第3行, 请删去它上面的行"


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ("编号,时间,对象,事项\n", "缺少列“日期”; 请在表头补上这一列; 如果就是“时间”, 请把它改成“日期”"),
        ("编号,日期,姓名,事项\n", "缺少列“对象”; 请在表头补上这一列; 如果就是“姓名”, 请把它改成“对象”"),
        ("编号,日期,对象,甲,乙\n", "缺少列“事项”; 请在表头补上这一列; 现有的是 甲、乙"),
    ],
)
def test_columns_under_other_names_are_pointed_out(facts: str, problem: str, tmp_path: Path) -> None:
    assert refusals(tmp_path, facts=facts) == [f"facts.csv: {problem}"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fact.csv", "文件夹里另有 fact.csv, 如果就是 fact.csv, 请改名为 facts.csv"),
        ("登记表.xlsx", "文件夹里另有 登记表.xlsx, 如果就是 登记表.xlsx, 请改名为 facts.xlsx"),
    ],
)
def test_a_table_under_another_name_is_pointed_out(name: str, hint: str, tmp_path: Path) -> None:
    write(tmp_path, facts=None)
    (tmp_path / name).write_text(HEAD)
    assert refusals(tmp_path, facts=None) == [f"facts.csv: 文件夹里没有这张表; 请放入 facts.csv 或 facts.xlsx, 没有记录的只留表头; {hint}"]


def test_an_empty_file_and_a_missing_one_are_told_the_same(tmp_path: Path) -> None:
    assert "没有记录的, 只留表头" in refusals(tmp_path, facts="")[0]
    assert not load(tmp_path, facts=HEAD, works="编号,类别,作者,日期\n").office.facts


@pytest.mark.parametrize(
    ("state", "hint"),
    [
        ("确认", "；您是否要写“已确认”？"),
        ("未确认", "；您是否要写“待确认”？"),
        ("作废", "；您是否要写“已撤销”？"),
        ("不确认", "；应是 已确认、待确认、已撤销 之一"),
    ],
)
def test_a_state_is_never_answered_with_its_opposite(state: str, hint: str, tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, facts=f"编号,日期,对象,事项,状态\nF1,2031-03-01,P1,晚到,{state}\n")
    assert found.endswith(hint)


def twice(folder: Path, rows: str) -> list[str]:
    loaded = load(folder, facts=f"编号,日期,对象,事项,数量,说明,状态\n{rows}", works="编号,类别,作者,日期\n")
    return [line for line in loaded.warnings if "相同" in line]


@pytest.mark.parametrize(
    "other", ["F2,2031-03-01,P1,晚到,,,", ",2031-03-01,P1,晚到,2,,", ",2031-03-01,P1,晚到,,下午,", ",2031-03-01,P1,晚到,,,已撤销"]
)
def test_rows_that_differ_are_two(other: str, tmp_path: Path) -> None:
    assert not twice(tmp_path, f",2031-03-01,P1,晚到,,,\n{other}\n")


def test_rows_that_say_the_same_without_numbers_are_named(tmp_path: Path) -> None:
    (found,) = twice(tmp_path, ",2031-03-01,P1,晚到,,,\n,2031-03-02,P1,晚到,,,\n,2031/3/1,P1,来迟,1,,已确认\n")
    assert found.startswith("facts.csv: 第2行和第4行各栏都相同, 又没有编号, 两行都计入了")
    assert len(twice(tmp_path, ",2031-03-01,P1,晚到,,,\n" * 9)) == 6


@pytest.mark.parametrize(
    ("days", "period", "told"),
    [
        (("2030-03-01", "2030-05-01"), "2031", ["登记的 2 条事实都在期间（2031-01-01 至 2031-12-31）之外，没有一条计入；请核对期间和日期"]),
        (("2031-03-01", "2030-05-01"), "2031", ["2030 年登记的 1 条事实都在期间（2031-01-01 至 2031-12-31）之外，没有计入"]),
        (("2031-03-01", "2031-05-01"), "2031", []),
        (("2031-03-01", "2031-05-01"), "2031年3月", []),
    ],
)
def test_facts_that_no_period_reads_are_told(days: tuple[str, ...], period: str, told: list[str], tmp_path: Path) -> None:
    rows = "".join(f"F{number},{day},P1,晚到\n" for number, day in enumerate(days))
    outcome = evaluate_folder(office(), write(tmp_path, facts=f"{HEAD}{rows}", works="编号,类别,作者,日期\n"), period)
    assert [line for line in warnings(outcome) if "之外" in line] == told


def test_blanks_inside_a_merged_cell_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "facts.xlsx") as book:
        sheet = book.add_worksheet()
        for at, column in enumerate(("日期", "对象", "事项", "说明")):
            sheet.write(0, at, column)
        for row in (1, 2, 3):
            sheet.write_row(row, 1, ["P1", "晚到"])
        sheet.merge_range(1, 0, 2, 0, "2031-03-01")
        sheet.write(3, 0, "2031-03-02")
    assert said(tmp_path / "facts.xlsx") == "facts.xlsx 第3行「日期」(A3): 在合并单元格里; 请取消合并, 逐行逐格填写"


@pytest.mark.parametrize(("shape", "shown"), [("0%", "95%"), ("0.00%", "95%"), ('0.0"%"', "0.95"), ("0.00", "0.95")])
def test_a_share_shown_as_per_cent_is_read_as_it_is_shown(shape: str, shown: str, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "facts.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "得分")
        sheet.write(1, 0, 0.95, book.add_format({"num_format": shape}))
    assert [row["得分"].text for row in read_table(tmp_path / "facts.xlsx").rows] == [shown]


@pytest.mark.parametrize(("unit", "value"), [("%", 9500), ("百分点", 9500), ("分", None)])
def test_per_cent_is_read_where_the_unit_is_per_cent(unit: str, value: int | None) -> None:
    cell = Cell("95%", "facts.csv", 2, "得分")
    if value is None:
        with pytest.raises(BadValue, match=r"95 或 0\.95"):
            parse_quantity(cell, 10**9, unit=unit)
    else:
        assert parse_quantity(cell, 10**9, unit=unit) == value
