"""导出表格: any list of rows as one XLSX sheet with typed cells; nothing in it is ever taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

Kind = Literal["text", "number", "day", "moment", "money"]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What programs may take for the beginning of a formula."""
WIDEST, NARROWEST = 48, 8
SHEET_NAME = 31
HUNDRED = 100
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Column(NamedTuple):
    """列: its head, and the kind of its values; numbers and money are integers in hundredths."""

    label: str
    kind: Kind = "text"


def safe_text(value: object) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe before what looks like one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def table_bytes(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()) -> bytes:
    """一张表: title, heads (frozen, filtered), rows and notes as the bytes of an XLSX file. Moments are written as Beijing time."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(out, {**options, "remove_timezone": True}) as book:
        sheet = book.add_worksheet("".join(one for one in title if one not in "[]:*?/\\")[:SHEET_NAME] or "表")
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "number": book.add_format({"num_format": "0.##"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        sheet.write_string(0, 0, safe_text(title), formats["title"])
        widths = [max(NARROWEST, _width(column.label)) for column in columns]
        for at, column in enumerate(columns):
            sheet.write_string(1, at, safe_text(column.label), formats["head"])
        last = 1
        for last, row in enumerate(rows, 2):
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, last, at, column.kind, value, formats[column.kind])
                widths[at] = max(widths[at], min(WIDEST, _width(str(value))))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width + 2)
        for at, note in enumerate(notes, last + 2):
            sheet.write_string(at, 0, safe_text(note))
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, last, max(len(columns) - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    return out.getvalue()


def _write(sheet: Any, row: int, at: int, kind: Kind, value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, at, None, look)
    elif kind in ("number", "money") and isinstance(value, int):
        sheet.write_number(row, at, Decimal(value) / HUNDRED, look)
    elif kind == "moment" and isinstance(value, datetime):
        sheet.write_datetime(row, at, value.astimezone(SHANGHAI).replace(tzinfo=None), look)
    elif kind == "day" and isinstance(value, date):
        sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 a day has no time zone
    else:
        sheet.write_string(row, at, safe_text(value), look)


def _width(text: str) -> int:
    """Columns a text takes: Chinese characters take two."""
    return sum(2 if ord(one) > 0x2E7F else 1 for one in text.partition("\n")[0])  # noqa: PLR2004 the first CJK block
