"""下载: papers as PDF, DOCX or XLSX, always as attachments."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from xiaoneng.files.papers.docx import write_docx
from xiaoneng.files.papers.layout import Own
from xiaoneng.files.papers.model import Paper
from xiaoneng.files.papers.pdf import write_pdf
from xiaoneng.files.papers.xlsx import paper_bytes

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def paper_response(paper: Paper, form: str, own: Own | None = None) -> HttpResponse:
    """给出一份纸面: in the office's own template where it has one; 404 for a form that there is none of."""
    if form not in TYPES:
        raise Http404
    data = paper_bytes(paper) if form == "xlsx" else {"pdf": write_pdf, "docx": write_docx}[form](paper, own).data
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}.{form}"
    return response
