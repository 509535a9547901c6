"""编号的写法: what a clause number looks like, at the start of a paragraph and inside one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from xiaoneng.files.outline.numerals import CHINESE, chinese_value

PART, CHAPTER, SECTION, ARTICLE, CHINESE_COMMA, CHINESE_BRACKET = "部分", "章", "节", "条", "一、", "（一）"
DIGIT, DIGIT_BRACKET, DIGIT_HALF, SQUARE, DECIMAL = "1、", "（1）", "1）", "〔1〕", "1.1"
CIRCLE, LETTER, ORDINAL, WORD = "①", "A、", "第一，", "一是"
RANKS = {
    PART: 0,
    CHAPTER: 1,
    SECTION: 2,
    ARTICLE: 3,
    CHINESE_COMMA: 4,
    CHINESE_BRACKET: 5,
    DIGIT: 6,
    DECIMAL: 6,
    SQUARE: 7,
    DIGIT_BRACKET: 7,
    DIGIT_HALF: 8,
    CIRCLE: 9,
    LETTER: 9,
    ORDINAL: 10,
    WORD: 11,
}
"""Which kind usually stands above which; an author may do otherwise."""
TOP_KINDS = frozenset({PART, CHAPTER, SECTION, ARTICLE, CHINESE_COMMA})
WORDS_OF_A_LIST = "是要"
MOST_DIGITS = 199
_C = f"[{CHINESE}]"
_S = r"[ \u3000\u00a0]{0,8}"
_AFTER_BRACKET = rf"(?:{_S}[、.．，,:：](?!\d))?"
_START = re.compile(
    rf"""[\s\u3000\ufeff]*(?:
    第{_S}(?P<unit_value>{_C}{{1,6}}|\d{{1,3}}){_S}(?P<unit>部分|[编編章节節条條])(?![例件款目的中之第]|规定|所[列述称])(?:{_S}[、:：])?
    |第(?P<ordinal>[一二三四五六七八九十]{{1,2}}){_S}[、，,](?=\D)
    |[(（【〔]{_S}(?P<chinese_bracket>{_C}{{1,4}}){_S}[)）】〕]{_AFTER_BRACKET}
    |(?P<chinese_sign>[\u3220-\u3229]){_AFTER_BRACKET}
    |(?P<chinese_half>{_C}{{1,4}}){_S}[)）]
    |(?P<chinese>{_C}{{1,4}}){_S}(?:[、.．﹑]|[\t\u3000])
    |[〔\[【［]{_S}(?P<square>\d{{1,3}}){_S}[〕\]】］]{_AFTER_BRACKET}
    |[(（]{_S}(?P<digit_bracket>[0-9０-９]{{1,3}}){_S}[)）]{_AFTER_BRACKET}
    |(?P<digit_sign>[\u2474-\u2487]){_AFTER_BRACKET}
    |(?P<circle>[\u2460-\u2473\u3280-\u3289]){_S}[、.．]?
    |(?P<decimal>\d{{1,3}}(?:[.．]\d{{1,3}}){{1,4}})(?![\d.．%％])[、.．\s]*
    |(?P<digit_half>[0-9０-９]{{1,3}}){_S}[)）]
    |(?P<digit>[0-9０-９]{{1,3}}){_S}(?:[、﹑]|[.．](?![\d０-９])|[\t\u3000]|[,，:：](?=[^\d０-９\s]))
    |(?P<full_stop>[\u2488-\u249b])
    |(?P<letter>[A-Za-z])(?:[、.．)）](?![A-Za-z0-9.])|\t)
    )""",
    re.VERBOSE,
)
_WORD = re.compile(rf"[\s\u3000]*(?P<value>{_C}{{1,3}})(?P<word>[\u4e00-\u9fff])")
_BOUNDARY = re.compile(
    r"(?:^|[：:；;。，,！？!?\n])[\s\u3000]*(?:[”’」』）)][\s\u3000]*)?(?=[(（〔\[【［第0-9０-９①-⓿㈠-㈩㊀-㊉" + CHINESE + "])"
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_UNITS = {"编": PART, "編": PART, "部分": PART, "章": CHAPTER, "节": SECTION, "節": SECTION, "条": ARTICLE, "條": ARTICLE}
_SHOWN_UNITS = {"編": "编", "節": "节", "條": "条"}


@dataclass(frozen=True, slots=True)
class Marker:
    """编号: its kind, its value, the piece of an address that it makes, and where it ends in the paragraph."""

    kind: str
    value: int
    piece: str
    printed: str
    end: int
    word: str = ""
    """What follows the number of a list such as 一是、二是."""
    prefix: str = ""
    """What stands before the last part of 1.2.3."""


def marker_at(text: str, start: int = 0) -> Marker | None:
    """The number with which the text begins at a place; a list by words (一是) is no number by itself."""
    match = _START.match(text, start)
    if match is None or match.lastgroup is None:
        return None
    found = _read(match)
    if found is None:
        return None
    kind, value, piece, prefix = found
    return Marker(kind, value, piece, match.group().strip(), match.end(), prefix=prefix)


def _read(match: re.Match[str]) -> tuple[str, int, str, str] | None:
    """(kind, value, piece, prefix) of a match."""
    if match["unit"] is not None:
        return _unit(match["unit_value"], match["unit"])
    group, text = str(match.lastgroup), str(match[str(match.lastgroup)]).translate(_FULL_WIDTH)
    if group == "decimal":
        prefix, _, last = text.rpartition(".")
        return DECIMAL, int(last), text, prefix
    if group == "letter":
        return LETTER, ord(text.upper()) - ord("A") + 1, text, ""
    if group in _SIGNS:
        first, kind, shown = _SIGNS[group]
        value = ord(text) - first + 1
        return kind, value, shown(value, text), ""
    if group.startswith("digit") or group == "square":
        value = int(text)
        return (*_DIGITS[group](value), "") if 0 < value <= MOST_DIGITS else None
    value = chinese_value(text) or 0
    return (*_CHINESE[group](value, text), "") if value else None


def _small(value: int) -> str:
    return "零一二三四五六七八九十"[value]


_Shown = tuple[str, int, str]
_SIGNS: dict[str, tuple[int, str, Callable[[int, str], str]]] = {
    "chinese_sign": (0x3220, CHINESE_BRACKET, lambda value, _text: f"({_small(value)})"),
    "digit_sign": (0x2474, DIGIT_BRACKET, lambda value, _text: f"({value})"),
    "full_stop": (0x2488, DIGIT, lambda value, _text: str(value)),
    "circle": (0x2460, CIRCLE, lambda _value, text: text),
}
_DIGITS: dict[str, Callable[[int], _Shown]] = {
    "digit": lambda value: (DIGIT, value, str(value)),
    "digit_bracket": lambda value: (DIGIT_BRACKET, value, f"({value})"),
    "digit_half": lambda value: (DIGIT_HALF, value, f"({value})"),
    "square": lambda value: (SQUARE, value, f"〔{value}〕"),
}
_CHINESE: dict[str, Callable[[int, str], _Shown]] = {
    "chinese": lambda value, text: (CHINESE_COMMA, value, text),
    "chinese_bracket": lambda value, text: (CHINESE_BRACKET, value, f"({text})"),
    "chinese_half": lambda value, text: (CHINESE_BRACKET, value, f"({text})"),
    "ordinal": lambda value, text: (ORDINAL, value, f"第{text}"),
}


def _unit(value_text: str, unit: str) -> tuple[str, int, str, str] | None:
    value = int(value_text) if value_text.isdigit() and value_text.isascii() else chinese_value(value_text)
    if not value:
        return None
    return _UNITS[unit], value, f"第{value_text}{_SHOWN_UNITS.get(unit, unit)}", ""


def word_at(text: str, start: int = 0) -> Marker | None:
    """`一是`, `二要`, `三查`: a number that a sentence begins with; whether it is one of a list its neighbours tell."""
    match = _WORD.match(text, start)
    value = chinese_value(match["value"]) if match is not None else None
    if match is None or not value:
        return None
    printed = match.group().strip()
    return Marker(WORD, value, printed, printed, match.end(), match["word"])


@dataclass(frozen=True, slots=True)
class Inline:
    """段内编号: a number inside a paragraph and where it begins."""

    start: int
    marker: Marker


def inline_list(text: str, own: Marker | None) -> list[Inline]:
    """段内列举: numbers inside a paragraph that count on from its own (`(3)…；(4)…`), else a list that begins at 1 within it."""
    begun = own.end if own is not None else 0
    places = [match.end() for match in _BOUNDARY.finditer(text, begun) if match.end() > begun or own is None]
    if own is not None:
        on = _counting(_numbers(text, places, own.kind), own.value + 1)
        if on and not _new_list(text, on):
            return on
    for words in (False, True):
        found = _first_list(text, places, words)
        if found:
            return found
    return []


def _new_list(text: str, on: list[Inline]) -> bool:
    """Whether a number stands right behind a colon, where a list begins rather than goes on."""
    return text[: on[0].start].rstrip()[-1:] in ("：", ":")


def _numbers(text: str, places: list[int], kind: str) -> list[Inline]:
    found = ((place, marker_at(text, place)) for place in places)
    return [Inline(place, marker) for place, marker in found if marker is not None and marker.kind == kind]


def _counting(candidates: list[Inline], first: int) -> list[Inline]:
    """Those that count on one by one from `first`."""
    found: list[Inline] = []
    for candidate in candidates:
        if candidate.marker.value == first + len(found):
            found.append(candidate)
    return found


def _first_list(text: str, places: list[int], words: bool) -> list[Inline]:
    """The longest list of one kind that starts at 1 and has at least two entries."""
    groups: dict[str, list[Inline]] = {}
    for place in places:
        marker = word_at(text, place) if words else marker_at(text, place)
        if marker is not None and marker.kind not in TOP_KINDS - {CHINESE_COMMA}:
            groups.setdefault(_group(marker), []).append(Inline(place, marker))
    lists = [_counting(group, 1) for group in groups.values()]
    good = [one for one in lists if len(one) >= _least(one)]
    return max(good, key=len, default=[])


def _group(marker: Marker) -> str:
    return WORD if marker.word and marker.word in WORDS_OF_A_LIST else marker.kind + marker.word


def _least(found: list[Inline]) -> int:
    """How many entries make a list: two, three of words that are no list's own."""
    return 3 if found and found[0].marker.word not in ("", *WORDS_OF_A_LIST) else 2


def wordy(text: str) -> Marker | None:
    """A paragraph's start such as 一是, 二要 in the two words that lists use."""
    marker = word_at(text)
    return marker if marker is not None and marker.word in WORDS_OF_A_LIST else None


def opening_entry(text: str, own: Marker, following: Marker | None) -> Inline | None:
    """`…如下：1、甲；` before a paragraph that begins with 2: the list's first entry stands in the paragraph of its clause."""
    if following is None or following.value != 2 or following.kind == own.kind:  # noqa: PLR2004 the second entry
        return None
    for match in _BOUNDARY.finditer(text, own.end):
        marker = marker_at(text, match.end())
        if marker is not None and marker.kind == following.kind and marker.value == 1:
            return Inline(match.end(), marker)
    return None
