"""成片的标记: the parts of a page that stand there by the hundred, written at once; a template takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from xiaoneng.rulebook.results.numbers import decimal


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """选项: what a list to choose from offers."""
    return mark_safe(  # noqa: S308 every part is escaped here
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>' for value, label in choices
        )
    )


def cell(kind: str, value: object, link: str = "", badge: str = "", label: str = "") -> SafeString:
    """单元格: a value by its kind, with a badge and a link around it; `label` stands beside it where a phone shows the row as a card."""
    shown = str(escape(_shown(kind, value)))
    if badge:
        shown = f'<span class="badge {escape(badge)}">{shown}</span>'
    if link:
        shown = f'<a href="{escape(link)}">{shown}</a>'
    told = f' data-label="{escape(label)}"' if label else ""
    return mark_safe(f'<td class="{escape(kind)}"{told}>{shown}</td>')  # noqa: S308 every part is escaped here


def rows(lines: Iterable[Sequence[object]]) -> SafeString:
    """各行: of plain texts."""
    return mark_safe("".join(f"<tr>{''.join([f'<td>{escape(one)}</td>' for one in line])}</tr>" for line in lines))  # noqa: S308


def _shown(kind: str, value: object) -> str:
    if value is None:
        return ""
    if kind in ("number", "money") and isinstance(value, int):
        return decimal(value)
    if kind == "moment" and isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if kind == "day" and isinstance(value, date) else str(value)
