"""签章用的工作簿: one XLSX file with the sheets that an office signs, only those that the result has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from xiaoneng.files.workbook_desk import Desk, Json
from xiaoneng.files.workbook_paper import MOST_ROWS, Column, Page, Paper
from xiaoneng.files.workbook_records import basis_pages, entry_pages, measure_pages, own_pages, pending_pages, work_pages
from xiaoneng.files.workbook_signed import consequence_pages, money_pages, quota_pages, score_pages, screening_pages
from xiaoneng.files.writing import whole_file
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

PAGES: tuple[Callable[[Desk], Iterator[Page]], ...] = (
    screening_pages,
    quota_pages,
    work_pages,
    money_pages,
    consequence_pages,
    score_pages,
    own_pages,
    measure_pages,
    entry_pages,
    pending_pages,
    basis_pages,
)


def write_workbook(outcome: Outcome, path: Path, found: Json | None = None) -> None:
    """写工作簿: all sheets of a result into one XLSX file. `found` is the outcome's report where it is at hand.

    The same result gives the same file on any day. An existing file is replaced only when the new one is whole.
    Raises Refused where the file can't be written.
    """
    desk = Desk(outcome, found if found is not None else report(outcome))
    pages = [page for make in PAGES for page in make(desk)]
    with whole_file(path) as unfinished:
        try:
            _write(desk, pages, unfinished)
        except XlsxWriterException as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from None


def _write(desk: Desk, pages: list[Page], path: Path) -> None:
    plan, document = desk.outcome.plan, desk.outcome.book.document
    large = sum(len(page.rows) for page in pages) > MOST_ROWS
    with xlsxwriter.Workbook(str(path), {"constant_memory": large, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        made = {"title": document.title, "author": document.issuer, "subject": plan.period.label}
        workbook.set_properties({**made, "created": datetime.combine(plan.as_of, time())})
        paper = Paper(workbook, large)
        for page in pages:
            paper.print(page)
        if not pages:
            paper.print(desk.page("没有结果", [Column("说明", 60)], [("本期没有可列的结果",)]))
