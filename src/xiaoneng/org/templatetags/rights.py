"""模板里的权限: whether the viewer may, so that a page offers only what would be done."""

from __future__ import annotations

from django import template

from xiaoneng.org.permit import Viewer

register = template.Library()


@register.filter
def may(viewer: Viewer, right: str) -> bool:
    """`{% if viewer|may:"ledger.enter_fact" %}`."""
    return viewer.may(right)
