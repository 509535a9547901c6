"""版式的查询: which template of an office a paper is set in: the one in use on the paper's own date."""

from __future__ import annotations

from datetime import date

from xiaoneng.files.papers.layout import Own, own_layouts
from xiaoneng.files.papers.model import Kind
from xiaoneng.org.models import PaperLayout, Unit


def layout_on(office: Unit, on: date) -> PaperLayout | None:
    """当日用的版式; None for the standard ones."""
    found = PaperLayout.objects.filter(office=office, since__lte=on).first()
    return found if found is not None and found.text else None


def own_of(office: Unit, kind: Kind, on: date) -> Own | None:
    """一种纸面改了哪些地方; None where it is set by the standard."""
    found = layout_on(office, on)
    return own_layouts(found.text).get(kind) if found is not None else None
