"""Chinese dates and numerals against an independent library and the printed forms."""

import datetime as dt

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import (
    NumeralError,
    arabic_date,
    capital_date,
    capital_digits,
    capital_money,
    capital_month,
    capital_numeral,
    chinese_date,
    document_date,
    small_numeral,
)

NUMBERS = st.integers(0, 16).flatmap(lambda digits: st.integers(0, 10**digits - 1))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ((2007, 3, 9), "二○○七年三月九日"),
        ((2010, 10, 10), "二○一○年十月十日"),
        ((2012, 11, 20), "二○一二年十一月二十日"),
        ((1999, 12, 31), "一九九九年十二月三十一日"),
    ],
)
def test_dates_in_chinese_numerals(day: tuple[int, int, int], written: str) -> None:
    assert chinese_date(dt.date(*day)) == written
    assert chinese_date(dt.date(*day), "〇") == written.replace("○", "〇")


def test_the_printed_zero_is_the_circle() -> None:
    assert {ord(sign) for sign in chinese_date(dt.date(2007, 3, 9))} & {0x25CB, 0x3007} == {0x25CB}
    with pytest.raises(NumeralError, match="“0”"):
        chinese_date(dt.date(2007, 3, 9), "0")  # type: ignore[arg-type]


def test_the_form_of_a_date_follows_the_documents_day() -> None:
    turn = dt.date(2012, 7, 1)
    assert arabic_date(dt.date(2007, 3, 9)) == "2007年3月9日"
    assert document_date(dt.date(2012, 6, 30), turn) == "二○一二年六月三十日"
    assert document_date(turn, turn) == "2012年7月1日"


@given(NUMBERS)
def test_numerals_agree_with_cn2an(number: int) -> None:
    assert small_numeral(number) == cn2an.an2cn(str(number), "low")
    assert capital_numeral(number) == cn2an.an2cn(str(number), "up")


@given(NUMBERS)
def test_numerals_read_back(number: int) -> None:
    assert cn2an.cn2an(small_numeral(number), "strict") == number


@given(st.integers(0, 10**14))
def test_money_agrees_with_cn2an(fen: int) -> None:
    assert capital_money(fen, whole_after_jiao=False) == cn2an.an2cn(f"{fen // 100}.{fen % 100:02d}", "rmb")


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (155000, "壹仟伍佰伍拾元整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (1000, "壹拾元整"),
        (50, "伍角整"),
        (5, "伍分"),
        (0, "零元整"),
        (-1050, "负壹拾元伍角整"),
    ],
)
def test_amounts_of_money(fen: int, written: str) -> None:
    assert capital_money(fen) == written


def test_letters_print_capitals() -> None:
    assert capital_numeral(90) + "天" == "玖拾天"
    assert capital_digits(2008) == "贰零零捌"
    assert capital_month(2008, 6) == "贰零零捌年陆月"
    assert capital_month(2008, 10) == "贰零零捌年壹拾月"


def test_vouchers_guard_months_and_days_with_a_zero() -> None:
    assert [capital_month(2008, month, "bill")[5:-1] for month in (1, 2, 3, 10, 11)] == ["零壹", "零贰", "叁", "零壹拾", "壹拾壹"]
    written = [capital_date(dt.date(2008, 1, day), "bill").split("月")[1] for day in (1, 9, 10, 11, 20, 21, 30, 31)]
    assert written == ["零壹日", "零玖日", "零壹拾日", "壹拾壹日", "零贰拾日", "贰拾壹日", "零叁拾日", "叁拾壹日"]
    assert capital_date(dt.date(2008, 6, 30)) == "贰零零捌年陆月叁拾日"


@pytest.mark.parametrize("wrong", [-1, 10**16, True, 1.5, "12", None])
def test_what_cannot_be_written_is_refused(wrong: object) -> None:
    for write in (small_numeral, capital_numeral, capital_digits):
        with pytest.raises(NumeralError):
            write(wrong)  # type: ignore[arg-type]


def test_bounds_and_wrong_amounts() -> None:
    assert small_numeral(10**16 - 1).startswith("九千九百九十九万九千九百九十九亿")
    for wrong in (1.5, True, "100", 10**18):
        with pytest.raises(NumeralError):
            capital_money(wrong)  # type: ignore[arg-type]
    with pytest.raises(NumeralError, match="1 至 12"):
        capital_month(2008, 13)
    with pytest.raises(NumeralError, match="fancy"):
        capital_month(2008, 1, "fancy")  # type: ignore[arg-type]
