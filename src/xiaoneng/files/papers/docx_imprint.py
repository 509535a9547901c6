"""DOCX 的版记: a table that stands at the foot of the last page, in Word as in LibreOffice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xiaoneng.files.papers.docx_style import EIGHTHS, TWENTIETHS, Desk, emu, made
from xiaoneng.files.papers.docx_tables import new_table
from xiaoneng.files.papers.flow import Imprint, Line

THICK, THIN = Decimal(1), Decimal("0.75")
"""反线: 0.35 mm above and below, 0.25 mm between, in points."""
HANGING, DAY_WIDTH = 3, 12
"""Characters of 抄送 and its colon, and of the printing day."""
Row = tuple[str | Line, str]


def add_imprint(desk: Desk, imprint: Imprint) -> None:
    """版记: small notes and 主题词, then the lines between rules, then the number of copies."""
    right = desk.layout.styles["imprint"].size * DAY_WIDTH
    rows: list[Row] = [(Line("note", note), "") for note in imprint.notes]
    rows += [*([(imprint.subject, "")] if imprint.subject else []), *imprint.rows]
    rows += [(Line("copies", imprint.copies), "")] if imprint.copies else []
    table = new_table(desk, len(rows), [desk.width - right, right], ruled=False)
    _float(desk, table)
    ruled = [number for number, row in enumerate(rows) if isinstance(row[0], str)]
    for number, (row, (left, end)) in enumerate(zip(table.rows, rows, strict=True)):
        cells = list(row.cells) if end else [row.cells[0].merge(row.cells[1])]
        for cell, text in zip(cells, (left, end), strict=False):
            _cell(desk, cell, text, cell is not cells[0])
            if number in ruled:
                _rules(cell, number == ruled[0], number == ruled[-1])
    desk.gap()


def _cell(desk: Desk, cell: Any, text: str | Line, at_end: bool) -> None:
    line = text if isinstance(text, Line) else Line("imprint", text)
    desk.line(cell.paragraphs[0], line)
    form, style = cell.paragraphs[0].paragraph_format, desk.layout.styles["imprint"]
    if at_end:
        form.alignment, form.left_indent = 2, 0
    elif line.style == "imprint" and line.text.find("：") == HANGING - 1:
        form.left_indent, form.first_line_indent = emu(style.size * (style.left + HANGING)), -emu(style.size * HANGING)


def _rules(cell: Any, first: bool, last: bool) -> None:
    borders = made("w:tcBorders")
    borders.append(made("w:top", val="single", sz=int((THICK if first else THIN) * EIGHTHS), space=0, color="000000"))
    borders.append(made("w:bottom", val="single", sz=int((THICK if last else THIN) * EIGHTHS), space=0, color="000000"))
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def _float(desk: Desk, table: Any) -> None:
    """At the foot of the page that it falls on. LibreOffice takes a table that is as wide as the text out of the text only where it is
    placed from the edge of the page; without room at the sides of its cells it begins at the same place in Word."""
    left = int(desk.layout.page.left * TWENTIETHS)
    place = made("w:tblpPr", topFromText=5 * TWENTIETHS, vertAnchor="margin", horzAnchor="page", tblpX=left, tblpYSpec="bottom")
    table._tbl.tblPr.insert_element_before(place, "w:tblOverlap", "w:bidiVisual", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
    sides = made("w:tblCellMar")
    for side in ("left", "right"):
        sides.append(made(f"w:{side}", w=0, type="dxa"))
    table._tbl.tblPr.insert_element_before(sides, "w:tblLook")
