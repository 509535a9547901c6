"""DOCX: the same paper as a document that the office can still edit."""

from __future__ import annotations

import io
from typing import Any

from xiaoneng.files.papers.layout import Layout, installed_fonts, layout_of
from xiaoneng.files.papers.model import Block, Fields, Grid, Heading, Paper, Paragraph, Signatures

CENTER, RIGHT = 1, 2


def docx_bytes(paper: Paper) -> bytes:
    """写成 DOCX: with the standard's own fonts named, so that a machine that has them shows them."""
    from docx import Document  # noqa: PLC0415 only writing a document should cost the loading
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415

    layout = layout_of(paper)
    document = Document()
    section = document.sections[0]
    wide = "landscape" in layout.page["size"]
    section.page_width, section.page_height = _mm(297 if wide else 210), _mm(210 if wide else 297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    for side in ("top", "right", "bottom", "left"):
        setattr(section, f"{side}_margin", _mm(int(layout.page[side].removesuffix("mm"))))
    if paper.kind == "official":
        _line(document, layout, paper.issuer, "title", "title", CENTER)
    if paper.number:
        _line(document, layout, paper.number, "body", "body", CENTER)
    _line(document, layout, paper.title, "title", "title", CENTER)
    if paper.subtitle:
        _line(document, layout, paper.subtitle, "sub", "body", CENTER)
    if paper.to:
        _line(document, layout, f"{paper.to}：", "body", "body")
    for block in paper.blocks:
        _block(document, layout, block)
    if paper.kind == "official":
        _line(document, layout, paper.issuer, "body", "body", RIGHT)
        _line(document, layout, layout.day(paper.dated), "body", "body", RIGHT)
    for note in (*paper.foot, *layout.missing(installed_fonts())):
        _line(document, layout, note, "body", "small")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _block(document: Any, layout: Layout, block: Block) -> None:
    match block:
        case Heading(text):
            _line(document, layout, text, "head", "body")
        case Paragraph(text):
            _line(document, layout, f"　　{text}", "body", "body")
        case Fields(rows):
            _table(document, layout, [list(row) for row in rows], head=False)
        case Grid():
            grid = [list(block.heads), *(list(row) for row in block.rows), *([list(block.total)] if block.total else [])]
            _table(document, layout, grid, head=True)
        case Signatures(words):
            _line(document, layout, "　　　　　　".join(f"{word}：" for word in words), "body", "body")


def _table(document: Any, layout: Layout, rows: list[list[str]], head: bool) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    table = document.add_table(rows=len(rows), cols=max(map(len, rows), default=1))
    table.style = "Table Grid"
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            paragraph = table.cell(at, column).paragraphs[0]
            _run(paragraph, layout, text, "head" if head and at == 0 else "body", "small" if head else "body")
    if head and rows:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _line(document: Any, layout: Layout, text: str, use: str, size: str, align: int = 0) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = 0
    _run(paragraph, layout, text, use, size)


def _run(paragraph: Any, layout: Layout, text: str, use: str, size: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.font.size = Pt(int(layout.sizes[size].removesuffix("pt")))
    run.font.name = layout.fonts[use][0]
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), layout.fonts[use][0])


def _mm(value: int) -> Any:
    from docx.shared import Mm  # noqa: PLC0415

    return Mm(value)
