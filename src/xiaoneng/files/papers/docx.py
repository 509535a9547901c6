"""DOCX: the same paper as a document that the office can still edit, with real styles and repeated head rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Set
from typing import Any

from xiaoneng.files.papers.docx_imprint import add_imprint
from xiaoneng.files.papers.docx_page import set_page, set_properties
from xiaoneng.files.papers.docx_style import Desk, add_styles
from xiaoneng.files.papers.docx_tables import add_form, add_spread, add_table
from xiaoneng.files.papers.flow import Imprint, Line, Part, Spread, flow
from xiaoneng.files.papers.fonts import installed_fonts
from xiaoneng.files.papers.layout import Own, layout_of, missing_fonts
from xiaoneng.files.papers.model import CutLine, KeyValues, PageBreak, Paper, Produced, Table

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_docx(paper: Paper, own: Own | None = None, installed: Set[str] | None = None) -> Produced:
    """写成 DOCX. It names the standard's own fonts where this machine has none of them, so that one that has them shows them; what is
    lacking here is said. Raises Refused where `own` is no layout."""
    from docx import Document  # noqa: PLC0415 only writing a document should cost the loading

    there = installed_fonts() if installed is None else installed
    layout = layout_of(paper.kind, paper.dated, own)
    warnings = tuple(missing_fonts(layout, there))
    document = Document()
    desk = Desk(document, layout, there, paper.landscape)
    add_styles(desk)
    set_page(desk)
    set_properties(document, paper, warnings)
    for part in flow(paper, layout):
        _part(desk, part)
    out = io.BytesIO()
    document.save(out)
    return Produced(_same_every_time(out.getvalue()), warnings)


def _part(desk: Desk, part: Part) -> None:
    match part:
        case Line():
            desk.line(desk.document.add_paragraph(), part)
        case Spread():
            add_spread(desk, part)
        case Imprint():
            add_imprint(desk, part)
        case Table():
            add_table(desk, part)
        case KeyValues():
            add_form(desk, part)
        case CutLine(text):
            desk.cut(text)
        case PageBreak():
            desk.breaks = True


def _same_every_time(data: bytes) -> bytes:
    """The same parts with one fixed date: two printings of the same paper are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part: Any = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
