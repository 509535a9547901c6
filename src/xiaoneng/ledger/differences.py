"""两次结果的不同: who changes, from what to what, under which clauses. For dry runs, corrections, and what one fact would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """一处不同: whose figure, what it was, what it is now, under which clauses the items differ."""

    subject: str
    name: str
    what: str
    before: str
    after: str
    clauses: tuple[str, ...]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """两次结果的不同: scores, bars, consequences and money, subject by subject, with the clauses in which they differ."""
    found: list[Difference] = []
    for section, what, value in SECTIONS:
        before, after = _by_subject(old, section, what), _by_subject(new, section, what)
        for key in sorted(before.keys() | after.keys()):
            one, other = before.get(key), after.get(key)
            if value(one) != value(other):
                row = other or one or {}
                clauses = tuple(sorted(_clauses(one) ^ _clauses(other))) or tuple(sorted(_clauses(one) | _clauses(other)))
                found.append(Difference(row["subject"], row["name"], _what(section, row), value(one), value(other), clauses))
    return found


def _by_subject(result: Mapping[str, Any], section: str, what: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {(row["subject"], *(str(row.get(name, "")) for name in what)): row for row in result.get(section, ())}


def _total(row: Mapping[str, Any] | None) -> str:
    return "—" if row is None else str(row.get("total", row.get("amount", "")))


def _there(row: Mapping[str, Any] | None) -> str:
    return "无" if row is None else "有"


SECTIONS = (
    ("scores", ("account", "period"), _total),
    ("barred", ("clause", "from"), _there),
    ("consequences", ("clause", "effect"), _there),
    ("money", ("item", "clause"), _total),
)
"""Section → what names one of its rows besides the subject, and the value that is compared."""


def _what(section: str, row: Mapping[str, Any]) -> str:
    if section == "scores":
        return f"{row['period']} 得分"
    if section == "barred":
        return f"取消资格：{'、'.join(row['from'])}"
    return str(row.get("effect") or row.get("name_of_item") or row.get("item", ""))


def _clauses(row: Mapping[str, Any] | None) -> set[str]:
    if row is None:
        return set()
    items = {f"{item['clause']} {item['name']} {item['points']}" for item in row.get("items", ())}
    return items or {str(row.get("clause", ""))}
