"""Charts: drawn without scripts or styles of their own; labels are text; any numbers can be drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from xiaoneng.org.pages.charts import bars, lines
from xiaoneng.org.templatetags.charts import month_bars


@pytest.mark.parametrize("values", [["50"], ["50", "50"], ["0", "0"], ["-1.5", "3"], ["-2", "-1"], ["50", "49.5", "44"]])
def test_bars(values: list[str]) -> None:
    drawn = bars([(f"2026-{at:02}", value) for at, value in enumerate(values, 1)], "2026-01", "各月")
    tree = ElementTree.fromstring(drawn)  # noqa: S314 drawn by ourselves
    rects = tree.findall("{*}rect") or tree.findall("rect")
    assert len(rects) == len(values)
    assert all(float(rect.get("height", "-1")) >= 0 for rect in rects)
    assert [rect.get("class") for rect in rects].count("bar-now") == 1
    assert "style" not in drawn
    assert "script" not in drawn


def test_months_are_named_as_months() -> None:
    drawn = month_bars([("2026-01", "50"), ("2026-11", "49.5")], "2026-11")
    assert ">1 月<" in drawn
    assert ">11 月<" in drawn
    assert drawn.count("bar-now") == 1
    assert "2026-11 49.5" in drawn


@pytest.mark.parametrize("values", [[0], [0, 0], [3, 1, 2]])
def test_lines(values: list[int]) -> None:
    labels = [f"{at} 月" for at, _ in enumerate(values, 1)]
    tree = ElementTree.fromstring(lines(labels, [("记录", values), ("已确认", values)], "走势"))  # noqa: S314 drawn by ourselves
    assert len(tree.findall("polyline")) == 2
    assert f"记录 {values[-1]}" in "".join(tree.itertext())


def test_labels_are_text() -> None:
    assert "<b>" not in bars([("<b>x</b>", "1")], "", "<b>")
