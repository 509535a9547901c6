"""Workbooks for tests, ordinary ones and tampered ones."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

Fill = Callable[[Any, Any], None]
SHEET = "xl/worksheets/sheet1.xml"


def workbook(folder: Path, fill: Fill, **options: object) -> Path:
    """A workbook facts.xlsx of one sheet 事实; `fill` gets the book and the sheet."""
    path = folder / "facts.xlsx"
    book = xlsxwriter.Workbook(str(path), options)
    fill(book, book.add_worksheet("事实"))
    book.close()
    return path


def rows_of(*rows: list[object]) -> Fill:
    """Fills a sheet row by row from A1."""

    def fill(_: Any, sheet: Any) -> None:
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    return fill


def rewritten(path: Path, replace: dict[str, tuple[bytes, bytes]] | None = None, add: dict[str, bytes] | None = None) -> Path:
    """The same workbook with text replaced in some parts and some parts added or exchanged."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in (replace or {}).items():
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (add or {})).items():
            archive.writestr(name, content)
    return path


def one_fact(folder: Path) -> Path:
    """A workbook with the column 编号 and the row F1."""
    return workbook(folder, rows_of(["编号"], ["F1"]))


def with_far_cell(folder: Path, cell: bytes) -> Path:
    """`one_fact` with a cell in the last row that a sheet can have."""
    row = b'<row r="1048576">' + cell + b"</row></sheetData>"
    return rewritten(one_fact(folder), replace={SHEET: (b"</sheetData>", row)})
