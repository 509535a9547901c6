"""导出表格: any list of rows as one XLSX sheet with typed cells, and a paper's tables as sheets; nothing in them is taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from xiaoneng.files.papers.model import Column as PaperColumn
from xiaoneng.files.papers.model import Heading, KeyValues, Note, Paper, SignatureLine, Table
from xiaoneng.files.workbook_paper import A4, BODY, FOOT, FORMULA_SIGNS, GB2312, HEAD, WIDE_PAGE, Cell, Page, sheet_name, text_width
from xiaoneng.files.workbook_paper import Column as PageColumn
from xiaoneng.files.workbook_paper import Paper as Printed
from xiaoneng.rulebook.problems import Refused

Kind = Literal["text", "number", "day", "moment", "money"]
WIDEST, NARROWEST = 48, 8
MOST_ROWS = 1_000_000
LONGEST_TEXT = 32_000
CUT = "……（内容过长，没有全部列出）"
HUNDRED = 100
SHANGHAI = ZoneInfo("Asia/Shanghai")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
BLANK_DATE = date(1980, 1, 1)
"""The day that stands in a file whose maker named none; the machine's clock is not asked."""
_PLAIN: dict[str, Any] = {"font_name": BODY, "font_charset": GB2312, "font_size": 11, "valign": "vcenter"}
_RULED = _PLAIN | {"border": 1}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": _PLAIN | {"font_name": HEAD, "font_size": 14},
    "note": _PLAIN,
    "head": _RULED | {"font_name": HEAD, "align": "center", "text_wrap": True},
    "day": _RULED | {"num_format": "yyyy-mm-dd", "align": "center"},
    "moment": _RULED | {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "money": _RULED | {"num_format": "#,##0.00"},
    "number": _RULED | {"num_format": "General"},
    "text": _RULED | {"text_wrap": True},
}


class Column(NamedTuple):
    """列: its head, and the kind of its values; numbers and money are integers in hundredths."""

    label: str
    kind: Kind = "text"


def safe_text(value: object) -> str:
    """防公式: a text that no spreadsheet program takes for a formula, also after it was saved as CSV, and that fits into a cell."""
    text = "" if value is None else str(value)
    quoted = f"'{text}" if text.startswith(FORMULA_SIGNS) else text
    return quoted if len(quoted) <= LONGEST_TEXT else quoted[:LONGEST_TEXT] + CUT


def table_bytes(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], notes: Sequence[str] = (), made_on: date = BLANK_DATE
) -> bytes:
    """一张表: title, heads (frozen, filtered), rows and notes as the bytes of an XLSX file. Moments are written as Beijing time.

    Raises Refused where there are more rows than a sheet holds."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties({"title": title, "created": datetime.combine(made_on, time())})
        sheet = book.add_worksheet(sheet_name(title, set()))
        formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        sheet.write_string(0, 0, safe_text(title), formats["title"])
        widths = [max(NARROWEST, text_width(column.label) + 2) for column in columns]
        for at, column in enumerate(columns):
            sheet.write_string(1, at, safe_text(column.label), formats["head"])
        last = 1
        for last, row in enumerate(rows, 2):
            if last > MOST_ROWS:
                raise Refused("要导出的行太多，一张表放不下；请先筛选，分几次导出")
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, last, at, column.kind, value, formats[column.kind])
                widths[at] = max(widths[at], min(WIDEST, _width(value)))
        for at, note in enumerate(notes, last + 2):
            sheet.write_string(at, 0, safe_text(note), formats["note"])
        _set_up(sheet, widths, last)
    return out.getvalue()


def _set_up(sheet: Any, widths: Sequence[int], last: int) -> None:
    """Widths by content, frozen and filtered heads, A4 with the heads on every page."""
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(2, 0)
    if widths:
        sheet.autofilter(1, 0, last, len(widths) - 1)
    if sum(widths) > WIDE_PAGE:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(FOOT)


def _write(sheet: Any, row: int, at: int, kind: Kind, value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, at, None, look)
    elif kind in ("number", "money") and isinstance(value, int):
        sheet.write_number(row, at, Decimal(value) / HUNDRED, look)
    elif kind == "moment" and isinstance(value, datetime):
        sheet.write_datetime(row, at, value.astimezone(SHANGHAI).replace(tzinfo=None), look)
    elif kind == "day" and isinstance(value, date):
        sheet.write_datetime(row, at, datetime.combine(value, time()), look)
    else:
        sheet.write_string(row, at, safe_text(value), look)


def _width(value: object) -> int:
    """Columns that a value takes with some room; a moment is longer in memory than on paper."""
    if isinstance(value, datetime):
        return len("2007-03-09 08:30") + 2
    return max((text_width(line) for line in str(value).splitlines()), default=0) + 2


# ---------------------------------------------------------------- a paper's tables


def paper_bytes(paper: Paper) -> bytes:
    """一份纸面的各表: each table and form on a sheet of its own, as it is signed."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties({"title": paper.title, "author": paper.issuer, "created": datetime.combine(paper.dated, time())})
        printed = Printed(book)
        for page in _pages(paper):
            printed.print(page)
    return out.getvalue()


def _pages(paper: Paper) -> list[Page]:
    head = "　　".join(part for part in paper.line if part)
    lines = [head] if head else []
    signed = [place for block in paper.blocks if isinstance(block, SignatureLine) for place in block.places]
    foot = tuple(dict.fromkeys(f"{label}：{value}" for label, value in signed))
    found, name = [], paper.title
    blocks = [*paper.blocks, *paper.after, *(block for one in paper.attachments for block in one.blocks)]
    for block in blocks:
        match block:
            case Heading(text):
                name = text
            case Table() | KeyValues():
                columns, rows, total, keys = _rows_of(block)
                found.append(Page(name, paper.title, (*lines, *paper.notes), columns, rows, total, foot, keys))
            case Note(said) if found:
                found[-1] = replace(found[-1], notes=(*found[-1].notes, said))
    words = [text for block in blocks if (text := getattr(block, "text", ""))]
    return found or [Page(paper.title, paper.title, tuple(lines), (PageColumn("内容", WIDE_PAGE),), [(text,) for text in words])]


def _rows_of(block: Table | KeyValues) -> tuple[tuple[PageColumn, ...], list[tuple[Cell, ...]], tuple[Cell, ...] | None, Sequence[object]]:
    if isinstance(block, KeyValues):
        pairs = [(pair.label, pair.value) for row in block.rows for pair in row]
        return (PageColumn("栏目", 20), PageColumn("内容", WIDEST)), list(pairs), None, ()
    columns = tuple(_column(column) for column in block.columns)
    rows = [tuple(_cell(cell, column) for cell, column in zip(row, block.columns, strict=True)) for row in block.rows]
    total = tuple(_cell(cell, column) for cell, column in zip(block.totals, block.columns, strict=True)) if block.totals else None
    return columns, rows, total, block.keys


def _column(column: PaperColumn) -> PageColumn:
    kind: Any = "money" if column.number and column.align == "right" else "number" if column.number else column.align
    return PageColumn(column.heading, column.width, "text" if kind in ("left", "right") else kind, column.group)


def _cell(text: str, column: PaperColumn) -> Cell:
    """A number where the column holds numbers and the text is one."""
    if not column.number:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
