"""行文: the words in which results are told to the people concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

OPERATORS = {">": "超过", ">=": "达到", "<": "不足", "<=": "不超过", "=": "为", "!=": "不为"}
UNMET = {">": "未超过", ">=": "未达到", "<": "不低于", "<=": "超过", "=": "不为", "!=": "为"}
"""How a comparison that does not hold is said."""

HALVES = {"1": "上半年", "2": "下半年"}
QUARTERS = {"1": "第一季度", "2": "第二季度", "3": "第三季度", "4": "第四季度"}
CHOICES = {
    "floor": "舍去小数",
    "half_up": "四舍五入",
    "ceil": "有小数即进一",
    "yes": "是",
    "no": "否",
    "none": "无",
    "max": "取大",
    "min": "取小",
    "sum": "相加",
    "highest": "取最高",
}
"""Choice words that mean one thing wherever they stand; others are called what their declaration's `labels` say."""
PLACES = {"inside": "占名额", "outside": "不占名额"}
SHARED = {"each": "每人全额", "split": "平分", "first": "归第一作者"}
"""Choice words of one key only: how automatic winners are counted, how several authors share."""

UNRULED = "认定前不产生后果"
"""What is said of a record whose deciding field is still open."""

_REGULAR = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?")


def period_words(label: str) -> str:
    """期间的说法: `2007` 2007年度, `2007-H1` 2007年上半年, `2007-Q3` 2007年第三季度, `2012-07` 2012年7月, `a..b` a至b."""
    found = _REGULAR.fullmatch(label)
    if found is None:
        return label.replace("..", "至")
    year, half, quarter, month = found.groups()
    if month:
        return f"{year}年{int(month)}月"
    return f"{year}年{HALVES[half] if half else QUARTERS[quarter] if quarter else '度'}"


def bar_words(row: Json) -> str:
    """What a row of `barred` bars from: `季度之星（2024年第一季度、2024年第二季度）`."""
    periods = "、".join(period_words(label) for label in row.get("periods", ()))
    return "、".join(row["from"]) + (f"（{periods}）" if periods else "")


def choice_words(value: str, labels: Mapping[str, str] = CHOICES) -> str:
    """选项的说法: as its declaration calls it, else as the language does, with the word itself; anything else unchanged."""
    said = labels.get(value) or CHOICES.get(value)
    return f"{said}（{value}）" if said else value


def measured(value: str | None, unit: str = "") -> str:
    """数和单位: `11 次`; 未定 where there is no value, and no unit where the value is a word."""
    if value is None:
        return "未定"
    return f"{value} {unit}".rstrip() if is_number(value) else value


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def plain(number: Decimal) -> str:
    """A decimal without superfluous zeros and without an exponent."""
    return format(number.normalize() + 0, "f")


def change(points: str | None, unit: str, less: str = "扣", more: str = "加") -> str:
    """增减: `-2` 扣 2 分, `1.5` 加 1.5 分, `0` 不计分值; 分值待定 where a parameter is unanswered."""
    if points is None:
        return "数额待定"
    number = Decimal(points)
    if number == 0:
        return f"不{less}不{more}"
    return f"{less if number < 0 else more} {plain(abs(number))} {unit}"


def changes(points: Iterable[str | None], unit: str) -> str:
    """合计的增减: deductions and additions summed apart, as they are said in one breath."""
    known = [Decimal(one) for one in points if one is not None]
    less, more = sum((one for one in known if one < 0), Decimal(0)), sum((one for one in known if one > 0), Decimal(0))
    parts = [change(plain(one), unit) for one in (less, more) if one]
    return "，".join(parts) or "没有扣分、加分"


def part_words(part: Json, unit: str) -> str:
    """`考勤 25 分（基础分 30 分，扣 5 分）`, `加分 8 分（加 9 分，最高 8 分）`: how a part of a score comes to what it is."""
    base, total = Decimal(part["base"] or 0), Decimal(part["total"])
    raw = Decimal(part.get("raw") or total)
    said = [f"基础分 {measured(plain(base), unit)}"] if base else []
    said += [change(plain(raw - base), unit).rstrip()] if raw != base else []
    said += [f"{'最高' if raw > total else '最低'} {measured(plain(total), unit)}"] if raw != total else []
    return f"{part['name']} {measured(plain(total), unit)}" + (f"（{'，'.join(said)}）" if len(said) > 1 else "")


def reason_words(reason: Json, unit: str) -> str:
    """原因: `迟到 11 次（超过 10 次）`, or without a limit `政纪处分 1 次`; another's figures are said to be theirs."""
    whose = f"{reason['subject']} " if "subject" in reason else ""
    said = f"{whose}{reason['metric']} {measured(reason['value'], unit)}"
    limit = reason.get("limit")
    notes = [f"{OPERATORS[reason['operator']]} {measured(limit, unit)}"] if limit is not None else []
    notes += anew_words(reason)
    return f"{said}（{'；'.join(notes)}）" if notes else said


def anew_words(row: Json) -> list[str]:
    """重新累计: `自 2024-05-10 告诫 F003 之后重新累计`, where a count began anew."""
    after = row.get("after")
    return [f"自 {after['date']} {after['metric']} {after['fact']} 之后重新累计"] if after else []


def row_words(row: Json) -> str:
    """各组的名额: `基数 18，按“<20”一档`, `基数 10，科室等次 优秀，比例 0.2`; empty where one number holds for all."""
    said = [f"{one['metric']} {measured(one['value'])}" for one in row.get("figures", ())]
    if said and row.get("share") is not None:
        said.append(f"比例 {row['share']}")
    if "row" in row:
        said.append("没有合适的一档" if row["row"] is None else f"按“{row['row']}”一档")
    return "，".join([f"基数 {row['base']}", *said]) if said else ""


def left_out_words(row: Json) -> str:
    """`评选范围内 3，取消资格 1，不符合参评条件 2`, where nobody may be chosen."""
    if row["eligible"]:
        return ""
    parts = [("取消资格", row["barred"]), ("不符合参评条件", row["unfit"])]
    return "，".join([f"评选范围内 {row['considered']}", *(f"{says} {count}" for says, count in parts if count)])


def tie_words(rows: Iterable[Json]) -> str:
    """同分再比: `得分相同的再比业绩数：A2 1 件、A1 0 件`; empty where no further figure decided."""
    grouped: dict[str, list[str]] = {}
    for row in rows:
        grouped.setdefault(row["metric"], []).append(f"{row['subject']} {tie_value(row)}")
    return "；".join(f"前面相同的再比{metric}：{'、'.join(said)}" for metric, said in grouped.items())


def tie_value(row: Json) -> str:
    return "没有数据" if row["value"] is None else measured(row["value"], row["unit"])


def grounds(row: Json) -> str:
    """依据: the clause of a row, with the document of a higher body that allows it where one is named."""
    return f"{row['clause']}（{row['basis']}）" if row.get("basis") else str(row["clause"])


def requirement(row: Json) -> str:
    """要求 of a measure: `达到 20 小时`; two limits as `10-20 小时`; `一般达到 20 小时` where the text says 一般."""
    word, limit, unit = OPERATORS.get(row["operator"]), row["limit"], row["unit"]
    asked = f"{word} {measured(limit, unit)}" if word else f"{limit} {unit}".rstrip()
    return f"一般{asked}" if row.get("soft") else asked


def sentence_list(parts: Sequence[str]) -> str:
    """Several statements as one sentence."""
    return "；".join(part for part in parts if part)
