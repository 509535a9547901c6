"""单元格取值: a cell becomes a date, a quantity in hundredths, a whole number, a yes or no, a list; or says why it can't.

Every parser takes a `Cell` and raises `BadValue` with its file, line, column, value and remedy. Blanks are refused: whoever has
a default asks `cell.is_blank` first. Full-width digits and signs count as half-width ones. No float is made anywhere.
"""

import re
from datetime import date, datetime

from xiaoneng.files.cells import BadValue, Cell, Fault
from xiaoneng.files.folding import clean, fold_id, fold_name, fold_width, printable

__all__ = [
    "clean",
    "fold_id",
    "fold_name",
    "fold_width",
    "parse_date",
    "parse_integer",
    "parse_quantity",
    "parse_text",
    "parse_yes_no",
    "printable",
    "split_list",
]

# Excel counts a day in 1900 that never was; its dates before this one are not to be trusted.
EARLIEST = date(1900, 3, 1)
LATEST = date(2199, 12, 31)
HUNDREDTHS = 100
PERCENT = ("%", "％", "百分点")
_MOST_DIGITS = 18

_DATE = re.compile(
    r"(?P<y1>[0-9]{4})(?P<sign>[-/.])(?P<m1>[0-9]{1,2})(?P=sign)(?P<d1>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4}) ?年 ?(?P<m2>[0-9]{1,2}) ?月 ?(?P<d2>[0-9]{1,2}) ?日"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2})"
)
_MIDNIGHT = re.compile(r"(.*\S)(?: +|T)0?0:00(?::00(?:\.0+)?)?")
_DATE_REMEDY = "请填写如 2012-07-18 或 2012年7月18日 的日期"
_NOT_DATES = (
    (re.compile(r".*[0-9]:[0-9].*"), "带有时间, 不是单纯的日期", "请删去时间, 只留日期"),
    (re.compile(r"[0-9]{1,2} ?月 ?[0-9]{1,2} ?[日号]?"), "没有写年份", "请写上四位数的年份"),
    (re.compile(r"[0-9]{4} ?年 ?[0-9]{1,2} ?月?|[0-9]{4}[-/.][0-9]{1,2}"), "没有写到日", _DATE_REMEDY),
    (re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,4}"), "年份不是四位数, 年月日的先后不明", _DATE_REMEDY),
    (re.compile(r"[0-9]{2} ?年.*"), "年份不是四位数", _DATE_REMEDY),
    (re.compile(r"[0-9]+(\.[0-9]+)?"), "是数字, 不是日期", "请把该列设为日期格式, 或" + _DATE_REMEDY.removeprefix("请")),
)

_QUANTITY = re.compile(r"([0-9]+)(?:\.([0-9]{1,2}))?")
_MINUS = ("-", "−")
_QUANTITY_REMEDY = "请填写如 1 或 0.5 的数字"
_NOT_QUANTITIES = (
    (re.compile(r"[-−－–—]\s*[0-9.]+.*"), "是负数", "数量不能小于零, 请填写正数; 要冲销请改状态"),
    (re.compile(r"\+[0-9.]+"), "带有正号", "请删去正号"),
    (re.compile(r"[0-9]+\.[0-9]{3,}"), "小数超过两位", "请最多保留两位小数"),
    (re.compile(r"[0-9.]+e[-+]?[0-9]+", re.IGNORECASE), "是科学计数法", "请写成普通数字"),
    (re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), "带有千位分隔符", "请删去逗号"),
    (re.compile(r"[-+]?(nan|inf|infinity|∞)|#?n/?a", re.IGNORECASE), "不是一个确定的数", _QUANTITY_REMEDY),
    (re.compile(r"\.[0-9]+|[0-9]+\."), "小数点前后缺少数字", _QUANTITY_REMEDY),
    (re.compile(r"[0-9.]+\s*%"), "是百分数", "请照制度的单位填写如 95 或 0.95 的数; 单位是 % 的才可以写百分号"),
    (re.compile(r"[0-9]+(\.[0-9]+)?\s*[^0-9.,\s].*"), "数字后面有别的文字", "请只填写数字, 不写单位"),
)
_INTEGER = re.compile(r"[+-]?[0-9]+")

_YES = frozenset({"是", "Y", "YES", "TRUE", "1", "√", "✓", "✔", "☑"})
_NO = frozenset({"否", "N", "NO", "FALSE", "0", "×", "✗", "✘", "☒"})
_SEPARATORS = re.compile("[、,，]")


def parse_text(cell: Cell) -> str:
    """文本: the cleaned text of a cell that must not be blank."""
    return _filled(cell, "请填写内容")


