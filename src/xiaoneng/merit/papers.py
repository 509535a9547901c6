"""考核的纸面: the sheets of a closed month to sign, and those of a year: places, who may be chosen, money proposed, what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import Entry
from xiaoneng.files.papers.forms import Cover, sheet
from xiaoneng.files.papers.model import Paper
from xiaoneng.files.workbook_desk import Desk
from xiaoneng.files.workbook_paper import Page
from xiaoneng.files.workbook_records import own_pages
from xiaoneng.files.workbook_signed import consequence_pages, money_pages, quota_pages, score_pages, screening_pages
from xiaoneng.files.workbook_stored import as_data, page_of
from xiaoneng.ledger.evaluation import Evaluation, evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.merit.figures import Json
from xiaoneng.merit.models import Opinion, Run
from xiaoneng.rulebook.calendar import arabic_date
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.results.sentences import period_words

Makers = tuple[Callable[[Desk], Iterator[Page]], ...]


def _yearly(desk: Desk) -> Iterator[Page]:
    """The rulebook's own sheets of the whole period; those of its months are signed each month."""
    label = desk.outcome.plan.period.label
    rows = [row for row in desk.report["sheets"] if row["period"] == label]
    return own_pages(replace(desk, report=desk.report | {"sheets": rows}))


@dataclass(frozen=True)
class YearPaper:
    """年度的一种表: its name, and the pages that it is made of."""

    name: str
    makers: Makers


OF_KIND = {"year": ("year", "whole")}
"""Which sheets and accounts belong to a period: its own kind; what runs over the whole time is the year's."""

YEAR_PAPERS = {
    "summary": YearPaper("年度汇总表", (quota_pages, screening_pages, money_pages, consequence_pages)),
    "eligibility": YearPaper("资格审查表", (screening_pages,)),
    "money": YearPaper("奖惩测算表", (money_pages,)),
    "measures": YearPaper("年终各表", (_yearly,)),
}


def month_paper(run: Run) -> Paper:
    """月考核表: the figures as they were closed, everybody in the office's order, each item with clause and records; what people wrote
    stands on its line, and lines that nobody filled in stay open for the pen."""
    pages = [page_of(one) for one in kept_pages(run)]
    again = [f"第 {run.number} 次结果，更正原因：{run.reason}"] if run.supersedes_id else []
    closed = f"结账：{day_of(run.closed_at)}　{run.closed_by.name}　结果摘要 {run.result_sha256[:16]}"
    title = pages[0].title if len(pages) == 1 else f"考核表（{period_words(run.period)}）"
    cover = Cover(title, run.office.name, day_of(run.closed_at), period_words(run.period), basis=_basis(source_of(run.enactment).rulebook))
    return sheet(replace(cover, audit=_proof(run), foot=[*again, closed]), pages)


def kept_pages(run: Run) -> list[Json]:
    """存下的表: as they were kept when the period was closed; runs older than the keeping are laid out again from their result."""
    return run.pages or stored_pages(run.enactment, evaluate(run.enactment, run.period), run.result)


def stored_pages(enactment: Enactment, found: Evaluation, result: Json) -> list[Json]:
    """结账时的表: what the sheets of a period say with a result, to be kept with it."""
    return [as_data(page) for page in period_pages(enactment, found, result)]


def period_pages(enactment: Enactment, found: Evaluation, result: Json) -> list[Page]:
    """一期的表: scores and the rulebook's own sheets of the period's own kind, with what people wrote on them."""
    period, book = found.outcome.plan.period, found.outcome.book
    kinds = OF_KIND.get(period.kind, (period.kind,))
    said = _with_opinions(enactment, period.label, result)
    rows = {
        "sheets": [row for row in said["sheets"] if book.sheets[row["key"]].in_ in kinds],
        "scores": [row for row in said["scores"] if book.accounts[row["account"]].period in kinds],
    }
    return _pages(Desk(found.outcome, said | rows, enactment.office.name), (score_pages, own_pages))


def subject_of(book: Rulebook, of: str) -> str:
    """`person` or `unit`: what a sheet's groups are made of."""
    while of in book.groups:
        of = book.groups[of].of
    return of


def year_paper(enactment: Enactment, found: Evaluation, kind: YearPaper, on: date) -> Paper:
    """年度的表: as the year stands on a day, with what people wrote on it; said where it is not over."""
    plan = found.outcome.plan
    words = period_words(plan.period.label)
    until = arabic_date(plan.horizon) if plan.horizon < plan.period.last else ""
    desk = Desk(found.outcome, _with_opinions(enactment, plan.period.label, found.result), enactment.office.name)
    pages = _pages(desk, kind.makers)
    return sheet(Cover(f"{kind.name}（{words}）", enactment.office.name, on, words, until, _basis(found.outcome.book)), pages)


def offered(found: Evaluation) -> list[tuple[str, str]]:
    """打印得了的表: (key, name) of those that have something on them."""
    desk = Desk(found.outcome, found.result)
    return [(key, kind.name) for key, kind in YEAR_PAPERS.items() if any(next(make(desk), None) for make in kind.makers)]


def _pages(desk: Desk, makers: Makers) -> list[Page]:
    return [page for make in makers for page in make(desk)]


def _with_opinions(enactment: Enactment, period: str, result: Json) -> Json:
    """A result with what people said on the lines of the sheets."""
    opinions = Opinion.objects.filter(office=enactment.office, period=period, key=enactment.key).select_related("person")
    said = {(one.person.no, one.sheet, one.line): one.text for one in opinions}

    def line(row: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
        text = said.get((row["subject"], row["key"], one["line"]))
        return one | {"said": text} if text else one

    return result | {"sheets": [row | {"lines": [line(row, one) for one in row["lines"]]} for row in result["sheets"]]}


def _basis(book: Rulebook) -> str:
    number = f"（{book.document.number}）" if book.document.number else ""
    return f"《{book.document.title}》{number}"


def _proof(run: Run) -> str:
    entry = Entry.objects.filter(object_type="run", object_id=str(run.pk)).order_by("seq").first()
    return f"第 {entry.seq} 号 {entry.hash[:16]}" if entry is not None else ""
