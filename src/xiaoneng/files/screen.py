"""终端上的结果: a report as plain Chinese tables, aware of the width of Chinese characters; and progress on a terminal."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, TextIO

from xiaoneng.files.folding import printable
from xiaoneng.rulebook.results.sentences import (
    bar_words,
    change,
    grounds,
    is_number,
    left_out_words,
    measured,
    part_words,
    period_words,
    reason_words,
    requirement,
    tie_words,
)

Json = dict[str, Any]
Rows = Sequence[tuple[str, ...]]

MOST_ROWS = 40
"""So many rows of a section are shown; how many there are besides is said."""
MOST_NUMBERS = 6
MOST_PERIODS = 13
WIDEST = 36
GAP = "  "
_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)


def text_width(text: str) -> int:
    """Columns of a terminal that a text takes: two for wide characters, none for combining marks."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns, broken inside numbers and Latin words only where one is too long; nothing is lost."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        parts = [piece] if text_width(piece) <= width else list(piece)
        for part in parts:
            if line and text_width(line) + text_width(part) > width:
                lines.append(line)
                line = ""
            line += part
    return [*lines, line]


def table(headings: Sequence[str], rows: Rows) -> list[str]:
    """Lines of a table; wide cells go on below, numbers stand right; above 40 rows it says how many are not shown."""
    shown = [tuple(printable(cell, len(cell)) for cell in row) for row in rows[:MOST_ROWS]]
    widths = [
        min(WIDEST, max(text_width(heading), *(text_width(row[place]) for row in shown))) if shown else text_width(heading)
        for place, heading in enumerate(headings)
    ]
    numeric = [all(is_number(row[place]) or not row[place] for row in shown) for place in range(len(headings))]
    lines = [_line([[heading] for heading in headings], widths, numeric), [GAP.join("─" * width for width in widths)]]
    lines += [_line([wrapped(cell, width) for cell, width in zip(row, widths, strict=True)], widths, numeric) for row in shown]
    found = [f"  {one}".rstrip() for part in lines for one in part]
    if len(rows) > MOST_ROWS:
        found.append(f"  …另有 {len(rows) - MOST_ROWS} 行, 用 --format json 查看全部")
    return found


def _line(cells: list[list[str]], widths: list[int], numeric: list[bool]) -> list[str]:
    """A row of cells, each several lines deep, as lines."""
    lines = []
    for depth in range(max(len(cell) for cell in cells)):
        parts = [cell[depth] if depth < len(cell) else "" for cell in cells]
        lines.append(GAP.join(_padded(part, width, right) for part, width, right in zip(parts, widths, numeric, strict=True)))
    return lines


def _padded(text: str, width: int, right: bool) -> str:
    room = " " * max(width - text_width(text), 0)
    return room + text if right else text + room


def screen(report: Json) -> str:
    """结果的终端版: unanswered parameters first, then each section that has rows, readings, and warnings last."""
    lines = [f"{report['rulebook']}　版本 {report['version']}　{period_words(report['period'])}　截至 {report['as_of']}"]
    lines += _missing(report)
    sections = [part for make in SECTIONS if (part := make(report))]
    for part in sections:
        lines += ["", *part]
    if not sections:
        lines += ["", "本期没有可列的结果。"]
    lines += _readings(report) + _warnings(report)
    return "\n".join(lines) + "\n"


def _missing(report: Json) -> list[str]:
    """未定参数: said first and loud, because rules gave nothing for want of them."""
    rows = report["missing_parameters"]
    if not rows:
        return []
    lines = ["", f"!! 有 {len(rows)} 个参数尚未答复, 下列规则没有得出结果。请在 parameters.yaml 里答复:"]
    for row in rows:
        who = f", 由{row['asked_of']}答复" if row.get("asked_of") else ""
        blocked = "、".join(dict.fromkeys(str(one) for one in row["blocks"]))
        lines.append(f"   {row['name']}: {row.get('asks', '')}({row['clause']}{who}); 没有结果: {blocked}")
    return lines


def _section(title: str, headings: Sequence[str], rows: Rows) -> list[str]:
    return [f"【{title}】{len(rows)} 行", *table(headings, rows)] if rows else []


def _numbers(nos: Iterable[str]) -> str:
    found = list(dict.fromkeys(nos))
    more = f" 等 {len(found)} 件" if len(found) > MOST_NUMBERS else ""
    return "、".join(found[:MOST_NUMBERS]) + more


def _who(row: Json) -> str:
    return str(row["name"]) if row["name"] == row["subject"] else f"{row['name']}({row['subject']})"


def _text(value: Any, empty: str = "待定") -> str:
    return empty if value is None else str(value)


