"""模板里的图: drawn by `org.pages.charts`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from xiaoneng.org.pages.charts import bars

register = template.Library()


@register.simple_tag
def month_bars(points: Sequence[tuple[str, str]], now: str) -> SafeString:
    """各月得分: `{% month_bars trend period.label %}`."""
    return bars(points, now, "各月得分：" + "，".join(f"{label} {value}" for label, value in points))
