"""PDF: a paper printed from escaped markup; nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Set
from itertools import chain
from typing import Any
from warnings import catch_warnings, simplefilter

from xiaoneng.files.book.markup import Html, join, tag, text
from xiaoneng.files.papers.flow import Imprint, Line, Part, Spread, flow
from xiaoneng.files.papers.fonts import installed_fonts
from xiaoneng.files.papers.layout import Own, layout_of, missing_fonts
from xiaoneng.files.papers.model import CutLine, KeyValues, PageBreak, Paper, Produced, Table
from xiaoneng.files.papers.pdf_style import stylesheet
from xiaoneng.files.papers.words import clean

VARIANT = "pdf/a-3u"
"""The form that archives keep: all fonts inside, every text can be searched."""
LABEL_SHARE = 16
"""Percent of the width for what a form asks where a row holds one or two pairs."""


def write_pdf(paper: Paper, own: Own | None = None, installed: Set[str] | None = None) -> Produced:
    """打印成 PDF, with the fonts that this machine lacks named. Raises Refused where `own` is no layout."""
    from weasyprint import HTML  # noqa: PLC0415 loading it takes a second that only printing should cost

    there = installed_fonts() if installed is None else installed
    layout = layout_of(paper.kind, paper.dated, own)
    warnings = tuple(missing_fonts(layout, there))
    document = HTML(string=markup(paper, own, there), url_fetcher=_refuse)
    with catch_warnings():
        # The printing library leaves its own colour profile open until it is collected.
        simplefilter("ignore", ResourceWarning)
        data: bytes = document.write_pdf(pdf_variant=VARIANT)
    return Produced(data, warnings)


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"nothing is fetched: {url}")


def markup(paper: Paper, own: Own | None = None, installed: Set[str] = frozenset()) -> Html:
    """一页 HTML: the whole paper with its stylesheet; every text is escaped."""
    layout = layout_of(paper.kind, paper.dated, own)
    parts = [_part(part) for part in flow(paper, layout)]
    day = paper.dated.isoformat()
    warnings = "；".join(missing_fonts(layout, installed))
    known = {"author": paper.issuer, "description": warnings, "dcterms.created": day, "dcterms.modified": day}
    metas = [Html(f'<meta name="{name}" content="{text(value)}">') for name, value in known.items()]
    style = Html(f"<style>{stylesheet(layout, installed, paper.landscape)}</style>")
    head = tag("head", Html('<meta charset="utf-8">'), tag("title", paper.title), *metas, style)
    return Html(clean(f"<!DOCTYPE html>{tag('html', head, tag('body', *parts), lang='zh-CN')}"))


def _part(part: Part) -> Html:
    match part:
        case Line():
            return _line(part)
        case Spread(style, texts, first):
            width = f"width:{100 / len(texts):.3f}%"
            ends = ("left", *["center"] * (len(texts) - 2), "right") if style == "line" and len(texts) > 1 else ["left"] * len(texts)
            cells = [tag("td", words, style=f"{width};text-align:{end}") for words, end in zip(texts, ends, strict=True)]
            return tag("table", tag("tr", *cells), class_=f"spread {style}{'' if first else ' next'}")
        case Imprint():
            return _imprint(part)
        case CutLine(words):
            return tag("p", words or Html("&#8203;"), class_="cut")
        case PageBreak():
            return Html('<div class="break"></div>')
        case KeyValues():
            return _form(part)
        case Table():
            return _table(part)


def _imprint(imprint: Imprint) -> Html:
    rows = []
    for left, right in imprint.rows:
        cells = [tag("td", left), tag("td", right)] if right else [tag("td", left, colspan="2", class_="hanging")]
        rows.append(tag("tr", *cells))
    subject = [_line(imprint.subject)] if imprint.subject else []
    table = [tag("table", *rows)] if rows else []
    copies = [tag("p", imprint.copies, class_="copies")] if imprint.copies else []
    notes = [tag("p", note, class_="note") for note in imprint.notes]
    return tag("div", *notes, *subject, *table, *copies, class_="at-end")


def _line(line: Line) -> Html:
    spaces = {"margin-left": line.left, "margin-right": line.right, "text-indent": -line.hanging}
    style = ";".join(f"{place}:{space}em" for place, space in spaces.items() if space)
    style += f";font-size:{line.size}pt" if line.size else ""
    style += f";padding-top:{line.before}pt" if line.before is not None else ""
    kept = " keep" if line.keep else ""
    if line.second_style:
        inside = [text(line.text), tag("span", line.second, class_=line.second_style)]
    elif line.second:
        last = [tag("span", line.last, class_=line.last_style)] if line.last else []
        inside = [tag("span", line.text), tag("span", line.second, *last)]
        kept += " both"
    else:
        inside = [_lines(line.text)]
    return tag("p", *inside, class_=f"{line.style}{kept}", style=style)


def _lines(words: str) -> Html:
    return join([text(one) for one in words.splitlines()] or [Html("&#8203;")], Html("<br>"))


def _table(table: Table) -> Html:
    whole = sum(column.width for column in table.columns)
    cols = [Html(f'<col style="width:{100 * column.width / whole:.3f}%">') for column in table.columns]
    head = tag("thead", tag("tr", *[tag("th", _lines(column.heading)) for column in table.columns]))
    bodies = [tag("tbody", *_group(table, rows)) for rows in table.groups()]
    if not table.rows:
        empty = tag("td", table.empty, colspan=str(len(table.columns)), class_="center")
        bodies = [tag("tbody", tag("tr", empty))]
    if table.totals:
        cells = [tag("td", _lines(cell), class_=column.align) for cell, column in zip(table.totals, table.columns, strict=True)]
        bodies.append(tag("tbody", tag("tr", *cells), class_="totals"))
    return tag("table", tag("colgroup", *cols), head, *bodies, class_=f"ruled{' roomy' if table.roomy else ''}")


def _group(table: Table, rows: Any) -> list[Html]:
    """The rows of one subject; what is said once about it spans them all."""
    found = []
    for number, row in enumerate(rows):
        cells = [
            tag("td", _lines(cell), class_=column.align, rowspan=str(len(rows)) if column.group and len(rows) > 1 else "")
            for cell, column in zip(row, table.columns, strict=True)
            if number == 0 or not column.group
        ]
        found.append(tag("tr", *cells))
    return found


def _form(form: KeyValues) -> Html:
    """A ruled form: as many columns as its fullest row needs."""
    most = max((len(row) for row in form.rows), default=1)
    share = 100 / most
    cols = chain.from_iterable((f"{LABEL_SHARE}%", f"{share - LABEL_SHARE:.3f}%") for _ in range(most))
    rows = []
    for row in form.rows:
        cells = []
        for number, pair in enumerate(row, 1):
            span = str(2 * (most - len(row)) + 1) if number == len(row) and len(row) < most else ""
            room = f"height:{pair.lines * 1.6:.1f}em" if pair.lines > 1 else ""
            cells += [tag("th", _lines(pair.label)), tag("td", _lines(pair.value), colspan=span, style=room)]
        rows.append(tag("tr", *cells))
    group = tag("colgroup", *[Html(f'<col style="width:{width}">') for width in cols])
    return tag("table", group, tag("tbody", *rows), class_="ruled form")
