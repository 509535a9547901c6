"""图: charts drawn by the server as SVG; no script, no inline style, the same on paper. Numbers stay decimals in text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, FOOT, HEAD = 660, 130, 22, 18


def bars(points: Sequence[tuple[str, str]], now: str, title: str) -> SafeString:
    """柱图: (label, decimal) with the one labelled `now` in red; every value is written above its bar."""
    values = [Decimal(value) for _, value in points]
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    span = high - low or Decimal(1)
    step = Decimal(WIDTH) / max(len(points), 1)
    room = Decimal(HEIGHT - FOOT - HEAD)
    zero = HEAD + room * high / span
    drawn = []
    for at, ((label, text), value) in enumerate(zip(points, values, strict=True)):
        x, tall = step * at + step / 5, room * abs(value) / span
        top = zero - tall if value >= 0 else zero
        kind = "bar-now" if label == now else "bar-old"
        middle = step * at + step / 2
        drawn.append((kind, _n(x), _n(top), _n(step * 3 / 5), _n(tall), _n(middle), _n(top - 4), text, _n(middle), HEIGHT - 6, label))
    inside = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        drawn,
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>{}</svg>',
        WIDTH, HEIGHT, title, WIDTH, _n(zero), _n(zero), inside,
    )  # fmt: skip


NARROW, TALL, LEFT, RIGHT, APART = 400, 170, 14, 74, 14
"""Measures of a line chart: it stands in a narrow column, so that its words stay readable."""


def lines(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], title: str) -> SafeString:
    """折线图: whole numbers by label, at most two series; the last value of each is written beside its end."""
    most = max([1, *(value for _, values in series for value in values)])
    step = Decimal(NARROW - LEFT - RIGHT) / max(len(labels) - 1, 1)
    room = Decimal(TALL - FOOT - HEAD)

    def high(value: int) -> Decimal:
        return HEAD + room - room * value / most

    drawn = []
    for number, (name, values) in enumerate(series):
        points = " ".join(f"{_n(LEFT + step * at)},{_n(high(value))}" for at, value in enumerate(values))
        drawn.append(
            (f"line-{'ab'[number]}", points, _n(LEFT + step * (len(values) - 1) + 6), HEAD + APART * number, f"{name} {values[-1]}")
        )
    paths = format_html_join("", '<polyline class="{}" points="{}"/><text x="{}" y="{}">{}</text>', drawn)
    shown = [(at, label) for at, label in enumerate(labels) if at % 2 == 0 or at == len(labels) - 1]
    feet = [(_n(LEFT + step * at), TALL - 6, label) for at, label in shown]
    marks = format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', feet)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        NARROW, TALL, title, NARROW, TALL - FOOT, TALL - FOOT, paths, marks,
    )  # fmt: skip


LOW, SHORT = 24, 90
"""Height and width of a small chart in a row of a table."""
DRAWN = 1024
"""Small charts kept as they were drawn: an office has as many as sections, and they change with a record."""


@lru_cache(maxsize=DRAWN)
def spark(values: tuple[int, ...], title: str) -> SafeString:
    """小柱图: months side by side in a cell, the newest in red; `title` says the numbers, a table beside it has them."""
    step, most = Decimal(SHORT) / max(len(values), 1), max([1, *values])
    drawn = []
    for at, value in enumerate(values):
        tall = Decimal(LOW - 2) * value / most
        kind = "bar-now" if at == len(values) - 1 else "bar-old"
        drawn.append((kind, _n(step * at), _n(LOW - tall), _n(step * 4 / 5), _n(tall)))
    inside = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', drawn)
    head = format_html('<svg class="chart spark" viewBox="0 0 {} {}" role="img" aria-label="{}">', SHORT, LOW, title)
    return format_html("{}{}</svg>", head, inside)


def _n(value: Decimal) -> str:
    return f"{value:.1f}"
