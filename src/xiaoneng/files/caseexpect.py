"""用例的“应得”: what a case expects of a result, compared by value; every difference is told in one Chinese sentence.

A written row must be there with the written values; keys that are not written are not looked at. A list of single values must be
the same whatever its order, a list of rows must contain those written; an empty list must be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.problems import Flaw, nearest

SECTIONS = (
    "missing_parameters",
    "quotas",
    "barred",
    "scores",
    "money",
    "consequences",
    "awards",
    "readings",
    "measures",
    "sheets",
    "lists",
    "provisional",
    "warnings",
)
NONE = "none"
ROWS = "rows"
EVERYTHING = "all"
"""`none: {barred: all}`: the section is empty."""
IDENTITIES = ("subject", "name", "award", "list", "sheet", "line", "item", "metric", "fact", "measure", "period", "clause")
"""Keys by which a row is known; the first one that is written finds the row to compare with."""
NOTHING = frozenset({"", "null", "~", "无"})
TRUTHS = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
SHOWN = 5
MANY = 20


def form_flaws(expect: Node) -> list[Flaw]:
    """What is wrong with the form of `expect`: unknown sections, no lists."""
    if not isinstance(expect.value, dict):
        return [expect.spot.flaw("expect 应写成“结果的一节: 行的列表”，如 barred: [{subject: A1}]")]
    flaws = []
    for name, part in expect.value.items():
        if name in (NONE, ROWS):
            flaws += _inner_flaws(name, part)
        elif name not in SECTIONS:
            flaws.append(expect.keys[name].flaw(f"结果里没有“{name}”这一节{nearest(name, [*SECTIONS, NONE, ROWS])}"))
        elif not isinstance(part.value, list):
            flaws.append(part.spot.flaw(f"{name} 下面应是行的列表"))
    return flaws


def _inner_flaws(name: str, part: Node) -> list[Flaw]:
    if not isinstance(part.value, dict):
        return [part.spot.flaw(f"{name} 应写成“结果的一节: …”")]
    flaws = []
    for section, inner in part.value.items():
        if section not in SECTIONS:
            flaws.append(part.keys[section].flaw(f"结果里没有“{section}”这一节{nearest(section, SECTIONS)}"))
        elif name == ROWS and not (isinstance(inner.value, str) and inner.value.isdigit()):
            flaws.append(inner.spot.flaw("行数应是整数"))
    return flaws


def differences(expect: Node, report: Mapping[str, Any]) -> Iterator[str]:
    """不符之处: what a result lacks, has too much or has otherwise."""
    parts = expect.value if isinstance(expect.value, dict) else {}
    for section, part in parts.items():
        if section == NONE:
            yield from _unwanted(part, report)
        elif section == ROWS:
            yield from _counted(part, report)
        else:
            for row in part.value if isinstance(part.value, list) else ():
                found = _missing(row, report[section])
                if found is not None:
                    yield f"第{row.spot.line}行 {section}：{found}"


def _counted(part: Node, report: Mapping[str, Any]) -> Iterator[str]:
    for section, wanted in part.value.items() if isinstance(part.value, dict) else ():
        count = len(report[section])
        if str(count) != wanted.value:
            yield f"第{wanted.spot.line}行 {section}：应有 {wanted.value} 行，实有 {count} 行"


def _unwanted(part: Node, report: Mapping[str, Any]) -> Iterator[str]:
    """Rows that must not be there: of a subject, of a pattern, or any."""
    for section, unwanted in part.value.items() if isinstance(part.value, dict) else ():
        rows = report[section]
        if unwanted.value == EVERYTHING:
            if rows:
                yield f"第{unwanted.spot.line}行 {section}：应当没有任何行，却有 {len(rows)} 行，如 {_shown(rows[0])}"
            continue
        for one in unwanted.value if isinstance(unwanted.value, list) else [unwanted]:
            found = next((row for row in rows if _is(one, row)), None)
            if found is not None:
                yield f"第{one.spot.line}行 {section}：不应有这一行：{_shown(found)}"


def _is(one: Node, row: Any) -> bool:
    """Whether a row is what was written: the pattern, or a row about the subject of that name."""
    if isinstance(one.value, dict):
        return unlike(one, row) is None
    if isinstance(row, str):
        return str(one.value) in row
    return any(same(str(one.value), row.get(key)) for key in ("subject", "name", "fact", "list"))


def _missing(wanted: Node, rows: list[Any]) -> str | None:
    """Why no row is the one written; None where one is."""
    if isinstance(wanted.value, str):
        texts = [row if isinstance(row, str) else _shown(row) for row in rows]
        told = f"没有提到“{wanted.value}”；有的是：{'；'.join(texts[:SHOWN]) or '无'}"
        return None if any(wanted.value in text for text in texts) else told
    known = [key for key in IDENTITIES if key in wanted.plain()]
    near: list[tuple[int, str]] = []
    for row in rows:
        wrong = dict(_differing(wanted, row))
        if not wrong:
            return None
        if known and known[0] not in wrong:
            # Of several rows about one subject, that of the same measure or clause is meant.
            near.append((sum(1 + len(known) * (key in known) for key in wrong), "；".join(wrong.values())))
    if near:
        return f"{_title(wanted)}不符：{min(near)[1]}"
    there = [_title_of(row) for row in rows]
    return f"没有{_title(wanted)}这一行；有的是：{'、'.join(dict.fromkeys(there[:MANY])) or '无'}"


def _title(wanted: Node) -> str:
    plain = wanted.plain()
    return " ".join(str(plain[key]) for key in IDENTITIES if isinstance(plain.get(key), str)) or _shown(plain)


def _title_of(row: Any) -> str:
    if not isinstance(row, dict):
        return _shown(row)
    return next((str(row[key]) for key in IDENTITIES if isinstance(row.get(key), str | int)), _shown(row))


def _differing(wanted: Node, row: Any) -> list[tuple[str, str]]:
    """(key, what is wrong) of one row."""
    if not isinstance(wanted.value, dict) or not isinstance(row, dict):
        return [("", "写法不同")]
    found = []
    for key, part in wanted.value.items():
        if key not in row:
            found.append((key, f"没有“{key}”{nearest(key, list(row))}"))
            continue
        said = unlike(part, row[key])
        if said is not None:
            found.append((key, f"{key} {said}"))
    return found


def unlike(wanted: Node, actual: Any) -> str | None:
    """How a value differs from the one written; None where it is the same."""
    if isinstance(wanted.value, dict):
        wrong = _differing(wanted, actual)
        return "；".join(said for _, said in wrong) or None
    if isinstance(wanted.value, str) and not isinstance(actual, list):
        return None if same(wanted.value, actual) else f"应是 {wanted.value or '无'}，实是 {_shown(actual)}"
    parts = wanted.value if isinstance(wanted.value, list) else [wanted]
    if not isinstance(actual, list):
        return f"应是列表，实是 {_shown(actual)}"
    return _unlike_list(parts, list(actual))


def _unlike_list(wanted: list[Node], actual: list[Any]) -> str | None:
    left, wrong = list(actual), []
    for part in wanted:
        found = next((at for at, one in enumerate(left) if unlike(part, one) is None), None)
        if found is not None:
            del left[found]
        elif isinstance(part.value, dict):
            wrong.append(f"里{_missing(part, actual)}")
        else:
            return f"里没有 {_shown(part.plain())}；实是 {_shown(actual)}"
    if wrong:
        return "；".join(wrong)
    rows = any(isinstance(part.value, dict) for part in wanted)
    return f"多出 {_shown(left)}" if left and not rows else None


def same(wanted: str, actual: Any) -> bool:
    """Whether a written value is the actual one: truths, numbers by value, else the text."""
    if actual is None:
        return wanted.strip() in NOTHING
    if isinstance(actual, bool):
        return TRUTHS.get(wanted.strip()) is actual
    first, second = _number(wanted), _number(str(actual))
    return first == second if first is not None and second is not None else wanted.strip() == str(actual).strip()


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _shown(value: Any) -> str:
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "{" + "，".join(f"{key}: {_shown(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + "，".join(map(_shown, value)) + "]"
    return str(value)
