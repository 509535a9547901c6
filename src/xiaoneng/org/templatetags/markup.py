"""模板里的标记: what `org.pages.markup` writes at once."""

from __future__ import annotations

from django import template

from xiaoneng.org.pages.markup import rows

register = template.Library()
register.filter("as_rows", rows)
