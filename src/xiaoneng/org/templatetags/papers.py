"""模板里的打印: links to papers in all their forms, with the fonts named that this machine lacks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template

from xiaoneng.files.papers.fonts import installed_fonts
from xiaoneng.files.papers.layout import layout_of, missing_fonts
from xiaoneng.files.papers.model import Kind

register = template.Library()


@register.inclusion_tag("pages/papers.html", takes_context=True)
def paper_links(context: Mapping[str, Any], papers: Sequence[tuple[str, str, Kind]], query: str = "") -> dict[str, object]:
    """打印: `{% paper_links papers query %}`; a paper is (address without its ending, name, kind). `may_fill` in the
    context: whether what whoever issues an official one adds is filled in at its address."""
    layouts = [layout_of(kind, date.max) for kind in sorted({kind for _, _, kind in papers})]
    lacking = dict.fromkeys(said for layout in layouts for said in missing_fonts(layout, installed_fonts()))
    may = {"may_set": context["viewer"].may("org.set_layout"), "may_fill": context.get("may_fill", False)}
    return {"papers": papers, "query": query, "lacking": list(lacking), **may}
