"""现状卡片: the lines of one clause, its open questions and its readings; each figure opens onto names and records."""

from __future__ import annotations

from collections.abc import Sequence

from xiaoneng.files.book.markup import Html, tag, text
from xiaoneng.files.standing import Line
from xiaoneng.files.wording.names import Wording

LISTED_FROM, WIDE_FROM = 4, 6
"""Rows of so many parts are said one after the other in a list; a grid of still more columns scrolls sideways."""


def card(wording: Wording, clause: str, lines: Sequence[Line], *, answered: bool) -> Html:
    """The card of a clause; empty where there is nothing to say. Without answers, questions are shown as questions only."""
    parts = [_line(line) for line in lines]
    if not answered:
        parts = [_question(one.asks, one.asked_of or "") for one in wording.book.parameters.values() if one.clause == clause]
    readings = _readings(wording, clause)
    if not parts and not readings:
        return text("")
    title = f"{clause} · {'现状' if answered else '待使用单位确定'}"
    heading = tag("p", title if parts else f"{clause} · 理解", class_="title")
    return tag("aside", heading, *parts, *([readings] if readings else []), class_="card", aria_label=title)


def _question(asks: str, asked_of: str) -> Html:
    note = [tag("p", f"请{asked_of}确定", class_="note")] if asked_of else []
    return tag("div", tag("div", tag("span", asks), class_="top"), *note, class_="line")


def _line(line: Line) -> Html:
    figure = [tag("span", line.figure, class_=f"badge {line.light}".rstrip())] if line.figure else []
    note = [tag("p", line.note, class_="note")] if line.note else []
    if not line.rows:
        return tag("div", tag("div", tag("span", line.says), *figure, class_="top"), *note, class_="line")
    opened = tag("details", tag("summary", tag("span", line.says), *figure), _details(line))
    return tag("div", opened, *note, class_="line")


def _details(line: Line) -> Html:
    if LISTED_FROM <= len(line.head) < WIDE_FROM:
        return _scroll(line, tag("ul", *[_item(line.head, row) for row in line.rows], class_="rows"))
    head = tag("tr", *[tag("th", word, scope="col") for word in line.head])
    rows = [tag("tr", *[tag("td", cell) for cell in row]) for row in line.rows]
    return _scroll(line, tag("table", tag("thead", head), tag("tbody", *rows), class_="wide" if len(line.head) >= WIDE_FROM else ""))


def _item(head: tuple[str, ...], row: tuple[str, ...]) -> Html:
    """One row as a sentence: whom, then each part with its word."""
    parts = [
        tag(
            "span",
            tag(
                "i",
                f"{word}：",
            ),
            cell,
        )
        for word, cell in zip(head[1:], row[1:], strict=True)
    ]
    return tag("li", tag("b", row[0]), *parts)


def _scroll(line: Line, inside: Html) -> Html:
    return tag("div", inside, class_="scroll", tabindex="0", role="region", aria_label=f"{line.says}：明细")


def _readings(wording: Wording, clause: str) -> Html:
    """Readings in force, the office's own choice marked off from the default."""
    rows, own = [], 0
    for name, reading in wording.book.readings.items():
        if reading.clause != clause:
            continue
        value = wording.settings.get(name, reading.default)
        chosen = value != reading.default
        own += chosen
        said = f"（本单位选定，默认为{wording.word(reading.default, reading.labels)}）" if chosen else "（默认）"
        rows.append(tag("li", f"{reading.says}：", tag("b", wording.word(value, reading.labels)), said))
    if not rows:
        return text("")
    kept = f"，其中 {own} 项由本单位选定" if own else "，均按默认"
    details = tag("details", tag("summary", f"理解 {len(rows)} 项{kept}"), tag("ul", *rows))
    return tag("div", details, class_="readings")
