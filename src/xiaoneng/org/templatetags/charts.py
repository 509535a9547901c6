"""模板里的图: drawn by `org.pages.charts`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from xiaoneng.org.pages.charts import bars

register = template.Library()


@register.simple_tag
def month_bars(points: Sequence[tuple[str, str]], now: str) -> SafeString:
    """各月得分 of one year: `{% month_bars trend period.label %}`."""
    said = {label: f"{int(label[5:])} 月" for label, _ in points}
    title = "各月得分：" + "，".join(f"{label} {value}" for label, value in points)
    return bars([(said[label], value) for label, value in points], said.get(now, ""), title)
