"""下载: papers as PDF, DOCX or XLSX, always as attachments."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from xiaoneng.files.papers.docx import docx_bytes
from xiaoneng.files.papers.model import Grid, Paper
from xiaoneng.files.papers.pdf import pdf_bytes
from xiaoneng.files.papers.xlsx import Column, table_bytes

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def paper_response(paper: Paper, form: str) -> HttpResponse:
    """给出一份纸面: 404 for a form that there is none of."""
    if form not in TYPES:
        raise Http404
    data = {"pdf": pdf_bytes, "docx": docx_bytes, "xlsx": _xlsx}[form](paper)
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.title)}.{form}"
    return response


def _xlsx(paper: Paper) -> bytes:
    """The paper's first table as a spreadsheet; its notes below."""
    grid = next((block for block in paper.blocks if isinstance(block, Grid)), Grid((), ()))
    return table_bytes(paper.title, [Column(head) for head in grid.heads], grid.rows, [paper.subtitle, *paper.foot])
