"""数字写法: how numbers of lists are written in Chinese and in word processors, read and written."""

from __future__ import annotations

from collections.abc import Callable

from xiaoneng.rulebook.calendar.chinese import capital_numeral, small_numeral

CHINESE = "零〇○一二三四五六七八九十百两壹贰貳叁參叄肆伍陆陸柒捌玖拾佰"
"""Characters of which a Chinese number consists, the formal ones too."""
MOST = 999
_DIGITS = {sign: value for signs in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, sign in enumerate(signs)} | {
    "○": 0,
    "两": 2,
}
_DIGITS |= {"貳": 2, "參": 3, "叄": 3, "陸": 6}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def chinese_value(text: str) -> int | None:
    """`二十三`, `一百零五`, `二三` → a number up to `MOST`; None where it is none."""
    if not text or any(sign not in _DIGITS and sign not in _TENS for sign in text):
        return None
    if not any(sign in _TENS for sign in text):
        found = int("".join(str(_DIGITS[sign]) for sign in text[:4]))
        return found if len(text) < len(str(MOST)) + 1 else None
    total, digit, last = 0, -1, 1000
    for sign in text:
        if sign in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[sign]
        else:
            unit = _TENS[sign]
            if unit >= last:
                return None
            total, digit, last = total + (digit if digit > 0 else 1) * unit, -1, unit
    return min(total + max(digit, 0), MOST + 1) if total + max(digit, 0) <= MOST else None


def _by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(sign)] for sign in str(number))


def _roman(number: int) -> str:
    if not 0 < number <= MOST:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text, number = text + sign * (number // value), number % value
    return text


def _letters(number: int) -> str:
    """a … z, aa, bb as Word counts; far numbers stay digits."""
    if not 0 < number <= 26 * 4:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _enclosed(first: int, most: int, otherwise: str) -> Callable[[int], str]:
    """Signs such as ① that exist up to a number; beyond it the plain form."""
    return lambda number: chr(first + number - 1) if 0 < number <= most else otherwise.format(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _enclosed(0x2460, 20, "({})"),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 20, "({})"),
    "decimalEnclosedParen": _enclosed(0x2474, 20, "({})"),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20, "{}."),
    "ideographEnclosedCircle": _enclosed(0x3280, 10, "({})"),
    "chineseLegalSimplified": capital_numeral,
    "ideographLegalTraditional": capital_numeral,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperRoman": _roman,
    "ordinal": str,
    "bullet": lambda _number: "",
    "none": lambda _number: "",
}
_CHINESE_FORMATS = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
_FORMATS |= dict.fromkeys(_CHINESE_FORMATS, small_numeral)


def written(number: int, form: str) -> str:
    """A number in one of the word processor's formats; an unknown format is written as digits."""
    return _FORMATS.get(form, str)(number) if 0 <= number <= MOST else str(number)