def _dated(report: Json, headings: tuple[str, ...], found: list[Json], rows: Rows) -> tuple[tuple[str, ...], Rows]:
    """The table with a column 期间 after the first, where any row is judged in another period than the result as a whole."""
    if all(row["period"] == report["period"] for row in found):
        return headings, rows
    dated = [(cells[0], row["period"], *cells[1:]) for row, cells in zip(found, rows, strict=True)]
    return (headings[0], "期间", *headings[1:]), dated


def _quotas(report: Json) -> list[str]:
    rows = [
        (
            row["name"] + (f"({row['class']})" if row.get("class") else "") + (" 左右" if row.get("about") else ""),
            row["clause"],
            str(row["base"]),
            _text(row["share"], f"按“{row['row']}”" if row.get("row") else ""),
            *(_text(row[key], "") for key in ("exact", "floor", "half_up", "ceil")),
            _text(row["places"]),
        )
        for row in report["quotas"]
    ]
    headings = ("荣誉", "条款", "基数", "比例", "计算值", "舍去", "四舍五入", "进一", "名额")
    return _section("推荐名额", *_dated(report, headings, report["quotas"], rows))


def _awards(report: Json) -> list[str]:
    rows = []
    for row in report["awards"]:
        parts = [f"直接认定 {len(row['automatic'])}" if "counted" in row else ""]
        parts += [f"{says} {_numbers(row[key])}" for key, says in (("clear", "名额之内"), ("tied", "并列")) if row.get(key)]
        parts.append(tie_words(row.get("ties", ())))
        parts.append(f"与已定荣誉重叠 {len(row['conflicts'])}" if row["conflicts"] else "")
        parts.append(left_out_words(row))
        note = "; ".join(part for part in parts if part)
        name = row["name"] + (f"({row['class']})" if row.get("class") else "")
        rows.append((name, row["clause"], _text(row["places"], ""), str(len(row["eligible"])), note))
    return _section("评选", *_dated(report, ("荣誉", "条款", "名额", "可参评", "说明"), report["awards"], rows))


def _because(row: Json) -> tuple[str, str]:
    """(reasons, 编号) of a bar or a consequence."""
    reasons = "、".join(reason_words(one, one["unit"]) for one in row["because"])
    return reasons, _numbers(no for one in row["because"] for no in one["facts"])


def _barred(report: Json) -> list[str]:
    rows: Rows = [(_who(row), bar_words(row), grounds(row), *_because(row)) for row in report["barred"]]
    return _section("取消资格", *_dated(report, ("对象", "取消的荣誉", "条款", "原因", "记录"), report["barred"], rows))


def _scores(report: Json) -> list[str]:
    """得分: one table an account; periods side by side where there are several, items beside the score where there is one."""
    lines: list[str] = []
    accounts = list(dict.fromkeys(row["account"] for row in report["scores"]))
    for account in accounts:
        rows = [row for row in report["scores"] if row["account"] == account]
        title = "得分" if len(accounts) == 1 else f"得分 {rows[0]['account_name']}"
        lines += _score_table(title, rows)
    return lines


def _grades(report: Json) -> list[str]:
    """等次和名次: one table a figure that has several periods, the others of a period side by side."""
    lines: list[str] = []
    by_figure: dict[str, list[Json]] = defaultdict(list)
    for row in report["grades"]:
        by_figure[row["figure"]].append(row)
    single: dict[tuple[str, bool], list[list[Json]]] = defaultdict(list)
    for rows in by_figure.values():
        periods = list(dict.fromkeys(row["period"] for row in rows))
        single[",".join(periods), rows[0]["subject"] == rows[0]["name"]].append(rows)
    for figures in single.values():
        periods = sorted({row["period"] for row in figures[0]})
        if len(periods) > 1:
            for rows in figures:
                lines += _section(rows[0]["says"], ("对象", *periods), _beside(rows, "period", periods))
        else:
            rows = [row for found in figures for row in found]
            keys = [found[0]["figure"] for found in figures]
            lines += _section("等次和名次", ("对象", *(found[0]["says"] for found in figures)), _beside(rows, "figure", keys))
    return lines


