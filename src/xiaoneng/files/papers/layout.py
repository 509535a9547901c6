"""版式: which layout a paper's date calls for, with the changes of an office that has a template of its own.

Measures are exact decimals in points. What an office writes is checked before it reaches a stylesheet or a document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from xiaoneng.files.papers.fonts import Font
from xiaoneng.files.papers.model import Kind
from xiaoneng.rulebook.calendar import arabic_date, chinese_date
from xiaoneng.rulebook.problems import Refused, nearest

MM_IN_INCH, POINTS_IN_INCH = Decimal("25.4"), 72
PLACES = ("{page}", "{pages}")
"""What may be filled in where the number of a page is written."""
MOST_CHARACTERS = 20
LEAST_ROOM = 100
"""Points of paper between the margins below which nothing can be set."""
_MEASURE = re.compile(r"(-?[0-9]{1,4}(?:\.[0-9]{1,3})?)(mm|pt)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[\w \-.]{1,60}")
_WORDS = re.compile(r"[^<>\"'\\;]{1,40}")
_ALIGNS = ("left", "center", "right", "justify")

KINDS: Mapping[str, Kind] = {"公文": "official", "文书": "letter", "表": "sheet"}
"""What an office calls the kinds of papers in its own file."""
Own = Mapping[str, Any]
"""What an office changes in a layout: the same form as in layouts.yaml, only the places that differ."""


@dataclass(frozen=True)
class Style:
    """段落样式: measures in points, indents in characters."""

    font: str
    size: Decimal
    line: Decimal
    align: Literal["left", "center", "right", "justify"] = "left"
    indent: int = 0
    left: int = 0
    right: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    colour: str = "#000000"
    spacing: Decimal = Decimal(0)
    rule: Decimal = Decimal(0)
    rule_colour: str = "#000000"
    gap: Decimal = Decimal(0)


@dataclass(frozen=True)
class Sides:
    """纸和版心, and where the number of a page stands."""

    width: Decimal
    height: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal
    left: Decimal
    number_form: str
    number_drop: Decimal
    number_space: int
    single_sided: bool


@dataclass(frozen=True)
class Layout:
    """一种版式."""

    name: str
    page: Sides
    styles: Mapping[str, Style]
    fonts: Mapping[str, Font]
    chinese_dates: bool
    signed: bool
    subject_words: bool
    copies: bool
    urgencies: Mapping[str, str]
    """紧急程度: those of its time, each as it is printed."""
    upward: Decimal
    """How far below the top of the text the issuer's name stands on a document that goes up."""

    @property
    def width(self) -> Decimal:
        """版心的宽."""
        return self.page.width - self.page.left - self.page.right

    def day(self, on: date) -> str:
        """成文日期, as the form of its time writes it."""
        return chinese_date(on) if self.chinese_dates else arabic_date(on)


def missing_fonts(layout: Layout, installed: Set[str]) -> list[str]:
    """缺少的字体: one line for each that the layout asks for and this machine lacks, with what stands in for it."""
    used = sorted({style.font for style in layout.styles.values()})
    return [said for use in used if (said := layout.fonts[use].warning(installed)) is not None]


def standard_text() -> str:
    """标准版式全文, as an office looks up what it can change."""
    return resources.files("xiaoneng.files.papers").joinpath("layouts.yaml").read_text(encoding="utf-8")


@cache
def _all() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(standard_text())
    return found


def layout_of(kind: Kind, on: date, own: Own | None = None) -> Layout:
    """版式: of a kind of paper, in force on its date. Raises Refused where an office's own changes are no layout."""
    rows = [row for row in _all()["layouts"] if kind in row["kinds"] and row["from"] <= on]
    row = max(rows, key=lambda one: one["from"])
    if not isinstance(own or {}, Mapping):
        raise Refused("版式应写成“名称: 值”")
    changed: Any = _merged(row, {key: value for key, value in (own or {}).items() if key != "fonts"}, "版式")
    fonts = _merged(_all()["fonts"], (own or {}).get("fonts", {}), "版式 fonts")
    found = Layout(
        str(changed["name"]),
        Sides(**{key: _side(f"page.{key}", value) for key, value in changed["page"].items()}),
        {
            name: Style(**{key: _value(f"styles.{name}.{key}", value) for key, value in style.items()})
            for name, style in changed["styles"].items()
        },
        {use: _font(use, font) for use, font in fonts.items()},
        _one_of("dates", changed["dates"], ("arabic", "chinese")) == "chinese",
        changed["signed"] is True,
        changed["subject_words"] is True,
        changed["copies"] is True,
        {word: _matching(f"urgencies.{word}", said, _WORDS, word) for word, said in changed["urgencies"].items()},
        _value("upward", changed["upward"]),
    )
    if min(found.width, found.page.height - found.page.top - found.page.bottom) < LEAST_ROOM:
        raise Refused("版式 page 的四边太宽，纸上放不下文字；请改小天头、订口或另两边")
    return found


