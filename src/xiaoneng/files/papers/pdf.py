"""PDF: a paper printed from escaped markup; nothing is fetched from anywhere."""

from __future__ import annotations

from html import escape
from importlib import resources
from string import Template
from typing import Any

from xiaoneng.files.papers.layout import Layout, installed_fonts, layout_of
from xiaoneng.files.papers.model import Block, Fields, Grid, Heading, Paper, Paragraph, Signatures


def pdf_bytes(paper: Paper) -> bytes:
    """打印成 PDF."""
    from weasyprint import HTML  # noqa: PLC0415 loading it takes a second that only printing should cost

    def refuse(url: str, *_: Any, **__: Any) -> Any:
        raise ValueError(f"nothing is fetched: {url}")

    found: bytes = HTML(string=markup(paper), url_fetcher=refuse).write_pdf()
    return found


def markup(paper: Paper) -> str:
    """The paper as one page of HTML with the layout's measures; every text is escaped."""
    layout = layout_of(paper)
    notes = [*paper.foot, *layout.missing(installed_fonts())]
    inside = "".join(_block(block) for block in paper.blocks)
    head = f'<p class="issuer">{escape(paper.issuer)}</p>' if paper.kind == "official" else ""
    number = f'<p class="number">{escape(paper.number)}</p>' if paper.number else ""
    line = '<hr class="red">' if paper.kind == "official" else ""
    to = f"<p>{escape(paper.to)}：</p>" if paper.to else ""
    end = f'<p class="end">{escape(paper.issuer)}<br>{escape(layout.day(paper.dated))}</p>' if paper.kind == "official" else ""
    foot = "".join(f"<p>{escape(note)}</p>" for note in notes)
    sub = f'<p class="sub">{escape(paper.subtitle)}</p>' if paper.subtitle else ""
    body = f"{head}{number}{line}<h1>{escape(paper.title)}</h1>{sub}{to}{inside}{end}"
    page = f'<body>{body}<div class="foot">{foot}</div></body>'
    return f'<!DOCTYPE html><html lang="zh-CN"><head><style>{_style(layout)}</style></head>{page}</html>'


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text):
            return f'<p class="text">{escape(text)}</p>'
        case Fields(rows):
            return "<table>" + "".join(f"<tr><th>{escape(name)}</th><td>{_lines(text)}</td></tr>" for name, text in rows) + "</table>"
        case Grid():
            return _grid(block)
        case Signatures(words):
            return '<p class="sign">' + "".join(f"<span>{escape(word)}：</span>" for word in words) + "</p>"


def _grid(grid: Grid) -> str:
    def row(cells: Any, tag: str) -> str:
        parts = [f"<{tag}{' class=n' if at in grid.numbers else ''}>{_lines(str(cell))}</{tag}>" for at, cell in enumerate(cells)]
        return f"<tr>{''.join(parts)}</tr>"

    total = row(grid.total, "th") if grid.total else ""
    return f"<table><thead>{row(grid.heads, 'th')}</thead><tbody>{''.join(row(one, 'td') for one in grid.rows)}{total}</tbody></table>"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())


def _style(layout: Layout) -> str:
    """The stylesheet with the layout's measures and the fonts that are there."""
    fonts = {f"{use}_font": f'"{layout.family(use, installed_fonts())}"' for use in layout.fonts}
    text = resources.files("xiaoneng.files.papers").joinpath("print.css").read_text(encoding="utf-8")
    return Template(text).substitute({**fonts, **layout.page, **layout.sizes, "line": layout.line})