def _beside(rows: list[Json], key: str, columns: Sequence[str]) -> Rows:
    """One line a subject, its values under the columns."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found[_who(row)][row[key]] = measured(row["value"], row["unit"])
    return [(who, *(values.get(column, "") for column in columns)) for who, values in found.items()]


def _score_table(title: str, rows: list[Json]) -> list[str]:
    periods = sorted({row["period"] for row in rows})
    if len(periods) == 1 or len(periods) > MOST_PERIODS:
        listed: Rows = [(_who(row), row["period"], _text(row["base"], ""), _text(row["total"]), _items(row)) for row in rows]
        return _section(title, ("对象", "期间", "基础分", "得分", "项目"), listed)
    totals: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        totals[_who(row)][row["period"]] = _text(row["total"])
    table_rows = [(who, *(found.get(period, "") for period in periods)) for who, found in totals.items()]
    year = periods[0][:4]
    short = [period[5:] if all(one[:4] == year for one in periods) and len(period) > len(year) else period for period in periods]
    return _section(title, ("对象", *short), table_rows)


def _items(row: Json) -> str:
    parts = [f"{item['clause']} {item['name']} {change(item['points'], '')}".rstrip() for item in row["items"]]
    parts += [part_words(part, "") for part in row.get("parts", ()) if part["base"] not in (None, "0") or "raw" in part]
    if "raw" in row:
        parts.append(f"按上下限由 {row['raw']} 计")
    return "; ".join(parts)


def _money(report: Json) -> list[str]:
    rows: Rows = [
        (_who(row), row["item"], grounds(row), _text(row["count"], ""), row["amount"], _numbers(row.get("works") or row.get("facts", ())))
        for row in report["money"]
    ]
    return _section("奖惩测算(不是发放决定)", ("对象", "项目", "条款", "数量", "金额", "记录"), rows)


def _consequences(report: Json) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for row in report["consequences"]:
        effect = ("可以: " if row.get("may") else "") + row["effect"]
        rows.append((_who(row), effect, grounds(row), *_because(row)))
    return _section("后果", *_dated(report, ("对象", "后果", "条款", "原因", "记录"), report["consequences"], rows))


def _measures(report: Json) -> list[str]:
    """衡量: how many hold, and each that does not."""
    rows = report["measures"]
    if not rows:
        return []
    missed: Rows = [
        (_who(row), row["period"], row["measure"], row["clause"], measured(row["value"], row["unit"]), requirement(row))
        for row in rows
        if not row["holds"]
    ]
    lines = [f"【衡量】{len(rows)} 项: 符合 {len(rows) - len(missed)}, 不符合 {len(missed)}"]
    return lines + (table(("对象", "期间", "衡量", "条款", "数值", "要求"), missed) if missed else [])


def _sheets(report: Json) -> list[str]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in report["sheets"]:
        counts[row["sheet"], row["clause"]] += 1
    rows: Rows = [(sheet, clause, str(count)) for (sheet, clause), count in counts.items()]
    lines = _section("本制度的表", ("表", "条款", "份数"), rows)
    return [*lines, "  用 --format xlsx 打印"] if lines else []


def _provisional(report: Json) -> list[str]:
    rows: Rows = [(row["date"], _who(row), row["metric"], row["value"], row["fact"]) for row in report["provisional"]]
    return _section("待确认, 没有计入", ("日期", "对象", "事项", "数量", "编号"), rows)


SECTIONS: tuple[Callable[[Json], list[str]], ...] = (
    _quotas,
    _awards,
    _barred,
    _scores,
    _grades,
    _money,
    _consequences,
    _measures,
    _sheets,
    _provisional,
)


def _readings(report: Json) -> list[str]:
    """理解: what each leaves open and how it is taken, those that differ from the default marked."""
    lines = [f"【理解】{len(report['readings'])} 项, 在 parameters.yaml 里可以改选"] if report["readings"] else []
    for row in report["readings"]:
        other = "" if row["value"] == row["default"] else f", 默认为{row['default_said']}"
        lines.append(f"  {row['name']}: {row['says']}: {row['said']}{other}")
    return ["", *lines] if lines else []


def _warnings(report: Json) -> list[str]:
    return ["", "【提示】", *(f"  {printable(one, len(one))}" for one in report["warnings"])] if report["warnings"] else []


class Progress:
    """进度: a line on standard error that counts up, only where that is a terminal."""

    def __init__(self, says: str, total: int | None = None, stream: TextIO | None = None) -> None:
        self.says = says
        self.total = total
        self.stream = stream if stream is not None else sys.stderr
        self.live = self.stream.isatty()
        self.done = 0
        self.last = ""

    def __enter__(self) -> Progress:
        self._show()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.live and self.last:
            self.stream.write("\r" + " " * text_width(self.last) + "\r")
            self.stream.flush()

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        self.done += count
        self._show()

    def _show(self) -> None:
        """Write only where the text changes: a percentage, or the count where no total is known."""
        if not self.live:
            return
        counted = f" {min(self.done, self.total) * 100 // self.total}%" if self.total else f" {self.done}" if self.done else ""
        text = f"{self.says}…{counted}"
        if text != self.last:
            blank = " " * max(text_width(self.last) - text_width(text), 0)
            self.stream.write(f"\r{text}{blank}")
            self.stream.flush()
            self.last = text