def own_layouts(text: str) -> dict[Kind, Own]:
    """单位自己的版式: read from the text of a file, 公文, 文书 and 表 each with what differs. Raises Refused where one of them is no
    layout, under the standard of any time."""
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise Refused("版式文件读不出来；请照样子写，检查缩进和冒号") from None
    if not isinstance(found, dict) or not found:
        raise Refused(f"版式文件应写成“名称: 值”，最外面一层是{'、'.join(KINDS)}")
    own: dict[Kind, Own] = {}
    for word, changes in found.items():
        if word not in KINDS:
            raise Refused(f"版式没有“{word}”这一种{nearest(str(word), list(KINDS))}")
        own[KINDS[word]] = changes
        for row in _all()["layouts"]:
            if KINDS[word] in row["kinds"]:
                layout_of(KINDS[word], row["from"], changes)
    return own


def _merged(base: Mapping[str, Any], own: object, where: str) -> dict[str, Any]:
    """The base with what differs; a place that the base does not have is refused."""
    if not isinstance(own, Mapping):
        raise Refused(f"{where}应写成“名称: 值”；请照 layouts.yaml 的写法")
    found = dict(base)
    for key, value in own.items():
        if key in found and isinstance(found[key], Mapping):
            found[key] = _merged(found[key], value, f"{where} {key}")
        elif key in found or ("font" in found and key in Style.__dataclass_fields__):
            found[key] = value
        else:
            raise Refused(f"{where}没有“{key}”这一处{nearest(str(key), [str(one) for one in found])}")
    return found


def _side(where: str, value: object) -> Any:
    if where.endswith("single_sided"):
        return value is True
    return _words(where, value) if where.endswith("number_form") else _value(where, value)


def _value(where: str, value: object) -> Any:
    """One value of a page or a style, checked by its place."""
    place = where.rpartition(".")[2]
    if place == "font":
        return _one_of(where, value, tuple(_all()["fonts"]))
    if place == "align":
        return _one_of(where, value, _ALIGNS)
    if place in ("colour", "rule_colour"):
        return _matching(where, value, _COLOUR, "#d00000")
    if place in ("indent", "left", "right", "number_space") and (where.startswith("styles") or place == "number_space"):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_CHARACTERS:
            raise Refused(f"版式 {where} 应是空几个字，写 0 至 {MOST_CHARACTERS} 的整数")
        return value
    return _points(where, value)


def _points(where: str, value: object) -> Decimal:
    if isinstance(value, str) and value.startswith("-") and not where.endswith(".spacing"):
        raise Refused(f"版式 {where} 不能小于零；请改成零或大于零")
    number, unit = _MEASURE.fullmatch(_matching(where, value, _MEASURE, "37mm、16pt")).groups()  # type: ignore[union-attr]
    points = Decimal(number) if unit == "pt" else Decimal(number) * POINTS_IN_INCH / MM_IN_INCH
    return points.quantize(Decimal("0.001"))


def _font(use: str, row: object) -> Font:
    if not isinstance(row, Mapping):
        raise Refused(f"版式 fonts.{use} 应写明 names 和 stand_ins")
    names = [_matching(f"fonts.{use}", name, _FONT, "仿宋_GB2312") for name in row.get("names", ())]
    if not names:
        raise Refused(f"版式 fonts.{use} 没有写字体；请在 names 里至少写一种")
    stand_ins = [_matching(f"fonts.{use}", name, _FONT, "Noto Serif CJK SC") for name in row.get("stand_ins", ())]
    return Font(tuple(names), tuple(stand_ins), row.get("bold") is True)


def _words(where: str, value: object) -> str:
    found = _matching(where, value, _WORDS, "— {page} —")
    for word in re.findall(r"\{[^{}]*\}", found):
        if word not in PLACES:
            raise Refused(f"版式 {where} 里的 {word} 没有可填的内容{nearest(word, PLACES)}")
    if "{page}" not in found:
        raise Refused(f"版式 {where} 里没有 {{page}}；请写明页码放在哪里，如“— {{page}} —”")
    return found


def _matching(where: str, value: object, form: re.Pattern[str], example: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Refused(f"版式 {where} 写得不对；应写成如 {example}")
    return value


def _one_of(where: str, value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Refused(f"版式 {where} 写得不对{nearest(str(value), known)}")
    return str(value)
