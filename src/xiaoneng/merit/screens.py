"""表在屏幕上: the pages of a sheet as rows of cells, those merged over a subject's rows with how many they take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xiaoneng.files.workbook_paper import Cell, Marked, Page
from xiaoneng.files.workbook_stored import page_of
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.merit.figures import Result
from xiaoneng.merit.models import Run
from xiaoneng.merit.papers import kept_pages, period_pages

NUMBERS = ("number", "money", "share")


@dataclass(frozen=True)
class Shown:
    """一格: its text, the rows it takes, whether it stands right."""

    text: str
    rows: int
    number: bool


@dataclass(frozen=True)
class Screen:
    """一张表: title, lines of the head, headings, rows."""

    title: str
    notes: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[Shown]]


def kept_screens(run: Run) -> list[Screen]:
    """结账时的表, as they were kept."""
    return [_screen(page_of(one)) for one in kept_pages(run)]


def sheets_now(enactment: Enactment, result: Result, subjects: Collection[str], whole: bool) -> list[Screen]:
    """一期的表: as it stands while the period is open; of a closed one what was kept, for who sees the whole office."""
    if result.run is not None:
        return kept_screens(result.run) if whole else []
    rows = {name: [row for row in result.data[name] if whole or row["subject"] in subjects] for name in ("scores", "sheets")}
    pages = period_pages(enactment, evaluate(enactment, result.period), dict(result.data) | rows)
    return [_screen(one) for one in pages if one.rows]


def _screen(page: Page) -> Screen:
    columns = page.columns
    body = [
        [
            Shown(_text(cell), size if column.group else 1, column.kind in NUMBERS)
            for cell, column in zip(row, columns, strict=True)
            if size or not column.group
        ]
        for size, row in zip(_sizes(page), page.rows, strict=True)
    ]
    if page.total is not None:
        body.append([Shown(_text(cell), 1, column.kind in NUMBERS) for cell, column in zip(page.total, columns, strict=True)])
    return Screen(page.title, (*page.head, *page.notes), [one.heading for one in columns], body)


def _sizes(page: Page) -> Iterator[int]:
    """For each row how many rows its subject has, 0 where the subject began above."""
    if not page.keys:
        yield from (1 for _ in page.rows)
        return
    before: object = None
    for at, key in enumerate(page.keys):
        yield 0 if at and key == before else next((n for n, one in enumerate(page.keys[at:]) if one != key), len(page.keys) - at)
        before = key


def _text(cell: Cell) -> str:
    if isinstance(cell, Marked):
        return f"※{_text(cell.value)}"
    return "" if cell is None else f"{cell:f}" if not isinstance(cell, str) else cell
