"""中文数字与日期: dates and numbers as Chinese official papers print them.

Everything is exact integer work; amounts of money are in fen.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from xiaoneng.rulebook.calendar.errors import NumeralError, shown

Zero = Literal["○", "〇"]
MonthStyle = Literal["plain", "bill"]

_SMALL = "零一二三四五六七八九"
_CAPITAL = "零壹贰叁肆伍陆柒捌玖"
_SMALL_UNITS = ("", "十", "百", "千")
_CAPITAL_UNITS = ("", "拾", "佰", "仟")
_GROUP = 10_000
_HUNDRED_MILLION = _GROUP * _GROUP
_TOO_LARGE = _HUNDRED_MILLION * _HUNDRED_MILLION
_FEN_IN_YUAN = 100
_ZEROS = ("○", "〇")
# A voucher writes 零 before a month or day that a stroke of the pen could turn into a teen.
_BILL_ZERO_MONTHS = (1, 2, 10)
_BILL_ZERO_DAYS = (*range(1, 11), 20, 30)


def chinese_date(day: dt.date, zero: Zero = "○") -> str:
    """汉字日期: 2007-03-09 → 二○○七年三月九日, by default with ○ (U+25CB) for zero, optionally 〇 (U+3007)."""
    if zero not in _ZEROS:
        raise NumeralError(f"汉字日期的零不能写作{shown(zero)}；请用“○”或“〇”")
    year = "".join(zero if digit == "0" else _SMALL[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{small_numeral(day.month)}月{small_numeral(day.day)}日"


def arabic_date(day: dt.date) -> str:
    """阿拉伯数字日期: 2007-03-09 → 2007年3月9日, month and day without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_date(day: dt.date, arabic_from: dt.date) -> str:
    """成文日期: in Chinese numerals before `arabic_from` (the day the newer format took force), in Arabic ones from then on."""
    return arabic_date(day) if day >= arabic_from else chinese_date(day)


def small_numeral(number: int) -> str:
    """小写数字: 12 → 十二, 30 → 三十, 10010 → 一万零一十. From 0 to below 10^16. Raises NumeralError."""
    written = _numeral(_checked(number), _SMALL, _SMALL_UNITS)
    return written.removeprefix("一") if written.startswith("一十") else written


def capital_numeral(number: int) -> str:
    """大写数字: 90 → 玖拾, 10 → 壹拾, 105 → 壹佰零伍. From 0 to below 10^16. Raises NumeralError."""
    return _numeral(_checked(number), _CAPITAL, _CAPITAL_UNITS)


def capital_digits(number: int) -> str:
    """大写逐位: 2008 → 贰零零捌, digit by digit as a year is written. Raises NumeralError."""
    return "".join(_CAPITAL[int(digit)] for digit in str(_checked(number)))


def capital_month(year: int, month: int, style: MonthStyle = "plain") -> str:
    """大写年月: 2008, 6 → 贰零零捌年陆月. `bill` writes 零 before 1, 2 and 10 as vouchers do (零壹拾月)."""
    if style not in ("plain", "bill"):
        raise NumeralError(f"大写年月没有{shown(style)}这种写法；可用 plain、bill")
    try:
        dt.date(year, month, 1)
    except (TypeError, ValueError) as error:
        raise NumeralError(f"年月{shown(f'{year}-{month}')}不存在；月份应为 1 至 12") from error
    return f"{capital_digits(year)}年{_padded(month, style, _BILL_ZERO_MONTHS)}月"


def capital_date(day: dt.date, style: MonthStyle = "plain") -> str:
    """大写日期: 2008-06-30 → 贰零零捌年陆月叁拾日; `bill` writes 零 before 1 to 10, 20 and 30."""
    return f"{capital_month(day.year, day.month, style)}{_padded(day.day, style, _BILL_ZERO_DAYS)}日"


def capital_money(fen: int, *, whole_after_jiao: bool = True) -> str:
    """金额大写: fen → 155000 → 壹仟伍佰伍拾元整; 140950 → 壹仟肆佰零玖元伍角整; 32504 → 叁佰贰拾伍元零肆分.

    整 closes 元, and 角 too unless `whole_after_jiao` is false; after 分 it never stands. 零 is written for an empty 角
    between 元 and 分; an empty 元 digit before 角 adds none. Below one yuan the yuan are left out. Negative amounts begin with 负.
    Raises NumeralError for what isn't a whole number of fen or is out of range.
    """
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise NumeralError(f"金额{shown(fen)}不是整数分；请以分为单位给出整数")
    yuan, cents = divmod(abs(fen), _FEN_IN_YUAN)
    jiao, single = divmod(cents, 10)
    written = f"{capital_numeral(yuan)}元" if yuan or not cents else ""
    if jiao:
        written += f"{_CAPITAL[jiao]}角"
    elif single and yuan:
        written += "零"
    if single:
        written += f"{_CAPITAL[single]}分"
    elif not jiao or whole_after_jiao:
        written += "整"
    return f"负{written}" if fen < 0 else written


def _padded(number: int, style: MonthStyle, padded: tuple[int, ...]) -> str:
    return ("零" if style == "bill" and number in padded else "") + capital_numeral(number)


def _checked(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise NumeralError(f"{shown(number)}不是整数，不能写成中文数字；请给出整数")
    if not 0 <= number < _TOO_LARGE:
        raise NumeralError("数字超出中文数字的书写范围；应不小于 0、小于一亿亿")
    return number


def _numeral(number: int, digits: str, units: tuple[str, ...]) -> str:
    for scale, name in ((_HUNDRED_MILLION, "亿"), (_GROUP, "万")):
        if number >= scale:
            high, low = divmod(number, scale)
            return _numeral(high, digits, units) + name + _after(low, scale, digits, units)
    return _four_digits(number, digits, units)


def _after(low: int, scale: int, digits: str, units: tuple[str, ...]) -> str:
    """What follows 万 or 亿: nothing for zero, and a 零 where the next place is empty."""
    if not low:
        return ""
    return (digits[0] if low < scale // 10 else "") + _numeral(low, digits, units)


def _four_digits(number: int, digits: str, units: tuple[str, ...]) -> str:
    if not number:
        return digits[0]
    written, gap = "", False
    for place in reversed(range(len(units))):
        digit = number // 10**place % 10
        if digit:
            written += (digits[0] if gap and written else "") + digits[digit] + units[place]
        gap = not digit
    return written
