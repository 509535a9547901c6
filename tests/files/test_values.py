"""Dates, quantities, yes and no, lists and folding, as typed by people."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.files.cells import BadValue, Cell, Fault, Value
from xiaoneng.files.values import (
    clean,
    fold_id,
    fold_name,
    parse_date,
    parse_integer,
    parse_quantity,
    parse_text,
    parse_yes_no,
    split_list,
)

MOST = 99_999_00


def cell(value: Value) -> Cell:
    return Cell(value, "facts.xlsx", 12, "数量", "E")


DAY = date(2012, 7, 18)


@pytest.mark.parametrize(
    "value",
    [
        "2012-07-18",
        "2012-7-18",
        "2012/7/18",
        "2012/07/18",
        "2012.7.18",
        "2012年7月18日",
        "2012 年 07 月 18 日",
        "20120718",
        "２０１２－０７－１８",
        "２０１２年７月１８日",
        " 2012-07-18\u200b　",
        "2012-07-18 00:00:00",
        "2012/7/18 0:00",
        "2012-07-18T00:00:00.000",
        DAY,
        datetime(2012, 7, 18),  # noqa: DTZ001 -- a cell of Excel has no zone
    ],
)
def test_dates(value: Value) -> None:
    assert parse_date(cell(value)) == DAY


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("", "是空的"),
        ("  \u200b", "是空的"),
        ("3月5日", "没有写年份"),
        ("2012年7月", "没有写到日"),
        ("2012-07", "没有写到日"),
        ("12-7-18", "年份不是四位数"),
        ("7/18/2012", "年份不是四位数"),
        ("12年7月18日", "年份不是四位数"),
        ("41108", "是数字, 不是日期"),
        ("201207180", "是数字, 不是日期"),
        ("2012-02-30", "是不存在的日期"),
        ("2011-02-29", "是不存在的日期"),
        ("20121301", "是不存在的日期"),
        ("0000-01-01", "是不存在的日期"),
        ("2012-07/18", "不是日期"),
        ("2012年7月18", "不是日期"),
        ("二〇一二年七月十八日", "不是日期"),
        ("2012-07-18至20", "不是日期"),
        ("٢٠١٢-٠٧-١٨", "不是日期"),
        ("2012-07-18 08:30", "带有时间"),
        ("2012-07-17 24:00", "带有时间"),
        (datetime(2012, 7, 18, 8, 30), "带有时间"),  # noqa: DTZ001
        ("1900-02-28", "不在 1900-03-01 到"),
        ("2200-01-01", "不在 1900-03-01 到"),
        (date(1900, 2, 28), "不在 1900-03-01 到"),
    ],
)
def test_refused_dates(value: Value, what: str) -> None:
    with pytest.raises(BadValue, match=what) as caught:
        parse_date(cell(value))
    problem = caught.value.problem
    assert (problem.file, problem.line, problem.column, problem.cell) == ("facts.xlsx", 12, "数量", "E12")
    assert problem.remedy.startswith("请")


@pytest.mark.parametrize("day", [date(1900, 3, 1), date(2199, 12, 31), date(2012, 2, 29)])
def test_date_bounds(day: date) -> None:
    assert parse_date(cell(day.isoformat())) == day


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    year, month, dom = day.year, day.month, day.day
    forms = [f"{year}-{month}-{dom}", f"{year}/{month:02}/{dom:02}", f"{year}年{month}月{dom}日", f"{year}{month:02}{dom:02}"]
    assert {parse_date(cell(form)) for form in forms} == {day}


@pytest.mark.parametrize(
    ("value", "hundredths"),
    [("1", 100), ("0.5", 50), ("0.05", 5), ("12.25", 1225), ("0", 0), ("007", 700), ("１．５", 150), (" 3　", 300), ("99999", MOST)],
)
def test_quantities(value: str, hundredths: int) -> None:
    assert parse_quantity(cell(value), MOST) == hundredths


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("", "是空的"),
        ("abc", "不是数字"),
        ("NaN", "不是一个确定的数"),
        ("inf", "不是一个确定的数"),
        ("-Infinity", "不是一个确定的数"),
        ("1e3", "是科学计数法"),
        ("1.5E+10", "是科学计数法"),
        ("-1", "是负数"),
        ("－0.5", "是负数"),
        ("−2", "是负数"),
        ("+1", "带有正号"),
        ("0.125", "小数超过两位"),
        ("1,000", "带有千位分隔符"),
        (".5", "小数点前后缺少数字"),
        ("5.", "小数点前后缺少数字"),
        ("50%", "是百分数"),
        ("3次", "数字后面有别的文字"),
        ("1/2", "数字后面有别的文字"),
        ("半", "不是数字"),
        ("1_000", "数字后面有别的文字"),
        ("٣", "不是数字"),
        ("99999.01", "超过上限 99999"),
        ("9" * 5000, "超过上限 99999"),
        (DAY, "是日期"),
        (Fault("#REF!", "是 Excel 的错误值", "请改正"), "#REF!.*是 Excel 的错误值"),
    ],
)
def test_refused_quantities(value: Value, what: str) -> None:
    with pytest.raises(BadValue, match=what) as caught:
        parse_quantity(cell(value), MOST)
    assert caught.value.problem.remedy.startswith(("请", "数量"))


@pytest.mark.parametrize(("value", "hundredths"), [("-1", -100), ("－0.5", -50), ("− 2", -200), ("0", 0), ("3", 300), ("-99999", -MOST)])
def test_signed_quantities(value: str, hundredths: int) -> None:
    assert parse_quantity(cell(value), MOST, signed=True) == hundredths


@pytest.mark.parametrize(
    ("value", "what"), [("--1", "是负数"), ("-", "不是数字"), ("-0.125", "小数超过两位"), ("-99999.01", "低于下限 -99999")]
)
def test_refused_signed_quantities(value: str, what: str) -> None:
    with pytest.raises(BadValue, match=what):
        parse_quantity(cell(value), MOST, signed=True)


@given(st.decimals(min_value=0, max_value=99_999, places=2))
def test_quantities_are_exact(amount: Decimal) -> None:
    assert Decimal(parse_quantity(cell(format(amount, "f")), MOST)) == amount * 100


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_problem(text: str) -> None:
    for parse in (parse_date, lambda given_cell: parse_quantity(given_cell, MOST), parse_yes_no, parse_text):
        try:
            assert parse(cell(text)) is not None
        except BadValue as bad:
            assert str(bad).startswith("facts.xlsx 第12行「数量」(E12): ")


@pytest.mark.parametrize(("value", "number"), [("1", 1), ("12", 12), ("-3", -3), ("１０", 10)])
def test_integers(value: str, number: int) -> None:
    assert parse_integer(cell(value), -3, 12) == number


@pytest.mark.parametrize(
    ("value", "what"), [("13", "不在 -3 到 12 之间"), ("-4", "不在"), ("1.0", "不是整数"), ("9" * 5000, "不在"), ("", "是空的")]
)
def test_refused_integers(value: str, what: str) -> None:
    with pytest.raises(BadValue, match=what):
        parse_integer(cell(value), -3, 12)


@pytest.mark.parametrize(
    ("value", "truth"), [("是", True), ("否", False), ("y", True), ("ｎ", False), ("√", True), ("×", False), ("1", True), ("0", False)]
)
def test_yes_and_no(value: str, truth: bool) -> None:
    assert parse_yes_no(cell(value)) is truth


@pytest.mark.parametrize("value", ["", "不是", "2", "x", "是否"])
def test_refused_yes_and_no(value: str) -> None:
    with pytest.raises(BadValue, match="请填写“是”或“否”"):
        parse_yes_no(cell(value))


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("MZ001、MZ002", ["MZ001", "MZ002"]),
        ("甲,乙，丙", ["甲", "乙", "丙"]),
        (" 甲 、、乙\u200b、", ["甲", "乙"]),
        ("", []),
        ("甲;乙", ["甲;乙"]),
    ],
)
def test_lists(value: str, parts: list[str]) -> None:
    assert split_list(cell(value)) == parts


def test_folding() -> None:
    assert fold_id(" ＭＺ００１\u200b　") == "MZ001"
    assert fold_id("mz001") != fold_id("MZ001")
    assert fold_name("张　三") == fold_name("张 三") == "张三"
    assert fold_name("买买提•艾力") == fold_name("买买提・艾力") == "买买提·艾力"
    assert clean("e\u0301\ufeff") == "é"
    assert clean("𠮷䶮") == "𠮷䶮"


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    for fold in (clean, fold_id, fold_name):
        assert fold(fold(text)) == fold(text)