def parse_date(cell: Cell) -> date:
    """日期: 2012-07-18, 2012/7/18, 2012.7.18, 2012年7月18日, 20120718, dates of Excel; a time of midnight is dropped.

    Refused, each with its own remedy: no year, a year of two digits, no day, another time than midnight, a bare number (Excel's
    serial number without a date format), days that don't exist, days before 1900-03-01 or after 2199.
    """
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != datetime.min.time():
            raise _bad(cell, "带有时间, 不是单纯的日期", "请删去时间, 只留日期")
        return _within(cell, value.date())
    if isinstance(value, date):
        return _within(cell, value)
    text = fold_width(_filled(cell, _DATE_REMEDY))
    midnight = _MIDNIGHT.fullmatch(text)
    text = midnight[1] if midnight else text
    match = _DATE.fullmatch(text)
    if match is None:
        raise _first_refusal(cell, text, _NOT_DATES, "不是日期", _DATE_REMEDY)
    year, month, day = (int(match[f"{part}1"] or match[f"{part}2"] or match[f"{part}3"]) for part in "ymd")
    try:
        return _within(cell, date(year, month, day))
    except ValueError:
        raise _bad(cell, "是不存在的日期", "请核对年月日") from None


def parse_quantity(cell: Cell, most: int, signed: bool = False, unit: str | None = None) -> int:
    """数量: 1, 0.5, 12.25 as hundredths (100, 50, 1225), from 0 to `most` hundredths; two decimals at the most.

    With `signed`, also from -`most`: -0.5 is -50. Where the unit is per cent, 95% is 95.
    """
    text = _number_text(cell)
    if unit in PERCENT:
        text = text.removesuffix("%").rstrip()
    negative = signed and text.startswith(_MINUS)
    text = text[1:].lstrip() if negative else text
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise _first_refusal(cell, text, _NOT_QUANTITIES, "不是数字", _QUANTITY_REMEDY)
    whole, part = match.groups()
    hundredths = int(whole) * HUNDREDTHS + int((part or "").ljust(2, "0")) if len(whole) <= _MOST_DIGITS else most + 1
    if hundredths > most:
        raise _bad(cell, f"{'低于下限 -' if negative else '超过上限 '}{_shown(most)}", "请核对数量")
    return -hundredths if negative else hundredths


def parse_integer(cell: Cell, least: int, most: int) -> int:
    """整数: a whole number from `least` to `most`."""
    text = _number_text(cell)
    if not _INTEGER.fullmatch(text):
        raise _bad(cell, "不是整数", "请填写如 3 的整数")
    if len(text) > _MOST_DIGITS or not least <= int(text) <= most:
        raise _bad(cell, f"不在 {least} 到 {most} 之间", "请核对数字")
    return int(text)


def parse_yes_no(cell: Cell) -> bool:
    """是否: 是, Y, YES, TRUE, 1, √, ✓ or ☑; 否, N, NO, FALSE, 0, ×, ✗ or ☒; letters in any case."""
    text = fold_width(_filled(cell, "请填写“是”或“否”")).upper()
    if text in _YES or text in _NO:
        return text in _YES
    raise _bad(cell, "不是“是”或“否”", "请填写“是”或“否”")


def split_list(cell: Cell) -> list[str]:
    """列表: the parts between 、 , and ，, cleaned, empty ones left out; a blank cell is an empty list."""
    return [part for part in map(clean, _SEPARATORS.split(_sound(cell).text)) if part]


def _sound(cell: Cell) -> Cell:
    if isinstance(cell.value, Fault):
        raise _bad(cell, cell.value.what, cell.value.remedy)
    return cell


def _filled(cell: Cell, remedy: str) -> str:
    text = _sound(cell).text
    if not text:
        raise _bad(cell, "是空的", remedy)
    return text


def _number_text(cell: Cell) -> str:
    if isinstance(cell.value, date):
        raise _bad(cell, "是日期, 不是数字", "请把该单元格设为数值格式后重新填写")
    return fold_width(_filled(cell, _QUANTITY_REMEDY))


def _within(cell: Cell, day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise _bad(cell, f"不在 {EARLIEST} 到 {LATEST} 之间", "请核对年份")
    return day


def _first_refusal(cell: Cell, text: str, table: tuple[tuple[re.Pattern[str], str, str], ...], what: str, remedy: str) -> BadValue:
    """The refusal whose pattern fits, the general one where none does."""
    return next((_bad(cell, why, mend) for pattern, why, mend in table if pattern.fullmatch(text)), _bad(cell, what, remedy))


def _shown(hundredths: int) -> str:
    whole, part = divmod(hundredths, HUNDREDTHS)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".")


def _bad(cell: Cell, what: str, remedy: str) -> BadValue:
    return BadValue(cell.problem(what, remedy))
