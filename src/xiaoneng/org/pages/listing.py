"""列表: pages of rows with filters, sorting, search in Chinese and the same rows as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from xiaoneng.files.papers.xlsx import Column as SheetColumn
from xiaoneng.files.papers.xlsx import table_bytes
from xiaoneng.org.pages.markup import cell, options

PER_PAGE = 50
MOST_EXPORTED = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["text", "number", "day", "moment", "money"]


@dataclass(frozen=True)
class Column:
    """列: its key in addresses, its head, what a row shows in it, by which database field it is sorted ('' for not at all).

    `link` gives the address that the cell leads to; `kind` "number" and "money" are integers in hundredths.
    """

    key: str
    label: str
    value: Callable[[Any], Any]
    sort: str = ""
    kind: Kind = "text"
    link: Callable[[Any], str] | None = None
    badge: Callable[[Any], str] | None = None
    """The class of a badge around the value."""


@dataclass(frozen=True)
class Filter:
    """筛选: a key in addresses, its label, the choices (value, label), and what a chosen value means for the rows."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    apply: Callable[[str], Q]
    kind: Literal["select", "month", "day"] = "select"


@dataclass
class Listing:
    """一张列表, ready for `pages/listing.html`."""

    request: HttpRequest
    title: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    query: str
    searchable: bool
    chosen: dict[str, str]
    sort: str
    rows: QuerySet[Any]
    page: Page[Any] = field(init=False)
    empty: str = ""

    def __post_init__(self) -> None:
        self.page = Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("page"))

    def address(self, **changes: str) -> str:
        """This list's address with some of its parts changed; an empty one is left out."""
        parts = {"q": self.query, **self.chosen, "sort": self.sort, **changes}
        return "?" + urlencode({key: value for key, value in parts.items() if value})

    @property
    def heads(self) -> list[dict[str, str]]:
        """Label, address that sorts by the column, and how it is sorted now."""
        found = []
        for column in self.columns:
            now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
            turned = f"-{column.key}" if now == "ascending" else column.key
            found.append({"label": column.label, "kind": column.kind, "now": now, "url": self.address(sort=turned) if column.sort else ""})
        return found

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The rows of this page: the thing itself and its cells as they stand there."""
        return [{"thing": row, "cells": mark_safe("".join([_cell(one, row) for one in self.columns]))} for row in self.page.object_list]  # noqa: S308

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The filters with what is chosen."""
        return [
            {
                "key": one.key, "label": one.label, "kind": one.kind, "chosen": self.chosen.get(one.key, ""),
                "options": options(one.choices, self.chosen.get(one.key, "")),
            }
            for one in self.filters
        ]  # fmt: skip

    @property
    def previous_url(self) -> str:
        return self.address(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def export_url(self) -> str:
        return self.address(format="xlsx")

    def export(self) -> HttpResponse | None:
        """The whole list as XLSX where the address asks for it; the caller returns it."""
        if self.request.GET.get("format") != "xlsx":
            return None
        columns = [SheetColumn(column.label, column.kind) for column in self.columns]
        rows: Iterable[list[Any]] = ([column.value(row) for column in self.columns] for row in self.rows[:MOST_EXPORTED])
        response = HttpResponse(table_bytes(self.title, columns, rows), content_type=XLSX)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(self.title)}.xlsx"
        return response


def _cell(column: Column, row: Any) -> str:
    link, badge = column.link(row) if column.link else "", column.badge(row) if column.badge else ""
    return cell(column.kind, column.value(row), link, badge, column.label)


def listing(
    request: HttpRequest,
    rows: QuerySet[Model],
    columns: Sequence[Column],
    *,
    title: str,
    search: Sequence[str] = (),
    filters: Sequence[Filter] = (),
    empty: str = "",
) -> Listing:
    """列表: reads page, filters, sort and search from the address; unknown values are passed over. `rows` are those the viewer may see."""
    query = request.GET.get("q", "").strip()[:PER_PAGE]
    for word in query.split():
        rows = rows.filter(_any(search, word)) if search else rows
    chosen = {one.key: request.GET[one.key] for one in filters if request.GET.get(one.key)}
    for one in filters:
        if one.key in chosen and (one.kind != "select" or chosen[one.key] in {value for value, _ in one.choices}):
            rows = rows.filter(one.apply(chosen[one.key]))
    wanted = request.GET.get("sort", "")
    by = next((column.sort for column in columns if column.sort and column.key == wanted.lstrip("-")), "")
    if by:
        rows = rows.order_by(f"-{by}" if wanted.startswith("-") else by, "pk")
    return Listing(request, title, columns, filters, query, bool(search), chosen, wanted if by else "", rows, empty=empty)


def _any(fields: Sequence[str], word: str) -> Q:
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": word})
    return found
