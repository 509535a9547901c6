"""DOCX 的表: ruled tables with repeated heads, forms to fill in and lines of signatures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xiaoneng.files.papers.docx_style import Desk, emu, made, style_name
from xiaoneng.files.papers.flow import Line, Spread
from xiaoneng.files.papers.model import KeyValues, Pair, Table

ALIGN = {"left": 0, "center": 1, "right": 2}
LABEL_SHARE = Decimal("0.16")
ROOMY = Decimal(24)
"""Points of a row in which somebody signs."""


def new_table(desk: Desk, rows: int, widths: Sequence[Decimal], ruled: bool = True) -> Any:
    """新的表: of fixed widths; a page break that is due stands before it."""
    if desk.breaks:
        gap = desk.document.add_paragraph(style=style_name("note"))
        desk.begin(gap)
    table = desk.document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = 1
    if ruled:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = emu(width)
        for cell in column.cells:
            cell.width = emu(width)
    return table


def _fill(desk: Desk, cell: Any, text: str, style: str, align: int) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    paragraph.style = style_name(style)
    paragraph.alignment = align
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    desk.write(paragraph, text)


def _row_says(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(made(name))


def add_table(desk: Desk, table: Table) -> None:
    """表: the head repeated on every page, no row torn apart, one subject's cells merged."""
    whole = sum(column.width for column in table.columns)
    widths = [desk.width * column.width / whole for column in table.columns]
    count = 1 + max(len(table.rows), 1) + bool(table.totals)
    made_table = new_table(desk, count, widths)
    rows = made_table.rows
    for cell, column in zip(rows[0].cells, table.columns, strict=True):
        _fill(desk, cell, column.heading, "table_head", 1)
    _row_says(rows[0], "w:tblHeader")
    if not table.rows:
        cells = rows[1].cells
        _fill(desk, cells[0].merge(cells[-1]), table.empty, "table_cell", 1)
    at = 1
    for group in table.groups():
        for number, texts in enumerate(group):
            _row_says(rows[at], "w:cantSplit")
            if table.roomy:
                rows[at].height = emu(ROOMY)
            _table_row(desk, rows[at], table, texts, len(group), number)
            at += 1
    if table.totals:
        for cell, column, text in zip(rows[-1].cells, table.columns, table.totals, strict=True):
            _fill(desk, cell, text, "table_head", ALIGN[column.align])
    desk.gap()


def _table_row(desk: Desk, row: Any, table: Table, texts: Sequence[str], size: int, number: int) -> None:
    for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
        grouped = column.group and size > 1
        _fill(desk, cell, "" if grouped and number else text, "table_cell", ALIGN[column.align])
        if grouped:
            merge = made("w:vMerge", val="continue" if number else "restart")
            cell._tc.get_or_add_tcPr().insert_element_before(merge, "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def add_form(desk: Desk, form: KeyValues) -> None:
    """填写栏: names and rooms in a ruled table."""
    most = max((len(row) for row in form.rows), default=1)
    label = desk.width * LABEL_SHARE
    table = new_table(desk, len(form.rows), [label, desk.width / most - label] * most)
    for row, pairs in zip(table.rows, form.rows, strict=True):
        _form_row(desk, row, pairs)
    desk.gap()


def _form_row(desk: Desk, row: Any, pairs: Sequence[Pair]) -> None:
    line = desk.layout.styles["table_cell"].line
    row.height = emu(line * max((pair.lines for pair in pairs), default=1) + 6)
    cells = row.cells
    for number, pair in enumerate(pairs):
        room = cells[2 * number + 1]
        if number == len(pairs) - 1:
            room = room.merge(cells[-1])
        _fill(desk, cells[2 * number], pair.label, "table_head", 1)
        _fill(desk, room, pair.value, "table_cell", 0)


def add_spread(desk: Desk, spread: Spread) -> None:
    """几处并列: in a table without lines."""
    count = len(spread.texts)
    table = new_table(desk, 1, [desk.width / count] * count, ruled=False)
    last = count - 1
    for number, (cell, text) in enumerate(zip(table.rows[0].cells, spread.texts, strict=True)):
        across = spread.style == "line" and last
        align = (0 if number == 0 else 2 if number == last else 1) if across else 0
        desk.line(cell.paragraphs[0], Line(spread.style, text))
        cell.paragraphs[0].alignment = align
        if not spread.first:
            cell.paragraphs[0].paragraph_format.space_before = 0
    desk.gap()
