"""自动编号: the numbers that Word adds to paragraphs, written out as they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xiaoneng.files.outline.numerals import MOST, written

_PLACE = re.compile(r"%([1-9])")
_NONE = ("", "0")
_DEEPEST_STYLE = 20
_LEVELS = 9
Attributes = dict[str, str]


@dataclass
class _Level:
    """One level of a numbered list: how it starts and how its number is printed."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""
    restart: int | None = None
    legal: bool = False
    """Whether all the numbers in its text are digits, whatever their own levels say."""


@dataclass
class _List:
    """An abstract list with its counters; lists that refer to it count on together."""

    levels: dict[int, _Level] = field(default_factory=dict)
    link: str = ""
    counters: dict[int, int] = field(default_factory=dict)


@dataclass
class _Use:
    """A list as paragraphs refer to it: an abstract list and where it begins anew."""

    of: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


def _number(text: str, otherwise: int) -> int:
    """A whole number of the file, kept within what can be printed."""
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < len(str(MOST)) + 2 else otherwise


class Styles:
    """样式: which styles of paragraphs are numbered, with the style that each is based on."""

    def __init__(self) -> None:
        self._based: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._levels: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._style = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "style":
            self._style = attributes.get("styleId", "")
        elif tag == "name":
            self._names[self._style] = value.lower()
        elif tag == "basedOn":
            self._based[self._style] = value
        elif tag == "numId":
            self._numbers.setdefault(self._style, value)
        elif tag == "ilvl":
            self._levels.setdefault(self._style, _number(value, 0))

    def of_contents(self, style: str) -> bool:
        """Whether a paragraph belongs to the table of contents, which Word makes of the heads."""
        return self._names.get(style, "").startswith("toc ")

    def numbering(self, style: str) -> tuple[str, int | None]:
        """The list and level of a style, its own or inherited; ('', None) where it is not numbered."""
        level: int | None = None
        for _ in range(_DEEPEST_STYLE):
            if level is None:
                level = self._levels.get(style)
            if style in self._numbers:
                return self._numbers[style], level
            if style not in self._based:
                break
            style = self._based[style]
        return "", level


class Numbering:
    """编号: the lists of a document and how far each has counted."""

    def __init__(self) -> None:
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._linked: dict[str, str] = {}
        self._list = _List()
        self._use: _Use | None = None
        self._level = _Level()
        self._place = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if tag == "abstractNum":
            self._use = None
            self._list = self._lists.setdefault(attributes.get("abstractNumId", ""), _List())
        elif tag == "num":
            self._use = self._uses.setdefault(attributes.get("numId", ""), _Use())
        elif tag == "abstractNumId" and self._use is not None:
            self._use.of = value
        elif tag == "numStyleLink":
            self._list.link = value
        elif tag == "styleLink":
            self._linked[value] = next((key for key, one in self._lists.items() if one is self._list), "")
        elif tag == "lvlOverride":
            self._place = _number(attributes.get("ilvl", ""), 0)
        elif tag == "startOverride" and self._use is not None:
            self._use.starts[self._place] = _number(value, 1)
        elif tag == "lvl":
            self._begin_level(_number(attributes.get("ilvl", ""), 0))
        else:
            self._describe(tag, value, attributes)

    def _begin_level(self, place: int) -> None:
        self._level = _Level()
        if self._use is None:
            self._list.levels[place] = self._level
        elif self._use.of in self._lists:
            # A list that overrides a level prints by itself and counts by itself.
            base = self._lists[self._use.of]
            own = f"{self._use.of}+{id(self._use)}"
            if not self._use.of.endswith(f"+{id(self._use)}"):
                self._lists[own] = _List(dict(base.levels), base.link)
                self._use.of = own
            self._lists[self._use.of].levels[place] = self._level

    def _describe(self, tag: str, value: str, attributes: Attributes) -> None:
        if tag == "start":
            self._level.start = _number(value, 1)
        elif tag == "numFmt":
            self._level.form = attributes.get("val", "decimal")
        elif tag == "lvlText":
            self._level.text = value
        elif tag == "pStyle":
            self._level.style = value
        elif tag == "lvlRestart":
            self._level.restart = _number(value, 0)
        elif tag == "isLgl":
            self._level.legal = value not in ("0", "false", "off")

    def printed(self, number: str, level: int | None, style: str = "") -> str:
        """The number of the next paragraph in a list at a level, as printed; '' where it has none."""
        use = self._uses.get(number)
        if number in _NONE or use is None:
            return ""
        found = self._resolved(use)
        if level is None:
            level = next((place for place, one in found.levels.items() if style and one.style == style), 0)
        if level not in found.levels or level >= _LEVELS:
            return ""
        self._count(found, use, level)
        return self._text(found, level)

    def _resolved(self, use: _Use) -> _List:
        found = self._lists.get(use.of, _List())
        return self._lists.get(self._linked.get(found.link, ""), found) if found.link and not found.levels else found

    def _count(self, found: _List, use: _Use, level: int) -> None:
        if not use.begun:
            use.begun = True
            for place, first in use.starts.items():
                found.counters[place] = first - 1
        start = found.levels[level].start
        found.counters[level] = min(found.counters.get(level, start - 1) + 1, MOST)
        for below in [place for place in found.counters if place > level]:
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or 0 < level + 1 <= restart:
                del found.counters[below]

    def _text(self, found: _List, level: int) -> str:
        own = found.levels[level]
        if own.form in ("bullet", "none"):
            return ""

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = found.levels.get(at, _Level())
            form = "decimal" if own.legal and at != level else one.form
            return written(found.counters.get(at, one.start), form)

        text = _PLACE.sub(place, own.text)
        return text + "\t" if text and (text[-1].isdecimal() or text[-1].isalpha()) else text
