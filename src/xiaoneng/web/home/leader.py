"""领导的一页: sections and the office in red, yellow and green with their course; a chart never without its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from xiaoneng.merit.queries import main_enactment
from xiaoneng.org.pages.charts import lines, spark
from xiaoneng.org.permit import Viewer
from xiaoneng.web.home.lights import Place, morning
from xiaoneng.web.rulebook.living import year_of


@dataclass(frozen=True)
class Chart:
    """一张图和它的表."""

    title: str
    drawn: SafeString
    heads: list[str]
    rows: list[tuple[object, ...]]


@dataclass(frozen=True)
class Row:
    """一个科室的一行: its place, with its course drawn."""

    place: Place
    course: SafeString


def leader_context(viewer: Viewer) -> dict[str, object]:
    """What a leader sees first; nothing where no rulebook is in force."""
    enactment = main_enactment(viewer.office, viewer.on)
    if enactment is None:
        return {}
    found = morning(year_of(enactment, viewer.on), enactment.office, viewer.on)
    return {
        "morning": found,
        "rows": [Row(one, spark(tuple(one.months), f"{one.name}各月记录：{'，'.join(map(str, one.months))}")) for one in found.sections],
        "office_course": spark(tuple(found.office.months), f"全单位各月记录：{'，'.join(map(str, found.office.months))}"),
        "charts": [chart(title, f"今年各月{title}", found.months, series) for title, series in found.courses],
    }


def chart(title: str, says: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """折线图和数."""
    heads = [name for name, _ in series]
    rows: list[tuple[object, ...]] = list(zip(labels, *(values for _, values in series), strict=True))
    return Chart(title, lines(labels, series, says), heads, rows)
