"""表: pages of rows, the same that the workbook prints, and forms to fill in, as papers with head, basis and places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from xiaoneng.files.papers.model import Align, Block, Column, Heading, KeyValues, Note, Pair, Paper, SignatureLine, Table
from xiaoneng.files.workbook_desk import SIGNED
from xiaoneng.files.workbook_paper import Cell, Marked, Page
from xiaoneng.files.workbook_paper import Column as PageColumn

WIDE = 88
"""Columns that are together wider than so many characters want a page lying across."""
NUMBERS = ("number", "money", "share")


@dataclass(frozen=True)
class Cover:
    """表头和表尾: what stands around the rows of every sheet."""

    title: str
    issuer: str
    dated: date
    period: str = ""
    until: str = ""
    """The last day that the figures know of, where the period is not over."""
    basis: str = ""
    audit: str = ""
    foot: Sequence[str] = ()


def sheet(cover: Cover, pages: Sequence[Page]) -> Paper:
    """签章的表: one page below the other, each under its title where there are several; the places to sign stand once, at the end."""
    blocks: list[Block] = []
    for page in pages:
        blocks += [Heading(_heading(page, cover))] if len(pages) > 1 else []
        blocks += [_table(page), *(Note(said) for said in page.notes)]
    signed = tuple(dict.fromkeys(place for page in pages for place in page.foot)) or SIGNED
    widest = max((sum(column.width for column in page.columns) for page in pages), default=0)
    clause = pages[0].clause if len(pages) == 1 else ""
    cover = replace(cover, basis=f"{cover.basis}{clause}")
    return _paper(cover, [*(blocks or [Note("本期没有可列的结果。")]), _places(signed)], widest > WIDE)


def form_sheet(cover: Cover, rows: Sequence[Sequence[Pair]]) -> Paper:
    """登记表: names and rooms to fill in."""
    return _paper(cover, [KeyValues(tuple(tuple(row) for row in rows)), _places(SIGNED)], landscape=False)


def _heading(page: Page, cover: Cover) -> str:
    """A page's title and clause; the period stands on the whole sheet already."""
    return f"{page.title.removesuffix(f'（{cover.period}）')}　{page.clause}".strip()


def _paper(cover: Cover, blocks: Sequence[Block], landscape: bool) -> Paper:
    return Paper(
        "sheet",
        cover.title,
        cover.issuer,
        cover.dated,
        blocks,
        line=tuple(f"{word}：{said}" for word, said in (("单位", cover.issuer), ("期间", cover.period), ("截至", cover.until)) if said),
        basis=cover.basis,
        audit=cover.audit,
        foot=tuple(cover.foot),
        landscape=landscape,
    )


def _places(signed: Sequence[str]) -> SignatureLine:
    """`日期：　年　月　日` is a place with room for a day."""
    return SignatureLine(tuple((label, value) for label, _, value in (place.partition("：") for place in signed)))


def _table(page: Page) -> Table:
    columns = [_column(column) for column in page.columns]
    rows = [_row(row, page.columns) for row in page.rows]
    signing = any(column.kind == "blank" for column in page.columns)
    return Table(columns, rows, _row(page.total, page.columns) if page.total is not None and rows else (), page.keys, roomy=signing)


def _column(column: PageColumn) -> Column:
    align: Align = "left" if column.kind in ("text", "blank") else "right" if column.kind == "money" else "center"
    return Column(column.heading, column.width, align, column.group, column.kind in NUMBERS)


def _row(cells: Sequence[Cell], columns: Sequence[PageColumn]) -> tuple[str, ...]:
    return tuple(_text(cell, column.kind) for cell, column in zip(cells, columns, strict=True))


def _text(cell: Cell, kind: str) -> str:
    """A cell as it is printed: money with two places, a share in percent, what meets a condition with its sign."""
    match cell:
        case Marked(value):
            return f"※{_text(value, kind)}"
        case Decimal():
            return f"{cell:.2f}" if kind == "money" else f"{(cell * 100).normalize():f}%" if kind == "share" else f"{cell.normalize():f}"
        case _:
            return cell or ""
