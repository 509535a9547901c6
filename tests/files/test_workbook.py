"""The signed workbook: which sheets there are, what stands in their cells, and that nothing in them runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.results.made_up import ANSWERS, FACTS, PEOPLE, RULEBOOK, WORKS, fact, on, outcome
from xiaoneng.files import workbook_paper
from xiaoneng.files.workbook import write_workbook
from xiaoneng.files.workbook_desk import in_lines
from xiaoneng.files.workbook_paper import Column, Page, Paper, lines_needed, safe, sheet_name
from xiaoneng.rulebook.engines.relations import Work
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.outcome import Outcome


def opened(found: Outcome, folder: Path) -> Any:
    path = folder / "year.xlsx"
    write_workbook(found, path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The workbook of the whole year."""
    return opened(outcome(), tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The workbook of one month."""
    return opened(outcome("2031-07"), tmp_path_factory.mktemp("july"))


def rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def row_with(sheet: Any, *words: object) -> list[Any]:
    """The first row that holds all of the words."""
    return next(row for row in rows(sheet) if set(words) <= set(row))


def heading(sheet: Any, word: str) -> int:
    """The column under a heading."""
    return next(place for row in rows(sheet) for place, cell in enumerate(row) if cell == word)


# ---------------------------------------------------------------- which sheets


def test_a_year_has_the_sheets_that_its_result_has(year: Any) -> None:
    names = year.sheetnames
    months = [f"潮汐月表2031-{month:02d}" for month in range(1, 13)]
    assert names == [
        "资格审查表", "科室资格审查表", "推荐名额表", "奖励发放测算表", "后果表",
        *months, "潮汐年表2031", "衡量表", "明细", "待确认", "参数与理解",
    ]  # fmt: skip


def test_a_month_has_no_sheets_of_the_year(july: Any) -> None:
    assert july.sheetnames == ["潮汐月表2031-07", "明细", "参数与理解"]


def test_every_sheet_has_head_foot_and_a_printed_page(year: Any) -> None:
    for sheet in year:
        found = rows(sheet)
        assert found[1][0].startswith("单位：潮汐站")
        assert "依据：《潮汐站办事办法》（潮发〔2031〕2号）" in found[2][0]
        assert all(word in found[-1][0] for word in ("单位（盖章）：", "填表人：", "审核人：", "日期："))
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows is not None
        assert "&P" in sheet.oddFooter.center.text
        assert sheet["A1"].font.name == "黑体"


# ---------------------------------------------------------------- the month sheet


def test_the_month_sheet_lists_people_in_the_offices_order_with_items_and_score(july: Any) -> None:
    sheet = july["潮汐月表2031-07"]
    name, clause, points, score = (heading(sheet, word) for word in ("姓名", "条款", "分值", "得分"))
    body = rows(sheet)[4:-2]
    assert [row[name] for row in body if row[name]] == ["白露", "谷雨", "立夏（C3）", "立夏（D4）", "小满"]
    assert [(row[clause], row[points], row[score]) for row in body[:2]] == [("二(一)1", -0.5, 3.5), ("二(一)2", -6, None)]
    assert body[2][heading(sheet, "扣分（加分）事项")] == "无"
    total = row_with(sheet, "合计")
    assert (total[1], total[points]) == ("5 人", -6.5)


def test_the_month_sheet_leaves_room_for_what_people_fill_in(july: Any) -> None:
    sheet = july["潮汐月表2031-07"]
    head = rows(sheet)[3]
    assert [word for word in head if word in ("自己评", "站里评", "大家评", "本人签字")] == ["自己评", "大家评", "本人签字"]
    assert "班组长：" in rows(sheet)[-1][0]


def test_a_bounded_score_shows_the_adjustment(tmp_path: Path) -> None:
    three_days = (fact("F1", "absence", on(1, 8), quantity=300),)
    sheet = opened(outcome("2031-01", three_days, answers=ANSWERS | {"lowest": "0"}), tmp_path)["潮汐月表2031-01"]
    adjusted = row_with(sheet, "按上下限调整")
    assert adjusted[heading(sheet, "分值")] == 2
    assert row_with(sheet, "合计")[heading(sheet, "分值")] == -10


# ---------------------------------------------------------------- screening, quotas, payments, consequences


def test_screening_shows_each_condition_with_value_limit_and_clause(year: Any) -> None:
    sheet = year["资格审查表"]
    late, best, why = heading(sheet, "来迟\n超过 2 次\n三(一)"), heading(sheet, "潮汐之星\n六"), heading(sheet, "结论和依据")
    barred, fine = row_with(sheet, "白露"), row_with(sheet, "谷雨")
    assert (barred[late], barred[best], fine[late], fine[best]) == (3, "取消资格", 2, "可参评")
    assert barred[why] == "取消资格，依据三(一)：来迟 3 次（超过 2 次）\nF1、F2、F3"
    assert row_with(sheet, "合计")[best] == "可参评 3"
    marked = next(cell for row in sheet.iter_rows() for cell in row if cell.column == late + 1 and cell.value == 3)
    assert (marked.number_format, marked.font.bold) == ('General"※"', True)


def test_quotas_stand_with_all_roundings(tmp_path: Path) -> None:
    six = (*PEOPLE, replace(PEOPLE[0], no="G7", name="寒露"))
    sheet = opened(outcome(people=six), tmp_path)["推荐名额表"]
    row = row_with(sheet, "潮汐之星")
    found = [row[heading(sheet, word)] for word in ("基数", "比例", "计算值", "舍去", "四舍五入", "进一", "推荐名额")]
    assert found == [6, 0.2, 1.2, 1, 1, 2, 1]
    share = next(cell for line in sheet.iter_rows() for cell in line if cell.value == 0.2)
    assert share.number_format == "0%"


def test_an_unanswered_rounding_leaves_the_places_open(tmp_path: Path) -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name != "rounding_way"}
    book = opened(outcome(answers=answers), tmp_path)
    row = row_with(book["推荐名额表"], "潮汐之星")
    assert row[heading(book["推荐名额表"], "推荐名额")] == "待定"
    assert "取整方式尚未答复" in row[-1]
    assert row_with(book["参数与理解"], "rounding_way")[3] == "尚未答复"


def test_payments_have_two_decimals_sums_and_blank_places(year: Any) -> None:
    sheet = year["奖励发放测算表"]
    amount, own = heading(sheet, "金额（元）"), heading(sheet, "本人合计（元）")
    row = row_with(sheet, "采用简报(省刊)", "五")
    cells = next(line for line in sheet.iter_rows() if line[amount].value == 100)
    assert cells[amount].number_format == "#,##0.00"
    assert row[heading(sheet, "算法")] == "1 × 100"
    assert row_with(sheet, "谷雨")[own] == 110
    assert (row[heading(sheet, "依据文号")], row[heading(sheet, "签收")]) == (None, None)
    assert row_with(sheet, "合计")[amount] == row_with(sheet, "合计")[own] == 110 - 5 * 4


def test_the_document_that_allows_a_payment_is_printed(tmp_path: Path) -> None:
    text = RULEBOOK.replace("unit: 元, period: year,", "unit: 元, period: year, basis: 潮财〔2030〕1号,")
    sheet = opened(outcome(text=text), tmp_path)["奖励发放测算表"]
    assert row_with(sheet, "谷雨")[heading(sheet, "依据文号")] == "潮财〔2030〕1号"


def test_consequences_stand_with_term_and_decider(year: Any) -> None:
    sheet = year["后果表"]
    row = row_with(sheet, "告诫期内不得外派", "2031-02-01")
    assert row[heading(sheet, "止")] == "2031-07-31"
    assert row[heading(sheet, "记录编号")] == "F9"
    assert row_with(sheet, "可定为较差")[heading(sheet, "决定")] == "可以，由有权机构决定"


# ---------------------------------------------------------------- records


def test_details_hold_every_entry_and_every_record_behind_a_figure(year: Any) -> None:
    sheet = year["明细"]
    number, points = heading(sheet, "编号"), heading(sheet, "分值（金额）")
    body = rows(sheet)[4:-1]
    used = {"F1", "F2", "F3", "F4", "F5", "F6", "F8", "F9", "F10", "F11", "F15", "F16", "F20", "F21", "F22", "W1", "W2"}
    assert {row[number] for row in body if row[number]} == used
    entries = [row[points] for row in body if row[points] is not None]
    assert sum(Decimal(str(one)) for one in entries) == Decimal("-1.5") + Decimal(-6) - 1 - 2 - 1 + 110 - 20


def test_pending_records_wait_on_their_own_sheet(year: Any) -> None:
    sheet = year["待确认"]
    assert row_with(sheet, "F12")[1:7] == ["2031-10-08", "白露", "文书组", "来迟", "F12", "1 次"]
    assert not any("F13" in row for row in rows(sheet))


def test_the_rulebooks_own_sheet_shows_values_and_blanks(year: Any) -> None:
    sheet = year["潮汐年表2031"]
    row = row_with(sheet, "白露")
    assert row[heading(sheet, "来迟")] == "来迟 3 次"
    assert row_with(sheet, "小满")[heading(sheet, "来迟")] == "来迟 0 次"
    assert row[heading(sheet, "评语")] is None


# ---------------------------------------------------------------- safety


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(sign: str) -> None:
    assert safe(f"{sign}1+1") == f"'{sign}1+1"


def test_other_text_stays_and_endless_text_says_that_it_was_cut() -> None:
    assert safe("二(一)1 = 来迟") == "二(一)1 = 来迟"
    assert safe("长" * 32_000) == "长" * 32_000
    cut = safe("长" * 32_001)
    assert cut.startswith("长" * 32_000)
    assert "内容过长" in cut


def test_hostile_names_and_titles_never_become_formulas(tmp_path: Path) -> None:
    people = (replace(PEOPLE[0], name='=HYPERLINK("x")'), *PEOPLE[1:])
    works = (Work("W1", "brief", "@SUM(A1)", on(2, 3), (0,), ("省刊",), "是", ""), *WORKS[1:])
    facts = (*FACTS, fact("+F99", "tardy", on(12, 1)))
    for sheet in opened(outcome(people=people, works=works, facts=facts), tmp_path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@"))


@given(st.lists(st.text(max_size=50), max_size=6))
def test_sheet_names_are_allowed_and_unlike(wanted: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(one, taken) for one in wanted]
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_the_same_result_is_the_same_file(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(outcome(), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_folder_that_is_not_there_is_refused_and_an_old_file_survives(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"不能写入“year\.xlsx”"):
        write_workbook(outcome("2031-07"), tmp_path / "missing" / "year.xlsx")
    (tmp_path / "year.xlsx").mkdir()
    with pytest.raises(Refused):
        write_workbook(outcome("2031-07"), tmp_path / "year.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["year.xlsx"]


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize(("count", "sheets"), [(3, 1), (4, 2), (6, 2), (7, 3)])
def test_a_long_list_goes_to_several_sheets(count: int, sheets: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_paper, "MOST_ROWS", 3)
    page = Page(
        "长表", "长表", ("单位：潮汐站",), (Column("编号", 8),), [(f"R{n}",) for n in range(count)], total=("合计",), foot=("日期",)
    )
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        Paper(book).print(page)
    found = openpyxl.load_workbook(path)
    texts = [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in found]
    assert len(texts) == sheets
    assert [text for part in texts for text in part if str(text).startswith("R")] == [f"R{n}" for n in range(count)]
    assert [("合计" in part) for part in texts] == [False] * (sheets - 1) + [True]


def test_a_large_workbook_repeats_what_a_small_one_merges(tmp_path: Path) -> None:
    page = Page(
        "表",
        "表",
        (),
        (Column("姓名", 8, group=True), Column("次", 6, "number")),
        [("白露", Decimal(1)), ("白露", Decimal(2))],
        keys=[1, 1],
    )
    found = []
    for large in (False, True):
        path = tmp_path / f"{large}.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": large}) as book:
            Paper(book, large).print(page)
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        found.append([row[0].value for row in sheet.iter_rows(min_row=3)])
    assert found == [["白露", None], ["白露", "白露"]]


@pytest.mark.parametrize(("text", "width", "lines"), [("来迟", 8, 1), ("来迟来迟来迟", 8, 2), ("a\nb", 8, 2), ("", 8, 1)])
def test_lines_of_a_cell_are_counted_by_width(text: str, width: int, lines: int) -> None:
    assert lines_needed(text, width) == lines


def test_numbers_are_broken_only_between_each_other() -> None:
    assert in_lines(["F001", "F002", "F003"], 10) == "F001、F002\nF003"
    assert in_lines([], 10) == ""


def test_awards_of_a_quarter_name_it(tmp_path: Path) -> None:
    text = RULEBOOK.replace("潮汐之星, clause: 六,", "潮汐之星, clause: 六, in: quarter,")
    book = opened(outcome(text=text), tmp_path)
    quotas = book["推荐名额表"]
    names = [row[heading(quotas, "荣誉")] for row in rows(quotas)]
    assert [name for name in names if name and "潮汐之星" in name] == [f"潮汐之星\n2031年第{one}季度" for one in "一二三四"]
    assert "最佳班组" in names
    screening = book["资格审查表"]
    head = heading(screening, "潮汐之星\n2031年第一季度至2031年第四季度\n六")
    assert row_with(screening, "谷雨")[head] == "可参评"
    quarter = opened(outcome("2031-Q3", text=text), tmp_path)
    assert row_with(quarter["推荐名额表"], "潮汐之星\n2031年第三季度")
    assert heading(quarter["资格审查表"], "潮汐之星\n2031年第三季度\n六")


def test_candidates_of_some_quarters_are_not_said_to_be_of_all(tmp_path: Path) -> None:
    text = RULEBOOK.replace("潮汐之星, clause: 六,", "潮汐之星, clause: 六, in: quarter, candidates: quarter_no > 2,")
    sheet = opened(outcome(text=text), tmp_path)["资格审查表"]
    head = heading(sheet, "潮汐之星\n2031年第一季度至2031年第四季度\n六")
    assert row_with(sheet, "谷雨")[head] == "可参评（2031年第三季度、2031年第四季度）"
