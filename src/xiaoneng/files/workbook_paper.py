"""纸面: pages of rows become printed sheets of a workbook: fonts, borders, widths, heights, A4.

A page holds texts and decimals only. Text is always written as text, and what a spreadsheet would take for a formula gets a leading
apostrophe, so that it stays text also where the file is saved as CSV.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

import xlsxwriter

MOST_ROWS = 50_000
"""A longer list goes to several sheets."""
LONGEST_NAME = 31
LONGEST_TEXT = 32_000
CUT = "……（内容过长，全文请用 --format json 查看）"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_IN_NAMES = str.maketrans({"[": "〔", "]": "〕", ":": "：", "*": "＊", "?": "？", "/": "／", "\\": "＼", "'": "’"})

BODY, HEAD = "仿宋", "黑体"
GB2312 = 134
"""The character set that lets a machine without the named font choose another Chinese one."""
SIZE, TITLE_SIZE = 11, 18
LINE, LEAST_HEIGHT, TALLEST = 15, 22, 400
"""Points a line of text, the least height of a row that is filled in by hand, and what a spreadsheet allows."""
WIDE_PAGE = 92
"""Wider than so many characters, a page lies across."""
A4 = 9
FOOT = '&C&"仿宋"&10第 &P 页，共 &N 页'

Kind = Literal["text", "center", "number", "money", "share", "blank"]


@dataclass(frozen=True)
class Marked:
    """加注: a number or text that meets a condition; printed bold with a sign, never by colour alone."""

    value: str | Decimal


Cell = str | Decimal | Marked | None


@dataclass(frozen=True)
class Column:
    """栏: heading, width in characters, how its cells are shown; `group` cells are merged over the rows of one subject."""

    heading: str
    width: int
    kind: Kind = "text"
    group: bool = False


@dataclass(frozen=True)
class Page:
    """一张表: what one sheet says. `keys` names the subject of each row where columns are merged; `foot` are the signing places."""

    name: str
    title: str
    head: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    total: tuple[Cell, ...] | None = None
    foot: tuple[str, ...] = ()
    keys: Sequence[object] = ()
    clause: str = ""
    notes: tuple[str, ...] = ()
    """Lines below the head that say how the rows are to be read."""


def safe(text: str) -> str:
    """防公式: text that no spreadsheet takes for a formula, and that fits into a cell."""
    quoted = f"'{text}" if text.startswith(FORMULA_SIGNS) else text
    return quoted if len(quoted) <= LONGEST_TEXT else quoted[:LONGEST_TEXT] + CUT


def sheet_name(wanted: str, taken: set[str]) -> str:
    """表名: allowed, at most 31 characters, and unlike any taken (case does not count); the name is then taken."""
    clean = "".join(char for char in wanted.translate(NOT_IN_NAMES) if unicodedata.category(char)[0] != "C").strip() or "表"
    clean = clean if clean.casefold() != "history" else f"{clean}表"
    name, number = clean[:LONGEST_NAME], 1
    while name.casefold() in taken:
        number += 1
        tail = f"({number})"
        name = clean[: LONGEST_NAME - len(tail)] + tail
    taken.add(name.casefold())
    return name


def text_width(text: str) -> int:
    """Columns that a line of text takes: two for wide characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def lines_needed(text: str, width: int) -> int:
    """How many lines a text takes in a column, a little on the safe side."""
    room = max(width - 1, 2)
    return sum(max(1, -(-text_width(line) * 21 // (room * 20))) for line in text.split("\n"))


def parts(page: Page) -> Iterator[Page]:
    """The page in pieces of at most `MOST_ROWS` rows; the total stands on the last."""
    for start in range(0, max(len(page.rows), 1), MOST_ROWS):
        piece = replace(page, rows=page.rows[start : start + MOST_ROWS], keys=page.keys[start : start + MOST_ROWS])
        last = start + MOST_ROWS >= len(page.rows)
        yield piece if last else replace(piece, total=None)


class Paper:
    """A workbook being printed page by page. `large` writes row by row in constant memory and merges nothing downwards."""

    def __init__(self, workbook: xlsxwriter.Workbook, large: bool = False) -> None:
        self.workbook = workbook
        self.large = large
        self.names: set[str] = set()
        self.formats: dict[tuple[object, ...], Any] = {}

    def print(self, page: Page) -> None:
        """Put a page on one sheet, or on several where it is long."""
        for piece in parts(page):
            self._print(piece)

    def _format(self, kind: str, marked: bool = False) -> Any:
        if (kind, marked) not in self.formats:
            name, _, decimals = kind.partition("%")
            own = _LOOKS[name] | (_mark(kind) if marked else {}) | _percent(decimals)
            self.formats[kind, marked] = self.workbook.add_format(_LOOK | own)
        return self.formats[kind, marked]

    def _print(self, page: Page) -> None:
        sheet = self.workbook.add_worksheet(sheet_name(page.name, self.names))
        for number, column in enumerate(page.columns):
            sheet.set_column(number, number, column.width)
        header = self._head(sheet, page)
        self._rows(sheet, page, header + 1)
        after = header + 1 + len(page.rows)
        if page.total is not None:
            sheet.set_row(after, LEAST_HEIGHT)
            self._row(sheet, page, after, page.total, "total")
            after += 1
        if page.foot:
            signing = "　　　　　　".join(one if "：" in one else f"{one}：" for one in page.foot)
            self._across(sheet, page, after, signing, "foot", 2 * LEAST_HEIGHT)
            after += 1
        self._set_up(sheet, page, header, after)

    def _across(self, sheet: Any, page: Page, row: int, text: str, kind: str, height: float) -> None:
        width = sum(column.width for column in page.columns)
        sheet.set_row(row, max(height, LINE * lines_needed(text, width) + 4))
        if len(page.columns) > 1:
            sheet.merge_range(row, 0, row, len(page.columns) - 1, "", self._format(kind))
        sheet.write_string(row, 0, safe(text), self._format(kind))

    def _head(self, sheet: Any, page: Page) -> int:
        """Title, lines below it, and the headings; the row of the headings."""
        self._across(sheet, page, 0, page.title, "title", 2 * LEAST_HEIGHT)
        for number, line in enumerate((*page.head, *page.notes), 1):
            self._across(sheet, page, number, line, "lead", LINE + 4)
        header = len(page.head) + len(page.notes) + 1
        most = max(lines_needed(column.heading, column.width) for column in page.columns)
        sheet.set_row(header, max(LEAST_HEIGHT, LINE * most + 6))
        for number, column in enumerate(page.columns):
            sheet.write_string(header, number, safe(column.heading), self._format("heading"))
        return header

    def _rows(self, sheet: Any, page: Page, first: int) -> None:
        starts = _groups(page.keys) if not self.large else {}
        size = 1
        for number, row in enumerate(page.rows):
            begins = number in starts or not starts
            size = starts.get(number, size)
            sheet.set_row(first + number, self._height(page, row, size))
            for place, (cell, column) in enumerate(zip(row, page.columns, strict=True)):
                if column.group and begins and size > 1:
                    sheet.merge_range(first + number, place, first + number + size - 1, place, "", self._format(column.kind))
                if begins or not column.group:
                    self._cell(sheet, first + number, place, cell, column.kind)

    def _height(self, page: Page, row: tuple[Cell, ...], size: int) -> float:
        """Points for a row; what is merged over several rows shares their height."""
        texts = [(cell, column) for cell, column in zip(row, page.columns, strict=True) if isinstance(cell, str)]
        needed = [-(-lines_needed(text, column.width) // (size if column.group else 1)) for text, column in texts]
        return min(max(LEAST_HEIGHT, LINE * max(needed, default=1) + 6), TALLEST)

    def _row(self, sheet: Any, page: Page, row: int, cells: tuple[Cell, ...], kind: str) -> None:
        for place, (cell, column) in enumerate(zip(cells, page.columns, strict=True)):
            number = isinstance(cell, Decimal)
            self._cell(sheet, row, place, cell, f"{kind}-{column.kind}" if number and column.kind == "money" else kind)

    def _cell(self, sheet: Any, row: int, place: int, cell: Cell, kind: str) -> None:
        value = cell.value if isinstance(cell, Marked) else cell
        look = self._format(_share(value) if kind == "share" else kind, isinstance(cell, Marked))
        if isinstance(value, Decimal):
            sheet.write_number(row, place, value, look)
        elif value:
            sheet.write_string(row, place, safe(f"※{value}" if isinstance(cell, Marked) else value), look)
        else:
            sheet.write_blank(row, place, None, look)

    def _set_up(self, sheet: Any, page: Page, header: int, after: int) -> None:
        """A4, across where wide, one page broad, headings on every page, numbered pages."""
        sheet.set_paper(A4)
        if sum(column.width for column in page.columns) > WIDE_PAGE:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, header)
        sheet.print_area(0, 0, max(after - 1, header), len(page.columns) - 1)
        sheet.set_footer(FOOT)
        sheet.freeze_panes(header + 1, 0)


def _share(value: str | Decimal | None) -> str:
    """The look of a share: `share%0` for 15 %, `share%1` for 12.5 %."""
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return f"share%{max(-exponent - 2, 0) if isinstance(exponent, int) else 0}"


def _percent(decimals: str) -> dict[str, Any]:
    if not decimals:
        return {}
    return {"num_format": f"0.{'0' * int(decimals)}%" if decimals != "0" else "0%"}


def _groups(keys: Sequence[object]) -> dict[int, int]:
    """First row of each run of equal keys → how many rows it has."""
    found, start = {}, 0
    for _, run in groupby(keys):
        count = len(list(run))
        found[start] = count
        start += count
    return found


def _mark(kind: str) -> dict[str, Any]:
    return {"bold": True, "bg_color": "#F2DCDB"} | ({"num_format": 'General"※"'} if kind == "number" else {})


_LOOK: dict[str, Any] = {"font_name": BODY, "font_charset": GB2312, "font_size": SIZE, "valign": "vcenter", "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"border": 1, "align": "left"},
    "center": {"border": 1, "align": "center"},
    "number": {"border": 1, "align": "center", "num_format": "General"},
    "money": {"border": 1, "align": "right", "num_format": "#,##0.00"},
    "share": {"border": 1, "align": "center", "num_format": "General"},
    "blank": {"border": 1, "align": "center"},
    "total": {"border": 1, "align": "center", "font_name": HEAD, "num_format": "General"},
    "total-money": {"border": 1, "align": "right", "font_name": HEAD, "num_format": "#,##0.00"},
    "title": {"align": "center", "font_name": HEAD, "font_size": TITLE_SIZE},
    "lead": {"align": "left"},
    "heading": {"border": 1, "align": "center", "font_name": HEAD},
    "foot": {"align": "left"},
}
