"""存下的纸面: pages as plain data and back, so that what was closed is printed again word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from xiaoneng.files.workbook_paper import Cell, Column, Marked, Page

NUMBER, MARKED = "number", "marked"


def as_data(page: Page) -> dict[str, Any]:
    """成数据: texts, lists and maps only."""
    return {
        **{name: getattr(page, name) for name in ("name", "title", "clause")},
        **{name: list(getattr(page, name)) for name in ("head", "foot", "notes")},
        "keys": [str(one) for one in page.keys],
        "columns": [asdict(one) for one in page.columns],
        "rows": [[_told(cell) for cell in row] for row in page.rows],
        "total": [_told(cell) for cell in page.total] if page.total is not None else None,
    }


def page_of(data: Mapping[str, Any]) -> Page:
    """从数据: the page again."""
    return Page(
        name=data["name"],
        title=data["title"],
        head=tuple(data["head"]),
        columns=tuple(Column(**one) for one in data["columns"]),
        rows=[tuple(_read(cell) for cell in row) for row in data["rows"]],
        total=tuple(_read(cell) for cell in data["total"]) if data["total"] is not None else None,
        foot=tuple(data["foot"]),
        keys=list(data["keys"]),
        clause=data["clause"],
        notes=tuple(data["notes"]),
    )


def _told(cell: Cell) -> Any:
    if isinstance(cell, Marked):
        return {MARKED: _told(cell.value)}
    return {NUMBER: str(cell)} if isinstance(cell, Decimal) else cell


def _read(data: Any) -> Cell:
    if not isinstance(data, dict):
        return None if data is None else str(data)
    if NUMBER in data:
        return Decimal(data[NUMBER])
    inner = _read(data[MARKED])
    return Marked(inner if isinstance(inner, Decimal) else str(inner or ""))
