"""DOCX 的页面: paper size, margins, page numbers on the outer side, and the properties of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from xiaoneng.files.papers.docx_style import Desk, emu, made, style_name
from xiaoneng.files.papers.model import Paper
from xiaoneng.files.papers.words import clean

FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
LONGEST_PROPERTY = 255


def set_page(desk: Desk) -> None:
    """页面: and a footer, or one each for odd and even pages."""
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415

    page, section = desk.layout.page, desk.document.sections[0]
    width, height = (page.height, page.width) if desk.landscape else (page.width, page.height)
    section.orientation = WD_ORIENT.LANDSCAPE if desk.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = emu(width), emu(height)
    section.top_margin, section.right_margin = emu(page.top), emu(page.right)
    section.bottom_margin, section.left_margin = emu(page.bottom), emu(page.left)
    number = desk.layout.styles["page_number"]
    section.header_distance = emu(page.top / 2)
    section.footer_distance = max(emu(page.bottom - page.number_drop - number.line), 0)
    desk.document.settings.odd_and_even_pages_header_footer = not page.single_sided
    _number(desk, section.footer.paragraphs[0], 1 if page.single_sided else 2)
    if not page.single_sided:
        _number(desk, section.even_page_footer.paragraphs[0], 0)


def _number(desk: Desk, paragraph: Any, align: int) -> None:
    """页码: the words around it, and fields that the word processor fills in."""
    page = desk.layout.page
    paragraph.style = style_name("page_number")
    paragraph.alignment = align
    space = emu(desk.layout.styles["page_number"].size * page.number_space)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = space
    for part in re.split(r"(\{pages?\})", page.number_form):
        if part not in FIELDS:
            paragraph.add_run(part)
            continue
        for kind in ("begin", None, "separate", "1", "end"):
            run = paragraph.add_run("1" if kind == "1" else "")
            if kind is None:
                instruction = made("w:instrText")
                instruction.text = FIELDS[part]
                run._r.append(instruction)
            elif kind != "1":
                run._r.append(made("w:fldChar", fldCharType=kind))


def set_properties(document: Any, paper: Paper, warnings: Sequence[str]) -> None:
    """文件属性: those of the paper and what whoever hands it out should know; no machine's clock."""
    known = document.core_properties
    moment = datetime.combine(paper.dated, time(), UTC)
    known.title, known.author = clean(paper.title)[:LONGEST_PROPERTY], clean(paper.issuer)[:LONGEST_PROPERTY]
    known.last_modified_by, known.comments, known.language = known.author, "；".join(warnings)[:LONGEST_PROPERTY], "zh-CN"
    known.subject = clean(paper.number)[:LONGEST_PROPERTY]
    known.created = known.modified = moment
    known.revision = 1
